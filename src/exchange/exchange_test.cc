// Receipts, permissions, recalls, restoring and streams: the smaller formats.

#include "exchange/exchange_test_support.h"

namespace tansiq::exchange {
namespace {

using namespace testing;

TEST(Outbox, EachHasAChainOfItsOwn) {
  const Service rabat("rabat"), madrid("madrid");
  EXPECT_NE(genesis(rabat.id(), madrid.id(), 1), genesis(madrid.id(), rabat.id(), 1));
  EXPECT_NE(genesis(rabat.id(), madrid.id(), 1), genesis(rabat.id(), madrid.id(), 2));
}

TEST(Envelope, ReadsWhatItWrites) {
  const Service rabat("rabat"), madrid("madrid");
  Pair pair{rabat, madrid};
  auto release = record_of(rabat, 1);
  release.cell = base::sha256("cell");
  release.attachments = {{base::sha256("file"), 12'345}};
  release.copy = R"({"name":"محمد \"x\""})";
  const auto envelope = pair.release(release);
  const auto read = read_envelope(envelope.text());
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(*read, envelope);
  EXPECT_EQ(read->text(), envelope.text());
  EXPECT_TRUE(check_content(*read));
}

TEST(Envelope, TheBodyGivesNothingAwayThatIsErasedWithTheContent) {
  const Service rabat("rabat"), madrid("madrid");
  Pair pair{rabat, madrid};
  const auto envelope = pair.release(record_of(rabat, 4711));
  EXPECT_EQ(envelope.bytes.find("4711"), std::string::npos);
  EXPECT_EQ(envelope.bytes.find("2026-05-01"), std::string::npos);
  EXPECT_EQ(envelope.bytes.find(to_text(base::sha256(envelope.content->copy))), std::string::npos);
}

TEST(Envelope, SuspensionAndObservers) {
  for (std::size_t i = 0; i < kind_count; ++i) {
    const auto kind = static_cast<Kind>(i);
    EXPECT_EQ(kind_named(name_of(kind)), kind);
    EXPECT_EQ(passes_suspension(kind), kind == Kind::recall || kind == Kind::erase);
  }
  EXPECT_FALSE(may_reach_observer(Kind::record));
  EXPECT_TRUE(may_reach_observer(Kind::activity));
}

class ReceiptTest : public ::testing::Test {
 protected:
  std::vector<Released> releases;
  void SetUp() override {
    for (std::uint64_t n = 1; n <= 6; ++n) releases.push_back({n, base::sha256(std::to_string(n))});
  }
  Receipt delivered(std::uint64_t from, std::uint64_t to, std::vector<Receipt::Except> except = {}) const {
    Receipt receipt;
    receipt.epoch = 1;
    receipt.from = from;
    receipt.number = to;
    receipt.chain = releases[to - 1].chain;
    receipt.except = std::move(except);
    return receipt;
  }
  static Receipt stated(Receipt::Kind kind, std::vector<std::uint64_t> numbers) {
    Receipt receipt;
    receipt.kind = kind;
    receipt.epoch = 1;
    receipt.numbers = std::move(numbers);
    return receipt;
  }
};

TEST_F(ReceiptTest, ReadsWhatItWrites) {
  for (const auto& receipt : {delivered(2, 5, {{3, std::string(refusal::conflict)}}),
                              stated(Receipt::Kind::opened, {1, 4}), stated(Receipt::Kind::purged, {2})}) {
    const auto read = read_receipt(render(receipt));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(*read, receipt);
  }
  EXPECT_FALSE(read_receipt(render(delivered(5, 2))));
  EXPECT_FALSE(read_receipt(render(delivered(2, 5, {{6, "conflict"}}))));
  EXPECT_FALSE(read_receipt(render(stated(Receipt::Kind::opened, {4, 1}))));
  EXPECT_FALSE(read_receipt(render(stated(Receipt::Kind::opened, {}))));
}

TEST_F(ReceiptTest, FoldsIntoOneStateForEachRelease) {
  const std::vector<Receipt> receipts = {delivered(1, 2), delivered(3, 5, {{4, "conflict"}}),
                                         stated(Receipt::Kind::opened, {1, 2}),
                                         stated(Receipt::Kind::purged, {2})};
  const std::vector<Recalled> recalls = {{{2, 3, 4}, noon}};
  const auto folded = fold(releases, 1, receipts, recalls, noon);
  EXPECT_EQ(folded.releases, (std::vector<ReleaseStatus>{{1, Fate::opened, ""},
                                                         {2, Fate::purged, ""},
                                                         {3, Fate::recalled, ""},
                                                         {4, Fate::refused, "conflict"},
                                                         {5, Fate::delivered, ""},
                                                         {6, Fate::released, ""}}));
  EXPECT_TRUE(folded.contradictions.empty());
  EXPECT_EQ(fold(releases, 1, receipts, recalls, noon + std::chrono::microseconds(1)).releases[2].fate,
            Fate::overdue);
}

TEST_F(ReceiptTest, AStatementAboutAnotherHistoryCountsForNothing) {
  auto lie = delivered(1, 3);
  lie.chain = base::sha256("another");
  const auto folded = fold(releases, 1, std::vector{lie, stated(Receipt::Kind::purged, {99})}, {}, noon);
  EXPECT_EQ(folded.releases[0].fate, Fate::released);
  EXPECT_EQ(folded.contradictions.size(), 2U);
  auto old = delivered(1, 3);
  old.epoch = 7;
  EXPECT_EQ(fold(releases, 1, std::vector{old}, {}, noon).releases[0].fate, Fate::released)
      << "of another epoch";
}

TEST_F(ReceiptTest, TheOrderOfStatementsDoesNotMatter) {
  std::mt19937_64 random(printed_seed());
  std::vector<Receipt> receipts = {delivered(1, 3, {{2, "conflict"}}),
                                   delivered(1, 6, {{2, "author"}, {5, "author"}}),
                                   stated(Receipt::Kind::opened, {1, 3}),
                                   stated(Receipt::Kind::purged, {3, 6}), stated(Receipt::Kind::opened, {9})};
  std::vector<Recalled> recalls = {{{1, 3}, noon}, {{1, 6}, noon + std::chrono::hours(1)}, {{4}, noon}};
  const auto expected = fold(releases, 1, receipts, recalls, noon + std::chrono::minutes(1));
  for (int round = 0; round < 50; ++round) {
    std::shuffle(receipts.begin(), receipts.end(), random);
    std::shuffle(recalls.begin(), recalls.end(), random);
    const auto folded = fold(releases, 1, receipts, recalls, noon + std::chrono::minutes(1));
    EXPECT_EQ(folded.releases, expected.releases);
    EXPECT_EQ(folded.contradictions, expected.contradictions);
  }
}

TEST(Permission, AskAndPermissionReadBack) {
  const Service paris("paris");
  const Ask ask{paris.id(), base::sha256("r"), 2, 17, base::sha256("c"), "They asked about the same van."};
  EXPECT_EQ(*read_ask(render(ask)), ask);
  auto without_reason = ask;
  without_reason.reason.clear();
  EXPECT_EQ(*read_ask(render(without_reason)), without_reason);
  const Permission permission{paris.id(), base::sha256("h"), base::sha256("r"), base::sha256("c"), noon};
  const auto signed_one = sign(paris.key, permission);
  EXPECT_EQ(*read_permission(signed_one), permission);

  const Answer given{2, 17, base::sha256("r"), signed_one, {}};
  EXPECT_EQ(*read_answer(render(given)), given);
  const Answer refused{2, 17, base::sha256("r"), {}, "not while the inquiry runs"};
  EXPECT_EQ(*read_answer(render(refused)), refused);
  EXPECT_FALSE(read_answer(R"({"epoch":2,"number":0,"protocol":1,"reason":"","recipient":""})"));
}

TEST(Recall, CoversVersionsAndReachesEveryoneWhoGotOne) {
  Recall recall;
  recall.originator = base::sha256("rabat");
  recall.id = "indicator--1";
  recall.versions = {"v1", "v3"};
  const ServiceId b = base::sha256("b"), c = base::sha256("c");
  EXPECT_TRUE(recall.covers(recall.originator, {"indicator--1", "v3"}));
  EXPECT_FALSE(recall.covers(recall.originator, {"indicator--1", "v2"}));
  EXPECT_FALSE(recall.covers(b, {"indicator--1", "v1"})) << "another originator's object of the same id";
  const std::vector<PassedOn> passed = {{b, 1, 1, recall.originator, {"indicator--1", "v1"}},
                                        {b, 1, 2, recall.originator, {"indicator--1", "v3"}},
                                        {c, 1, 1, recall.originator, {"indicator--1", "v2"}}};
  EXPECT_EQ(reached_by(recall, passed), std::vector{b});
  recall.versions.clear();
  EXPECT_EQ(reached_by(recall, passed).size(), 2U);
}

TEST(Recall, ReadsWhatItWritesAndRefusesHalfAnOrder) {
  const Service rabat("rabat");
  Recall recall;
  recall.action = Recall::Action::replace;
  recall.originator = rabat.id();
  recall.id = "indicator--1";
  recall.replacement = "2026-06-01T00:00:00.000Z";
  recall.reason = "Wrong van";
  recall.issued = recall.deadline = noon;
  EXPECT_EQ(read_recall(sign(rabat.key, recall).text())->recall, recall);
  recall.replacement.clear();
  EXPECT_FALSE(read_recall(sign(rabat.key, recall).text()));
}

/// For where what the backup holds is not asked for.
std::optional<base::Digest> nothing_held(std::uint64_t) {
  return std::nullopt;
}

class RestoreTest : public ::testing::Test {
 protected:
  Service rabat{"rabat"}, madrid{"madrid"};
  Pair pair{rabat, madrid};
  Outbox backup;

