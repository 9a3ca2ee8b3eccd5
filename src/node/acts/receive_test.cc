#include "node/acts/receive.h"

#include <gmock/gmock.h>

#include "node/partners/pair_faults.h"
#include "node/partners/test_traffic.h"

namespace tansiq::node {
namespace {

using namespace tansiq::node::testing;
using exchange::Fate;
using ::testing::ElementsAre;

exchange::Release campaign_release(TestService& sender, int number, const std::string& name = "North",
                                   const char* version = first_version) {
  return release_of(sender, object_of(campaign(number, name, version)));
}

class Receive : public ::testing::Test {
 protected:
  TestCell cell_;
  TestService& rabat_ = cell_.rabat();
  TestService& paris_ = cell_.paris();
};

TEST_F(Receive, WhatIsReleasedIsHeldAndStatedInOneCommit) {
  const auto object = object_of(campaign(1, "North", first_version));
  send(rabat_, paris_, release_of(rabat_, object));
  const auto reception = carry(rabat_, paris_);
  ASSERT_FALSE(reception.fault) << reception.fault->sentence();
  EXPECT_EQ(reception.taken, 1U);
  EXPECT_EQ(reception.number, 1U);
  const auto held = held_at(paris_);
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held.begin()->second, object.bytes);
  EXPECT_THAT(fates(rabat_, paris_), ElementsAre(Fate::released));
  EXPECT_EQ(carry(paris_, rabat_).taken, 1U);
  EXPECT_THAT(fates(rabat_, paris_), ElementsAre(Fate::delivered));
  EXPECT_EQ(carry(rabat_, paris_).taken, 0U) << "a receipt is not receipted";
  const auto entries = paris_.test_node().entries();
  EXPECT_EQ(entries.back().act.act, "receive");
  EXPECT_EQ(entries.back().act.actor, "rabat");
  EXPECT_EQ(entries.back().act.detail, "epoch 1, numbers 1 to 1: record 1");
}

TEST_F(Receive, ConditionsBecomeHandling) {
  const auto object = object_of(campaign(1, "North", first_version));
  send(
      rabat_, paris_,
      release_of(rabat_, object,
                 R"({"grade":"A1","onward":"none","purpose":"counter-terrorism",)"
                 R"("review":"2027-01-31T00:00:00Z","tlp":"red","uses":["border control","intelligence"]})"));
  carry(rabat_, paris_);
  const auto handling_of_held = [&] {
    const auto reader = paris_->store.read();
    std::int64_t handling = 0;
    EXPECT_TRUE((*reader)->visit(**received_collection(**reader), {}, [&](const store::RecordView& record) {
      handling = record.handling;
      EXPECT_EQ(record.originator, paris_.number_of(rabat_));
      return true;
    }));
    return *handling::parse((*reader)->handling(handling)->value().json);
  };
  const auto handling = handling_of_held();
  EXPECT_EQ(handling.grade, "A1");
  EXPECT_EQ(handling.tlp, handling::Tlp::red);
  EXPECT_EQ(handling.onward, handling::Onward::none);
  EXPECT_EQ(handling.use, "border control, intelligence");
  EXPECT_EQ(handling.review, base::parse_time("2027-01-31T00:00:00Z").value());

  send(rabat_, paris_, release_of(rabat_, object));
  EXPECT_EQ(carry(rabat_, paris_).refused, 0U);
  EXPECT_EQ(held_at(paris_).size(), 1U);
  EXPECT_EQ(handling_of_held().tlp, handling::Tlp::amber) << "conditions are renewed by the same bytes";
}

TEST_F(Receive, EachReasonToRefuseIsStatedAndOnlyTheFactIsHeld) {
  const auto good = object_of(campaign(1, "North", first_version));
  std::vector<exchange::Release> releases;
  releases.push_back(release_of(rabat_, good));
  releases.push_back(campaign_release(rabat_, 1, "South"));  // the same key, other content
  releases.push_back(release_of(rabat_, good, R"({"colour":"blue"})"));
  auto broken = release_of(rabat_, good);
  broken.copy = R"({"type":"campaign"})";
  releases.push_back(broken);
  auto misnamed = release_of(rabat_, good);
  misnamed.record->version = second_version;
  releases.push_back(misnamed);
  auto spaced = release_of(rabat_, good);
  spaced.copy = " " + spaced.copy;  // valid STIX, not its one form
  releases.push_back(spaced);
  auto claimed = campaign(2, "North", first_version);
  claimed.insert(claimed.size() - 1,
                 R"(,"created_by_ref":")" + exchange::identity_of(cell_.madrid().id()) + "\"");
  releases.push_back(release_of(rabat_, object_of(claimed)));
  auto own = campaign(3, "North", first_version);
  own.insert(own.size() - 1, R"(,"created_by_ref":")" + exchange::identity_of(rabat_.id()) + "\"");
  releases.push_back(release_of(rabat_, object_of(own)));
  send(rabat_, paris_, std::move(releases));

  const auto reception = carry(rabat_, paris_);
  ASSERT_FALSE(reception.fault) << reception.fault->sentence();
  EXPECT_EQ(reception.refused, 6U);
  EXPECT_EQ(held_at(paris_).size(), 2U);
  carry(paris_, rabat_);
  std::vector<std::string> reasons;
  const auto reader = rabat_->store.read();
  ASSERT_TRUE((*reader)->exchange().visit_outbox({rabat_.number_of(paris_), 1, 0},
                                                 [&](const store::ReleaseView& release) {
                                                   reasons.emplace_back(release.reason);
                                                   return true;
                                                 }));
  EXPECT_THAT(reasons,
              ElementsAre("", "conflict", "conditions", "not-valid", "not-valid", "not-valid", "author", ""));
  const auto conflicts =
      (*paris_->store.read())->conflicts(**received_collection(**paris_->store.read()), {}, 9);
  ASSERT_TRUE(conflicts);
  EXPECT_EQ(conflicts->size(), 1U);
}

TEST_F(Receive, AHeartbeatThatSaysNothingNewWritesNothing) {
  send(rabat_, paris_, campaign_release(rabat_, 1));
  carry(rabat_, paris_);
  const auto before = paris_->store.load().commits;
  for (int i = 0; i < 3; ++i) {
    rabat_.test_node().move_clock(std::chrono::seconds{1});
    const auto reception = carry(rabat_, paris_);
    EXPECT_EQ(reception.taken, 0U);
    EXPECT_EQ(reception.head_time, rabat_->clock());
  }
  EXPECT_EQ(paris_->store.load().commits, before);
}

TEST_F(Receive, AReceiptThatCannotBeTrueCountsForNothingAndIsShown) {
  send(rabat_, paris_, campaign_release(rabat_, 1));
  carry(rabat_, paris_);
  paris_.write([&](store::Transaction&, Outgoing& outgoing) -> Result<> {
    exchange::Receipt lie;
    lie.epoch = 1;
    lie.from = 1;
    lie.number = 1;
    lie.chain = base::sha256("another history");
    exchange::Release release;
    release.kind = exchange::Kind::receipt;
    release.originator = paris_.id();
    release.copy = exchange::render(lie);
    return outgoing.send(paris_.number_of(rabat_), release, 0).map([](auto) {});
  });
  carry(paris_, rabat_);
  EXPECT_THAT(standing_faults(rabat_, paris_), ElementsAre("false-receipt"));
  EXPECT_THAT(fates(rabat_, paris_), ElementsAre(Fate::delivered)) << "the true one before it counts";
}

}  // namespace
}  // namespace tansiq::node
