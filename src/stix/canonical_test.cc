#include "stix/canonical.h"

#include <gtest/gtest.h>

namespace tansiq::stix {
namespace {

TEST(Canonical, WritesNumbersAsEcmaScriptDoes) {
  // RFC 8785 appendix B, as far as integers within the safe range and fractions go, and ECMA-262's borders.
  const std::pair<const char*, const char*> cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"-0.0", "0"},
      {"1.0", "1"},
      {"-1", "-1"},
      {"5e-324", "5e-324"},
      {"-5e-324", "-5e-324"},
      {"1.7976931348623157e308", "1.7976931348623157e+308"},
      {"9007199254740991", "9007199254740991"},
      {"-9007199254740991", "-9007199254740991"},
      {"9.999999999999997e22", "9.999999999999997e+22"},
      {"1e23", "1e+23"},
      {"1.0000000000000001e23", "1.0000000000000001e+23"},
      {"1e21", "1e+21"},
      {"1E30", "1e+30"},
      {"333333333.33333329", "333333333.3333333"},
      {"333333333.3333332", "333333333.3333332"},
      {"4.50", "4.5"},
      {"2e-3", "0.002"},
      {"0.000001", "0.000001"},
      {"0.0000001", "1e-7"},
      {"0.000000000000000000000000001", "1e-27"},
      {"1424953923781206.2", "1424953923781206.2"},
      {"-0.0000033333333333333333", "-0.0000033333333333333333"},
      {"12345.678e3", "12345678"},
  };
  for (const auto& [text, right] : cases) EXPECT_EQ(canonical(text).value(), right) << text;
}

TEST(Canonical, SortsNamesByUtf16CodeUnits) {
  // RFC 8785 section 3.2.3.
  EXPECT_EQ(
      canonical(R"({"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",)"
                R"("1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"O"})")
          .value(),
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\",\"\xc3\xb6\":\"O\","
      "\"\xe2\x82\xac\":\"Euro Sign\",\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
      "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST(Canonical, EscapesAsLittleAsPossible) {
  EXPECT_EQ(canonical(R"({"a":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/\b\f\n\r\t\u007f"})").value(),
            "{\"a\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\f\\n\\r\\t\x7f\"}");
  EXPECT_EQ(canonical(R"(["seven b\u0001 and more than eight \u0000 bytes"])").value(),
            R"(["seven b\u0001 and more than eight \u0000 bytes"])");
}

TEST(Canonical, KeepsEverythingElse) {
  EXPECT_EQ(canonical(" { \"b\" : [ true , false , null , { } , [ ] ] , \"a\" : \"\" } ").value(),
            R"({"a":"","b":[true,false,null,{},[]]})");
  EXPECT_EQ(canonical("\"x\"").value(), "\"x\"");
}

TEST(Canonical, IsItsOwnCanonicalForm) {
  for (const char* text :
       {R"({"z":1e2,"a":[1.5,{"y":"\ud83d\ude00","x":-0.0}]})", "1e21", "[1e-7,123456789.125]"}) {
    const auto once = canonical(text);
    ASSERT_TRUE(once);
    EXPECT_EQ(canonical(*once).value(), *once);
  }
}

/// What is refused, with a word of the message and the place that it names.
struct Refusal {
  std::string text;
  std::string said;
  std::string where;
};

TEST(Canonical, RefusesWhatTwoReadersCouldReadDifferently) {
  const Refusal refusals[] = {
      {R"({"a":1,"b":{"c":1,"c":2}})", "stands twice", "/b/c"},
      {R"({"a":1,"\u0061":1})", "stands twice", "/a"},
      {R"([1,9007199254740992])", "9007199254740992 is too large", "/1"},
      {"-9007199254740992", "too large", ""},
      {"9007199254740993.0", "too large", ""},
      {"1e20", "too large", ""},
      {"18446744073709551615", "too large", ""},
      {"123456789012345678901234567890", "", ""},
      {R"(["\ud800"])", "surrogate", "line 1, column 3"},
      {R"(["\udc00\ud800"])", "surrogate", "line 1, column 3"},
      {"1e400", "too large", "line 1, column 1"},
      {"\xef\xbb\xbf{}", "byte order mark", "line 1, column 1"},
      {"[\"\xff\"]", "not UTF-8", "line 1, column 3"},
      {"[\"\xed\xa0\x80\"]", "not UTF-8", "line 1, column 3"},
      {"NaN", "NaN", "line 1, column 1"},
      {"[-Infinity]", "infinity", "line 1, column 3"},
      {"{\n  \"a\": 1,\n}", "stands where a name should", "line 3, column 1"},
      {"[1,]", "begins no JSON value", "line 1, column 4"},
      {"[01]", "superfluous zero", "line 1, column 4"},
      {"[1.]", "no digit behind its point", "line 1, column 4"},
      {"[+1]", "begins no JSON value", "line 1, column 2"},
      {"{\"a\" 1}", "stands behind a name", "line 1, column 6"},
      {"{} {}", "something follows", "line 1, column 4"},
      {"[\"a\nb\"]", "bare in a string", "line 1, column 4"},
      {"[\"a", "not closed", "line 1, column 4"},
      {"[\"\\x\"]", "no such escape", "line 1, column 3"},
      {"[1", "ends too early", "line 1, column 3"},
      {"{\"a\":", "ends too early", "line 1, column 6"},
      {"", "empty", "line 1, column 1"},
      {"'a'", "begins no JSON value", "line 1, column 1"},
      {"[tru]", "begins no JSON value", "line 1, column 2"},
  };
  for (const Refusal& refusal : refusals) {
    const auto result = canonical(refusal.text);
    ASSERT_FALSE(result) << refusal.text;
    EXPECT_NE(result.error().what.find(refusal.said), std::string::npos)
        << refusal.text << ": " << result.error().text();
    if (!refusal.where.empty()) {
      EXPECT_EQ(result.error().where, refusal.where) << refusal.text;
    }
  }
}

TEST(Canonical, LimitsNesting) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + "1" + std::string(depth, ']');
  };
  EXPECT_TRUE(canonical(nested(64)));
  ASSERT_FALSE(canonical(nested(65)));
  EXPECT_EQ(canonical(nested(65)).error().fault, base::Fault::too_large);
  EXPECT_TRUE(canonical(nested(1000), 1000));
  EXPECT_FALSE(canonical(nested(10'000), 1'000'000));
  EXPECT_FALSE(canonical(nested(100'000)));
  EXPECT_FALSE(canonical(std::string(100'000, '[')));
}

}  // namespace
}  // namespace tansiq::stix