  void SetUp() override {
    pair.release(3);
    backup = pair.outbox;
    pair.release(2);
    Recall recall;
    recall.action = Recall::Action::erase;
    recall.originator = rabat.id();
    recall.id = "indicator--1";
    recall.issued = recall.deadline = noon;
    Release order;
    order.kind = Kind::erase;
    order.originator = rabat.id();
    order.copy = sign(rabat.key, recall).text();
    pair.release(order);
  }
  std::vector<std::string> tail() const { return {pair.sent.begin() + 3, pair.sent.end()}; }
};

TEST_F(RestoreTest, TakesBackWhatThePartnerHolds) {
  const auto taken = take_back(backup, pair.head(), tail(), rabat.chain, nothing_held);
  ASSERT_TRUE(taken) << taken.error().text();
  EXPECT_EQ(taken->end, pair.outbox);
  EXPECT_EQ(taken->envelopes.size(), 3U);
  ASSERT_EQ(taken->orders.size(), 1U) << "the erasure is to be carried out again";
  EXPECT_EQ(read_recall(taken->orders[0])->recall.id, "indicator--1");
}

TEST_F(RestoreTest, BelievesOnlyItsOwnSignatureAndItsOwnHistory) {
  const auto forged = sign(madrid.key, head_of(pair.outbox, 1, noon)).text();
  EXPECT_EQ(take_back(backup, forged, tail(), rabat.chain, nothing_held).error().fault, Fault::forbidden);
  auto shortened = tail();
  shortened.pop_back();
  EXPECT_EQ(take_back(backup, pair.head(), shortened, rabat.chain, nothing_held).error().fault,
            Fault::conflict);
  Pair twin{rabat, madrid};
  for (int i = 0; i < 6; ++i) twin.release(record_of(rabat, 100 + i));
  EXPECT_EQ(
      take_back(backup, twin.head(), {twin.sent.begin() + 3, twin.sent.end()}, rabat.chain, nothing_held)
          .error()
          .fault,
      Fault::conflict);
}

TEST_F(RestoreTest, ThePartnerMayHoldLessThanTheBackup) {
  const auto chain_at = [this](std::uint64_t number) { return std::optional(pair.chains[number - 1]); };
  const auto taken = take_back(backup, sign(rabat.key, pair.head_at(2)).text(), {}, rabat.chain, chain_at);
  ASSERT_TRUE(taken) << taken.error().text();
  EXPECT_EQ(taken->end.number, 2U);
  EXPECT_TRUE(taken->envelopes.empty());
  const auto nothing = take_back(backup, {}, {}, rabat.chain, chain_at);
  ASSERT_TRUE(nothing) << nothing.error().text();
  EXPECT_EQ(nothing->end.number, 0U);
  const auto elsewhere = [](std::uint64_t) { return std::optional(base::Digest{}); };
  EXPECT_EQ(
      take_back(backup, sign(rabat.key, pair.head_at(2)).text(), {}, rabat.chain, elsewhere).error().fault,
      Fault::conflict);
}

TEST_F(RestoreTest, NoEpochComesTwice) {
  const std::chrono::seconds now(1'790'000'000);
  const auto first = next_epoch(1, now);
  EXPECT_EQ(first, 1'790'000'000U) << "the clock's seconds";
  EXPECT_EQ(next_epoch(first, now), first + 1) << "also with a clock that stood still";
  EXPECT_EQ(next_epoch(1, std::chrono::seconds(-5)), 2U) << "also with a clock that was set back";
}

TEST(Erasures, ARestoredNodeKnowsWhatMustNotComeBack) {
  const Service rabat("rabat"), madrid("madrid");
  const RecordKey key{"indicator--1", "v1"};
  Erasures erasures(rabat.id());
  erasures.add(rabat.id(), key, salt_of(1));
  erasures.add(madrid.id(), {"indicator--2", "v1"}, salt_of(2));
  EXPECT_TRUE(erasures.covers(rabat.id(), key));
  EXPECT_FALSE(erasures.covers(madrid.id(), key));
  EXPECT_FALSE(erasures.covers(rabat.id(), {"indicator--1", "v2"}));

  const auto text = erasures.sign(rabat.key).text();
  EXPECT_EQ(text.find("indicator"), std::string::npos) << "it names nothing";
  const auto read = Erasures::read(text, rabat.id(), {rabat.key.public_key()});
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(*read, erasures);
  EXPECT_EQ(
      Erasures::read(erasures.sign(madrid.key).text(), rabat.id(), {rabat.key.public_key()}).error().fault,
      Fault::forbidden);
  EXPECT_FALSE(Erasures::read(text, madrid.id(), {rabat.key.public_key()}));
}

TEST(Stream, ReadsWhatItWritesHoweverItIsCut) {
  std::string stream;
  append_comment(stream);
  append_event(stream, event::envelope, 17, R"({"a":1})");
  append_event(stream, event::head, std::nullopt, R"({"b":2})");
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    EventReader reader(1000);
    std::vector<Event> events;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
      ASSERT_TRUE(reader.feed(stream.substr(at, piece), [&](const Event& event) -> base::Result<> {
        events.push_back(event);
        return {};
      }));
    }
    ASSERT_EQ(events.size(), 2U) << piece;
    EXPECT_EQ(events[0].name, "envelope");
    EXPECT_EQ(events[0].data, R"({"a":1})");
    EXPECT_EQ(events[1].last_id, "17") << "an event without an id keeps the last one";
    EXPECT_EQ(reader.last_id(), "17");
  }
}

TEST(Stream, ReadsWhatTheStandardAllows) {
  EventReader reader(1000);
  std::vector<Event> events;
  const auto take = [&](const Event& event) -> base::Result<> {
    events.push_back(event);
    return {};
  };
  ASSERT_TRUE(reader.feed(
      "\xEF\xBB\xBF"
      ": hello\r\n"
      "data: one\r\ndata:two\rdata\n\nid: 5\n\nretry: 250\nevent: head\ndata: x\nunknown: y\n\ndata: cut",
      take));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].name, "message");
  EXPECT_EQ(events[0].data, "one\ntwo\n");
  EXPECT_EQ(events[1].last_id, "5");
  EXPECT_EQ(reader.retry(), 250U);
}

