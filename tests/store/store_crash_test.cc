// A whole process is killed, runs out of disk, or sees its fsync fail, at random moments; then the store is
// opened and must hold each pair that the process had called done, whole and once.
//
// TANSIQ_ROUNDS sets how often (default 12), TANSIQ_SEED repeats a run.

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <random>
#include <set>
#include <sstream>
#include <sys/wait.h>
#include <thread>

#include "store/sqlite/store_test_kit.h"

namespace tansiq::tests {
namespace {

using namespace store::sqlite::kit;
using std::chrono::milliseconds;

long number_from_environment(const char* name, long otherwise) {
  const char* const text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return text != nullptr ? std::atol(text) : otherwise;
}

/// One run of store_victim.
class Victim {
 public:
  Victim(const Folder& folder, long first, bool breakable)
      : faults_(folder.path("faults")), below_(folder.path("store")) {
    give_order("");
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      if (breakable) {
        ::setenv("LD_PRELOAD", TANSIQ_FAULT_SHIM, 1);
        ::setenv("TANSIQ_FAULTS", faults_.c_str(), 1);
        ::setenv("TANSIQ_FAULTS_BELOW", below_.c_str(), 1);
      }
      const auto number = std::to_string(first);
      ::execl(TANSIQ_VICTIM, "store_victim", below_.c_str(), number.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    output_ = ends[0];
  }
  ~Victim() {
    if (pid_ > 0) kill_now();
    ::close(output_);
  }
  Victim(const Victim&) = delete;
  Victim& operator=(const Victim&) = delete;

  void give_order(const std::string& order) const { std::ofstream(faults_, std::ios::trunc) << order; }

  /// Reads what the victim says for so long, or until it ends.
  void listen(milliseconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    for (;;) {
      const auto left = std::chrono::duration_cast<milliseconds>(until - std::chrono::steady_clock::now());
      if (left.count() <= 0) return;
      pollfd waiting{output_, POLLIN, 0};
      if (::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) continue;
      char buffer[4096];
      const auto size = ::read(output_, buffer, sizeof buffer);
      if (size <= 0) return;
      said_.append(buffer, static_cast<std::size_t>(size));
    }
  }
  void await_ready() {
    for (int i = 0; i < 600 && said_.find("ready\n") == std::string::npos; ++i) listen(milliseconds(20));
  }

  void kill_now() {
    ::kill(pid_, SIGKILL);
    static_cast<void>(wait());
  }
  /// Waits for the end and hears the rest; the status as waitpid gives it.
  int wait() {
    listen(milliseconds(60'000));
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return status;
  }

  /// The pairs that were called done. A last line without its end was not said.
  [[nodiscard]] std::set<long> done() const {
    std::set<long> pairs;
    std::istringstream lines(said_.substr(0, said_.rfind('\n') + 1));
    for (std::string line; std::getline(lines, line);)
      if (!line.empty() && line.find_first_not_of("0123456789") == std::string::npos)
        pairs.insert(std::stol(line));
    return pairs;
  }
  [[nodiscard]] bool said(const std::string& text) const { return said_.find(text) != std::string::npos; }

 private:
  std::string faults_, below_;
  pid_t pid_ = -1;
  int output_ = -1;
  std::string said_;
};

class StoreCrash : public testing::Test {
 protected:
  Folder folder;
  std::set<long> acknowledged;
  const long rounds = number_from_environment("TANSIQ_ROUNDS", 12);
  const long seed =
      number_from_environment("TANSIQ_SEED", static_cast<long>(std::random_device()() % 1'000'000));
  std::mt19937_64 random{static_cast<std::uint64_t>(seed)};

  void SetUp() override { RecordProperty("seed", std::to_string(seed)); }
  /// Every so often with an empty store, so that looking at it stays quick however many rounds there are.
  void begin_round(long round) {
    if (round % 20 != 0) return;
    fs::remove_all(folder.path("store"));
    acknowledged.clear();
  }
  [[nodiscard]] long next_pair() const { return acknowledged.empty() ? 0 : *acknowledged.rbegin() + 1000; }
  milliseconds moment(int most) { return milliseconds(std::uniform_int_distribution<int>(0, most)(random)); }

  /// Opens the store as a new process would, and looks for every pair.
  void expect_kept() {
    SCOPED_TRACE(fmt::format("TANSIQ_SEED={}", seed));
    store::sqlite::Options options;
    options.directory = folder.path("store");
    auto opened = store::sqlite::open(options);
    ASSERT_TRUE(opened.has_value()) << opened.error().text();
    {
      const auto reader = *(*opened)->read();
      const auto collection = (*reader->collection("records"))->number;
      store::Filter filter;
      filter.limit = 10'000'000;
      filter.with_bytes = false;
      std::map<long, int> held;  // by pair
      const auto visited = reader->visit(collection, filter, [&](const store::RecordView& record) {
        held[std::strtol(std::string(record.id.substr(record.id.size() - 12)).c_str(), nullptr, 16) / 2] += 1;
        return true;
      });
      ASSERT_TRUE(visited.has_value());
      for (const auto& [pair, count] : held) EXPECT_EQ(count, 2) << "pair " << pair;
      for (const long pair : acknowledged) EXPECT_TRUE(held.contains(pair)) << "pair " << pair << " was lost";
      EXPECT_EQ(reader->totals()->records, static_cast<std::int64_t>(2 * held.size()));
    }
    opened->reset();
    const auto checked = store::sqlite::check(folder.path("store/tansiq.db"));
    EXPECT_TRUE(checked.has_value()) << (checked ? "" : checked.error().text());
  }
};

TEST_F(StoreCrash, KilledAtAnyMomentItKeepsWhatItAcknowledged) {
  bool any = false;
  for (long round = 0; round < rounds; ++round) {
    begin_round(round);
    Victim victim(folder, next_pair(), false);
    if (random() % 4 != 0) victim.await_ready();  // sometimes while it opens
    victim.listen(moment(150));
    victim.kill_now();
    acknowledged.merge(victim.done());
    any = any || !acknowledged.empty();
    if (victim.said("ready")) expect_kept();
    ASSERT_FALSE(HasFailure()) << "TANSIQ_SEED=" << seed;
  }
  EXPECT_TRUE(any) << "no round got as far as a write";
}

TEST_F(StoreCrash, KilledAtAWriteOrSyncItKeepsWhatItAcknowledged) {
  if (*TANSIQ_SANITIZED != '\0') GTEST_SKIP() << "a sanitizer wants to be loaded first";
  for (long round = 0; round < rounds; ++round) {
    begin_round(round);
    Victim victim(folder, next_pair(), true);
    victim.await_ready();
    victim.give_order(fmt::format("{} {} kill\n", random() % 2 == 0 ? "write" : "sync", random() % 300 + 1));
    EXPECT_TRUE(WIFSIGNALED(victim.wait()));
    acknowledged.merge(victim.done());
    expect_kept();
    ASSERT_FALSE(HasFailure()) << "TANSIQ_SEED=" << seed;
  }
}

TEST_F(StoreCrash, AFailedSyncEndsTheProcess) {
  if (*TANSIQ_SANITIZED != '\0') GTEST_SKIP() << "a sanitizer wants to be loaded first";
  for (long round = 0; round < rounds; ++round) {
    begin_round(round);
    Victim victim(folder, next_pair(), true);
    victim.await_ready();
    victim.give_order(fmt::format("sync {} EIO\n", random() % 60 + 1));
    const int status = victim.wait();
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 70);
    acknowledged.merge(victim.done());
    expect_kept();
    ASSERT_FALSE(HasFailure()) << "TANSIQ_SEED=" << seed;
  }
}

TEST_F(StoreCrash, AFullDiskIsSaidAndOutlived) {
  if (*TANSIQ_SANITIZED != '\0') GTEST_SKIP() << "a sanitizer wants to be loaded first";
  Victim victim(folder, 0, true);
  victim.await_ready();
  victim.listen(milliseconds(50));
  for (const char* order : {"write * ENOSPC\n", "write 3 half\n", "write * ENOSPC\n"}) {
    victim.give_order(order);
    victim.listen(milliseconds(80));
    victim.give_order("");
    const auto before = victim.done().size();
    for (int i = 0; i < 100 && victim.done().size() <= before; ++i) victim.listen(milliseconds(20));
    EXPECT_GT(victim.done().size(), before) << "it goes on when there is room";
  }
  EXPECT_TRUE(victim.said("refused unavailable"));
  victim.kill_now();
  acknowledged = victim.done();
  expect_kept();
}

}  // namespace
}  // namespace tansiq::tests
