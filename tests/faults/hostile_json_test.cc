// JSON of every bad kind: refused as a whole or object by object, never stored, never a crash.

#include <gtest/gtest.h>

#include "faults/ledger.h"
#include "faults/setup.h"

namespace tansiq::faults {
namespace {

using conformance::Answer;
using conformance::json::object;

/// What to expect of an envelope.
enum class Expect {
  refused,   ///< 4xx as a whole, or 202 with the object among the failures
  survived,  ///< any answer but a 5xx: it is odd, but JSON
};

struct Case {
  std::string what;
  std::string body;
  Expect expect;
};

/// An envelope with one good indicator that has one more property, written as it stands.
std::string with_property(const std::string& id, const std::string& property) {
  auto good = conformance::indicator();
  good["id"] = id;
  std::string text = conformance::json::serialize(good);
  text.back() = ',';
  return R"({"objects":[)" + text + property + "}]}";
}

std::string nested(char open, char close, const std::string& between, std::size_t depth) {
  std::string out;
  for (std::size_t i = 0; i < depth; ++i) out += open + between;
  out += "1";
  return out + std::string(depth, close);
}

std::vector<Case> cases(const std::string& id) {
  using enum Expect;
  const auto property = [&](const std::string& text) { return with_property(id, text); };
  const std::string good = property(R"("x_a":1)");
  std::vector<Case> all = {
      {"the same key twice", property(R"("x_a":1,"x_a":2)"), refused},
      {"id twice", property(R"("id":"indicator--00000000-0000-4000-8000-000000000001")"), refused},
      {"the same key twice, once escaped", property(R"("x_a":1,"x_\u0061":2)"), refused},
      {"the same key twice deep inside", property(R"("x_a":[{"b":{"c":1,"c":1}}])"), refused},
      {"objects twice", R"({"objects":[],)" + good.substr(1), refused},
      {"a lone high surrogate", property(R"("x_a":"\ud83d")"), refused},
      {"a lone low surrogate", property(R"("x_a":"\ude00")"), refused},
      {"surrogates in the wrong order", property(R"("x_a":"\ude00\ud83d")"), refused},
      {"a lone surrogate in a key", property(R"("x_\ud83d":1)"), refused},
      {"a lone surrogate in UTF-8", property("\"x_a\":\"\xED\xA0\x80\""), refused},
      {"lists 10,000 deep", property("\"x_a\":" + nested('[', ']', "", 10'000)), refused},
      {"objects 10,000 deep", property("\"x_a\":" + nested('{', '}', "\"a\":", 10'000)), refused},
      {"a million open brackets", std::string(1'000'000, '['), refused},
      {"2^53+1", property(R"("x_a":9007199254740993)"), refused},
      {"-(2^53+1)", property(R"("x_a":-9007199254740993)"), refused},
      {"2^64", property(R"("x_a":18446744073709551616)"), refused},
      {"10^400", property(R"("x_a":1e400)"), refused},
      {"a thousand digits", property("\"x_a\":" + std::string(1000, '9')), refused},
      {"NaN", property(R"("x_a":NaN)"), refused},
      {"Infinity", property(R"("x_a":-Infinity)"), refused},
      {"a leading zero", property(R"("x_a":01)"), refused},
      {"a number that ends in a point", property(R"("x_a":1.)"), refused},
      {"a number that begins with a point", property(R"("x_a":.5)"), refused},
      {"a plus sign", property(R"("x_a":+1)"), refused},
      {"hexadecimal", property(R"("x_a":0x10)"), refused},
      {"a byte order mark", "\xEF\xBB\xBF" + good, refused},
      {"UTF-16", std::string("\xFF\xFE{\0}\0", 6), refused},
      {"an overlong encoding", property("\"x_a\":\"\xC0\xAF\""), refused},
      {"bytes that are no UTF-8", property("\"x_a\":\"\xFF\""), refused},
      {"beyond U+10FFFF", property("\"x_a\":\"\xF4\x90\x80\x80\""), refused},
      {"a bare line end in a text", property("\"x_a\":\"a\nb\""), refused},
      {"a NUL byte in a text", property(std::string("\"x_a\":\"a\0b\"", 11)), refused},
      {"an unknown escape", property(R"("x_a":"\x41")"), refused},
      {"a cut escape", property(R"("x_a":"\u12")"), refused},
      {"a comma too many", property(R"("x_a":[1,])"), refused},
      {"a comment", property(R"("x_a":1 /* one */)"), refused},
      {"single quotes", property(R"("x_a":'a')"), refused},
      {"a key without quotes", property(R"(x_a:1)"), refused},
      {"a cut text", good.substr(0, good.size() / 2), refused},
      {"two values", good + good, refused},
      {"an escaped NUL", property(R"("x_a":"\u0000")"), Expect::survived},
      {"a text of 5 MB", property("\"x_a\":\"" + std::string(5'000'000, 'a') + "\""), survived},
      {"an empty key", property(R"("":1)"), survived},
      {"-0", property(R"("x_a":-0)"), survived},
      {"the smallest number", property(R"("x_a":5e-324)"), survived},
  };
  std::string keys = "\"x_a\":{\"a\":0";
  for (int i = 0; i < 100'000; ++i) keys += ",\"k" + std::to_string(i) + "\":0";
  all.push_back({"100,000 keys", property(keys + "}"), survived});
  return all;
}

TEST(HostileJson, IsNeverStoredAndNeverEndsTheNode) {
  auto node = NodeProcess::start(fresh("hostile-json"));
  ASSERT_TRUE(node) << node.error().text();
  conformance::Suite suite((*node)->access().options());
  ASSERT_EQ(suite.discover(), std::nullopt);
  const std::string id = "indicator--" + conformance::random_uuid();
  for (const auto& [what, body, expect] : cases(id)) {
    const Answer answer = suite.http().send(conformance::Suite::post_request(suite.objects(), body));
    EXPECT_GE(answer.status, 200) << what << ": " << answer.brief();
    EXPECT_LT(answer.status, 500) << what << ": " << answer.brief();
    if (expect == Expect::survived) continue;
    if (answer.status == 202) {
      const auto status = suite.settled(suite.http(), answer);
      ASSERT_TRUE(status) << what;
      EXPECT_EQ(conformance::integer_at(*status, "success_count"), 0) << what << ": " << answer.brief();
    } else {
      EXPECT_TRUE(answer.status == 400 || answer.status == 413 || answer.status == 422)
          << what << ": " << answer.brief();
    }
    EXPECT_EQ(suite.get(suite.object(id)).status, 404) << what << " was stored";
    ASSERT_FALSE((*node)->ended(0)) << what << ": " << (*node)->messages();
  }
  EXPECT_EQ(trouble_of((*node)->access()), "");
}

}  // namespace
}  // namespace tansiq::faults
