// Random histories: whatever order, repetition and gaps there are, the same objects and time give the same
// threads, kept or folded at once; what does not count changes nothing; and nothing changes before it said
// so.

#include <algorithm>
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>

#include "desk/desk_test_support.h"

namespace tansiq::desk {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int histories = 5'000;
#else
constexpr int histories = 100'000;
#endif

struct Object {
  std::string text;
  Service originator;
};

const std::vector<Service>& services() {
  static const std::vector<Service> all = {rabat, madrid, paris, brussels};
  return all;
}

/// Every sort of object that a thread can meet, in a few versions each.
class Pool {
 public:
  Pool() {
    std::mt19937_64 random(2026);
    const auto pick = [&](auto... of) {
      const std::array all = {of...};
      return all[random() % all.size()];
    };
    const auto status = [&] { return pick("actual", "actual", "actual", "exercise", "test"); };
    for (int i = 0; i < 60; ++i) {
      WarningObject warning{.number = pick(1, 1, 1, 2, 3),
                            .modified = at(pick(0, 10, 20, 30)),
                            .status = status(),
                            .message = pick("alert", "update", "update", "cancel"),
                            .addressed = {madrid},
                            .acknowledge_by = at(pick(30, 60, 90))};
      warning.created = at(-warning.number);
      if (pick(0, 1) == 1) warning.addressed.push_back(paris);
      if (pick(0, 0, 1) == 1) warning.more += fmt::format(R"("expires":"{}",)", stamp(at(pick(40, 80))));
      if (pick(0, 0, 1) == 1) warning.more += fmt::format(R"("report_by":"{}",)", stamp(at(pick(50, 70))));
      if (pick(0, 0, 1) == 1)
        warning.more += fmt::format(R"("acknowledge_since":"{}",)", stamp(at(pick(10, 20))));
      if (pick(0, 0, 1) == 1)
        warning.more += fmt::format(R"("supersedes_refs":["{}"],)", id("threat-warning", pick(1, 2, 3)));
      objects.push_back({warning.text(), pick(rabat, rabat, rabat, brussels)});
    }
    for (int i = 0; i < 150; ++i) {
      AcknowledgementObject answer{.number = static_cast<int>(random() % 12),
                                   .service = services()[random() % 4],
                                   .modified = at(pick(5, 15, 25, 25)),
                                   .action = pick("received", "acting", "declined"),
                                   .status = status(),
                                   .warning = pick(1, 1, 1, 2, 3),
                                   .warning_modified = at(pick(0, 10, 20)),
                                   .asker = pick(rabat, rabat, rabat, brussels),
                                   .revoked = pick(0, 0, 0, 1) == 1};
      // One in five speaks for somebody else.
      objects.push_back({answer.text(), random() % 5 == 0 ? services()[random() % 4] : answer.service});
    }
    for (int i = 0; i < 60; ++i) {
      OutcomeObject report{.number = static_cast<int>(random() % 6),
                           .service = services()[random() % 4],
                           .modified = at(pick(10, 20, 30)),
                           .outcome = pick("occurred", "prevented", "unknown"),
                           .status = status(),
                           .revoked = pick(0, 0, 0, 1) == 1};
      if (i % 3 == 1) {
        report.on = fmt::format(R"("report_on":"attack","addressed_refs":["{}","{}"],"report_by":"{}",)",
                                madrid, paris, stamp(at(pick(30, 60))));
        report.asker.clear();
      } else if (i % 3 == 2) {
        report.on = fmt::format(R"("report_on":"review","review_of_ref":"{}",)",
                                id("outcome-report", static_cast<int>(random() % 6)));
      }
      objects.push_back({report.text(), random() % 8 == 0 ? services()[random() % 4] : report.service});
    }
  }

