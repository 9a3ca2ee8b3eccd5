#include "exchange/exchange_test_support.h"

namespace tansiq::exchange {
namespace {

using namespace testing;

class CellTest : public ::testing::Test {
 protected:
  Service rabat{"rabat"}, madrid{"madrid"}, paris{"paris"}, brussels{"brussels"}, regional{"regional"};
  Directory directory{&rabat, &madrid, &paris, &brussels, &regional};

  CellVersion first() const {
    CellVersion version;
    version.nonce = std::string(32, 'n');
    version.name = "Straits";
    version.roster = {{rabat.id(), CellRole::coordinator},
                      {madrid.id(), CellRole::member},
                      {paris.id(), CellRole::member},
                      {brussels.id(), CellRole::member},
                      {regional.id(), CellRole::observer}};
    version.deputies = {madrid.id(), paris.id(), brussels.id()};
    version.quorum = 2;
    version.purposes = {{"counter-terrorism", "Counter-terrorism", "Agreement, article 3"}};
    version.issued = noon;
    return sorted(version);
  }
  static CellVersion sorted(CellVersion version) {
    std::sort(version.roster.begin(), version.roster.end(),
              [](const auto& a, const auto& b) { return a.service < b.service; });
    std::sort(version.deputies.begin(), version.deputies.end());
    return version;
  }
  CellChain chain() const { return *CellChain::begin(sign(rabat.key, first()).text(), directory.find()); }

