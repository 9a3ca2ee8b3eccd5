// How fast the store files and gives back 700-byte indicators, and how much of a bare SQLite loop with the
// same tables that is.
//
//   store_bench [--large] [DIRECTORY]
//
// Works in a fresh folder below DIRECTORY (default: the current one), which should be on the disk that
// counts.
// --large adds what is asked of a store with a million records; that takes about two minutes.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <random>
#include <sqlite3.h>
#include <string>
#include <thread>
#include <vector>

#include "store/sqlite/connection.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sqlite.h"

namespace {

namespace fs = std::filesystem;
using namespace tansiq;
using base::Result;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void report(const std::string& what, double value, const char* unit) {
  fmt::print("{:<58} {:>12.{}f} {}\n", what, value, value < 100 ? 2 : 0, unit);
  std::fflush(stdout);
}

template <typename T>
T orelse_exit(Result<T> result) {
  if (result) {
    if constexpr (!std::is_void_v<T>) return std::move(*result);
  } else {
    fmt::print(stderr, "store_bench: {}\n", result.error().text());
    std::exit(1);
  }
}

/// Resident memory of this process.
double resident_mib() {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
  return 0;
}

/// Invented indicators of 700 bytes with random identifiers.
class Source {
 public:
  stix::Object next() {
    const auto number = ++count_;
    stix::Object object;
    object.type = "indicator";
    object.id = fmt::format("indicator--{}", uuid());
    object.version =
        fmt::format("2026-{:02d}-{:02d}T{:02d}:{:02d}:{:02d}.{:03d}Z", number / 100'000 % 12 + 1,
                    number / 5000 % 28 + 1, number % 24, number % 60, number / 60 % 60, number % 1000);
    object.created_by_ref = "identity--2a3b1c5d-0f1e-4a6b-9c8d-7e6f5a4b3c2d";
    object.bytes = fmt::format(
        R"({{"created":"{0}","created_by_ref":"{1}","description":"Invented address of invented campaign {2}, )"
        R"(seen by nobody, kept to measure how fast a store is with objects of the usual size.","id":"{3}",)"
        R"("indicator_types":["malicious-activity"],"labels":["bench","invented"],"modified":"{0}",)"
        R"("name":"Indicator {2}","pattern":"[ipv4-addr:value = '198.51.{4}.{5}']","pattern_type":"stix",)"
        R"("spec_version":"2.1","type":"indicator","valid_from":"{0}","x_note":"{6}"}})",
        object.version, object.created_by_ref, number, object.id, number / 256 % 256, number % 256,
        std::string(80, 'n'));
    return object;
  }
  std::vector<stix::Object> take(std::size_t count) {
    std::vector<stix::Object> objects;
    for (std::size_t i = 0; i < count; ++i) objects.push_back(next());
    return objects;
  }

 private:
  std::string uuid() {
    const auto high = random_();
    const auto low = random_();
    return fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", high >> 32, high >> 16 & 0xffff, high & 0xfff,
                       low >> 48 & 0xfff, low & 0xffffffffffff);
  }
  std::mt19937_64 random_{42};
  std::size_t count_ = 0;
};

struct Bench {
  fs::path folder;
  std::unique_ptr<store::Store> opened;
  std::int64_t collection = 0;

  void open() {
    store::sqlite::Options options;
    options.directory = (folder / "store").string();
    options.create = true;
    opened = orelse_exit(store::sqlite::open(options));
  }
  void make_collection() {
    orelse_exit(opened->write(100, [&](store::Transaction& tx) -> Result<> {
      store::Collection made;
      made.id = base::random_uuid();
      made.alias = "records";
      collection = orelse_exit(tx.put(made));
      return {};
    }));
  }

