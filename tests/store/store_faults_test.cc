// Whatever the disk does, at whatever moment: what was acknowledged is there after the next start, what was
// not is there whole or not at all, and nothing goes on after a failed sync.

#include <atomic>
#include <chrono>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <thread>

#include "faulty_disk.h"
#include "store/sqlite/sqlite.h"
#include "store/sqlite/store_test_kit.h"

namespace tansiq::tests {
namespace {

using namespace store::sqlite::kit;
using store::Transaction;
using store::sqlite::Options;

/// A short life of a store: pairs of records, one erased, with the log brought over now and then.
class Life {
 public:
  explicit Life(const Folder& folder) {
    options_.directory = folder.path("store");
    options_.create = true;
    options_.clock = hands_.clock();
    options_.vfs = FaultyDisk::vfs();
    options_.log_bytes = 40 * 4096;
    options_.erase_wait = std::chrono::milliseconds(200);
    options_.fatal = [this](std::string_view reason) {
      // The process ends here: nothing more gets to the disk, and what was not synced may be lost.
      FaultyDisk::cut_power();
      reason_ = reason;
      ended_ = true;
    };
  }

  /// Opens the store while all is well.
  void begin() { opened_ = open_with_collection(options_); }

  void run() {
    for (int i = 0; i < pairs && !ended_; ++i) {
      add_pair(i);
      if (i == erased + 8) erase_pair();
    }
  }
  void add_pair(int i) {
    const auto added =
        add(opened_, {content(2 * i), content(2 * i + 1)}, {.act = "publish", .actor = "r.haddad"});
    acknowledged_[i] = added.has_value();
    if (!added) faults_.push_back(added.error().fault);
  }
  void erase_pair() {
    const auto done = opened_.store->write(1, [&](Transaction& tx) -> base::Result<> {
      const auto act = tx.append({.act = "erase"});
      if (!act) return base::fail(act);
      for (const int number : {2 * erased, 2 * erased + 1})
        if (auto gone = tx.erase(opened_.collection, id_of(number), {.all = true}, {}, *act); !gone)
          return base::fail(gone);
      return {};
    });
    erased_ = done.has_value();
    if (!done) faults_.push_back(done.error().fault);
  }
  void end() { opened_.store.reset(); }

  /// Starts anew with a disk that works, and looks.
  void expect_kept(const Folder& folder) {
    end();
    FaultyDisk::fail_at(Fault::none, 0);
    FaultyDisk::restore_power();
    ended_ = false;
    begin();
    ASSERT_NE(opened_.store, nullptr);
    expect_pairs();
    opened_.store.reset();
    if (erased_) {
      EXPECT_EQ(file_holding(folder.path("store"), secret(2 * erased)), "");
    }
    const auto checked = store::sqlite::check(folder.path("store/tansiq.db"));
    EXPECT_TRUE(checked.has_value()) << (checked ? "" : checked.error().text());
  }

  /// Whether the process ends by itself. The thread that keeps the log short may be about to say so when the
  /// last commit has returned.
  [[nodiscard]] bool ends() const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!ended_ && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return ended_;
  }
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }
  [[nodiscard]] const std::vector<base::Fault>& faults() const { return faults_; }
  [[nodiscard]] int count_acknowledged() const {
    int count = 0;
    for (const auto& [pair, acknowledged] : acknowledged_) count += acknowledged ? 1 : 0;
    return count;
  }
  store::Store& store() { return *opened_.store; }

  static constexpr int pairs = 40;
  static constexpr int erased = 5;

 private:
  void expect_pairs() {
    const auto reader = *opened_.store->read();
    for (const auto& [pair, acknowledged] : acknowledged_) {
      const bool first = *reader->holds(opened_.collection, id_of(2 * pair));
      const bool second = *reader->holds(opened_.collection, id_of(2 * pair + 1));
      EXPECT_EQ(first, second) << "pair " << pair << " is torn";
      if (pair == erased && tried_to_erase()) {
        if (erased_) {
          EXPECT_FALSE(first) << "erased";
        }
      } else if (acknowledged) {
        EXPECT_TRUE(first) << "pair " << pair << " was acknowledged";
      }
    }
  }
  static std::string secret(int number) { return fmt::format("secret-{:04d}-", number); }
  static stix::Object content(int number) {
    return object_of(id_of(number), v1, secret(number) + std::string(900, 'x'));
  }
  [[nodiscard]] bool tried_to_erase() const { return acknowledged_.contains(erased + 8); }

  Hands hands_;
  Options options_;
  Opened opened_;
  std::map<int, bool> acknowledged_;
  std::vector<base::Fault> faults_;
  bool erased_ = false;
  std::atomic<bool> ended_{false};
  std::string reason_;
};