  static CellVersion after(const CellVersion& before, const Digest& hash, const CellId& cell) {
    CellVersion next = before;
    next.number = before.number + 1;
    next.cell = cell;
    next.previous = hash;
    next.nonce.clear();
    next.votes.clear();
    return next;
  }
  static CellVersion next(const CellChain& chain) {
    return after(chain.newest(), chain.documents().back().hash(), chain.id());
  }
  static CellVersion without(CellVersion version, const ServiceId& service) {
    std::erase_if(version.roster, [&](const auto& seat) { return seat.service == service; });
    return version;
  }
  /// Madrid instead of Rabat, voted for by these.
  CellVersion replaced(CellVersion version, std::vector<const Service*> voters, const CellId& cell) const {
    for (auto& seat : version.roster) {
      if (seat.service == rabat.id()) seat.role = CellRole::member;
      if (seat.service == madrid.id()) seat.role = CellRole::coordinator;
    }
    version.deputies = {paris.id(), brussels.id()};
    version.quorum = 2;
    version = sorted(version);
    const Digest proposal = proposal_of(version);
    for (const auto* voter : voters)
      version.votes.push_back(sign(voter->key, Vote{cell, proposal, voter->id()}));
    return version;
  }
  std::string acceptance(const CellChain& chain, const Service& service, bool accepts = true) const {
    const auto number = chain.versions().size();
    return sign(service.key,
                Acceptance{chain.id(), number, chain.documents().back().hash(), service.id(), accepts})
        .text();
  }
};

TEST_F(CellTest, NobodyTakesPartBeforeItAccepts) {
  auto cell = chain();
  EXPECT_EQ(cell.role_of(rabat.id()), CellRole::coordinator);
  EXPECT_EQ(cell.role_of(madrid.id()), std::nullopt);
  ASSERT_TRUE(cell.take(acceptance(cell, madrid), directory.find()));
  EXPECT_EQ(cell.role_of(madrid.id()), CellRole::member);
  ASSERT_TRUE(cell.take(acceptance(cell, madrid, false), directory.find()));
  EXPECT_EQ(cell.role_of(madrid.id()), std::nullopt) << "it has left";
  ASSERT_TRUE(cell.take(acceptance(cell, madrid), directory.find()));
  EXPECT_EQ(cell.role_of(madrid.id()), std::nullopt)
      << "an old acceptance shown again does not bring it back";
}

TEST_F(CellTest, NobodyAcceptsForAnother) {
  auto cell = chain();
  Acceptance forged{cell.id(), 1, cell.id(), madrid.id(), true};
  EXPECT_EQ(cell.take(sign(rabat.key, forged).text(), directory.find()).error().fault, Fault::busy);
  EXPECT_EQ(cell.role_of(madrid.id()), std::nullopt);
}

TEST_F(CellTest, RefusesVersionsThatAreNotConsistent) {
  const auto refused = [&](CellVersion version) {
    EXPECT_FALSE(CellChain::begin(sign(rabat.key, version).text(), directory.find()));
  };
  auto version = first();
  version.quorum = 1;
  refused(version);  // two disjoint quorums could exist
  version = first();
  version.deputies.push_back(regional.id());
  refused(sorted(version));
  version = first();
  version.roster.push_back(version.roster.back());
  refused(version);
  version = first();
  version.purposes.clear();
  refused(version);
  version = first();
  for (auto& seat : version.roster) seat.role = CellRole::member;
  refused(version);
  EXPECT_FALSE(CellChain::begin(sign(madrid.key, first()).text(), directory.find()))
      << "not by its coordinator";
}

TEST_F(CellTest, ARemovalActsWhenReceived) {
  auto cell = chain();
  ASSERT_TRUE(cell.take(acceptance(cell, regional), directory.find()));
  EXPECT_EQ(cell.role_of(regional.id()), CellRole::observer);
  ASSERT_TRUE(cell.extend(sign(rabat.key, without(next(cell), regional.id())).text(), directory.find()));
  EXPECT_EQ(cell.role_of(regional.id()), std::nullopt);
  EXPECT_EQ(cell.removed(), std::vector{regional.id()});
  auto again = next(cell);
  again.roster = first().roster;
  ASSERT_TRUE(cell.extend(sign(rabat.key, again).text(), directory.find()));
  EXPECT_EQ(cell.role_of(regional.id()), std::nullopt) << "it must accept anew";
  EXPECT_TRUE(cell.removed().empty());
}

TEST_F(CellTest, ANewPurposeBindsOnlyThoseWhoReadIt) {
  auto cell = chain();
  ASSERT_TRUE(cell.take(acceptance(cell, madrid), directory.find()));
  auto wider = next(cell);
  wider.purposes.push_back({"customs", "Customs", "Agreement, article 9"});
  ASSERT_TRUE(cell.extend(sign(rabat.key, wider).text(), directory.find()));
  EXPECT_EQ(cell.purposes_of(madrid.id()).size(), 1U);
  EXPECT_EQ(cell.purposes_of(rabat.id()).size(), 2U);
  ASSERT_TRUE(cell.take(acceptance(cell, madrid), directory.find()));
  EXPECT_EQ(cell.purposes_of(madrid.id()).size(), 2U);
  EXPECT_TRUE(cell.purposes_of(paris.id()).empty());
}

TEST_F(CellTest, TheCoordinatorAloneCannotChangeWhoMayReplaceIt) {
  auto cell = chain();
  auto coup = next(cell);
  coup.deputies.clear();
  coup.quorum = 0;
  EXPECT_EQ(cell.extend(sign(rabat.key, coup).text(), directory.find()).error().fault, Fault::forbidden);
}

TEST_F(CellTest, AQuorumOfDeputiesReplacesALostCoordinator) {
  auto cell = chain();
  const auto one = replaced(next(cell), {&paris}, cell.id());
  EXPECT_EQ(cell.extend(sign(madrid.key, one).text(), directory.find()).error().fault, Fault::forbidden);
  const auto twice = replaced(next(cell), {&paris, &paris}, cell.id());
  EXPECT_EQ(cell.extend(sign(madrid.key, twice).text(), directory.find()).error().fault, Fault::forbidden);
  const auto strangers = replaced(next(cell), {&paris, &regional}, cell.id());
  EXPECT_FALSE(cell.extend(sign(madrid.key, strangers).text(), directory.find()));
  auto misled = replaced(next(cell), {&paris, &brussels}, cell.id());
  misled.name = "Something else";
  EXPECT_FALSE(cell.extend(sign(madrid.key, misled).text(), directory.find())) << "votes for another text";

  const auto good = replaced(next(cell), {&paris, &brussels}, cell.id());
  const auto ok = cell.extend(sign(madrid.key, good).text(), directory.find());
  ASSERT_TRUE(ok) << ok.error().text();
  EXPECT_EQ(cell.role_of(madrid.id()), CellRole::coordinator);
  EXPECT_FALSE(cell.extend(sign(rabat.key, next(cell)).text(), directory.find()))
      << "the old one signs no more";
}

TEST_F(CellTest, TwoVersionsWithOneNumberFreezeTheCellUntilAQuorumDecides) {
  auto cell = chain();
  ASSERT_TRUE(cell.take(acceptance(cell, madrid), directory.find()));
  const auto fork_point = next(cell);
  ASSERT_TRUE(cell.extend(sign(rabat.key, without(fork_point, regional.id())).text(), directory.find()));
  auto other = fork_point;
  other.name = "Straits II";
  const auto rival = sign(rabat.key, other);

  auto forged = rival;
  forged.signature.value[0] = static_cast<char>(forged.signature.value[0] ^ 1);
  EXPECT_EQ(cell.extend(forged.text(), directory.find()).error().fault, Fault::forbidden);
  EXPECT_FALSE(cell.frozen()) << "a forgery freezes nothing";

  EXPECT_EQ(cell.extend(rival.text(), directory.find()).error().fault, Fault::conflict);
  ASSERT_TRUE(cell.frozen());
  EXPECT_EQ(cell.frozen()->number, 2U);
  EXPECT_EQ(cell.role_of(madrid.id()), std::nullopt) << "nobody takes part in a frozen cell";
  auto third = fork_point;
  third.name = "Straits III";
  EXPECT_EQ(cell.extend(sign(rabat.key, third).text(), directory.find()).error().fault, Fault::conflict);
  EXPECT_EQ(cell.extend(rival.text(), directory.find()).error().fault, Fault::conflict)
      << "the same rival again";
  EXPECT_EQ(cell.frozen()->rivals.size(), 2U);
  EXPECT_EQ(cell.extend(sign(rabat.key, next(cell)).text(), directory.find()).error().fault, Fault::conflict);

  auto kept = cell;
  const auto keep = replaced(next(cell), {&paris, &brussels}, cell.id());
  ASSERT_TRUE(kept.extend(sign(madrid.key, keep).text(), directory.find()));
  EXPECT_FALSE(kept.frozen());
  EXPECT_EQ(kept.newest().name, "Straits");

  auto switched = cell;
  const auto take = replaced(after(other, rival.hash(), cell.id()), {&madrid, &brussels}, cell.id());
  const auto ok = switched.extend(sign(madrid.key, take).text(), directory.find());
  ASSERT_TRUE(ok) << ok.error().text();
  EXPECT_EQ(switched.newest().name, "Straits II");
  EXPECT_EQ(switched.documents()[1].body, rival.body);
  EXPECT_EQ(switched.role_of(madrid.id()), CellRole::coordinator);
  EXPECT_EQ(switched.extend(sign(rabat.key, third).text(), directory.find()).error().fault, Fault::invalid)
      << "a vote has settled it: else a coordinator that was replaced could freeze the cell for ever";
  EXPECT_FALSE(switched.frozen());
}

TEST_F(CellTest, AnObserverAcceptsTheNumberOfItsSeat) {
  auto cell = chain();
  const auto& observer = regional.id();
  ASSERT_TRUE(cell.seat_of(observer));
  EXPECT_EQ(cell.seat_of(observer)->number, 1U);
  EXPECT_FALSE(cell.seat_of(madrid.id())) << "a member is sent versions";
  // Out, in again: three statements, whatever else the versions changed.
  ASSERT_TRUE(cell.extend(sign(rabat.key, without(next(cell), observer)).text(), directory.find()));
  EXPECT_EQ(cell.seat_of(observer)->number, 2U);
  EXPECT_FALSE(cell.seat_of(observer)->seated);
  auto back = next(cell);
  back.roster.push_back({observer, CellRole::observer});
  std::sort(back.roster.begin(), back.roster.end(),
            [](const auto& left, const auto& right) { return left.service < right.service; });
  ASSERT_TRUE(cell.extend(sign(rabat.key, back).text(), directory.find()));
  EXPECT_EQ(cell.seat_of(observer)->number, 3U);
  EXPECT_TRUE(cell.seat_of(observer)->seated);

  const auto word = [&](std::uint64_t number) {
    return sign(regional.key, Acceptance{cell.id(), number, cell.id(), observer, true}).text();
  };
  EXPECT_EQ(cell.take(word(4), directory.find()).error().fault, Fault::busy);
  EXPECT_EQ(cell.take(word(2), directory.find()).error().fault, Fault::invalid) << "that one unseated it";
  ASSERT_TRUE(cell.take(word(1), directory.find()));
  EXPECT_EQ(cell.role_of(observer), std::nullopt) << "its seat was another one since";
  ASSERT_TRUE(cell.take(word(3), directory.find()));
  EXPECT_EQ(cell.role_of(observer), CellRole::observer);
}

TEST_F(CellTest, ObserversSeeNoRoster) {
  auto cell = chain();
  EXPECT_EQ(cell.visible_to(madrid.id()).size(), 1U);
  EXPECT_TRUE(cell.visible_to(regional.id()).empty());
  EXPECT_TRUE(cell.visible_to(base::sha256("stranger")).empty());
  const ObserverSeat seat{cell.id(), "Straits", rabat.id(), regional.id(), 1, true, noon};
  const auto text = sign(rabat.key, seat).text();
  for (const auto* other : {&madrid, &paris, &brussels})
    EXPECT_EQ(text.find(to_text(other->id())), std::string::npos);

  const auto held = take_seat({}, text, regional.id(), directory.find(), false);
  ASSERT_TRUE(held) << held.error().text();
  EXPECT_FALSE(take_seat({}, text, paris.id(), directory.find(), false));
  EXPECT_FALSE(take_seat({}, sign(madrid.key, seat).text(), regional.id(), directory.find(), false));
  auto second = seat;
  second.seated = false;
  EXPECT_EQ(
      take_seat(*held, sign(rabat.key, second).text(), regional.id(), directory.find(), false).error().fault,
      Fault::conflict);
  second.number = 2;
  EXPECT_TRUE(take_seat(*held, sign(rabat.key, second).text(), regional.id(), directory.find(), false));
  auto moved = seat;
  moved.number = 2;
  moved.coordinator = madrid.id();
  EXPECT_FALSE(take_seat(*held, sign(madrid.key, moved).text(), regional.id(), directory.find(), false));
  EXPECT_TRUE(take_seat(*held, sign(madrid.key, moved).text(), regional.id(), directory.find(), true));
}

TEST_F(CellTest, WithoutACardNothingIsBelieved) {
  const Directory few{&rabat};
  auto cell = CellChain::begin(sign(rabat.key, first()).text(), few.find());
  ASSERT_TRUE(cell);
  EXPECT_EQ(cell->take(acceptance(*cell, madrid), few.find()).error().fault, Fault::busy);
  const Directory none{&madrid};
  EXPECT_EQ(CellChain::begin(sign(rabat.key, first()).text(), none.find()).error().fault, Fault::busy);
}

}  // namespace
}  // namespace tansiq::exchange
