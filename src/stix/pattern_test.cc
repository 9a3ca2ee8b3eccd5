#include "stix/pattern.h"

#include <gtest/gtest.h>

namespace tansiq::stix {
namespace {

TEST(Pattern, TakesEverythingOfTheGrammar) {
  for (const char* pattern : {
           "[a-b:name = 'x']",
           "[file:name == 'x' AND file:size >= 25 OR file:size < -1.5]",
           "[file:hashes.'SHA-256' IN ('a', 'b')]",
           "[file:size NOT IN (1, +2, 3.0, .5, -.5, h'ff00', b'QUJD', t'2026-05-01T10:00:00Z', true)]",
           "[file:name IN ()]",
           "[process:x_list[*].key[0].'with space' LIKE 'a%_']",
           "[process:x_list[-1] MATCHES '^a\\\\.b$']",
           "[ipv4-addr:value ISSUBSET '198.51.100.0/24' OR ipv4-addr:value NOT ISSUPERSET '198.51.100.1']",
           "[EXISTS file:name AND NOT EXISTS file:size]",
           "[(file:name = 'a' OR file:name = 'b') AND file:is_x != false]",
           "([url:value = 'a'] FOLLOWEDBY [url:value = 'b']) WITHIN 5.5 SECONDS REPEATS 2 TIMES",
           "[url:value='a'] START t'2026-05-01T10:00:00.5Z' STOP t'2026-06-01T10:00:00Z' OR [url:value='b']",
           "[url:value = 'it\\'s'] /* a comment */ AND // another\n [url:value = '']",
           "[file:name<>'a']\xc2\xa0",
       }) {
    for (const Problem& problem : check_pattern(pattern)) ADD_FAILURE() << pattern << "\n" << problem.text();
  }
}

struct Wrong {
  std::string pattern;
  std::string said;
};

TEST(Pattern, SaysWhereItIsWrong) {
  const Wrong cases[] = {
      {"", "column 1: it ends too early"},
      {"file:name = 'a'", "column 1: file does not belong here"},
      {"[file:name = 'a'", "column 17: it ends too early"},
      {"[file:name = 'a']]", "column 18: ] does not belong here"},
      {"[file:name = \"a\"]", "column 14: a character that no pattern has here"},
      {"[file:name 'a']", "column 12: 'a' does not belong here"},
      {"[file:name = a]", "column 14: a does not belong here"},
      {"[file:name < true]", "column 14: true does not belong here"},
      {"[file:name = 'a]", "column 14: a string is not closed"},
      {"[file:name = 'a\\n']", "column 16: a backslash that escapes nothing"},
      {"[file:size = 007]", "column 14: a number with a superfluous zero"},
      {"[file:x_hex = h'f']", "column 15: a hexadecimal literal is none"},
      {"[file:x_bin = b'QUJ']", "column 15: a binary literal is no base64"},
      {"[file:ctime = t'2026-02-30T00:00:00Z']", "column 15: there is no such day"},
      {"[file:hashes.SHA-256 = 'a']", "column 14: SHA-256 does not belong here"},
      {"[f:name = 'a']", "column 2: f does not belong here"},
      {"[file:n = 'a']", "column 7: n does not belong here"},
      {"[NOT file:name = 'a']", "column 6: file does not belong here"},
      {"[file:name = 'a'] AND", "column 22: it ends too early"},
      {"[file:name = 'a'] WITHIN 0 SECONDS", "column 26: 0 does not belong here"},
      {"[file:name = 'a'] REPEATS 1.5 TIMES", "column 27: 1.5 does not belong here"},
      {"[file:name = 'a'] START '2026' STOP '2027'", "column 25: '2026' does not belong here"},
      {"[file:name = 'a'] /* open", "column 19: a comment is not closed"},
      {"[file:name IN ('a' 'b')]", "column 20: 'b' does not belong here"},
      {"[file:AND = 'a']", "column 7: AND does not belong here"},
      {"[file:name[x] = 'a']", "column 12: x does not belong here"},
  };
  for (const Wrong& wrong : cases) {
    const auto problems = check_pattern(wrong.pattern);
    ASSERT_EQ(problems.size(), 1U) << wrong.pattern;
    EXPECT_NE(problems[0].what.find(wrong.said), std::string::npos) << wrong.pattern << "\n"
                                                                    << problems[0].what;
    EXPECT_FALSE(problems[0].expected.empty()) << wrong.pattern;
  }
}

TEST(Pattern, LimitsNestingAndNothingElse) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "[url:value = 'a']" + std::string(depth, ')');
  };
  EXPECT_TRUE(check_pattern(nested(60)).empty());
  EXPECT_FALSE(check_pattern(nested(100'000)).empty());
  EXPECT_FALSE(check_pattern(std::string("[") + std::string(100'000, '(')).empty());
  std::string chain = "[url:value = 'a']";
  for (int i = 0; i < 10'000; ++i) chain += " AND [url:value = 'a']";
  EXPECT_TRUE(check_pattern(chain).empty());
}

}  // namespace
}  // namespace tansiq::stix
