// fault-rounds: breaks a node in every way that a machine, a disk, a clock or a client can, and looks whether
// it kept its word.

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <gtest/gtest.h>
#include <iostream>
#include <random>
#include <unistd.h>

#include "conformance/walk.h"
#include "faults/setup.h"

namespace tansiq::faults {
namespace {

Setup chosen;

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

const Setup& setup() {
  return chosen;
}

Launch fresh(const std::string& name) {
  Launch launch;
  launch.command = chosen.command;
  launch.folder = chosen.folder + "/" + name;
  std::filesystem::remove_all(launch.folder);
  return launch;
}

std::string trouble_of(const Access& access, Ledger* ledger) {
  conformance::Suite suite(access.options());
  conformance::Outcome outcome;
  if (const auto trouble = suite.discover()) return *trouble;
  const auto object = conformance::indicator();
  if (ledger != nullptr) ledger->sending({object});
  if (suite.store(outcome, {object}) && ledger != nullptr) ledger->acknowledged({object});
  const auto page = suite.page(suite.object(conformance::id_of(object)));
  outcome.expect(page.objects.size() == 1, page.answer, "the object just stored");
  return outcome.good() ? std::string() : outcome.findings()[0].sent + " gave " + outcome.findings()[0].came;
}

}  // namespace tansiq::faults

int main(int argc, char** argv) {
  using tansiq::faults::chosen;
  std::signal(SIGPIPE, SIG_IGN);
  testing::InitGoogleTest(&argc, argv);
  chosen.command = tansiq::faults::variable("TANSIQ_NODE");
  chosen.import_command = tansiq::faults::variable("TANSIQ_IMPORT");
  if (const auto rounds = tansiq::faults::variable("TANSIQ_ROUNDS"); !rounds.empty())
    chosen.rounds = std::stoull(rounds);
  const auto seed = tansiq::faults::variable("TANSIQ_SEED");
  chosen.seed = seed.empty() ? std::random_device{}() : std::stoull(seed);
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--node") == 0) chosen.command = argv[i + 1];
    if (std::strcmp(argv[i], "--import") == 0) chosen.import_command = argv[i + 1];
    if (std::strcmp(argv[i], "--rounds") == 0) chosen.rounds = std::stoull(argv[i + 1]);
    if (std::strcmp(argv[i], "--seed") == 0) chosen.seed = std::stoull(argv[i + 1]);
  }
  if (chosen.command.empty()) {
    std::cerr
        << "usage: fault-rounds --node PROGRAM [--import PROGRAM] [--rounds N] [--seed N]\n"
           "PROGRAM FOLDER starts a node in the foreground and prints, as a line of JSON, how to reach it.\n";
    return 2;
  }
  chosen.folder =
      std::filesystem::temp_directory_path().string() + "/tansiq-faults-" + std::to_string(getpid());
  std::filesystem::create_directories(chosen.folder);
  std::cout << "seed " << chosen.seed << ", " << chosen.rounds << " rounds, in " << chosen.folder << "\n";
  const int result = RUN_ALL_TESTS();
  if (result == 0) std::filesystem::remove_all(chosen.folder);  // after a failure it stays for reading
  return result;
}
