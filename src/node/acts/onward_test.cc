#include <gmock/gmock.h>

#include "node/acts/ask_onward.h"
#include "node/acts/correct.h"
#include "node/acts/erase.h"
#include "node/acts/permit_onward.h"
#include "node/acts/recall.h"
#include "node/acts/redecide.h"
#include "node/acts/set_handling.h"
#include "node/partners/test_release.h"
#include "node/partners/test_traffic.h"

namespace tansiq::node::acts {
namespace {

using namespace tansiq::node::testing;
using exchange::Fate;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using State = OnwardAsk::State;

// Rabat releases to Paris alone; Paris wants Madrid to have it too.
class OnwardTest : public ::testing::Test {
 protected:
  void SetUp() override {
    file(rabat_, campaign(1, "a name to be found nowhere", first_version), handling_for({"madrid", "paris"}));
    order(rabat_, of({campaign_id(1)}, {"paris"}));
    settle();
    ASSERT_EQ(held_at(paris_).size(), 1U);
    ASSERT_THAT(held_at(madrid_), IsEmpty());
  }

  /// Carries, decides anew and carries until nothing moves.
  void settle() {
    for (int round = 0; round < 4; ++round) {
      carry_all(cell_);
      for (auto& service : cell_.services()) {
        service->test_node().move_clock(std::chrono::seconds{1});
        EXPECT_TRUE(redecide(**service));
      }
    }
    carry_all(cell_);
  }

  OnwardShown ask() {
    const auto asked =
        ask_onward(*paris_, releasing(), {.id = campaign_id(1), .to = "madrid", .reason = "the same van"});
    EXPECT_TRUE(asked) << asked.error().text();
    return asked ? *asked : OnwardShown{};
  }
  OnwardShown only(TestService& service) {
    const auto listed = list_onward(*service, releasing());
    EXPECT_TRUE(listed && listed->size() == 1);
    return listed && !listed->empty() ? listed->front() : OnwardShown{};
  }
  Result<OnwardShown> permit() {
    return permit_onward(*rabat_, releasing(), {.ask = only(rabat_).ask.id, .permit = true});
  }
  /// All of it: Madrid holds what Paris passed on.
  void pass_on() {
    ask();
    settle();
    const auto permitted = permit();
    ASSERT_TRUE(permitted) << permitted.error().text();
    settle();
    const auto done = order(paris_, of({campaign_id(1)}, {"madrid"}));
    ASSERT_EQ(done.ordering.tally.released, 1U) << sentence(done.ordering.outcomes.front(), "madrid");
    settle();
    ASSERT_EQ(held_at(madrid_), held_at(paris_));
  }
  std::string corrected(const std::string& name = "the right name") {
    const std::string changes = R"({"name":")" + name + R"("})";
    const auto done = correct(*rabat_, officer({Role::analyst}), {{campaign_id(1), {}, {}}, changes, {}, {}});
    EXPECT_TRUE(done) << done.error().text();
    return done ? done->record.version : std::string();
  }

