// tansiq-cell-load: publishes into one node of a running cell and measures when every partner holds it.

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <csignal>
#include <deque>
#include <fmt/format.h>
#include <mutex>
#include <optional>
#include <random>
#include <thread>

#include "figures.h"
#include "followers.h"
#include "load/connection.h"
#include "load/envelope.h"
#include "load/figures.h"

namespace {

using namespace tansiq;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

/// Longest silence, with releases that still lack their receipt, before the run counts as failed.
constexpr auto patience = 30s;

struct Options {
  demo::Cell cell;
  std::string cities = "rabat,paris,brussels,madrid,observatory";
  load::Target target;
  std::string query = "grade=B2&tlp=green&use=intelligence&releasable_to=straits";
  double rate = 0;
  double seconds = 10;
  std::size_t connections = 8;
  bool warnings = false;  ///< raise warnings instead of publishing records
  bool json = false;
};

/// A warning to every member of the cell, as an officer raises it.
std::string warning_of(std::uint64_t number) {
  return fmt::format(
      R"({{"to":["straits"],"warning":{{"name":"Benchmark {}","acknowledge_by":"{}","severity":"severe"}}}})",
      number, base::format_time(base::system_now() + 1h, 3));
}

/// What the publishing threads share.
struct Publishing {
  std::atomic<bool> stopped{false};
  std::mutex lock;
  std::optional<base::Error> error;  ///< guarded by lock
  std::vector<double> answer_ms;     ///< of each POST, to its answer; guarded by lock
  std::vector<base::Time> starts;    ///< of each POST of the only connection, in order; guarded by lock
  std::atomic<std::uint64_t> published{0};
};

void publish(const Options& options, std::uint64_t maker, Publishing& all) {
  auto connection = load::Connection::open(options.target);
  load::Envelope envelope(1, std::random_device{}(), maker);
  const std::string path = options.warnings ? "/v1/warnings" : "/v1/records?" + options.query;
  const auto begin = Steady::now();
  const auto end = begin + std::chrono::duration_cast<Steady::duration>(options.seconds * 1s);
  for (std::uint64_t i = 0; connection && !all.stopped; ++i) {
    if (options.rate > 0)
      std::this_thread::sleep_until(
          begin + std::chrono::duration_cast<Steady::duration>(static_cast<double>(i) / options.rate * 1s));
    if (Steady::now() >= end) return;
    const std::string body = options.warnings ? warning_of(i) : std::string(envelope.fresh());
    const auto start = base::system_now();
    const auto reply = connection->post(path, body, "application/json");
    if (!reply || reply->status >= 300) {
      const std::lock_guard guard(all.lock);
      all.error = reply ? base::Error{base::Fault::unavailable,
                                      fmt::format("{}: {}", reply->status, reply->body.substr(0, 300)),
                                      path,
                                      {}}
                        : reply.error();
      all.stopped = true;
      return;
    }
    ++all.published;
    const std::lock_guard guard(all.lock);
    all.answer_ms.push_back(static_cast<double>((base::system_now() - start).count()) / 1000);
    if (options.rate > 0) all.starts.push_back(start);
  }
  if (!connection) {
    const std::lock_guard guard(all.lock);
    all.error = connection.error();
    all.stopped = true;
  }
}

/// When each record of a steady run was durable, by place in the run: the only connection publishes one after
/// the other, so the n-th release to a partner is the n-th POST.
struct Arrivals {
  std::uint64_t first = 0;  ///< number of the run's first release
  std::vector<std::optional<base::Time>> at;