  /// One publication: an act, handling, records, and what became of them.
  Result<> publish(const std::vector<stix::Object>& objects) {
    std::size_t bytes = 0;
    for (const auto& object : objects) bytes += object.bytes.size();
    return opened->write(bytes, [&](store::Transaction& tx) -> Result<> {
      const auto act = orelse_exit(tx.append({.act = "publish",
                                              .actor = "importer",
                                              .subject = "91a7b528-80eb-42ed-a74d-c6fbd5a26116",
                                              .purpose = "benchmark",
                                              .basis = "none",
                                              .case_id = "",
                                              .detail = fmt::format("{} objects", objects.size())}));
      const auto handling =
          orelse_exit(tx.intern({.json = R"({"grade":"B2","tlp":"green"})", .review = std::nullopt}));
      store::Submission submission;
      submission.id = base::random_uuid();
      submission.collection = collection;
      submission.requested = tx.now();
      for (const auto& object : objects) {
        orelse_exit(tx.add({.collection = collection, .object = &object, .handling = handling}, act));
        ++submission.successes_count;
        if (submission.successes.size() < 100)
          submission.successes.push_back({.id = object.id, .version = object.version, .message = ""});
      }
      return tx.put(submission);
    });
  }
};

double ingest(Bench& bench, Source& source, std::size_t count, std::size_t at_once, const char* what) {
  std::vector<std::vector<stix::Object>> batches;
  constexpr std::size_t at_a_time = 50'000;
  double seconds = 0;
  std::vector<double> each;
  for (std::size_t done = 0; done < count;) {
    batches.clear();
    const auto wanted = std::min(at_a_time, count - done);
    for (std::size_t i = 0; i < wanted; i += at_once) batches.push_back(source.take(at_once));
    const auto start = Clock::now();
    for (const auto& batch : batches) {
      const auto begun = Clock::now();
      orelse_exit(bench.publish(batch));
      each.push_back(seconds_since(begun) * 1e3);
    }
    seconds += seconds_since(start);
    done += wanted;
  }
  std::sort(each.begin(), each.end());
  report(fmt::format("{}: objects", what), static_cast<double>(count) / seconds, "/s");
  report(fmt::format("{}: a write, p50", what), each[each.size() / 2], "ms");
  report(fmt::format("{}: a write, p99", what), each[each.size() * 99 / 100], "ms");
  return static_cast<double>(count) / seconds;
}

/// The same rows into the same tables with nothing around them: no search for what is held, no flags to keep
/// right, no journal of hashes.
double bare_loop(const fs::path& folder, Source& source, std::size_t count, std::size_t at_once) {
  namespace sq = store::sqlite;
  sq::Connection::Settings settings;
  settings.path = (folder / "bare.db").string();
  settings.writable = true;
  settings.cache_bytes = std::size_t{16} << 20;
  std::ofstream(settings.path).close();
  auto db = orelse_exit(sq::Connection::open(settings));
  orelse_exit(sq::create_schema(*db));
  db->script("PRAGMA synchronous = FULL");
  std::vector<std::vector<stix::Object>> batches;
  for (std::size_t i = 0; i < count; i += at_once) batches.push_back(source.take(at_once));
  std::mt19937_64 random(7);
  std::int64_t number = 1'790'000'000'000'000;
  const auto start = Clock::now();
  for (const auto& batch : batches) {
    db->run("BEGIN IMMEDIATE");
    db->run("INSERT INTO journal VALUES (NULL, ?1, 0, 'publish', 'importer', '', '', '', '', '', ?2, ?3, ?4)",
            number, sq::Blob{std::string(96, 's')}, sq::Blob{std::string(192, 'c')}, base::Digest{});
    for (const auto& object : batch) {
      db->run(
          "INSERT INTO record (number, key, ordinal, collection, kind, shown, flags, originator, act,"
          " handling, id, version, bytes) VALUES (?1, ?2, 0, 1, 1, 1, 7, 0, 1, 1, ?3, ?4, ?5)",
          ++number, static_cast<std::int64_t>(random() >> 17), object.id, object.version,
          sq::Blob{object.bytes});
    }
    db->run("COMMIT");
  }
  orelse_exit(db->state());
  const double rate = static_cast<double>(count) / seconds_since(start);
  report(fmt::format("bare SQLite loop, {} at once: objects", at_once), rate, "/s");
  return rate;
}

void single_adds(Bench& bench, Source& source, std::size_t threads, std::size_t per_thread) {
  std::vector<std::vector<stix::Object>> work;
  for (std::size_t i = 0; i < threads; ++i) work.push_back(source.take(per_thread));
  std::vector<std::thread> running;
  const auto start = Clock::now();
  for (const auto& mine : work)
    running.emplace_back([&bench, &mine] {
      for (const auto& object : mine) orelse_exit(bench.publish({object}));
    });
  for (auto& thread : running) thread.join();
  report(fmt::format("single adds from {} threads: objects", threads),
         static_cast<double>(threads * per_thread) / seconds_since(start), "/s");
}

