#include "load/modes.h"

#include <atomic>
#include <chrono>
#include <ctime>
#include <fmt/format.h>
#include <mutex>
#include <thread>
#include <vector>

#include "load/envelope.h"

namespace tansiq::load {
namespace {

using base::Fault;
using Clock = std::chrono::steady_clock;

constexpr int most_refusals = 1000;  // 503s in a row that one connection sits out

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string cut(std::string_view text) {
  return std::string(text.substr(0, 300));
}

/// The text under a key whose value is a string, searched where envelopes carry it: before or after the
/// objects.
std::string_view text_after(std::string_view body, std::string_view key) {
  constexpr std::size_t edge = 2048;
  for (const std::string_view part :
       {body.substr(0, edge), body.size() > edge ? body.substr(body.size() - edge) : std::string_view()}) {
    const auto at = part.rfind(key);
    if (at == std::string_view::npos) continue;
    const auto begin = at + key.size();
    return part.substr(begin, part.find('"', begin) - begin);
  }
  return {};
}

std::size_t count_of(std::string_view body, std::string_view word) {
  std::size_t count = 0;
  for (auto at = body.find(word); at != std::string_view::npos; at = body.find(word, at + word.size()))
    ++count;
  return count;
}

/// Notes what server and client used of the processors during one repetition.
class Meter {
 public:
  explicit Meter(const Settings& settings) : pid_(settings.pid), own_(own_cpu_seconds()) {
    if (const auto use = use_of(pid_)) server_ = use->cpu_seconds;
  }
  void read(Result& result) const {
    result.add("client_cpu", "s", own_cpu_seconds() - own_);
    const auto use = use_of(pid_);
    if (!use) return;
    result.add("server_cpu", "s", use->cpu_seconds - server_);
    result.add("server_memory", "MiB", use->resident_mib);
  }

 private:
  std::int64_t pid_;
  double own_;
  double server_ = 0;
};

/// What the connections of one ingest share.
struct Ingest {
  std::atomic<std::size_t> left;  ///< envelopes
  std::atomic<bool> stopped{false};
  std::atomic<std::size_t> refused{0};
  std::mutex lock;
  std::vector<double> milliseconds;  ///< of each POST, to its 202
  std::optional<base::Error> error;

