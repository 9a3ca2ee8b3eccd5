#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/context.h"
#include "manual/manual.h"

namespace tansiq::cli {
namespace {

using ::testing::HasSubstr;

/// Calls `visit` with every command that is told and the words that lead to it.
void every_command(const CLI::App& command, const std::string& path,
                   const std::function<void(const CLI::App&, const std::string&)>& visit) {
  for (const auto* each :
       command.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); })) {
    visit(*each, path + " " + each->get_name());
    every_command(*each, path + " " + each->get_name(), visit);
  }
}

TEST(Program, TellsOfEachCommandAndOptionWhatItDoes) {
  Context context;
  const auto program = make_program(context);
  int commands = 0;
  every_command(*program, "tansiq", [&](const CLI::App& command, const std::string& path) {
    ++commands;
    EXPECT_FALSE(command.get_description().empty()) << path;
    for (const auto* option : command.get_options())
      EXPECT_FALSE(option->get_description().empty()) << path << " " << option->get_name();
  });
  EXPECT_GT(commands, 30);
}

TEST(Program, EveryCommandThatTalksToTheNodeHasJson) {
  Context context;
  const auto program = make_program(context);
  every_command(*program, "tansiq", [&](const CLI::App& command, const std::string& path) {
    const bool leaf = command.get_subcommands([](const CLI::App*) { return true; }).empty();
    const bool prints_text =
        path == "tansiq completion" || path == "tansiq man" || path == "tansiq session end";
    if (leaf && !prints_text) {
      EXPECT_NE(command.get_option_no_throw("--json"), nullptr) << path;
    }
  });
}

TEST(Program, TheManualPageHasEveryCommand) {
  Context context;
  const auto program = make_program(context);
  const auto page = manual::page_of(
      *program, {.section = 1, .date = "", .version = "", .description = {"-"}, .sections = {}});
  every_command(*program, "tansiq", [&](const CLI::App& command, const std::string& path) {
    if (command.get_subcommands([](const CLI::App*) { return true; }).empty()) {
      EXPECT_THAT(page, HasSubstr(".SS \\fB" + path)) << path;
    }
  });
}

TEST(Program, CompletesItsOwnWords) {
  Context context;
  const auto program = make_program(context);
  std::vector<std::string> words;
  for (const auto& each : manual::complete(*program, {"record", "e"})) words.push_back(each.word);
  EXPECT_THAT(words, ::testing::ElementsAre("erase"));
  words.clear();
  for (const auto& each : manual::complete(*program, {"import", "--tlp", "a"})) words.push_back(each.word);
  EXPECT_THAT(words, ::testing::ElementsAre("amber", "amber+strict"));
}

}  // namespace
}  // namespace tansiq::cli
