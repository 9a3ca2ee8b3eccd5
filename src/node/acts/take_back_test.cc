#include "node/acts/take_back.h"

#include <fstream>
#include <gmock/gmock.h>

#include "node/acts/begin_anew.h"
#include "node/acts/clear_fault.h"
#include "node/acts/correct.h"
#include "node/acts/erase.h"
#include "node/acts/recall.h"
#include "node/partners/handing_back.h"
#include "node/partners/test_release.h"
#include "node/partners/test_traffic.h"

namespace tansiq::node::acts {
namespace {

using namespace tansiq::node::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// A node that releases, is backed up, releases on and is put back to the backup.
class TakeBackTest : public ::testing::Test {
 protected:
  void release(int number) {
    file(rabat_, campaign(number, fmt::format("Lantern {}", number), first_version),
         handling_for({"madrid", "paris"}));
    const auto done = order(rabat_, of({campaign_id(number)}, {"madrid", "paris"}));
    ASSERT_EQ(done.ordering.tally.released, 2U);
  }
  /// What rabat says reaches one partner, and what that one says reaches rabat, until both are silent.
  void carry_with(TestService& partner) {
    while (carry(rabat_, partner).taken + carry(partner, rabat_).taken > 0) continue;
  }
  void restore(const std::string& backup) {
    rabat_.restore(backup);
    const auto begun = begin_anew(*rabat_);
    ASSERT_TRUE(begun) << begun.error().text();
    EXPECT_EQ(*begun, 4U);
  }
  std::uint64_t lost_epoch(TestService& partner) {
    return rabat_.directory()->find(partner.id())->lost_epoch.value_or(0);
  }
  HeardBatch handed_back_by(TestService& partner) {
    HeardBatch all;
    const auto epoch = lost_epoch(partner);
    const auto reader = rabat_->store.read();
    auto after = (*reader)->exchange().outbox(rabat_.number_of(partner), epoch)->number;
    while (all.head.empty()) {
      const auto events = hand_back(*partner, partner.number_of(rabat_), epoch, after);
      if (!events) ADD_FAILURE() << events.error().text();
      if (!events || events->empty()) break;
      Batch batch;
      batch.events = *events;
      auto piece = taken_apart(batch);
      after += piece.envelopes.size();
      all.head = piece.head;
      for (auto& envelope : piece.envelopes) all.envelopes.push_back(std::move(envelope));
    }
    return all;
  }
  PutBack take_back_from(TestService& partner) {
    const auto handed = handed_back_by(partner);
    const auto put = take_back(*rabat_, rabat_.number_of(partner), handed.head, handed.envelopes);
    EXPECT_TRUE(put) << put.error().text();
    return put ? *put : PutBack{};
  }
  void take_back_from_the_others() {
    for (auto& service : cell_.services())
      if (service->name() != "rabat" && lost_epoch(*service) != 0) take_back_from(*service);
  }
  /// Own records that rabat holds, as "number version".
  std::vector<std::string> own_records() {
    std::vector<std::string> all;
    const auto reader = rabat_->store.read();
    store::Filter filter;
    filter.versions.all = true;
    EXPECT_TRUE(
        (*reader)->visit(rabat_.test_node().collection(), filter, [&](const store::RecordView& record) {
          all.push_back(std::string(record.id.substr(record.id.size() - 1)) + " " +
                        std::string(record.version));
          return true;
        }));
    return all;
  }
  void recall_everywhere(int number) {
    RecallWanted wanted;
    wanted.id = campaign_id(number);
    wanted.reason = "wrong";
    const auto done = recall(*rabat_, releasing(), wanted);
    ASSERT_TRUE(done) << done.error().text();
  }
  void erase_everywhere(int number) {
    Erasure erasure;
    erasure.id = campaign_id(number);
    erasure.reason = "court order";
    const auto done = erase(*rabat_, releasing(), erasure);
    ASSERT_TRUE(done) << done.error().text();
  }

