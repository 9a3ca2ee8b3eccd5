#include <csignal>
#include <cstdio>
#include <fmt/format.h>

#include "cli/context.h"
#include "cli/layout.h"
#include "cli/output.h"
#include "version.h"

namespace tansiq::cli {
namespace {

constexpr const char* closing =
    R"(Ends with 0: done; 1: refused or failed; 2: the command line is wrong; 3: no node answers;
4: an import rejected some objects and filed all others.
A first node:  tansiq init DIR     Why you act, once for a sitting:  tansiq session --purpose ... --basis ...)";

/// Puts the commands that are told under one title.
void group_commands(CLI::App& command) {
  for (auto* each : command.get_subcommands([](CLI::App* one) { return !one->get_group().empty(); })) {
    each->group("Commands");
    if (each->get_footer() == closing) each->footer("");  // CLI11 hands it down
    group_commands(*each);
  }
}

}  // namespace

std::unique_ptr<CLI::App> make_program(Context& context) {
  auto program = std::make_unique<CLI::App>("The command line of a Tansiq node", "tansiq");
  program->footer(closing);
  program->set_version_flag("--version", "tansiq " TANSIQ_VERSION, "Print the version");
  program->require_subcommand(1);
  program->formatter(std::make_shared<Layout>());  // every command below takes it over
  add_node(*program, context);
  add_session(*program, context);
  add_import(*program, context);
  add_list(*program, context);
  add_record(*program, context);
  add_release(*program, context);
  add_exchange(*program, context);
  add_onward(*program, context);
  add_inbox(*program, context);
  add_warning(*program, context);
  add_desk(*program, context);
  add_proof(*program, context);
  add_shift(*program, context);
  add_watch(*program, context);
  add_readers(*program, context);
  add_names(*program, context);
  add_follow(*program, context);
  add_export(*program, context);
  add_people(*program, context);
  add_collection(*program, context);
  add_card(*program, context);
  add_partner(*program, context);
  add_cell(*program, context);
  add_policy(*program, context);
  add_journal(*program, context);
  add_manual(*program, context);
  group_commands(*program);
  return program;
}

int run(int argc, char** argv) {
  // A reader that goes away (`tansiq export | head`) ends us by an error of write, not by a signal.
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c)
  Context context;
  const auto program = make_program(context);
  try {
    program->parse(argc, argv);
  } catch (const CLI::Success& wanted) {  // --help, --version
    return program->exit(wanted);
  } catch (const CLI::ParseError& wrong) {
    const CLI::App* deepest = program.get();
    while (!deepest->get_subcommands().empty()) deepest = deepest->get_subcommands().front();
    std::string name = deepest->get_name();
    for (const CLI::App* up = deepest->get_parent(); up != nullptr; up = up->get_parent())
      name = up->get_name() + " " + name;
    fmt::print(stderr, "tansiq: {}\nTry: {} --help\n", harmless(wrong.what()), name);
    return usage;
  }
  const int code = context.chosen ? context.chosen() : static_cast<int>(usage);
  if (std::fflush(stdout) != 0 && code == done) return failed;
  return code;
}

}  // namespace tansiq::cli
