#include <gmock/gmock.h>

#include "node/acts/change_cell.h"
#include "node/acts/found_cell.h"
#include "node/acts/join_cell.h"
#include "node/acts/list_partners.h"
#include "node/acts/suspend_partner.h"
#include "node/partners/pair_faults.h"
#include "node/partners/signing.h"
#include "node/partners/test_carry.h"

namespace tansiq::node::acts {
namespace {

using namespace tansiq::node::testing;
using base::Fault;
using exchange::CellRole;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Actor releasing = officer({Role::releasing_officer});

/// Four services that know each other, and no cell yet.
class Cells : public ::testing::Test {
 protected:
  Cells() {
    for (const auto& [name, country] :
         {std::pair{"rabat", "MA"}, {"paris", "FR"}, {"madrid", "ES"}, {"geneva", "CH"}})
      services_.push_back(std::make_unique<TestService>(name, country));
    for (auto& each : services_)
      for (auto& other : services_)
        if (each != other) each->meet(*other);
  }

  TestService& rabat() { return *services_[0]; }
  TestService& paris() { return *services_[1]; }
  TestService& madrid() { return *services_[2]; }
  TestService& geneva() { return *services_[3]; }
  std::vector<TestService*> all() {
    std::vector<TestService*> list;
    for (auto& each : services_) list.push_back(each.get());
    return list;
  }
  std::vector<std::string> carry() { return carrier.carry_all(all()); }

  NewCell straits() {
    NewCell cell;
    cell.name = "straits";
    cell.members = {"paris", "madrid"};
    cell.observers = {"geneva"};
    cell.deputies = {"paris", "madrid"};
    cell.purposes = {{"counter-terrorism", "Counter-terrorism", "Straits agreement, article 3"}};
    return cell;
  }
  /// Founded by Rabat and accepted by everybody.
  void found() {
    const auto founded = found_cell(*rabat(), releasing, straits());
    ASSERT_TRUE(founded) << founded.error().text();
    EXPECT_THAT(carry(), IsEmpty());
    for (auto* service : {&paris(), &madrid(), &geneva()}) {
      const auto joined = join_cell(**service, releasing, "straits");
      ASSERT_TRUE(joined) << service->name() << ": " << joined.error().text();
    }
    EXPECT_THAT(carry(), IsEmpty());
  }
  static CellShown shown(TestService& service, const char* name = "straits") {
    const auto cell = show_cell(*service, releasing, name);
    EXPECT_TRUE(cell) << cell.error().text();
    return cell ? *cell : CellShown{};
  }
  static std::optional<CellRole> role(TestService& at, TestService& of) {
    const auto directory = at.directory();
    const auto* cell = directory->cell(std::string_view("straits"));
    return cell == nullptr ? std::nullopt : cell->chain.role_of(of.id());
  }
  /// A second version under the number of the newest, as a lying coordinator would sign it.
  exchange::Document rival_of_newest(TestService& coordinator) {
    const auto directory = coordinator.directory();
    const auto* cell = directory->cell(std::string_view("straits"));
    auto version = cell->chain.newest();
    version.name = "straits, otherwise";
    return exchange::sign(coordinator.key(), version);
  }
  /// Sends a document about a cell as anybody's node could.
  static void send(TestService& from, TestService& to, const std::string& text) {
    from.write([&](store::Transaction&, Outgoing& outgoing) -> Result<> {
      exchange::Release release;
      release.kind = exchange::Kind::cell;
      release.originator = from.id();
      release.copy = text;
      if (auto sent = outgoing.send(from.number_of(to), release, 0); !sent) return base::fail(sent);
      return {};
    });
  }

  Carrier carrier;