TEST(Stream, StopsAtItsLimit) {
  EventReader reader(100);
  const auto take = [](const Event&) -> base::Result<> { return {}; };
  EXPECT_TRUE(reader.feed("data:" + std::string(90, 'x') + "\n\n", take));
  EXPECT_EQ(reader.feed(std::string(101, 'x'), take).error().fault, Fault::too_large);
  EventReader lines(100);
  base::Result<> result;
  for (int i = 0; i < 200 && result; ++i) result = lines.feed("data:x\n", take);
  EXPECT_EQ(result.error().fault, Fault::too_large) << "many short lines of one event";
}

TEST(Stream, NumbersOfEvents) {
  EXPECT_EQ(number_of("0"), 0U);
  EXPECT_EQ(number_of("9007199254740991"), 9007199254740991U);
  for (const char* text : {"", "-1", "+1", "01", "1.0", "9007199254740992", "99999999999999999999", "1 "})
    EXPECT_FALSE(number_of(text)) << text;
}

TEST(Json, RefusesWhatTwoReadersCouldReadDifferently) {
  const auto read = [](const json::Value&) -> Result<> { return {}; };
  EXPECT_TRUE(read_json(R"({"a":1})", 100, read));
  for (const char* text :
       {R"({"a":1,"a":2})", R"({"a":9007199254740993})", R"({"a":"\ud800"})", R"({"a":01})",
        R"({"a":1})"
        "x"})
    EXPECT_FALSE(read_json(text, 100, read)) << text;
  EXPECT_EQ(read_json(std::string(101, ' '), 100, read).error().fault, Fault::too_large);
  EXPECT_FALSE(read_json(std::string(40, '[') + std::string(40, ']'), 100, read));
}

}  // namespace
}  // namespace tansiq::exchange