  TestCell cell_;
  TestService& rabat_ = cell_.rabat();
  TestService& paris_ = cell_.paris();
  TestService& madrid_ = cell_.madrid();
};

TEST_F(OnwardTest, WithoutPermissionNothingGoesOn) {
  EXPECT_EQ(order(paris_, of({campaign_id(1)}, {"madrid"})).ordering.tally.withheld, 1U);
  ask();
  settle();
  EXPECT_EQ(order(paris_, of({campaign_id(1)}, {"madrid"})).ordering.tally.withheld, 1U) << "it only waits";
  EXPECT_EQ(only(rabat_).ask.state, State::waiting);
  EXPECT_EQ(only(rabat_).partner, "paris");
  EXPECT_EQ(only(rabat_).recipient, "madrid");
  EXPECT_EQ(only(rabat_).ask.reason, "the same van");
  EXPECT_EQ(ask().ask.id, only(paris_).ask.id) << "to ask again changes nothing";
}

TEST_F(OnwardTest, ARefusalIsToldAndNothingGoesOn) {
  ask();
  settle();
  const auto refused = permit_onward(*rabat_, releasing(),
                                     {.ask = only(rabat_).ask.id, .reason = "not while the inquiry runs"});
  ASSERT_TRUE(refused) << refused.error().text();
  settle();
  EXPECT_EQ(only(paris_).ask.state, State::refused);
  EXPECT_EQ(only(paris_).ask.answer, "not while the inquiry runs");
  EXPECT_EQ(order(paris_, of({campaign_id(1)}, {"madrid"})).ordering.tally.withheld, 1U);
  EXPECT_EQ(permit_onward(*rabat_, releasing(), {.ask = only(rabat_).ask.id, .permit = true}).error().fault,
            base::Fault::not_found)
      << "it was answered";
}

TEST_F(OnwardTest, WhatIsPermittedGoesOnAsItIs) {
  pass_on();
  EXPECT_THAT(fates(paris_, madrid_), ElementsAre(Fate::delivered));
  EXPECT_THAT(standing_faults(madrid_, paris_), IsEmpty());
}

TEST_F(OnwardTest, ACorrectionReachesWhoGotItOnward) {
  pass_on();
  const auto second = corrected();
  settle();
  const std::pair key(campaign_id(1), second);
  ASSERT_TRUE(held_at(paris_).contains(key));
  ASSERT_TRUE(held_at(madrid_).contains(key)) << "through Paris, with Rabat's permission for this version";
  EXPECT_EQ(held_at(madrid_).at(key), held_at(paris_).at(key));
  const auto third = corrected("the last one");
  settle();
  EXPECT_TRUE(held_at(madrid_).contains({campaign_id(1), third})) << "and the next one";
  EXPECT_EQ(only(rabat_).version, third);

  // The wrong versions go, everywhere.
  ASSERT_TRUE(recall(*rabat_, releasing(), {.id = campaign_id(1), .replacement = third, .reason = "wrong"}));
  settle();
  EXPECT_EQ(held_at(madrid_).size(), 1U);
  EXPECT_TRUE(held_at(madrid_).contains({campaign_id(1), third}));
  EXPECT_EQ(file_holding(madrid_.test_node().folder(), "a name to be found nowhere"), "");
  EXPECT_EQ(file_holding(paris_.test_node().folder(), "a name to be found nowhere"), "");
}

TEST_F(OnwardTest, ARecallReachesWhoGotItOnward) {
  pass_on();
  ASSERT_TRUE(recall(*rabat_, releasing(), {.id = campaign_id(1), .reason = "the source was wrong"}));
  settle();
  EXPECT_THAT(held_at(paris_), IsEmpty());
  EXPECT_THAT(held_at(madrid_), IsEmpty());
  EXPECT_EQ(file_holding(madrid_.test_node().folder(), "a name to be found nowhere"), "");
}

TEST_F(OnwardTest, AnErasureReachesWhoGotItOnward) {
  pass_on();
  ASSERT_TRUE(erase(*rabat_, releasing(), {"records", campaign_id(1), {}, {}, "a court ordered it"}));
  settle();
  for (auto* service : {&rabat_, &paris_, &madrid_})
    EXPECT_EQ(file_holding(service->test_node().folder(), "a name to be found nowhere"), "");
}

TEST_F(OnwardTest, WhoMayNotHaveItAnyMoreIsAskedDirectly) {
  pass_on();
  ASSERT_TRUE(set_handling(*rabat_, releasing(), {campaign_id(1), {}, {}}, handling_for({"paris"}), ""));
  settle();
  EXPECT_THAT(held_at(madrid_), IsEmpty());
  EXPECT_EQ(held_at(paris_).size(), 1U) << "Paris may keep it";
  EXPECT_EQ(only(rabat_).ask.state, State::withdrawn);
  const auto second = corrected();
  settle();
  EXPECT_TRUE(held_at(paris_).contains({campaign_id(1), second}));
  EXPECT_THAT(held_at(madrid_), IsEmpty()) << "no permission follows any more";
}

TEST_F(OnwardTest, OnlyWhatTheRecipientMayHaveIsPermitted) {
  ASSERT_TRUE(set_handling(*rabat_, releasing(), {campaign_id(1), {}, {}}, handling_for({"paris"}), ""));
  ask();
  settle();
  const auto denied = permit();
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().fault, base::Fault::forbidden);
  EXPECT_THAT(denied.error().what, HasSubstr("madrid"));
  EXPECT_EQ(only(rabat_).ask.state, State::waiting) << "an officer may still refuse";
  EXPECT_EQ(permit_onward(*rabat_, officer({Role::analyst}), {.ask = only(rabat_).ask.id}).error().fault,
            base::Fault::forbidden);
}

TEST_F(OnwardTest, SaysWhatIsWrongWithAQuestion) {
  const auto fault = [&](const OnwardWanted& wanted) {
    const auto done = ask_onward(*paris_, releasing(), wanted);
    return done ? base::Fault::internal : done.error().fault;
  };
  EXPECT_EQ(fault({.id = campaign_id(9), .to = "madrid"}), base::Fault::not_found);
  EXPECT_EQ(fault({.id = campaign_id(1), .to = "nobody"}), base::Fault::not_found);
  EXPECT_EQ(fault({.id = campaign_id(1), .to = "rabat"}), base::Fault::invalid);
  EXPECT_EQ(fault({.id = campaign_id(1), .to = "madrid", .reason = "two\nlines"}), base::Fault::invalid);
  auto closed = handling_for({"paris"});
  closed.onward = handling::Onward::none;
  file(rabat_, campaign(2, "closed", first_version), closed);
  order(rabat_, of({campaign_id(2)}, {"paris"}));
  settle();
  EXPECT_EQ(fault({.id = campaign_id(2), .to = "madrid"}), base::Fault::forbidden);
  EXPECT_THAT(list_onward(*rabat_, releasing()).value(), IsEmpty()) << "nothing was asked";
}

// What a partner asks or answers that cannot be true is refused and changes nothing.
TEST_F(OnwardTest, BelievesNoFalseQuestionAndNoFalsePermission) {
  const auto say = [](TestService& from, TestService& to, exchange::Kind kind, std::string copy) {
    exchange::Release release;
    release.kind = kind;
    release.originator = from.id();
    release.copy = std::move(copy);
    send(from, to, std::move(release));
  };
  const exchange::Ask guessed{rabat_.id(), madrid_.id(), 1, 1, base::sha256("a guess"), "?"};
  say(madrid_, rabat_, exchange::Kind::ask, exchange::render(guessed));
  say(madrid_, rabat_, exchange::Kind::ask, "no question");
  settle();
  EXPECT_THAT(fates(madrid_, rabat_), ElementsAre(Fate::refused, Fate::refused));
  EXPECT_THAT(list_onward(*rabat_, releasing()).value(), IsEmpty());

  ask();
  settle();
  // Rabat says that Paris may, in a permission that somebody else signed.
  const auto asks = list_onward(*rabat_, releasing()).value();
  ASSERT_EQ(asks.size(), 1U);
  const auto reader = rabat_->store.read();
  const auto copy = released_copy(**reader, asks.front().ask.copy);
  ASSERT_TRUE(copy && *copy);
  const exchange::Permission permission{rabat_.id(), paris_.id(), madrid_.id(), (*copy)->commitment,
                                        rabat_->clock()};
  const auto& name = asks.front().ask.copy;
  say(rabat_, paris_, exchange::Kind::permission,
      exchange::render(exchange::Answer{
          name.epoch, name.number, madrid_.id(), exchange::sign(madrid_.key(), permission), {}}));
  settle();
  EXPECT_EQ(fates(rabat_, paris_).back(), Fate::refused);
  EXPECT_EQ(only(paris_).ask.state, State::waiting);
  EXPECT_EQ(order(paris_, of({campaign_id(1)}, {"madrid"})).ordering.tally.withheld, 1U);
}

}  // namespace
}  // namespace tansiq::node::acts
