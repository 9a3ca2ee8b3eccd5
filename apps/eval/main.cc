// tansiq-eval: runs the name index over a file of queries or of pairs and prints how fast it was.
//
//   tansiq-eval names --index F --queries F --out F [--top 20]
//   tansiq-eval names --pairs F --out F [--index F]

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "names/index.h"

namespace {

using namespace tansiq;

int usage() {
  std::cerr << "usage: tansiq-eval names --index F --queries F --out F [--top 20]\n"
               "       tansiq-eval names --pairs F --out F [--index F]\n"
               "  --save F writes the index as a snapshot, --snapshot F maps one instead of --index\n"
               "  index:   id, name, ... separated by tabs\n"
               "  queries: query, right ids, kind, made, query id\n"
               "  pairs:   name, name, ...\n";
  return 2;
}

std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> parts(1);
  for (const char c : line) {
    if (c == '\t')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

/// Processor time of this thread: what a call costs, whoever else uses the machine.
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Prints how many calls a second one core makes, and how long the slow ones take.
void print_speed(const char* what, std::vector<double>& seconds) {
  if (seconds.empty()) return;
  double sum = 0;
  for (const double s : seconds) sum += s;
  std::sort(seconds.begin(), seconds.end());
  const auto at = [&](double share) {
    return seconds[static_cast<std::size_t>(share * static_cast<double>(seconds.size() - 1))] * 1e3;
  };
  fmt::print("{}: {} calls, {:.0f} q/s per core, mean {:.3f} ms, p50 {:.3f} ms, p99 {:.3f} ms\n", what,
             seconds.size(), static_cast<double>(seconds.size()) / sum,
             sum / static_cast<double>(seconds.size()) * 1e3, at(0.5), at(0.99));
}

int load(names::Index& index, const std::string& path) {
  std::ifstream in(path);
  if (!in) return std::cerr << path << ": cannot be read\n", 1;
  std::vector<names::Record> records;
  std::size_t unreadable = 0;
  for (std::string line; std::getline(in, line);) {
    const auto part = fields(line);
    if (part.size() < 2) continue;
    names::Record record;
    record.id = part[0];
    record.names.push_back({part[1], names::NameKind::birth});
    if (names::check(record))
      records.push_back(std::move(record));
    else
      ++unreadable;
  }
  if (unreadable > 0) fmt::print("index: {} rows without a name that could be compared\n", unreadable);
  const std::size_t count = records.size();
  const double start = processor_seconds();
  if (auto added = index.put(std::move(records)); !added) return std::cerr << added.error().text() << '\n', 1;
  const double taken = processor_seconds() - start;
  fmt::print("index: {} names in {:.2f} s, {:.0f} names/s per core, {:.1f} bytes per name\n", count, taken,
             static_cast<double>(count) / taken,
             static_cast<double>(index.bytes()) / static_cast<double>(index.name_count()));
  return 0;
}

/// Writes the index to a file.
int save(const names::Index& index, const std::string& path) {
  std::ofstream out(path, std::ios::binary);
  const auto saved = index.save([&](std::string_view piece) -> base::Result<> {
    out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    if (!out) return base::fail(base::Fault::unavailable, "cannot be written", path);
    return {};
  });
  if (!saved) return std::cerr << saved.error().text() << '\n', 1;
  return 0;
}

/// Maps a file that `save` wrote.
std::unique_ptr<names::Index> map_snapshot(const std::string& path) {
  const auto start = std::chrono::steady_clock::now();
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat about {};
  if (file < 0 || ::fstat(file, &about) != 0) return std::cerr << path << ": cannot be read\n", nullptr;
  const auto size = static_cast<std::size_t>(about.st_size);
  void* memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  ::close(file);
  if (memory == MAP_FAILED) return std::cerr << path << ": cannot be mapped\n", nullptr;
  const std::shared_ptr<const void> mapped(memory,
                                           [size](const void* at) { ::munmap(const_cast<void*>(at), size); });
  auto loaded = names::Index::load({static_cast<const char*>(memory), size}, mapped);
  if (!loaded) return std::cerr << loaded.error().text() << '\n', nullptr;
  fmt::print("snapshot: {} names in {:.2f} s\n", (*loaded)->name_count(),
             std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  return std::move(*loaded);
}

int run_queries(const names::Index& index, const std::string& queries, const std::string& out_path,
                std::size_t top) {
  std::ifstream in(queries);
  if (!in) return std::cerr << queries << ": cannot be read\n", 1;
  std::ofstream out(out_path);
  std::vector<double> seconds;
  names::Filters filters;
  filters.explain = false;
  for (std::string line; std::getline(in, line);) {
    const auto part = fields(line);
    if (part.size() < 5) continue;
    const double start = processor_seconds();
    const auto hits = index.search(part[0], filters, top);
    seconds.push_back(processor_seconds() - start);
    if (!hits) continue;
    for (std::size_t i = 0; i < hits->size(); ++i)
      out << part[4] << '\t' << i + 1 << '\t' << (*hits)[i].id << '\t'
          << fmt::format("{:.6f}", (*hits)[i].score) << '\n';
  }
  print_speed("search", seconds);
  return out.flush() ? 0 : 1;
}

int run_pairs(const names::Index& index, const std::string& pairs, const std::string& out_path) {
  std::ifstream in(pairs);
  if (!in) return std::cerr << pairs << ": cannot be read\n", 1;
  std::ofstream out(out_path);
  std::vector<double> seconds;
  std::size_t line_number = 0;
  for (std::string line; std::getline(in, line);) {
    const auto part = fields(line);
    const double start = processor_seconds();
    const auto score = part.size() < 2 ? base::Result<double>(0.0) : index.pair(part[0], part[1]);
    seconds.push_back(processor_seconds() - start);
    out << ++line_number << '\t' << fmt::format("{:.6f}", score.value_or(0.0)) << '\n';
  }
  print_speed("pair", seconds);
  return out.flush() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || std::string(argv[1]) != "names") return usage();
  std::map<std::string, std::string> given;
  for (int i = 2; i + 1 < argc; i += 2) given[argv[i]] = argv[i + 1];
  if (argc % 2 != 0 || !given.contains("--out")) return usage();
  std::unique_ptr<names::Index> held = std::make_unique<names::Index>();
  if (given.contains("--index"))
    if (const int failed = load(*held, given["--index"])) return failed;
  if (given.contains("--snapshot")) held = map_snapshot(given["--snapshot"]);
  if (!held) return 1;
  const names::Index& index = *held;
  if (given.contains("--save"))
    if (const int failed = save(index, given["--save"])) return failed;
  if (given.contains("--pairs")) return run_pairs(index, given["--pairs"], given["--out"]);
  if (!given.contains("--queries")) return usage();
  const std::size_t top = given.contains("--top") ? std::strtoul(given["--top"].c_str(), nullptr, 10) : 20;
  return run_queries(index, given["--queries"], given["--out"], std::max<std::size_t>(top, 1));
}
