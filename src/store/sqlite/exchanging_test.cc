#include "store/sqlite/exchanging.h"

#include "store/sqlite/store_test_kit.h"

namespace tansiq::store::sqlite {
namespace {

using kit::Folder;

const exchange::ServiceId me = base::sha256("rabat");
const exchange::ServiceId paris = base::sha256("paris");
const exchange::ServiceId madrid = base::sha256("madrid");
constexpr const char* secret = "Nadir Benkhalil waits at the border";

class Exchanging : public ::testing::Test {
 protected:
  void SetUp() override {
    opened_ = kit::open_with_collection(kit::options_for(folder_, hands_));
    write([&](ExchangeWriter& tx) {
      EXPECT_EQ(tx.put(Partner{.service = me, .label = "Rabat"}, true), own_service);
      first_ = tx.put(Partner{.service = paris, .label = "Paris"}).value();
      second_ = tx.put(Partner{.service = madrid, .label = "Madrid"}).value();
    });
  }

  void write(const std::function<void(ExchangeWriter&)>& work) {
    const auto done = opened_.store->write(1000, [&](Transaction& tx) -> Result<> {
      act_ = tx.append({.act = "release", .actor = "r.haddad"}).value();
      work(tx.exchange_writer());
      return {};
    });
    ASSERT_TRUE(done) << done.error().text();
  }

  exchange::Envelope release(ServiceNumber to, const std::string& id, const std::string& copy) {
    exchange::Envelope envelope;
    write([&](ExchangeWriter& tx) {
      auto end = tx.outbox(to);
      ASSERT_TRUE(end) << end.error().text();
      exchange::Release next;
      next.originator = me;
      next.copy = copy;
      next.record = exchange::RecordKey{id, kit::v1};
      envelope = end->append(std::move(next), base::random_bytes(exchange::salt_size));
      ASSERT_TRUE(tx.append(to, envelope, act_));
    });
    return envelope;
  }

  struct Row {
    EnvelopeName name;
    std::string id, copy, reason;
    Time added;
    exchange::Fate fate;
  };
  std::vector<Row> outbox_of(ServiceNumber recipient, std::uint64_t epoch = 1) {
    std::vector<Row> rows;
    auto reader = opened_.store->read().value();
    EXPECT_TRUE(reader->exchange().visit_outbox({recipient, epoch, 0}, [&](const ReleaseView& row) {
      rows.push_back({row.name, std::string(row.id), std::string(row.copy), std::string(row.reason),
                      row.added, row.fate});
      return true;
    }));
    return rows;
  }

  Folder folder_;
  kit::Hands hands_;
  kit::Opened opened_;
  ServiceNumber first_ = 0, second_ = 0;
  std::int64_t act_ = 0;
};

TEST_F(Exchanging, OutboxesAreNumberedAndChainedEachByItself) {
  const auto one = release(first_, kit::id_of(1), "one");
  const auto two = release(first_, kit::id_of(2), "two");
  const auto other = release(second_, kit::id_of(1), "one");
  EXPECT_EQ(one.body.number, 1U);
  EXPECT_EQ(two.body.number, 2U);
  EXPECT_EQ(two.body.previous, one.chain());
  EXPECT_EQ(other.body.number, 1U);
  const auto rows = outbox_of(first_);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].copy, "two");
  EXPECT_LT(rows[0].added, rows[1].added);
  auto reader = opened_.store->read().value();
  EXPECT_EQ(reader->exchange().outbox(first_)->chain, two.chain());
  EXPECT_TRUE(reader->released(kit::id_of(2)).value());
  EXPECT_FALSE(reader->released(kit::id_of(3)).value());
  EXPECT_FALSE(reader->exchange().outbox(99));
}