  std::vector<Object> objects;
};

std::vector<Filed> random_history(const Pool& pool, std::mt19937_64& random) {
  std::vector<Filed> history;
  const std::size_t count = 1 + random() % 14;
  for (std::size_t i = 0; i < count; ++i) {
    // The roots stand first in the pool: a history without any is soon told.
    const auto& object = pool.objects[random() % (random() % 3 == 0 ? 60 : pool.objects.size())];
    Filed filed{object.text, object.originator, {}};
    if (random() % 4 != 0) filed.held = at(static_cast<int>(random() % 100));
    history.push_back(filed);
  }
  return history;
}

/// What a thread says once the answers that do not count are gone, and the remark that they alone cause.
Thread without_foreign(Thread thread) {
  std::erase_if(thread.answers, [](const Answer& answer) {
    return answer.verdict == Verdict::not_asked || answer.verdict == Verdict::not_its_own ||
           answer.verdict == Verdict::other_nature;
  });
  std::erase(thread.remarks, Remark::answered_otherwise);
  return thread;
}

class RandomFolds : public ::testing::Test {
 protected:
  RandomFolds() {
    const char* given = std::getenv("TANSIQ_SEED");  // NOLINT(concurrency-mt-unsafe)
    seed_ = given == nullptr ? 7 : std::strtoull(given, nullptr, 10);
    random_.seed(seed_);
  }

  void check_order(const std::vector<Filed>& history, Time now) {
    const auto threads = fold(history, now);
    std::vector<Filed> other = history;
    for (std::size_t i = 0; i < history.size(); ++i)
      if (random_() % 3 == 0) other.push_back(history[i]);
    std::shuffle(other.begin(), other.end(), random_);
    ASSERT_EQ(fold(other, now), threads) << "seed " << seed_;
  }

  /// Added one by one in any order, with the time moving in between, it is the same at the end.
  void check_kept(const std::vector<Filed>& history, Time now) {
    std::vector<Filed> other = history;
    std::shuffle(other.begin(), other.end(), random_);
    Threads kept(at(static_cast<int>(random_() % 100)));
    for (std::size_t i = 0; i < other.size(); ++i) {
      if (i == other.size() / 2 && random_() % 4 == 0) {
        kept.load(std::span(other).subspan(i),
                  [&](const Thread& thread) { ASSERT_EQ(kept.find(thread.key), thread); });
        break;
      }
      kept.add(other[i]);
      if (random_() % 4 == 0) kept.advance(at(static_cast<int>(random_() % 100)));
    }
    kept.advance(now);
    const auto threads = fold(history, now);
    ASSERT_EQ(kept.size(), threads.size());
    std::optional<Time> next;
    for (const auto& [key, thread] : threads) {
      ASSERT_EQ(kept.find(key), thread) << "seed " << seed_;
      if (thread.changes_at && (!next || *thread.changes_at < *next)) next = thread.changes_at;
    }
    ASSERT_EQ(kept.changes_at(), next) << "seed " << seed_;
  }

  /// What was erased is as if it had never come.
  void check_removed(const std::vector<Filed>& history, Time now) {
    Threads kept(now);
    for (const Filed& each : history) kept.add(each);
    const std::size_t gone = random_() % (history.size() + 1);
    for (std::size_t i = 0; i < gone; ++i) kept.remove(history[i]);
    std::vector<Filed> rest;
    const auto is_gone = [&](const Filed& filed) {
      return std::any_of(history.begin(), history.begin() + static_cast<std::ptrdiff_t>(gone),
                         [&](const Filed& each) {
                           return each.bytes == filed.bytes && each.originator == filed.originator;
                         });
    };
    for (const Filed& each : history)
      if (!is_gone(each)) rest.push_back(each);
    const auto threads = fold(rest, now);
    ASSERT_EQ(kept.size(), threads.size());
    for (const auto& [key, thread] : threads) ASSERT_EQ(kept.find(key), thread) << "seed " << seed_;
  }

