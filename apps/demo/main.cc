// tansiq-demo: plays a story in the demo cell that `./dev run` has started, and shows what its nodes say.

#include <CLI/CLI.hpp>
#include <csignal>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

#include "show.h"

int main(int argc, char** argv) {
  using namespace tansiq;
  std::signal(SIGPIPE, SIG_IGN);
  demo::ShowOptions options;
  std::string story;
  CLI::App app("Plays a story in a running cell and shows what its nodes say.", "tansiq-demo");
  app.add_option("--cell", options.cell.folder, "The cell's folder, CITY/session below it")->required();
  app.add_option("--tansiq", options.cell.tansiq, "The command line's program")->required();
  app.add_option("--city", options.cell.cities, "Each city, in the order of its column")->required();
  app.add_option("--story", story, "What is done: CITY | SENTENCE | ARGUMENTS a line")->required();
  app.add_flag("--once", options.once, "End when every release has its receipt");
  app.add_flag("--json", options.json, "Print the figures as JSON and nothing else");
  CLI11_PARSE(app, argc, argv);
  std::ifstream file(story, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto steps = demo::read_story(text);
  if (file && steps)
    for (const auto& step : *steps)
      if (std::find(options.cell.cities.begin(), options.cell.cities.end(), step.city) ==
          options.cell.cities.end())
        steps = base::fail(base::Fault::invalid, "there is no such city", step.city);
  if (!file || !steps) {
    fmt::print(stderr, "tansiq-demo: {}: {}\n", story, !file ? "cannot be read" : steps.error().text());
    return 2;
  }
  options.origin = options.cell.cities.front();
  options.steps = std::move(*steps);
  return demo::show(options);
}