TEST_F(Exchanging, EpochsStandBesideEachOther) {
  const auto first = release(first_, kit::id_of(1), "one");
  auto later = exchange::Outbox::begin(me, paris, 7);
  exchange::Release lost;
  lost.originator = me;
  lost.copy = "two";
  lost.record = exchange::RecordKey{kit::id_of(2), kit::v1};
  const auto envelope = later.append(std::move(lost), base::random_bytes(exchange::salt_size));
  write([&](ExchangeWriter& tx) { ASSERT_TRUE(tx.append(first_, envelope, act_)); });
  EXPECT_EQ(outbox_of(first_, 1).size(), 1U);
  EXPECT_EQ(outbox_of(first_, 7).size(), 1U);
  auto reader = opened_.store->read().value();
  EXPECT_EQ(reader->exchange().epochs(first_).value(), (std::vector<std::uint64_t>{1, 7}));
  EXPECT_EQ(reader->exchange().epochs(second_).value(), std::vector<std::uint64_t>{});
  EXPECT_EQ(reader->exchange().outbox(first_)->number, 1U);
  EXPECT_EQ(reader->exchange().outbox(first_, 7)->chain, envelope.chain());
  EXPECT_EQ(reader->exchange().outbox(first_, 3)->number, 0U);
  EXPECT_EQ(reader->exchange().outbox(first_, 1)->chain, first.chain());
}

TEST_F(Exchanging, FatesAreSetByNumber) {
  for (int i = 1; i <= 3; ++i) release(first_, kit::id_of(i), "x");
  write([&](ExchangeWriter& tx) {
    ASSERT_TRUE(tx.set_fate({first_, 1, 1}, 2, exchange::Fate::delivered, ""));
    ASSERT_TRUE(tx.set_fate({first_, 1, 3}, 3, exchange::Fate::refused, "author"));
  });
  const auto rows = outbox_of(first_);
  EXPECT_EQ(rows[1].fate, exchange::Fate::delivered);
  EXPECT_EQ(rows[2].fate, exchange::Fate::refused);
  EXPECT_EQ(rows[2].reason, "author");
}

TEST_F(Exchanging, AWeakerFateTakesNothingBack) {
  for (int i = 1; i <= 2; ++i) release(first_, kit::id_of(i), "x");
  write([&](ExchangeWriter& tx) {
    ASSERT_TRUE(tx.set_fate({first_, 1, 1}, 1, exchange::Fate::recalled, "2026-05-01T00:00:00.000000Z"));
    ASSERT_TRUE(tx.set_fate({first_, 1, 2}, 2, exchange::Fate::purged, ""));
    ASSERT_TRUE(tx.set_fate({first_, 1, 1}, 2, exchange::Fate::delivered, ""));
    ASSERT_TRUE(tx.set_fate({first_, 1, 1}, 2, exchange::Fate::opened, ""));
  });
  const auto rows = outbox_of(first_);
  EXPECT_EQ(rows[0].fate, exchange::Fate::recalled);
  EXPECT_EQ(rows[0].reason, "2026-05-01T00:00:00.000000Z");
  EXPECT_EQ(rows[1].fate, exchange::Fate::purged);
}

TEST_F(Exchanging, ErasedReleasesKeepTheFactAndNoByteOfContent) {
  release(first_, kit::id_of(1), secret);
  release(second_, kit::id_of(1), secret);
  release(second_, kit::id_of(2), "stays");
  write([&](ExchangeWriter& tx) { EXPECT_EQ(tx.erase_releases(kit::id_of(1), first_, act_), 1U); });
  EXPECT_FALSE(kit::file_holding(folder_.path(), secret).empty()) << "the second partner's copy still stands";
  write([&](ExchangeWriter& tx) { EXPECT_EQ(tx.erase_releases(kit::id_of(1), own_service, act_), 1U); });
  EXPECT_EQ(kit::file_holding(folder_.path(), secret), "");
  EXPECT_EQ(outbox_of(first_).size(), 1U);
  EXPECT_EQ(outbox_of(first_)[0].copy, "");
  EXPECT_EQ(outbox_of(second_)[1].copy, "stays");
}