class StoreFaults : public testing::Test {
 protected:
  void TearDown() override {
    FaultyDisk::fail_at(Fault::none, 0);
    FaultyDisk::restore_power();
  }
};

/// How many writes and syncs one undisturbed life takes.
std::pair<std::int64_t, std::int64_t> count_undisturbed() {
  const Folder folder;
  Life life(folder);
  life.begin();
  FaultyDisk::fail_at(Fault::none, 0);
  life.run();
  EXPECT_EQ(life.count_acknowledged(), Life::pairs);
  EXPECT_TRUE(life.faults().empty());
  const std::pair counts{FaultyDisk::writes(), FaultyDisk::syncs()};
  life.expect_kept(folder);
  return counts;
}

/// Lives one life for each moment at which the fault may strike, at most so many of them.
template <typename Expect>
void at_every_moment(Fault fault, std::int64_t moments, const Expect& expect) {
  constexpr std::int64_t most_lives = 60;
  const std::int64_t step = std::max<std::int64_t>(1, moments / most_lives);
  for (std::int64_t nth = 1; nth <= moments; nth += step) {
    SCOPED_TRACE(fmt::format("at {} of {}", nth, moments));
    const Folder folder;
    Life life(folder);
    life.begin();
    FaultyDisk::fail_at(fault, nth);
    life.run();
    if (FaultyDisk::struck()) expect(life);
    life.expect_kept(folder);
  }
}

TEST_F(StoreFaults, AFailedSyncEndsTheProcess) {
  const auto [writes, syncs] = count_undisturbed();
  ASSERT_GT(syncs, Life::pairs);
  at_every_moment(Fault::sync_fails, syncs, [](Life& life) {
    EXPECT_TRUE(life.ends());
    EXPECT_FALSE(life.reason().empty());
    const auto refused = life.store().write(1, [](Transaction&) -> base::Result<> {
      ADD_FAILURE() << "nothing may be written after a failed sync";
      return {};
    });
    EXPECT_FALSE(refused.has_value());
  });
}

TEST_F(StoreFaults, ABrokenWriteEndsTheProcess) {
  const auto [writes, syncs] = count_undisturbed();
  at_every_moment(Fault::broken, writes, [](Life& life) {
    life.end();  // what struck a thread beside the writer has been told when that thread has ended
    EXPECT_TRUE(life.ended());
  });
}

TEST_F(StoreFaults, AFullDiskRefusesTheWriteAndNothingElse) {
  const auto [writes, syncs] = count_undisturbed();
  const auto expect = [](Life& life) {
    EXPECT_FALSE(life.ended()) << life.reason();
    // It struck one write, or one transfer of the log, which is tried again and hurts nobody.
    EXPECT_GE(life.count_acknowledged(), Life::pairs - 1);
    for (const auto fault : life.faults()) EXPECT_EQ(fault, base::Fault::unavailable);
  };
  at_every_moment(Fault::full, writes, expect);
  at_every_moment(Fault::short_write, writes, expect);
}

TEST_F(StoreFaults, ADiskThatStaysFullIsReadAndRecovers) {
  const Folder folder;
  Life life(folder);
  life.begin();
  for (int i = 0; i < 10; ++i) life.add_pair(i);
  FaultyDisk::stay_full();
  for (int i = 10; i < 15; ++i) life.add_pair(i);
  EXPECT_EQ(life.faults(), std::vector<base::Fault>(5, base::Fault::unavailable));
  EXPECT_EQ((*life.store().read())->totals()->records, 20);
  FaultyDisk::fail_at(Fault::none, 0);
  for (int i = 15; i < 20; ++i) life.add_pair(i);
  EXPECT_EQ(life.faults().size(), 5U);
  EXPECT_FALSE(life.ended());
  life.expect_kept(folder);
}

TEST_F(StoreFaults, APowerCutLosesNothingAcknowledged) {
  const auto [writes, syncs] = count_undisturbed();
  at_every_moment(Fault::power_cut, writes + syncs, [](Life& life) { EXPECT_TRUE(life.ends()); });
}

// Without a hook the process really ends, at once and with its reason.
TEST(StoreFaultsDeathTest, TheProcessEndsWithStatus70) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        const Folder folder;
        Options options;
        options.directory = folder.path("store");
        options.create = true;
        options.vfs = FaultyDisk::vfs();
        auto opened = open_with_collection(options);
        FaultyDisk::fail_at(Fault::sync_fails, 1);
        static_cast<void>(add(opened, {object_of(id_of(1), v1)}));
      },
      testing::ExitedWithCode(70), "the store cannot go on");
}

}  // namespace
}  // namespace tansiq::tests
