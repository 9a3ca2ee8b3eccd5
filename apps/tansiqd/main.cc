#include <CLI/CLI.hpp>
#include <cstdio>
#include <fmt/format.h>

#include "config/config.h"
#include "daemon.h"
#include "manual/manual.h"
#include "version.h"

namespace {

tansiq::manual::Page page() {
  return {.section = 8,
          .date = "2026-11-21",
          .version = "tansiq " TANSIQ_VERSION,
          .description = {"tansiqd is the node of one service: it keeps the service's records in its store "
                          "and serves them over "
                          "HTTPS, to TAXII 2.1 clients below /taxii2/ and to officers below /v1.",
                          "It runs in the foreground and logs to standard error. SIGTERM and SIGINT stop it "
                          "after the requests "
                          "under way; SIGHUP reads certificate and key again. Where systemd waits for it "
                          "(Type=notify), it says "
                          "when it serves."},
          .sections = {
              {"EXIT STATUS",
               {},
               {{"0", "Stopped as it was asked to."},
                {"2", "The command line is wrong."},
                {"69", "The port is taken, or another process has the store open."},
                {"70",
                 "The disk or the store is broken. A commit that fails while serving ends the node at once: "
                 "what is on "
                 "the disk is then unknown, and nothing more may be acknowledged."},
                {"78", "The configuration, or a file that it names, is wrong; every wrong line was told."}}},
              {"SEE ALSO", {"tansiqd.toml(5), tansiq(1)"}, {}}}};
}

}  // namespace

int main(int argc, char** argv) {
  tansiq::daemon::Options options;
  bool show_page = false;
  bool show_example = false;
  CLI::App program("The node of one service", "tansiqd");
  program.set_version_flag("--version", "tansiqd " TANSIQ_VERSION, "Print the version");
  auto* config =
      program.add_option("--config", options.config, "The configuration, tansiqd.toml(5)")->type_name("FILE");
  program.add_flag("--check", options.only_check, "Only check the configuration");
  program
      .add_option("--ready-fd", options.ready_descriptor,
                  "Write the address and a line feed to this descriptor once it serves")
      ->type_name("N");
  program.add_flag("--man", show_page, "Print the manual page");
  program.add_flag("--example", show_example, "Print a configuration with every key");
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& wanted) {
    return program.exit(wanted);
  } catch (const CLI::ParseError& wrong) {
    fmt::print(stderr, "tansiqd: {}\nTry: tansiqd --help\n", wrong.what());
    return tansiq::daemon::bad_usage;
  }
  if (show_page) {
    fmt::print("{}", tansiq::manual::page_of(program, page()));
    return tansiq::daemon::stopped;
  }
  if (show_example) {
    fmt::print("{}", tansiq::config::example());
    return tansiq::daemon::stopped;
  }
  if (config->count() == 0) {
    fmt::print(stderr, "tansiqd: --config FILE is required; `tansiq init DIR` makes a node with one\n");
    return tansiq::daemon::bad_usage;
  }
  return tansiq::daemon::run(options);
}