TEST_F(Exchanging, WhatArrivedIsHeldAndPurgedByOriginator) {
  auto outbox = exchange::Outbox::begin(paris, me, 1);
  const auto object = kit::object_of(kit::id_of(5), kit::v1, secret);
  exchange::Release next;
  next.originator = paris;
  next.copy = object.bytes;
  next.record = exchange::RecordKey{object.id, object.version};
  const exchange::Item item{outbox.append(next, base::random_bytes(exchange::salt_size)), ""};
  const auto done = opened_.store->write(1000, [&](Transaction& tx) -> Result<> {
    act_ = tx.append({.act = "receive", .actor = "node"}).value();
    auto& exchange = tx.exchange_writer();
    EXPECT_TRUE(exchange.add({.sender = first_, .originator = first_, .item = &item}));
    EXPECT_EQ(tx.add({.collection = opened_.collection, .originator = first_, .object = &object}, act_),
              Added::created);
    EXPECT_EQ(tx.add({.collection = opened_.collection, .originator = second_, .object = &object}, act_),
              Added::created);
    auto inbox = exchange.inbox(first_).value();
    inbox.epoch = 1;
    inbox.number = 1;
    inbox.chain = item.envelope.chain();
    inbox.head = "the newest head";
    inbox.proof = "the head at number 1";
    EXPECT_TRUE(exchange.put(first_, inbox));
    EXPECT_EQ(exchange.inbox(first_).value(), inbox);
    return {};
  });
  ASSERT_TRUE(done) << done.error().text();
  write([&](ExchangeWriter& tx) {
    const auto purged = tx.purge(opened_.collection, first_, object.id, {}, act_);
    ASSERT_TRUE(purged) << purged.error().text();
    EXPECT_EQ(*purged, std::vector({EnvelopeName{first_, 1, 1}}));
  });
  EXPECT_EQ(kit::visit_all(*opened_.store, opened_.collection).size(), 1U)
      << "another service's object stays";
  int seen = 0;
  auto reader = opened_.store->read().value();
  ASSERT_TRUE(reader->exchange().visit_inbox({first_, 1, 0}, [&](const ArrivalView& row) {
    ++seen;
    EXPECT_TRUE(row.copy.empty());
    EXPECT_TRUE(row.purged.has_value());
    return true;
  }));
  EXPECT_EQ(seen, 1);
}

TEST_F(Exchanging, PapersAndRedecisionsAreKeptInOrder) {
  write([&](ExchangeWriter& tx) {
    ASSERT_TRUE(tx.put(Paper{.kind = "card", .subject = "a", .number = 2, .text = "second"}));
    ASSERT_TRUE(tx.put(Paper{.kind = "card", .subject = "a", .number = 1, .text = "first"}));
    ASSERT_TRUE(tx.put(Paper{.kind = "card", .subject = "b", .number = 1, .text = "other"}));
    ASSERT_TRUE(tx.queue({.due = kit::start + std::chrono::hours{1}, .id = "later", .cause = "review"}));
    ASSERT_TRUE(tx.queue({.due = kit::start, .id = "now", .cause = "version"}));
  });
  {
    auto reader = opened_.store->read().value();
    const auto cards = reader->exchange().papers("card", "a").value();
    ASSERT_EQ(cards.size(), 2U);
    EXPECT_EQ(cards[0].text, "first");
    EXPECT_EQ(reader->exchange().papers("card", "").value().size(), 3U);
    const auto due = reader->exchange().due(kit::start, 10).value();
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due[0].id, "now");
  }
  write([&](ExchangeWriter& tx) {
    ASSERT_TRUE(tx.done(tx.due(kit::start, 1).value().at(0).number));
    EXPECT_TRUE(tx.due(kit::start, 10).value().empty());
    ASSERT_TRUE(tx.remove_paper("card", "a", 1));
    EXPECT_EQ(tx.papers("card", "a").value().size(), 1U);
  });
}

}  // namespace
}  // namespace tansiq::store::sqlite
