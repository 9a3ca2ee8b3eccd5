// Reading and checking the journal, status, backup; and what happens to acts when the store fails.

#include <gtest/gtest.h>

#include "node/acts/add_officer.h"
#include "node/acts/backup.h"
#include "node/acts/consult.h"
#include "node/acts/correct.h"
#include "node/acts/erase.h"
#include "node/acts/file_report.h"
#include "node/acts/publish.h"
#include "node/acts/read_journal.h"
#include "node/acts/set_handling.h"
#include "node/acts/status.h"
#include "node/acts/verify_journal.h"
#include "node/test_node.h"

namespace tansiq::node::acts {
namespace {

using testing::campaign;
using testing::campaign_id;
using testing::first_version;

const Actor analyst = testing::officer({Role::analyst});
const Actor overseer = testing::officer({Role::oversight});

Result<Published> file(Node& node, const std::string& content) {
  Publication publication;
  publication.collection = "records";
  publication.content = content;
  return publish(node, analyst, publication);
}

class JournalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(file(*node, campaign(i, "n", first_version)));
  }
  testing::TestNode node;
};

TEST_F(JournalTest, IsReadInPagesAndSaysSo) {
  JournalQuestion question;
  question.filter.from = 2;
  question.filter.limit = 3;
  const auto page = read_journal(*node, overseer, question);
  ASSERT_TRUE(page) << page.error().text();
  ASSERT_EQ(page->entries.size(), 3U);
  EXPECT_EQ(page->entries.front().number, 2);
  EXPECT_TRUE(page->more);
  EXPECT_EQ(node.entries().back().act.act, "read-journal");
  EXPECT_EQ(node.entries().back().act.detail, "from 2");
  question.filter.from = 5;
  EXPECT_FALSE(read_journal(*node, overseer, question)->more) << "5, 6 and its own, the 7th";
}

TEST_F(JournalTest, TheNewestEntriesEndWithTheReading) {
  JournalQuestion question;
  question.newest = 2;
  const auto page = read_journal(*node, overseer, question);
  ASSERT_EQ(page->entries.size(), 2U);
  EXPECT_EQ(page->entries[0].number, 5);
  EXPECT_EQ(page->entries[1].act.act, "read-journal");
  question.newest = 100;
  EXPECT_EQ(read_journal(*node, overseer, question)->entries.size(), 7U);
}

TEST_F(JournalTest, IsFilteredByActorActAndSubject) {
  ASSERT_TRUE(set_handling(*node, analyst, {campaign_id(1), "", ""}, {}, "none"));
  JournalQuestion question;
  question.filter.subject = campaign_id(1);
  const auto about = read_journal(*node, overseer, question);
  ASSERT_EQ(about->entries.size(), 2U) << "the handling, and this reading";
  EXPECT_EQ(about->entries[0].act.act, "set-handling");
  question.filter = {};
  question.filter.act = "publish";
  EXPECT_EQ(read_journal(*node, overseer, question)->entries.size(), 5U);
  question.filter.actor = "nobody";
  EXPECT_TRUE(read_journal(*node, overseer, question)->entries.empty());
}

TEST_F(JournalTest, HoldsFromTheFirstEntryToTheLast) {
  const auto verified = verify_journal(*node, overseer);
  ASSERT_TRUE(verified) << verified.error().text();
  EXPECT_FALSE(verified->broken_at) << verified->what;
  EXPECT_EQ(verified->entries, 6) << "its own entry too";
  EXPECT_EQ(verified->head, node.entries().back().hash);
}

TEST_F(JournalTest, StillHoldsAfterAnErasure) {
  Erasure erasure;
  erasure.id = campaign_id(1);
  erasure.reason = "court order 12/2026";
  ASSERT_TRUE(erase(*node, analyst, erasure));
  const auto verified = verify_journal(*node, overseer);
  ASSERT_TRUE(verified);
  EXPECT_FALSE(verified->broken_at) << verified->what;
  EXPECT_EQ(verified->entries, 7);
}

TEST_F(JournalTest, StatusCountsAndLeavesNoEntry) {
  const auto before = node.entries().size();
  const auto seen = status(*node, analyst);
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->totals.records, 5);
  EXPECT_EQ(seen->totals.journal_entries, static_cast<std::int64_t>(before));
  EXPECT_EQ(node.entries().size(), before);
  EXPECT_FALSE(status(*node, testing::account(node.collection(), true, true)));
}