 private:
  std::vector<std::unique_ptr<TestService>> services_;
};

TEST_F(Cells, AreOfferedThenJoined) {
  const auto founded = found_cell(*rabat(), releasing, straits());
  ASSERT_TRUE(founded) << founded.error().text();
  EXPECT_EQ(founded->state, CellState::joined);
  EXPECT_EQ(founded->role, CellRole::coordinator);
  EXPECT_EQ(founded->quorum, 2U);
  EXPECT_THAT(carry(), IsEmpty());
  EXPECT_EQ(shown(paris()).state, CellState::offered);
  EXPECT_EQ(role(rabat(), paris()), std::nullopt) << "nobody is made a member by another";
  ASSERT_TRUE(join_cell(*paris(), releasing, "straits"));
  EXPECT_THAT(carry(), IsEmpty());
  for (auto* at : {&rabat(), &paris(), &madrid()})
    EXPECT_EQ(role(*at, paris()), CellRole::member) << at->name();
  EXPECT_EQ(join_cell(*paris(), releasing, "straits").error().fault, Fault::conflict);
}

TEST_F(Cells, ObserversGetASeatAndNoRoster) {
  found();
  EXPECT_TRUE(geneva().directory()->cells().empty());
  const auto seat = shown(geneva());
  EXPECT_EQ(seat.state, CellState::joined);
  EXPECT_EQ(seat.number, 1U);
  EXPECT_TRUE(seat.seats.empty());
  for (auto* at : {&rabat(), &paris(), &madrid()})
    EXPECT_EQ(role(*at, geneva()), CellRole::observer) << "the coordinator passes the observer's word on";
  // What is none of the observer's business changes nothing for it, not even a number.
  CellChange change;
  change.purposes = {{"customs", "Customs", "Straits agreement, article 9"}};
  ASSERT_TRUE(change_cell(*rabat(), releasing, "straits", change));
  EXPECT_THAT(carry(), IsEmpty());
  EXPECT_EQ(shown(geneva()).number, 1U);
  EXPECT_EQ(role(rabat(), geneva()), CellRole::observer);
  change = {};
  change.name = "narrows";
  ASSERT_TRUE(change_cell(*rabat(), releasing, "straits", change));
  EXPECT_THAT(carry(), IsEmpty());
  EXPECT_EQ(shown(geneva()).number, 2U);
  EXPECT_EQ(shown(geneva()).name, "narrows");
}

TEST_F(Cells, ARemovedMemberHearsThatAndNothingElse) {
  found();
  CellChange change;
  change.removed = {"madrid"};
  change.deputies = std::vector<std::string>{"paris"};
  const auto changed = change_cell(*rabat(), releasing, "straits", change);
  ASSERT_TRUE(changed) << changed.error().text();
  EXPECT_TRUE(changed->waits_for_votes) << "the deputies change";
  EXPECT_THAT(carry(), IsEmpty());
  const auto wanted = shown(madrid()).proposals;
  ASSERT_EQ(wanted.size(), 1U);
  EXPECT_THAT(wanted[0].changes, Contains(HasSubstr("madrid loses its seat")));
  for (auto* deputy : {&paris(), &madrid()}) {
    const auto voted = vote_in_cell(**deputy, releasing, "straits", "rabat", wanted[0].proposal);
    ASSERT_TRUE(voted) << voted.error().text();
  }
  EXPECT_THAT(carry(), IsEmpty());
  EXPECT_EQ(shown(rabat()).number, 2U);
  EXPECT_EQ(shown(paris()).number, 2U);
  EXPECT_EQ(shown(madrid()).state, CellState::left);
  EXPECT_EQ(madrid().directory()->cell(std::string_view("straits")), nullptr);
  const auto reader = paris()->store.read();
  const auto proposals = *(*reader)->exchange().papers(paper::proposal, exchange::to_text(madrid().id()));
  ASSERT_EQ(proposals.size(), 1U);
  EXPECT_THAT(proposals[0].text, HasSubstr("recall"));
}

TEST_F(Cells, TwoVersionsFreezeItForEverybodyAndAQuorumThaws) {
  found();
  CellChange change;
  change.purposes = {{"customs", "Customs", "article 9"}};
  ASSERT_TRUE(change_cell(*rabat(), releasing, "straits", change));
  const auto rival = rival_of_newest(rabat());
  EXPECT_THAT(carry(), IsEmpty());
  // Rabat shows Madrid another version 2 than everybody else; Madrid lets all of them know.
  send(rabat(), madrid(), rival.text());
  EXPECT_THAT(carry(), IsEmpty());
  for (auto* at : {&rabat(), &paris(), &madrid()}) {
    EXPECT_EQ(shown(*at).state, CellState::frozen) << at->name();
    EXPECT_EQ(shown(*at).contested.size(), 2U) << at->name();
    EXPECT_EQ(role(*at, paris()), std::nullopt);
    const auto reader = (*at)->store.read();
    const auto faults = pair_faults(**reader, exchange::to_text(rabat().id()));
    ASSERT_TRUE(faults);
    ASSERT_EQ(faults->size(), 1U) << at->name();
    EXPECT_EQ(faults->front().fault.word, pair_fault::cell_fork);
  }
  CellChange other;
  other.name = "x";
  EXPECT_EQ(change_cell(*rabat(), releasing, "straits", other).error().fault, Fault::conflict);

  // Paris, a deputy, takes over on the version that Madrid was shown.
  other = {};
  other.coordinate = true;
  other.stands = rival.hash();
  other.deputies = std::vector<std::string>{"madrid"};
  const auto proposed = change_cell(*paris(), releasing, "straits", other);
  ASSERT_TRUE(proposed) << proposed.error().text();
  EXPECT_TRUE(proposed->waits_for_votes);
  EXPECT_THAT(carry(), IsEmpty());
  const auto wanted = shown(madrid()).proposals;
  ASSERT_EQ(wanted.size(), 1U);
  ASSERT_TRUE(vote_in_cell(*madrid(), releasing, "straits", "paris", wanted[0].proposal));
  EXPECT_THAT(carry(), IsEmpty());
  for (auto* at : {&rabat(), &paris(), &madrid()}) {
    EXPECT_EQ(shown(*at).name, "straits, otherwise") << at->name();
    EXPECT_EQ(shown(*at).number, 3U) << at->name();
    EXPECT_EQ(shown(*at).coordinator, "paris") << at->name();
    EXPECT_EQ(role(*at, madrid()), CellRole::member) << at->name();
    EXPECT_EQ(role(*at, rabat()), std::nullopt) << "it has not accepted to be a plain member";
  }
  ASSERT_TRUE(join_cell(*rabat(), releasing, "straits"));
  // The discarded version comes again and freezes nothing.
  send(rabat(), madrid(), rival.text());
  EXPECT_THAT(carry(), ::testing::Each("not-valid"));
  EXPECT_EQ(shown(madrid()).state, CellState::joined);
  EXPECT_EQ(role(madrid(), rabat()), CellRole::member);
  // An observer hears of another coordinator and decides by itself.
  EXPECT_EQ(shown(geneva()).coordinator, "rabat");
  EXPECT_TRUE(shown(geneva()).seat_offered);
  ASSERT_TRUE(join_cell(*geneva(), releasing, "straits"));
  EXPECT_EQ(shown(geneva()).coordinator, "paris");
}

TEST_F(Cells, DocumentsThatComeTooEarlyWait) {
  found();
  CellChange change;
  change.purposes = {{"customs", "Customs", "article 9"}};
  ASSERT_TRUE(change_cell(*rabat(), releasing, "straits", change));
  carrier.carry(rabat(), paris());
  ASSERT_TRUE(join_cell(*paris(), releasing, "straits"));
  EXPECT_THAT(carrier.carry(paris(), madrid()), IsEmpty()) << "of a version that Madrid has not got yet";
  EXPECT_THAT(carry(), IsEmpty());
  const auto directory = madrid().directory();
  const auto* cell = directory->cell(std::string_view("straits"));
  EXPECT_EQ(cell->chain.purposes_of(paris().id()).size(), 2U);
  EXPECT_EQ(cell->chain.purposes_of(madrid().id()).size(), 1U) << "Madrid has not accepted the new purpose";
  const auto reader = madrid()->store.read();
  EXPECT_TRUE((*(*reader)->exchange().papers(paper::cell_waiting, {})).empty());
}

TEST_F(Cells, ForgedDocumentsAreRefused) {
  found();
  const auto directory = rabat().directory();
  const auto& chain = directory->cell(std::string_view("straits"))->chain;
  auto version = chain.newest();
  version.number = 2;
  version.nonce.clear();
  version.cell = chain.id();
  version.previous = chain.documents().back().hash();
  // Signed with a key that no card of Rabat names: such a card may still come, so it waits and does nothing.
  send(paris(), madrid(), exchange::sign(paris().key(), version).text());
  EXPECT_THAT(carrier.carry(paris(), madrid()), IsEmpty());
  EXPECT_EQ(shown(madrid()).number, 1U) << "Paris does not coordinate";
  const exchange::Acceptance leaves{chain.id(), 1, chain.id(), madrid().id(), false};
  send(paris(), rabat(), exchange::sign(paris().key(), leaves).text());
  EXPECT_THAT(carrier.carry(paris(), rabat()), IsEmpty());
  EXPECT_EQ(role(rabat(), madrid()), CellRole::member) << "Paris is not Madrid";
  send(paris(), madrid(), "{}");
  send(paris(), geneva(),
       exchange::sign(paris().key(), exchange::ObserverSeat{chain.id(), "straits", rabat().id(),
                                                            geneva().id(), 2, false, some_day})
           .text());
  EXPECT_THAT(carrier.carry(paris(), madrid()), ElementsAre("not-valid"));
  EXPECT_THAT(carrier.carry(paris(), geneva()), ElementsAre("not-valid"));
  EXPECT_EQ(shown(geneva()).state, CellState::joined);
}

TEST_F(Cells, AMemberLeavesAndASuspendedOneHearsLater) {
  found();
  ASSERT_TRUE(suspend_partner(*rabat(), releasing, "paris", "a question of keys"));
  CellChange change;
  change.purposes = {{"customs", "Customs", "article 9"}};
  ASSERT_TRUE(change_cell(*rabat(), releasing, "straits", change));
  carry();
  EXPECT_EQ(shown(paris()).number, 1U);
  ASSERT_TRUE(resume_partner(*rabat(), releasing, "paris", "it is cleared up"));
  carry();
  EXPECT_EQ(shown(paris()).number, 2U);
  ASSERT_TRUE(leave_cell(*madrid(), releasing, "straits"));
  carry();
  EXPECT_EQ(role(rabat(), madrid()), std::nullopt);
  EXPECT_EQ(shown(madrid()).state, CellState::left);
  EXPECT_EQ(leave_cell(*rabat(), releasing, "straits").error().fault, Fault::conflict);
}

TEST_F(Cells, ConfirmingIsForStandingRules) {
  found();
  ASSERT_TRUE(confirm_partner(*rabat(), releasing, "straits", "paris", true));
  const auto paris_id = paris().id();
  EXPECT_TRUE(rabat().directory()->cell(std::string_view("straits"))->confirmed.contains(paris_id));
  EXPECT_EQ(confirm_partner(*rabat(), releasing, "straits", "paris", true).error().fault, Fault::conflict);
  ASSERT_TRUE(confirm_partner(*rabat(), releasing, "straits", "paris", false));
  EXPECT_FALSE(rabat().directory()->cell(std::string_view("straits"))->confirmed.contains(paris_id));
}

TEST_F(Cells, WhatCannotBeIsSaid) {
  auto cell = straits();
  cell.members.emplace_back("nobody");
  const auto unknown = found_cell(*rabat(), releasing, cell);
  EXPECT_EQ(unknown.error().fault, Fault::not_found);
  EXPECT_THAT(unknown.error().what, HasSubstr("nobody"));
  cell = straits();
  cell.quorum = 1;
  EXPECT_EQ(found_cell(*rabat(), releasing, cell).error().where, "quorum");
  cell = straits();
  cell.purposes.clear();
  EXPECT_EQ(found_cell(*rabat(), releasing, cell).error().where, "purposes");
  cell = straits();
  cell.deputies = {"geneva"};
  EXPECT_EQ(found_cell(*rabat(), releasing, cell).error().where, "deputies");
  found();
  EXPECT_EQ(found_cell(*rabat(), releasing, straits()).error().fault, Fault::conflict);
  CellChange change;
  EXPECT_EQ(change_cell(*rabat(), releasing, "straits", change).error().fault, Fault::invalid);
  change.name = "mine";
  EXPECT_EQ(change_cell(*paris(), releasing, "straits", change).error().fault, Fault::forbidden);
  EXPECT_EQ(change_cell(*geneva(), releasing, "straits", change).error().fault, Fault::forbidden);
  EXPECT_EQ(change_cell(*rabat(), officer({Role::analyst}), "straits", change).error().fault,
            Fault::forbidden);
}

}  // namespace
}  // namespace tansiq::node::acts
