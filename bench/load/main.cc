// tansiq-load: measures a TAXII 2.1 node from outside.

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <fmt/format.h>
#include <random>

#include "load/modes.h"

namespace {

using namespace tansiq;
using namespace tansiq::load;

using Mode = base::Result<Result> (*)(const Settings&);

void add_common(CLI::App& app, Settings& settings, bool& as_json) {
  app.add_option("--url", settings.target.url, "https://host:port");
  app.add_option("--api-root", settings.target.api_root, "Path of the API root");
  app.add_option("--collection", settings.target.collection, "Id of a collection to write and read");
  app.add_option("--user", settings.target.user, "For HTTP Basic");
  app.add_option("--password", settings.target.password, "Its password");
  app.add_option("--repeat", settings.repeat, "Repetitions; medians are told")->check(CLI::PositiveNumber);
  app.add_option("--pid", settings.pid, "The server's process, for its memory and processor time");
  app.add_option("--seed", settings.seed, "For the random ids");
  app.add_flag("--json", as_json, "One line of JSON");
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  Settings settings;
  settings.seed = std::random_device{}() ^
                  static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
  bool as_json = false;
  Mode mode = nullptr;
  CLI::App app("Measures a TAXII 2.1 node from outside.", "tansiq-load");
  app.require_subcommand(1);

  const auto add = [&](const char* name, const char* what, Mode measured) {
    CLI::App* sub = app.add_subcommand(name, what);
    add_common(*sub, settings, as_json);
    sub->callback([&mode, measured] { mode = measured; });
    return sub;
  };
  CLI::App* ingester = add("ingest", "POST envelopes of new objects", ingest);
  ingester->add_option("--objects", settings.objects, "In all, each repetition")->check(CLI::PositiveNumber);
  ingester->add_option("--envelope", settings.envelope, "Objects in one POST")->check(CLI::PositiveNumber);
  ingester->add_option("--connections", settings.connections, "At once")->check(CLI::Range(1, 1000));
  CLI::App* seer = add("visible", "Time from POST until a reader sees the object", visible);
  seer->add_option("--objects", settings.objects, "How many")->check(CLI::PositiveNumber);
  CLI::App* pager = add("pages", "Walk a collection by `next`", pages);
  pager->add_option("--objects", settings.objects, "Stop after so many; 0: at the end");
  pager->add_option("--page", settings.page, "Objects a page")->check(CLI::PositiveNumber);
  add("memory", "Resident memory of the server", memory);
  CLI11_PARSE(app, argc, argv);

  auto& root = settings.target.api_root;
  if (root.empty() || root.back() != '/') root += '/';
  if (root.find("://") != std::string::npos) root = root.substr(root.find('/', root.find("://") + 3));
  const auto result = mode(settings);
  if (!result) {
    fmt::print(stderr, "{}\n", result.error().text());
    return 1;
  }
  as_json ? print_json(*result) : print_table(*result);
  return 0;
}