TEST_F(JournalTest, ABackupIsAStoreThatHolds) {
  const auto administrator = testing::officer({Role::administrator});
  const auto written = backup(*node, administrator, "");
  ASSERT_TRUE(written) << written.error().text();
  EXPECT_TRUE(written->file.ends_with("tansiq-20260501T100000Z.backup")) << written->file;
  EXPECT_EQ(written->bytes, std::filesystem::file_size(written->file));
  const auto checked = store::sqlite::check(written->file);
  ASSERT_TRUE(checked) << checked.error().text();
  EXPECT_EQ(checked->totals.records, 5);
  EXPECT_EQ(checked->totals.journal_entries, 6) << "the entry of the backup is in it";
  EXPECT_EQ(backup(*node, administrator, "").error().fault, base::Fault::conflict);
  for (const char* wrong : {"../x", "a/b", ".hidden", "a b"})
    EXPECT_EQ(backup(*node, administrator, wrong).error().where, "name") << wrong;
  node->backup_folder.clear();
  EXPECT_EQ(backup(*node, administrator, "x").error().fault, base::Fault::unavailable);
  EXPECT_FALSE(backup(*node, analyst, "x"));
}

/// A store whose writes fail when told to: before the work, or after it, when all of it must be taken back.
class FailingStore final : public store::Store {
 public:
  enum class Failing { nothing, queue_full, disk_full };
  explicit FailingStore(store::Store& below) : below_(below) {}
  Failing failing = Failing::nothing;

  base::Result<std::unique_ptr<store::Reader>> read() override { return below_.read(); }
  base::Result<> write(std::size_t bytes,
                       const std::function<base::Result<>(store::Transaction&)>& work) override {
    if (failing == Failing::queue_full) return base::fail(base::Fault::busy, "the queue is full");
    return below_.write(bytes, [&](store::Transaction& transaction) -> base::Result<> {
      auto done = work(transaction);
      if (done && failing == Failing::disk_full)
        return base::fail(base::Fault::unavailable, "the disk is full");
      return done;
    });
  }
  base::Result<> backup(const std::string& path, const std::function<void(int, int)>& progress) override {
    return below_.backup(path, progress);
  }
  store::Load load() const override { return below_.load(); }

 private:
  store::Store& below_;
};

class FaultTest : public ::testing::TestWithParam<FailingStore::Failing> {};

TEST_P(FaultTest, AFailedWriteChangesNothingAndShowsNothing) {
  testing::TestNode below;
  FailingStore failing(below.store());
  Node node(failing, base::system_now, {}, "A service");
  ASSERT_TRUE(file(node, campaign(1, "one", first_version)));
  const auto entries = below.entries().size();
  failing.failing = GetParam();

  const auto expected =
      GetParam() == FailingStore::Failing::queue_full ? base::Fault::busy : base::Fault::unavailable;
  EXPECT_EQ(file(node, campaign(2, "two", first_version)).error().fault, expected);
  const Which one{campaign_id(1), "", ""};
  EXPECT_EQ(correct(node, analyst, {one, R"({"name":"x"})", "", ""}).error().fault, expected);
  EXPECT_EQ(set_handling(node, analyst, one, {}, "").error().fault, expected);
  EXPECT_EQ(file_report(node, analyst, {"records", "text", {}}).error().fault, expected);
  Erasure erasure;
  erasure.id = campaign_id(1);
  EXPECT_EQ(erase(node, analyst, erasure).error().fault, expected);
  EXPECT_EQ(
      add_officer(node, testing::officer({Role::administrator}), {"karim", {Role::analyst}}).error().fault,
      expected);
  const Consultation consultation{"records", {}, {}};
  std::size_t shown = 0;
  const auto consulted = consult(node, analyst, consultation, [&](const auto&) { return ++shown > 0; });
  EXPECT_EQ(consulted.error().fault, expected);
  EXPECT_EQ(shown, 0U) << "what cannot be journaled is not shown";
  EXPECT_EQ(show(node, analyst, one).error().fault, expected);
  Publication dry;
  dry.collection = "records";
  const std::string object = campaign(3, "three", first_version);
  dry.content = object;
  dry.dry_run = true;
  EXPECT_EQ(publish(node, analyst, dry).error().fault, expected);

  failing.failing = FailingStore::Failing::nothing;
  EXPECT_EQ(below.entries().size(), entries);
  EXPECT_EQ(status(node, analyst)->totals.records, 1);
  EXPECT_TRUE(file(node, campaign(2, "two", first_version)));
}

INSTANTIATE_TEST_SUITE_P(Store, FaultTest,
                         ::testing::Values(FailingStore::Failing::queue_full,
                                           FailingStore::Failing::disk_full));

}  // namespace
}  // namespace tansiq::node::acts
