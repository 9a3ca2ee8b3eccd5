#include "cli/object_text.h"

#include <gtest/gtest.h>

namespace tansiq::cli {
namespace {

TEST(ObjectText, IndentsWhatIsInside) {
  const auto object = boost::json::parse(R"({"name":"A","born":1980,"labels":["x","y"],
    "extensions":{"e":{"names":[{"name":"سمير","kind":"birth"},{"name":"S\u001b"}],"empty":[]}}})");
  EXPECT_EQ(text_of_object(object.as_object()),
            "  name    A\n"
            "  born    1980\n"
            "  labels  x, y\n"
            "  extensions\n"
            "    e\n"
            "      names\n"
            "        - name  \u2068سمير\u2069\n"
            "          kind  birth\n"
            "        - name  S␛\n"
            "      empty\n");
}

TEST(ObjectText, PutsALongListOnLines) {
  boost::json::object object;
  object["refs"] = boost::json::array{std::string(60, 'a'), std::string(60, 'b')};
  EXPECT_EQ(text_of_object(object),
            "  refs\n    - " + std::string(60, 'a') + "\n    - " + std::string(60, 'b') + "\n");
}

}  // namespace
}  // namespace tansiq::cli