  TestCell cell_;
  TestService& rabat_ = cell_.rabat();
  TestService& paris_ = cell_.paris();
  TestService& madrid_ = cell_.madrid();
};

TEST_F(TakeBackTest, ServesNobodyBeforeItKnowsAgainWhatItReleased) {
  release(1);
  carry_all(cell_);
  const auto backup = rabat_.back_up();
  release(2);
  carry_all(cell_);
  restore(backup);
  EXPECT_THAT(own_records(), ElementsAre("1 " + std::string(first_version)));
  EXPECT_EQ(next_batch(*rabat_, rabat_.number_of(paris_), {}).error().fault, base::Fault::busy);
  EXPECT_THAT(standing_faults(rabat_, paris_), ElementsAre("restored"));
  EXPECT_EQ(begin_anew(*rabat_).value_or(99), 0U) << "once";

  const auto put = take_back_from(paris_);
  EXPECT_EQ(put.records, 1U);
  EXPECT_EQ(put.orders, 0U);
  EXPECT_EQ(put.again, 0U);
  EXPECT_GE(put.releases, 1U);
  EXPECT_THAT(own_records(),
              UnorderedElementsAre("1 " + std::string(first_version), "2 " + std::string(first_version)));
  EXPECT_THAT(standing_faults(rabat_, paris_), IsEmpty());
  EXPECT_TRUE(next_batch(*rabat_, rabat_.number_of(paris_), {}));
  EXPECT_EQ(next_batch(*rabat_, rabat_.number_of(madrid_), {}).error().fault, base::Fault::busy);
  EXPECT_EQ(take_back(*rabat_, rabat_.number_of(paris_), {}, {}).error().fault, base::Fault::not_found)
      << "only once";
}

TEST_F(TakeBackTest, GoesOnWithEverybodyInANewEpoch) {
  release(1);
  carry_all(cell_);
  const auto backup = rabat_.back_up();
  release(2);
  carry_all(cell_);
  restore(backup);
  take_back_from_the_others();
  release(3);
  // Who holds a version gets the next one with it.
  file(rabat_, campaign(1, "Lantern one", second_version), handling_for({"madrid", "paris"}));
  carry_all(cell_);
  for (auto* partner : {&paris_, &madrid_}) {
    EXPECT_THAT(standing_faults(*partner, rabat_), IsEmpty());
    EXPECT_EQ(held_at(*partner).size(), 4U);
    EXPECT_GT(inbox_of(*partner, rabat_).epoch, 1'000'000'000U);
  }
  // What was released in the lost epoch is asked back like anything else.
  recall_everywhere(2);
  carry_all(cell_);
  for (auto* partner : {&paris_, &madrid_}) {
    EXPECT_EQ(held_at(*partner).count({campaign_id(2), first_version}), 0U);
    EXPECT_EQ(fates(rabat_, *partner, 1).back(), exchange::Fate::purged);
  }
}

TEST_F(TakeBackTest, ARecallThatOnePartnerKnowsReachesTheOther) {
  release(1);
  carry_all(cell_);
  const auto backup = rabat_.back_up();
  recall_everywhere(1);
  carry_with(paris_);
  ASSERT_EQ(held_at(madrid_).size(), 1U);
  restore(backup);
  EXPECT_EQ(take_back_from(paris_).orders, 1U);
  carry_with(paris_);
  take_back_from(madrid_);
  carry_with(madrid_);
  EXPECT_THAT(held_at(madrid_), IsEmpty());
  EXPECT_EQ(fates(rabat_, madrid_, 1).front(), exchange::Fate::purged);
  EXPECT_EQ(fates(rabat_, paris_, 1).front(), exchange::Fate::purged);
  EXPECT_THAT(own_records(), ElementsAre("1 " + std::string(first_version))) << "a recall takes nothing here";
}

TEST_F(TakeBackTest, NothingErasedComesBackWhoeverHandsBackFirst) {
  for (const bool paris_first : {true, false}) {
    TestCell cell;
    TestService& rabat = cell.rabat();
    auto& first = paris_first ? cell.paris() : cell.madrid();
    auto& second = paris_first ? cell.madrid() : cell.paris();
    const auto backup = rabat.back_up();
    file(rabat, campaign(1, "Nadir Benkhalil", first_version), handling_for({"madrid", "paris"}));
    ASSERT_EQ(order(rabat, of({campaign_id(1)}, {"madrid", "paris"})).ordering.tally.released, 2U);
    carry_all(cell);
    Erasure erasure;
    erasure.id = campaign_id(1);
    erasure.reason = "court order";
    ASSERT_TRUE(erase(*rabat, releasing(), erasure));
    while (carry(rabat, cell.paris()).taken + carry(cell.paris(), rabat).taken > 0) continue;
    rabat.restore(backup);
    ASSERT_TRUE(begin_anew(*rabat));
    for (auto* partner : {&first, &second}) {
      HeardBatch handed;
      const auto events =
          hand_back(**partner, partner->number_of(rabat), 1,
                    (*rabat->store.read())->exchange().outbox(rabat.number_of(*partner), 1)->number);
      ASSERT_TRUE(events) << events.error().text();
      Batch batch;
      batch.events = *events;
      handed = taken_apart(batch);
      const auto put = take_back(*rabat, rabat.number_of(*partner), handed.head, handed.envelopes);
      ASSERT_TRUE(put) << put.error().text();
      while (carry(rabat, *partner).taken + carry(*partner, rabat).taken > 0) continue;
    }
    for (auto* partner : {&first, &second})
      while (carry(rabat, *partner).taken + carry(*partner, rabat).taken > 0) continue;
    EXPECT_THAT(held_at(cell.paris()), IsEmpty());
    EXPECT_THAT(held_at(cell.madrid()), IsEmpty()) << paris_first;
    EXPECT_EQ(file_holding(rabat.test_node().folder() + "/store", "Benkhalil"), "") << paris_first;
    EXPECT_EQ(file_holding(cell.madrid().test_node().folder() + "/store", "Benkhalil"), "") << paris_first;
  }
}

TEST_F(TakeBackTest, WhatWasErasedBeforeAnybodyHeardOfItIsErasedAtItsHolders) {
  const auto backup = rabat_.back_up();
  file(rabat_, campaign(1, "Nadir Benkhalil", first_version), handling_for({"madrid", "paris"}));
  ASSERT_EQ(order(rabat_, of({campaign_id(1)}, {"madrid", "paris"})).ordering.tally.released, 2U);
  carry_all(cell_);
  erase_everywhere(1);  // and nobody fetches the order
  restore(backup);
  EXPECT_EQ(take_back_from(paris_).records, 0U);
  take_back_from(madrid_);
  EXPECT_THAT(own_records(), IsEmpty());
  EXPECT_EQ(file_holding(rabat_.test_node().folder() + "/store", "Benkhalil"), "");
  carry_with(paris_);
  carry_with(madrid_);
  EXPECT_THAT(held_at(paris_), IsEmpty());
  EXPECT_THAT(held_at(madrid_), IsEmpty());
  EXPECT_EQ(fates(rabat_, paris_, 1).back(), exchange::Fate::purged);
}

TEST_F(TakeBackTest, AListOfErasuresThatSomebodyElseSignedIsNotBelieved) {
  release(1);
  carry_all(cell_);
  const auto backup = rabat_.back_up();
  restore(backup);
  const exchange::Erasures forged(rabat_.id());
  std::ofstream(rabat_->erased_file) << forged.sign(paris_.key()).text();
  EXPECT_EQ(take_back(*rabat_, rabat_.number_of(paris_), {}, {}).error().fault, base::Fault::forbidden);
  EXPECT_EQ(lost_epoch(paris_), 1U);
}

TEST_F(TakeBackTest, WhatAPartnerNeverFetchedIsReleasedAgain) {
  release(1);
  carry_all(cell_);
  release(2);
  const auto backup = rabat_.back_up();
  restore(backup);
  EXPECT_EQ(take_back_from(paris_).again, 1U);
  carry_with(paris_);
  EXPECT_EQ(held_at(paris_).size(), 2U);
  // A partner that never heard anything.
  EXPECT_THAT(handed_back_by(cell_.brussels()).envelopes, IsEmpty());
  EXPECT_EQ(take_back_from(cell_.brussels()).again, 0U);
}

TEST_F(TakeBackTest, WhatIsNotItsOwnHistoryIsNotBelieved) {
  release(1);
  carry_all(cell_);
  const auto backup = rabat_.back_up();
  release(2);
  carry_all(cell_);
  restore(backup);
  auto handed = handed_back_by(paris_);
  const auto number = rabat_.number_of(paris_);
  const auto other = handed_back_by(madrid_);
  EXPECT_EQ(take_back(*rabat_, number, other.head, other.envelopes).error().fault, base::Fault::invalid);
  handed.envelopes.pop_back();
  EXPECT_EQ(take_back(*rabat_, number, handed.head, handed.envelopes).error().fault, base::Fault::conflict);
  EXPECT_THAT(standing_faults(rabat_, paris_), ElementsAre("restored"));
  EXPECT_EQ(hand_back(*paris_, paris_.number_of(rabat_), 7, 0).error().fault, base::Fault::conflict);

  // An administrator alone lets the node go on without it.
  const auto faults = pair_faults(**rabat_->store.read(), exchange::to_text(paris_.id()));
  const auto paper = faults->back().fault.paper;
  EXPECT_EQ(
      clear_fault(*rabat_, officer({Role::duty_officer}), "paris", paper, "their node burnt").error().fault,
      base::Fault::forbidden);
  ASSERT_EQ(lost_epoch(paris_), 1U);
  const auto cleared =
      clear_fault(*rabat_, officer({Role::administrator}), "paris", paper, "their node burnt");
  ASSERT_TRUE(cleared) << cleared.error().text();
  EXPECT_EQ(lost_epoch(paris_), 0U);
  release(3);
  carry_with(paris_);
  EXPECT_EQ(held_at(paris_).size(), 3U);
}

TEST_F(TakeBackTest, AStoreThatWasNotRestoredGoesOnAsItWas) {
  const auto begun = begin_anew(*rabat_);
  ASSERT_TRUE(begun);
  EXPECT_EQ(*begun, 0U);
  EXPECT_EQ(lost_epoch(paris_), 0U);
}

}  // namespace
}  // namespace tansiq::node::acts
