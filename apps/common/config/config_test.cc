#include "config/config.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

#include "source_dir.h"

namespace tansiq::config {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

std::vector<std::string> problems_of(std::string_view text) {
  const auto parsed = parse(text, "f.toml");
  std::vector<std::string> texts;
  if (!parsed)
    for (const auto& problem : parsed.error()) texts.push_back(problem.text());
  return texts;
}

TEST(Config, AnEmptyFileGivesTheDefaults) {
  const auto config = parse("", "f.toml");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->serving.listen.port, 8443);
  EXPECT_EQ(config->store_folder, "store");
}

TEST(Config, ReadsWhatIsSaid) {
  const auto config = parse(R"(
[service]
title = "مصلحة"
[listen]
address = "::1"
port = 0
[limits]
body_bytes = 1048576
)",
                            "f.toml");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->title, "مصلحة");
  EXPECT_EQ(config->serving.listen.address, "::1");
  EXPECT_EQ(config->serving.listen.port, 0);
  EXPECT_EQ(config->limits.body_bytes, 1048576U);
  EXPECT_EQ(config->serving.limits.body_bytes, 1048576U) << "the server and the acts hold the same limit";
}

TEST(Config, ReportsEveryWrongLineAtOnce) {
  const auto problems = problems_of(R"([listen]
port = 70000
adress = "127.0.0.1"
certificate = 7
[storage]
folder = "x"
[log]
level = "loud"
title = [1]
)");
  ASSERT_THAT(problems, SizeIs(6));
  EXPECT_EQ(problems[0], "f.toml:2: listen.port is 70000; a number, 0 to 65535");
  EXPECT_EQ(problems[1], "f.toml:3: there is no listen.adress; did you mean address?");
  EXPECT_EQ(problems[2], "f.toml:4: listen.certificate is a whole number; a text of 1 to 4096 bytes");
  EXPECT_THAT(problems[3], HasSubstr("f.toml:5: there is no section [storage]; did you mean store?"));
  EXPECT_THAT(problems[4], HasSubstr("f.toml:8: log.level is \"loud\"; one of \"debug\", \"info\""));
  EXPECT_THAT(problems[5], HasSubstr("f.toml:9: there is no log.title"));
}

TEST(Config, GoesOnAfterALineThatIsNoToml) {
  const auto problems = problems_of("[listen]\nport =\naddress = 5\nkey = \"k\n[log]\nlevel = 1\n");
  ASSERT_THAT(problems, SizeIs(4));
  EXPECT_THAT(problems[0], HasSubstr("f.toml:2: no TOML"));
  EXPECT_THAT(problems[1], HasSubstr("f.toml:3: listen.address is a whole number"));
  EXPECT_THAT(problems[2], HasSubstr("f.toml:4: no TOML"));
  EXPECT_THAT(problems[3], HasSubstr("f.toml:6: log.level is a whole number"));
}

TEST(Config, RefusesNumbersThatAreNot) {
  EXPECT_THAT(problems_of("[listen]\nport = -1\n"), SizeIs(1));
  EXPECT_THAT(problems_of("[listen]\nport = 8443.0\n"), SizeIs(1));
  EXPECT_THAT(problems_of("[listen]\nport = \"8443\"\n"), SizeIs(1));
  EXPECT_THAT(problems_of("[listen]\nport = 99999999999999999999\n"), SizeIs(1));
  EXPECT_THAT(problems_of("[service]\ntitle = \"a\\u0007b\"\n"), SizeIs(1));
}

TEST(Config, TheExampleIsReadAsItWasWritten) {
  EXPECT_TRUE(parse(example(), "example"));
  Config config;
  config.title = "a \"quoted\" \\ title";
  config.serving.listen.port = 4711;
  const auto again = parse(example(config), "example");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->title, config.title);
  EXPECT_EQ(again->serving.listen.port, 4711);
}

TEST(Config, EveryKeysDefaultIsAllowed) {
  for (const auto& key : keys()) {
    const auto text =
        "[" + std::string(key.section) + "]\n" + std::string(key.name) + " = " + key.fallback() + "\n";
    EXPECT_TRUE(parse(text, "f.toml")) << text;
  }
}

TEST(Config, APathBeginsAtTheFile) {
  const std::string file = ::testing::TempDir() + "/tansiq-config-test.toml";
  std::ofstream(file) << "[store]\nfolder = \"here/../there\"\n[listen]\nkey = \"/etc/key.pem\"\n";
  const auto config = load(file);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->store_folder, ::testing::TempDir() + "there");
  EXPECT_EQ(config->serving.listen.key_file, "/etc/key.pem");
  EXPECT_FALSE(load("/nowhere/at/all.toml"));
}

TEST(Config, TheManualNamesEveryKey) {
  std::ifstream in(std::string(TANSIQ_SOURCE_DIR) + "/docs/operate.md");
  const std::string manual((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  ASSERT_FALSE(manual.empty());
  for (const auto& key : keys()) EXPECT_THAT(manual, HasSubstr("`" + key.path() + "`"));
}

}  // namespace
}  // namespace tansiq::config