  void take(const demo::Event& event) {
    for (auto number = event.from; number <= event.to; ++number) {
      if (first == 0 || number < first) continue;
      const auto place = static_cast<std::size_t>(number - first);
      if (place >= at.size()) at.resize(place + 1);
      at[place] = event.time;
    }
  }
};

void print_spread(const char* what, std::vector<double> samples) {
  fmt::print("  {:<34} p50 {:>8.2f} ms   p99 {:>8.2f} ms   {} samples\n", what, load::quantile(samples, 0.50),
             load::quantile(samples, 0.99), samples.size());
}

int run(const Options& options) {
  demo::Figures figures(options.cell.cities, 0);
  std::vector<Arrivals> arrivals(options.cell.cities.size());
  auto followers = demo::Followers::start(options.cell);
  if (!followers) {
    fmt::print(stderr, "{}\n", followers.error().text());
    return 1;
  }
  std::vector<demo::Event> received;
  const auto take = [&](const demo::Event& event) {
    figures.take(event);
    if (event.city == 0 && event.what == "released" && event.kind != "receipt") {
      for (std::size_t city = 1; city < arrivals.size(); ++city)
        if (options.cell.cities[city] == event.partner && arrivals[city].first == 0)
          arrivals[city].first = event.from;
    }
    if (event.city != 0 && event.what == "received") received.push_back(event);
    // Of a warning it counts when whoever watches reads it, not when the node held it.
    if (options.warnings && event.city != 0 && event.what == "received")
      received.back().time = base::system_now();
  };
  Publishing all;
  const std::size_t count = options.rate > 0 ? 1 : options.connections;
  std::vector<std::thread> threads;
  const auto begin = Steady::now();
  for (std::size_t i = 0; i < count; ++i) threads.emplace_back([&, i] { publish(options, i, all); });
  std::thread publishing([&] {
    for (auto& thread : threads) thread.join();
    all.stopped = true;
  });
  auto last_change = Steady::now();
  std::uint64_t receipts = 0;
  double published_s = 0;
  bool alive = true;
  while (alive && (!all.stopped || !figures.complete() || figures.releases() < all.published)) {
    alive = followers->wait(100ms, take);
    if (all.stopped && published_s == 0)
      published_s = std::chrono::duration<double>(Steady::now() - begin).count();
    if (figures.receipts() != receipts || !all.stopped) {
      receipts = figures.receipts();
      last_change = Steady::now();
    }
    if (Steady::now() - last_change > patience) break;
  }
  publishing.join();
  for (const auto& event : received)
    if (event.partner == options.cell.cities[0]) arrivals[event.city].take(event);
  const double whole_s = std::chrono::duration<double>(Steady::now() - begin).count();
  if (all.error) {
    fmt::print(stderr, "publishing failed: {}\n", all.error->text());
    return 1;
  }
  fmt::print("{} published in {:.1f} s: {:.0f}/s; {} releases, {} receipts in {:.1f} s: {:.0f} releases/s\n",
             all.published.load(), published_s, static_cast<double>(all.published) / published_s,
             figures.releases(), figures.receipts(), whole_s, figures.per_second());
  print_spread("POST to its answer", all.answer_ms);
  for (std::size_t city = 1; city < arrivals.size(); ++city) {
    const auto partner = figures.partner(city);
    std::vector<double> durable;
    for (std::size_t i = 0; options.rate > 0 && i < arrivals[city].at.size() && i < all.starts.size(); ++i)
      if (arrivals[city].at[i])
        durable.push_back(static_cast<double>((*arrivals[city].at[i] - all.starts[i]).count()) / 1000);
    const auto& name = options.cell.cities[city];
    if (!durable.empty())
      print_spread(
          ((options.warnings ? "before the POST to who watches, " : "before the POST to durable, ") + name)
              .c_str(),
          std::move(durable));
    if (partner.durable)
      fmt::print("  {:<34} p50 {:>8.2f} ms   p99 {:>8.2f} ms\n", "release to durable, " + name,
                 partner.durable->p50, partner.durable->p99);
    if (partner.receipt)
      fmt::print("  {:<34} p50 {:>8.2f} ms   p99 {:>8.2f} ms\n", "release to receipt, " + name,
                 partner.receipt->p50, partner.receipt->p99);
    if (partner.refused > 0) fmt::print("  {} refused {}\n", name, partner.refused);
  }
  if (figures.complete()) return 0;
  fmt::print(stderr, "{} releases never got their receipt\n", figures.releases() - figures.receipts());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  Options options;
  CLI::App app("Publishes into one node of a cell and measures when its partners hold it.",
               "tansiq-cell-load");
  app.add_option("--cell", options.cell.folder, "The cell's folder, CITY/session below it")->required();
  app.add_option("--tansiq", options.cell.tansiq, "The command line's program")->required();
  app.add_option("--cities", options.cities, "The first publishes")->capture_default_str();
  app.add_option("--url", options.target.url, "The first city's node")->required();
  app.add_option("--token", options.target.token, "Of its officer")->required();
  app.add_flag("--warnings", options.warnings, "Raise warnings to the whole cell instead of publishing");
  app.add_option("--query", options.query, "Handling of what is published")->capture_default_str();
  app.add_option("--rate", options.rate, "Publishes a second; 0: as many as go");
  app.add_option("--seconds", options.seconds, "How long")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--connections", options.connections, "Without --rate: at once")->check(CLI::Range(1, 256));
  CLI11_PARSE(app, argc, argv);
  options.target.header_lines = options.warnings
                                    ? "Tansiq-Purpose: counter-terrorism\r\nTansiq-Basis: invented\r\n"
                                    : "Tansiq-Purpose: benchmark\r\nTansiq-Basis: invented\r\n";
  for (std::size_t begin = 0; begin <= options.cities.size();) {
    const auto end = std::min(options.cities.find(',', begin), options.cities.size());
    options.cell.cities.push_back(options.cities.substr(begin, end - begin));
    begin = end + 1;
  }
  return run(options);
}