void add_to_visible(Bench& bench, Source& source, std::size_t count) {
  std::vector<double> each;
  for (std::size_t i = 0; i < count; ++i) {
    const auto object = source.next();
    const auto start = Clock::now();
    orelse_exit(bench.publish({object}));
    auto reader = orelse_exit(bench.opened->read());
    store::Filter filter;
    filter.ids = {object.id};
    std::size_t seen = 0;
    orelse_exit(reader->visit(bench.collection, filter, [&](const store::RecordView&) {
      ++seen;
      return true;
    }));
    if (seen != 1) std::exit(2);
    each.push_back(seconds_since(start) * 1e3);
  }
  std::sort(each.begin(), each.end());
  report("one thread, add to visible, p50", each[each.size() / 2], "ms");
  report("one thread, add to visible, p99", each[each.size() * 99 / 100], "ms");
}

void pages(Bench& bench, const store::Filter& pattern, const char* what) {
  std::vector<double> each;
  std::size_t given = 0;
  std::size_t bytes = 0;
  store::Filter filter = pattern;
  while (each.size() < 1000) {
    const auto start = Clock::now();
    auto reader = orelse_exit(bench.opened->read());
    base::Time last{};
    const bool more =
        orelse_exit(reader->visit(bench.collection, filter, [&](const store::RecordView& record) {
          bytes += record.bytes.size();
          last = record.added;
          ++given;
          return true;
        }));
    each.push_back(seconds_since(start) * 1e3);
    filter.added_after = last;
    if (!more) filter.added_after = pattern.added_after;
  }
  double total = 0;
  for (const double one : each) total += one;
  std::sort(each.begin(), each.end());
  report(fmt::format("page of {}, {}: p50", filter.limit, what), each[each.size() / 2], "ms");
  report(fmt::format("page of {}, {}: p99", filter.limit, what), each[each.size() * 99 / 100], "ms");
  report(fmt::format("page of {}, {}: objects", filter.limit, what), static_cast<double>(given) / total * 1e3,
         "/s");
}

void run(const fs::path& folder, bool is_large) {
  Source source;
  Bench bench{folder, nullptr};
  bench.open();
  report("memory, store just opened", resident_mib(), "MiB");
  bench.make_collection();
  const double bare_rate = bare_loop(folder, source, 50'000, 1000);
  const double rate = ingest(bench, source, 50'000, 1000, "50k in writes of 1000");
  report("which is, of the bare loop", rate / bare_rate * 100, "%");
  pages(bench, {}, "50k stored");
  store::Filter bare;
  bare.with_bytes = false;
  pages(bench, bare, "50k stored, no content");
  ingest(bench, source, 20'000, 100, "20k in writes of 100");
  add_to_visible(bench, source, 3000);
  single_adds(bench, source, 64, 500);
  report("memory, at the end", resident_mib(), "MiB");
  if (!is_large) return;

  ingest(bench, source, 900'000, 1000, "to 1M in writes of 1000");
  pages(bench, {}, "1M stored");
  add_to_visible(bench, source, 3000);
  single_adds(bench, source, 64, 500);
  report("database", static_cast<double>(fs::file_size(folder / "store/tansiq.db")) / 1e6, "MB");
  bench.opened.reset();
  const auto start = Clock::now();
  bench.open();
  report("opening it with 1M", seconds_since(start) * 1e3, "ms");
  report("memory, at the end", resident_mib(), "MiB");
}

}  // namespace

int main(int count, char** arguments) {
  bool is_large = false;
  fs::path where = ".";
  for (int i = 1; i < count; ++i) {
    const std::string argument = arguments[i];
    if (argument == "--large") {
      is_large = true;
    } else {
      where = argument;
    }
  }
  const fs::path folder = where / "store_bench.tmp";
  fs::remove_all(folder);
  fs::create_directories(folder);
  run(folder, is_large);
  fs::remove_all(folder);
}
