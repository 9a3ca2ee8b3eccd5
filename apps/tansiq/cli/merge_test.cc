#include "cli/merge.h"

#include <gtest/gtest.h>

namespace tansiq::cli {
namespace {

namespace json = boost::json;

json::object object(std::string_view text) {
  return json::parse(json::string_view(text.data(), text.size())).as_object();
}

TEST(MergePatch, IsWhatMakesOneOfTheOther) {
  EXPECT_EQ(merge_patch_between(object(R"({"a":1,"b":2})"), object(R"({"a":1,"c":3})")),
            object(R"({"b":null,"c":3})"));
  EXPECT_EQ(merge_patch_between(object(R"({"x":{"a":1,"b":2}})"), object(R"({"x":{"a":1,"b":3}})")),
            object(R"({"x":{"b":3}})"));
  EXPECT_EQ(merge_patch_between(object(R"({"x":[1,2]})"), object(R"({"x":[2]})")), object(R"({"x":[2]})"));
  EXPECT_TRUE(merge_patch_between(object(R"({"a":{"b":[1]}})"), object(R"({"a":{"b":[1]}})")).empty());
}

TEST(SetPath, LeadsInwards) {
  json::object patch;
  ASSERT_TRUE(set_path(patch, "name", "x"));
  ASSERT_TRUE(set_path(patch, "extensions.e\\.1.grade", 2));
  ASSERT_TRUE(set_path(patch, "extensions.other", nullptr));
  EXPECT_EQ(patch, object(R"({"name":"x","extensions":{"e.1":{"grade":2},"other":null}})"));
  EXPECT_FALSE(set_path(patch, "name.inner", 1));
  EXPECT_FALSE(set_path(patch, "", 1));
  EXPECT_FALSE(set_path(patch, "a..b", 1));
}

TEST(ValueOfWord, IsJsonWhereItIsJson) {
  EXPECT_EQ(value_of_word("12"), json::value(12));
  EXPECT_EQ(value_of_word("true"), json::value(true));
  EXPECT_EQ(value_of_word("[\"a\"]"), json::parse("[\"a\"]"));
  EXPECT_EQ(value_of_word("\"12\""), json::value("12"));
  EXPECT_EQ(value_of_word("سمير"), json::value("سمير"));
  EXPECT_EQ(value_of_word("B2"), json::value("B2"));
  EXPECT_EQ(value_of_word(""), json::value(""));
}

}  // namespace
}  // namespace tansiq::cli
