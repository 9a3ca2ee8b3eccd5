#include "manual/manual.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/config.h"

namespace tansiq::manual {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Program {
  CLI::App app{"Does things", "prog"};
  bool flag = false;
  std::string level, file;

  Program() {
    auto* show = app.add_subcommand("show", "Show one thing");
    show->add_flag("--json", flag, "Print JSON")->group("Common options");
    show->add_option("--level,-l", level, "How much")
        ->check(CLI::IsMember({"low", "high"}))
        ->type_name("LEVEL");
    show->add_option("file", file, ".What")->type_name("FILE")->required();
    app.add_subcommand("shout", "Be loud");
    app.add_subcommand("hidden", "Never told")->group("");
  }
};

std::vector<std::string> words(const std::vector<Candidate>& candidates) {
  std::vector<std::string> all;
  for (const auto& each : candidates) all.push_back(each.word);
  return all;
}

TEST(Complete, FollowsTheTree) {
  const Program program;
  EXPECT_THAT(words(complete(program.app, {""})), ElementsAre("show", "shout"));
  EXPECT_THAT(words(complete(program.app, {"sho"})), ElementsAre("show", "shout"));
  EXPECT_THAT(words(complete(program.app, {"show", "--l"})), ElementsAre("--level"));
  EXPECT_THAT(words(complete(program.app, {"show", "--level", ""})), ElementsAre("low", "high"));
  EXPECT_THAT(words(complete(program.app, {"show", "-l", "h"})), ElementsAre("high"));
  EXPECT_THAT(words(complete(program.app, {"show", ""})), IsEmpty()) << "a file name";
  EXPECT_THAT(words(complete(program.app, {"nonsense", ""})), ElementsAre("show", "shout"));
  EXPECT_THAT(words(complete(program.app, {})), ElementsAre("show", "shout"));
}

TEST(Complete, HasAScriptForEachShell) {
  for (const char* shell : {"bash", "zsh", "fish"})
    EXPECT_THAT(completion_script(shell, "prog"), HasSubstr("prog complete --")) << shell;
  EXPECT_EQ(completion_script("tcsh", "prog"), "");
}

TEST(Page, TellsEveryCommandAndOption) {
  const Program program;
  const auto page =
      page_of(program.app,
              {.date = "2026-01-01", .version = "prog 1", .description = {"It's done."}, .sections = {}});
  EXPECT_THAT(page, HasSubstr(".TH \"PROG\" 1 \"2026-01-01\" \"prog 1\""));
  EXPECT_THAT(page, HasSubstr("\\fB\\-l\\fR, \\fB\\-\\-level\\fR"));
  EXPECT_THAT(page, HasSubstr(".SH COMMON OPTIONS\n.TP\n\\fB\\-\\-json\\fR\n"));
  EXPECT_THAT(page, HasSubstr("\\&.What")) << "no text becomes a request";
  EXPECT_THAT(page, Not(HasSubstr("hidden")));
}

TEST(Page, OfTheConfigurationTellsEveryKey) {
  const auto page = page_of_configuration("2026-01-01", "v");
  for (const auto& key : config::keys())
    EXPECT_THAT(page, HasSubstr(".SH [" + std::string(key.section) + "]"));
  EXPECT_THAT(page, HasSubstr("queue_bytes"));
}

}  // namespace
}  // namespace tansiq::manual