  /// Until changes_at the fold is the same; at it, it is not, and the kept threads say which.
  void check_clock(const std::vector<Filed>& history, Time now) {
    const auto threads = fold(history, now);
    for (const auto& [key, thread] : threads) {
      if (!thread.changes_at) {
        ASSERT_EQ(fold(history, at(100'000)).at(key), thread);
        continue;
      }
      ASSERT_GT(*thread.changes_at, now);
      ASSERT_EQ(fold(history, *thread.changes_at - std::chrono::microseconds(1)).at(key), thread);
      ASSERT_NE(fold(history, *thread.changes_at).at(key), thread);
    }
  }

  /// Every counting answer was asked, speaks for itself and has the nature of its root; taking the others out
  /// of the history changes nothing else.
  void check_foreign(const std::vector<Filed>& history, Time now) {
    const auto threads = fold(history, now);
    for (const auto& [key, thread] : threads) {
      // With two contents of one version, taking one out by its id takes the other too.
      const auto& remarks = thread.remarks;
      if (std::find(remarks.begin(), remarks.end(), Remark::versions_differ) != remarks.end()) continue;
      std::vector<std::string> foreign;
      for (const Answer& answer : thread.answers) {
        if (answer.verdict == Verdict::not_asked || answer.verdict == Verdict::not_its_own)
          foreign.push_back(answer.by + answer.id);
        if (answer.verdict != Verdict::counts) continue;
        const bool asked = std::any_of(thread.parts.begin(), thread.parts.end(),
                                       [&](const Part& part) { return part.service == answer.by; });
        ASSERT_TRUE(asked || answer.by == key.asker);
      }
      std::vector<Filed> without;
      for (const Filed& filed : history) {
        const bool answers = filed.bytes.find("_ref\":\"" + key.root + "\"") != std::string_view::npos;
        const bool is_foreign = std::any_of(foreign.begin(), foreign.end(), [&](const std::string& each) {
          return each.starts_with(filed.originator) &&
                 filed.bytes.find("\"id\":\"" + each.substr(filed.originator.size()) + "\"") !=
                     std::string_view::npos;
        });
        const bool drop = answers && is_foreign;
        if (!drop) without.push_back(filed);
      }
      ASSERT_EQ(without_foreign(fold(without, now).at(key)), without_foreign(thread)) << "seed " << seed_;
    }
  }

  Pool pool_;
  std::mt19937_64 random_;
  std::uint64_t seed_ = 0;
};

TEST_F(RandomFolds, TheSameObjectsAndTimeGiveTheSameThreads) {
  std::size_t threads = 0;
  for (int i = 0; i < histories && !HasFatalFailure(); ++i) {
    const auto history = random_history(pool_, random_);
    const Time now = at(static_cast<int>(random_() % 100));
    check_order(history, now);
    check_kept(history, now);
    if (i % 10 == 0) check_clock(history, now);
    if (i % 10 == 3) check_removed(history, now);
    if (i % 10 == 5) check_foreign(history, now);
    if (i % 10 == 5) threads += fold(history, now).size();
  }
  EXPECT_GT(threads, static_cast<std::size_t>(histories / 10));  // the histories are not empty
}

/// The asker and everybody else: what a service is shown of others depends on nothing that was withheld.
TEST_F(RandomFolds, WhatOthersOweIsNobodyElsesToSee) {
  for (int i = 0; i < histories / 20; ++i) {
    const auto history = random_history(pool_, random_);
    for (const auto& [key, thread] : fold(history, at(static_cast<int>(random_() % 100)))) {
      for (const Service& viewer : services()) {
        const Thread seen = as_seen_by(thread, viewer);
        if (viewer == key.asker) {
          ASSERT_EQ(seen, thread);
          continue;
        }
        ASSERT_EQ(seen.partial, seen.standing != Standing::closed);
        for (const Owed& owed : seen.owed) ASSERT_EQ(owed.by, viewer);
        for (const Part& part : seen.parts) ASSERT_TRUE(part.service == viewer || part.state != silent);
      }
    }
  }
}

}  // namespace
}  // namespace tansiq::desk
