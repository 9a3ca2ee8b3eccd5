// completion, man: what the command line says of itself.

#include <fmt/format.h>

#include "cli/context.h"
#include "cli/output.h"
#include "manual/manual.h"
#include "version.h"

namespace tansiq::cli {
namespace {

using manual::Page;

// The date of the pages: of the release, so that the same source gives the same bytes.
constexpr const char* page_date = "2026-11-21";
constexpr const char* version = "tansiq " TANSIQ_VERSION;

Page tansiq_page() {
  Page page{.section = 1, .date = page_date, .version = version, .description = {}, .sections = {}};
  page.description = {
      "tansiq works with a Tansiq node, tansiqd(8), over HTTPS. It knows the node by its pinned public key "
      "and asks no "
      "certificate authority.",
      "Each act is journaled with the officer, the purpose, the legal basis and the case. Reading records is "
      "refused "
      "without purpose and legal basis; `tansiq session` sets them once for a sitting.",
      "Results go to standard output, as tables for people or, with --json, as JSON for programs. Progress, "
      "hints and "
      "errors go to standard error."};
  page.sections = {
      {"EXAMPLES",
       {},
       {{"tansiq session --url https://127.0.0.1:8443 --pin PIN --token-file -",
         "Begin a session; the token is asked for."},
        {"tansiq session --purpose 'border watch' --basis 'police act, section 4' --case 2026-17",
         "Say once why you act."},
        {"tansiq import --grade B2 --tlp amber --review 2027-05-01 bundle.json feed.ndjson.gz",
         "File what two files hold, with its handling."},
        {"tansiq import --lang ar --source 'embassy' report.txt",
         "File a text as it is, as artifact and report."},
        {"tansiq record list --type identity --since 2026-05-01T00:00:00Z", "What came since May."},
        {"tansiq record correct ID --set name='A better name' --reason 'letter of 3 May'",
         "Make the next version; --restore VERSION takes it back."},
        {"tansiq export --bundle --version last -o all.json", "Write everything out."}}},
      {"EXIT STATUS",
       {},
       {{"0", "Done."},
        {"1", "Refused by the node, or something that was given is wrong."},
        {"2", "The command line is wrong; nothing was done."},
        {"3",
         "No node answered, it showed another key than the pinned one, or it was too busy for a minute."},
        {"4", "An import rejected some objects, which it lists; all others are filed."},
        {"130", "An import was interrupted; what it lists is filed."}}},
      {"ENVIRONMENT",
       {},
       {{"TANSIQ_HOME", "The folder of session.json; otherwise ~/.config/tansiq."},
        {"TANSIQ_URL, TANSIQ_PIN, TANSIQ_TOKEN, TANSIQ_PURPOSE, TANSIQ_BASIS, TANSIQ_CASE, TANSIQ_COLLECTION",
         "Stand in the place of what the session says; the command line stands above them."}}},
      {"FILES", {}, {{"~/.config/tansiq/session.json", "The session with its token, mode 0600."}}},
      {"SEE ALSO", {"tansiqd(8), tansiqd.toml(5)"}, {}}};
  return page;
}

int show_page(Context& context, const CLI::App& program, const std::string& name) {
  if (name == "tansiq") {
    print(manual::page_of(program, tansiq_page()));
  } else if (name == "tansiqd.toml") {
    print(manual::page_of_configuration(page_date, version));
  } else {
    return context.report(
        {base::Fault::not_found, "there is no such page", name, "tansiq, tansiqd.toml; tansiqd --man"});
  }
  return done;
}

}  // namespace

void add_manual(CLI::App& program, Context& context) {
  auto* completion = program.add_subcommand(
      "completion", "Print a completion script; e.g. eval \"$(tansiq completion bash)\"");
  const auto shell = std::make_shared<std::string>();
  completion->add_option("shell", *shell, "Which shell")
      ->type_name("SHELL")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completion->callback([&context, shell] {
    context.chosen = [shell] {
      print(manual::completion_script(*shell, "tansiq"));
      return static_cast<int>(done);
    };
  });

  auto* man = program.add_subcommand("man", "Print the manual page; e.g. tansiq man | man -l -");
  const auto page = std::make_shared<std::string>("tansiq");
  man->add_option("page", *page, "tansiq or tansiqd.toml")
      ->type_name("PAGE")
      ->check(CLI::IsMember({"tansiq", "tansiqd.toml"}))
      ->capture_default_str();
  man->callback([&context, &program, page] {
    context.chosen = [&context, &program, page] { return show_page(context, program, *page); };
  });

  // What the completion scripts ask; not told to people.
  auto* complete = program.add_subcommand("complete", "")->group("");
  const auto words = std::make_shared<std::vector<std::string>>();
  complete->add_option("words", *words, "");
  complete->callback([&context, &program, words] {
    context.chosen = [&program, words] {
      for (const auto& candidate : manual::complete(program, *words))
        print(fmt::format("{}\t{}\n", candidate.word, candidate.what));
      return static_cast<int>(done);
    };
  });
}

}  // namespace tansiq::cli