  void stop(base::Error why) {
    const std::lock_guard guard(lock);
    if (!error) error = std::move(why);
    stopped = true;
  }
};

/// Takes envelopes from the common heap until it is empty.
void post_all(Ingest& work, Connection& connection, Envelope& envelope, const std::string& path) {
  std::vector<double> own;
  while (!work.stopped) {
    std::size_t left = work.left.load();
    while (left > 0 && !work.left.compare_exchange_weak(left, left - 1)) {
    }
    if (left == 0) break;
    const std::string_view body = envelope.fresh();
    const auto start = Clock::now();
    for (int refusals = 0;; ++refusals) {
      const auto reply = connection.post(path, body);
      if (!reply) return work.stop(reply.error());
      if (reply->status == 202) break;
      if (reply->status != 503 || refusals >= most_refusals)
        return work.stop({Fault::unavailable,
                          fmt::format("POST was answered {}: {}", reply->status, cut(reply->body)),
                          path,
                          {}});
      ++work.refused;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    own.push_back(seconds_since(start) * 1e3);
  }
  const std::lock_guard guard(work.lock);
  work.milliseconds.insert(work.milliseconds.end(), own.begin(), own.end());
}

base::Result<> ingest_once(const Settings& settings, std::uint64_t round, Result& result) {
  const std::size_t envelopes = (settings.objects + settings.envelope - 1) / settings.envelope;
  Ingest work;
  work.left = envelopes;
  std::vector<Connection> connections;
  std::vector<Envelope> makers;
  for (std::size_t i = 0; i < settings.connections; ++i) {
    auto connection = Connection::open(settings.target);
    if (!connection) return base::fail(connection);
    connections.push_back(std::move(*connection));
    makers.emplace_back(settings.envelope, settings.seed + round, i);
  }
  const Meter meter(settings);
  const auto start = Clock::now();
  std::vector<std::thread> threads;
  const std::string path = settings.target.objects();
  for (std::size_t i = 0; i < settings.connections; ++i)
    threads.emplace_back([&, i] { post_all(work, connections[i], makers[i], path); });
  for (auto& thread : threads) thread.join();
  const double seconds = seconds_since(start);
  if (work.error) return tl::unexpected(*work.error);
  result.add("objects_per_second", "objects/s", static_cast<double>(envelopes * settings.envelope) / seconds);
  result.add("post_p50", "ms", quantile(work.milliseconds, 0.5));
  result.add("post_p99", "ms", quantile(work.milliseconds, 0.99));
  if (work.refused > 0) result.add("refused_503", "times", static_cast<double>(work.refused));
  meter.read(result);
  return {};
}

base::Result<> visible_once(const Settings& settings, std::uint64_t round, Result& result) {
  auto connection = Connection::open(settings.target);
  if (!connection) return base::fail(connection);
  Envelope envelope(1, settings.seed + round, 0);
  const std::string path = settings.target.objects();
  std::vector<double> seen;
  std::vector<double> posted;
  std::string date = "2999-01-01T00:00:00Z";  // until the first answer tells the server's own
  for (std::size_t i = 0; i <= settings.objects; ++i) {
    const std::string_view body = envelope.fresh();
    const std::string id(envelope.last_id());
    const auto start = Clock::now();
    auto reply = connection->post(path, body);
    if (!reply) return base::fail(reply);
    if (reply->status != 202)
      return base::fail(Fault::unavailable,
                        fmt::format("POST was answered {}: {}", reply->status, cut(reply->body)));
    const double to_answer = seconds_since(start) * 1e3;
    // The first object only tells where to read from: its own date.
    const std::string query = i == 0 ? path + "?match[id]=" + id : path + "?added_after=" + date;
    for (;;) {
      reply = connection->get(query);
      if (!reply) return base::fail(reply);
      if (reply->status != 200)
        return base::fail(Fault::unavailable,
                          fmt::format("GET was answered {}: {}", reply->status, cut(reply->body)));
      if (reply->body.find(id) != std::string_view::npos) break;
      if (seconds_since(start) > 10)
        return base::fail(Fault::unavailable, "an object is not visible after 10 s", id);
    }
    if (i > 0) {
      seen.push_back(seconds_since(start) * 1e3);
      posted.push_back(to_answer);
    }
    date = std::string(reply->header("x-taxii-date-added-last"));
  }
  result.add("visible_p50", "ms", quantile(seen, 0.5));
  result.add("visible_p99", "ms", quantile(seen, 0.99));
  result.add("visible_max", "ms", quantile(seen, 1));
  result.add("post_p50", "ms", quantile(posted, 0.5));
  result.add("post_p99", "ms", quantile(posted, 0.99));
  return {};
}

base::Result<> pages_once(const Settings& settings, Result& result) {
  auto connection = Connection::open(settings.target);
  if (!connection) return base::fail(connection);
  const std::string path = settings.target.objects() + "?limit=" + std::to_string(settings.page);
  std::string next;
  std::size_t objects = 0;
  std::size_t bytes = 0;
  std::vector<double> milliseconds;
  const Meter meter(settings);
  const auto start = Clock::now();
  do {
    const auto asked = Clock::now();
    const auto reply = connection->get(next.empty() ? path : path + "&next=" + next);
    if (!reply) return base::fail(reply);
    if (reply->status != 200)
      return base::fail(Fault::unavailable,
                        fmt::format("GET was answered {}: {}", reply->status, cut(reply->body)));
    milliseconds.push_back(seconds_since(asked) * 1e3);
    bytes += reply->body.size();
    objects += count_of(reply->body, R"("spec_version":")");
    next = std::string(text_after(reply->body, R"("next":")"));
  } while (!next.empty() && (settings.objects == 0 || objects < settings.objects));
  const double seconds = seconds_since(start);
  result.add("objects_per_second", "objects/s", static_cast<double>(objects) / seconds);
  result.add("bytes_per_second", "MB/s", static_cast<double>(bytes) / seconds / 1e6);
  result.add("page_p50", "ms", quantile(milliseconds, 0.5));
  result.add("page_p99", "ms", quantile(milliseconds, 0.99));
  result.add("objects", "objects", static_cast<double>(objects));
  meter.read(result);
  return {};
}

}  // namespace

base::Result<Result> ingest(const Settings& settings) {
  Result result;
  result.mode = "ingest";
  result.description =
      fmt::format("{} objects of {} bytes, envelopes of {}, {} connection(s), each POST to its 202",
                  settings.objects, Envelope::object_size(), settings.envelope, settings.connections);
  for (std::size_t round = 0; round < settings.repeat; ++round)
    if (const auto done = ingest_once(settings, round, result); !done) return base::fail(done);
  return result;
}

base::Result<Result> visible(const Settings& settings) {
  Result result;
  result.mode = "visible";
  result.description = fmt::format(
      "{} single objects, from POST until GET by added_after shows them, one client", settings.objects);
  for (std::size_t round = 0; round < settings.repeat; ++round)
    if (const auto done = visible_once(settings, round, result); !done) return base::fail(done);
  return result;
}

base::Result<Result> pages(const Settings& settings) {
  Result result;
  result.mode = "pages";
  result.description = fmt::format("pages of {} by next, one connection", settings.page);
  for (std::size_t round = 0; round < settings.repeat; ++round)
    if (const auto done = pages_once(settings, result); !done) return base::fail(done);
  return result;
}

base::Result<Result> memory(const Settings& settings) {
  Result result;
  result.mode = "memory";
  result.description = fmt::format("process {}", settings.pid);
  const auto use = use_of(settings.pid);
  if (!use)
    return base::fail(Fault::not_found, "there is no such process", std::to_string(settings.pid),
                      "give the server's --pid");
  result.add("resident", "MiB", use->resident_mib);
  result.add("peak", "MiB", use->peak_mib);
  return result;
}

}  // namespace tansiq::load
