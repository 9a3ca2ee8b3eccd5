#include "store/sqlite/shelf.h"

#include "store/sqlite/store_test_kit.h"

namespace tansiq::store::sqlite {
namespace {

using kit::Folder;

const exchange::ServiceId me = base::sha256("rabat");
constexpr const char* secret = "Nadir Benkhalil waits at the border";

class Shelves : public ::testing::Test {
 protected:
  void SetUp() override {
    opened_ = kit::open_with_collection(kit::options_for(folder_, hands_));
    write([&](Transaction& tx) {
      auto& exchange = tx.exchange_writer();
      EXPECT_EQ(exchange.put(Partner{.service = me, .label = "Rabat"}, true), own_service);
      reader_ = exchange.put(Partner{.service = base::sha256("reader"), .label = "siem"}).value();
      other_ = exchange.put(Partner{.service = base::sha256("other"), .label = "other"}).value();
    });
  }

  void write(const std::function<void(Transaction&)>& work) {
    const auto done = opened_.store->write(1000, [&](Transaction& tx) -> Result<> {
      work(tx);
      return {};
    });
    ASSERT_TRUE(done) << done.error().text();
  }

  static EnvelopeName release(Transaction& tx, ServiceNumber to, const stix::Object& object,
                              bool recalls = false) {
    auto& exchange = tx.exchange_writer();
    auto end = exchange.outbox(to).value();
    exchange::Release next;
    next.originator = me;
    next.copy = object.bytes;
    next.record = exchange::RecordKey{object.id, object.version};
    const auto envelope = end.append(std::move(next), base::random_bytes(exchange::salt_size));
    EXPECT_TRUE(exchange.append(to, envelope, 5));
    const EnvelopeName name{to, end.epoch, end.number};
    Shelved shelved;
    shelved.release = name;
    shelved.object = &object;
    shelved.recalls = recalls;
    EXPECT_TRUE(exchange.shelve(shelved));
    return name;
  }
  EnvelopeName release(const std::string& id, const std::string& version, const std::string& content = "x",
                       stix::Spec spec = stix::Spec::v2_1) {
    EnvelopeName name;
    const auto object = kit::object_of(id, version, content, spec);
    write([&](Transaction& tx) { name = release(tx, reader_, object); });
    return name;
  }

  struct Row {
    std::string id, type, version, bytes;
    Time added;
    ShelfMark mark;
  };
  std::vector<Row> rows(const Filter& filter = {}, bool only_recalls = false, bool* more = nullptr) {
    std::vector<Row> found;
    auto reader = opened_.store->read().value();
    const auto visited = reader->exchange().visit_shelf(
        reader_, filter, only_recalls, [&](const RecordView& record, const ShelfMark& mark) {
          found.push_back({std::string(record.id), std::string(record.type), std::string(record.version),
                           std::string(record.bytes), record.added, mark});
          return true;
        });
    EXPECT_TRUE(visited);
    if (more != nullptr) *more = visited.value_or(false);
    return found;
  }
  std::vector<std::string> versions(const Filter& filter = {}) {
    std::vector<std::string> all;
    for (const auto& row : rows(filter)) all.push_back(row.version);
    return all;
  }
  static Filter with(VersionMatch match) {
    Filter filter;
    filter.versions = std::move(match);
    return filter;
  }

  Folder folder_;
  kit::Hands hands_;
  kit::Opened opened_;
  ServiceNumber reader_ = 0, other_ = 0;
};

constexpr VersionMatch all{.first = false, .last = false, .all = true, .exact = {}};
constexpr VersionMatch first{.first = true, .last = false, .all = false, .exact = {}};

TEST_F(Shelves, ShowTheirOwnOutboxInItsOwnOrder) {
  const auto one = release(kit::id_of(1), kit::v1, "one");
  write([&](Transaction& tx) { release(tx, other_, kit::object_of(kit::id_of(9), kit::v1, "hidden")); });
  release(kit::id_of(2, "campaign"), kit::v1, "two");
  const auto found = rows();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].id, kit::id_of(1));
  EXPECT_EQ(found[0].mark.release, one);
  EXPECT_EQ(found[0].bytes, kit::object_of(kit::id_of(1), kit::v1, "one").bytes);
  EXPECT_EQ(found[1].type, "campaign");
  EXPECT_LT(found[0].added, found[1].added);
  Time added;
  ASSERT_TRUE(opened_.store->read().value()->exchange().visit_outbox({reader_, one.epoch, 0},
                                                                     [&](const ReleaseView& row) {
                                                                       added = row.added;
                                                                       return false;
                                                                     }));
  EXPECT_EQ(found[0].added, added);
  auto reader = opened_.store->read().value();
  EXPECT_TRUE(reader->exchange().shelf_holds(reader_, kit::id_of(1), false).value());
  EXPECT_FALSE(reader->exchange().shelf_holds(reader_, kit::id_of(9), false).value());
  EXPECT_TRUE(rows({.types = {"nothing"}}).empty());
  EXPECT_EQ(rows({.types = {"campaign"}}).size(), 1U);
  EXPECT_EQ(rows({.added_after = found[0].added}).size(), 1U);
  bool more = false;
  EXPECT_EQ(rows({.limit = 1}, false, &more).size(), 1U);
  EXPECT_TRUE(more);
}

TEST_F(Shelves, VersionsAreFirstAndLastAmongTheReadersOwn) {
  release(kit::id_of(1), kit::v2);
  release(kit::id_of(1), kit::v3);
  release(kit::id_of(1), kit::v1);
  EXPECT_EQ(versions(), std::vector<std::string>{kit::v3});
  EXPECT_EQ(versions(with(first)), std::vector<std::string>{kit::v1});
  EXPECT_EQ(versions(with(all)), (std::vector<std::string>{kit::v2, kit::v3, kit::v1}));
  auto of_id = with(all);
  of_id.ids = {kit::id_of(1)};
  EXPECT_EQ(versions(of_id).size(), 3U);
  of_id.versions = {.first = false, .last = false, .all = false, .exact = {"2026-01-02T00:00:00Z"}};
  EXPECT_EQ(versions(of_id), std::vector<std::string>{kit::v2});
  release(kit::id_of(1), kit::v1, "older form", stix::Spec::v2_0);
  EXPECT_EQ(versions(), std::vector<std::string>{kit::v3});
  Filter old;
  old.specs = {stix::Spec::v2_0};
  EXPECT_EQ(versions(old), std::vector<std::string>{kit::v1});
}

TEST_F(Shelves, WhatIsTakenAwayLetsTheOneBeforeBeLast) {
  release(kit::id_of(1), kit::v1);
  const auto second = release(kit::id_of(1), kit::v2);
  write([&](Transaction& tx) { ASSERT_TRUE(tx.exchange_writer().unshelve(second, Shelved::Part::copy)); });
  EXPECT_EQ(versions(), std::vector<std::string>{kit::v1});
  EXPECT_EQ(versions(with(all)).size(), 1U);
}

TEST_F(Shelves, ASuspendedReaderGetsRecallsOnly) {
  release(kit::id_of(1), kit::v1);
  const auto bare = kit::object_of(kit::id_of(2), kit::v2, "bare");
  write([&](Transaction& tx) { release(tx, reader_, bare, true); });
  EXPECT_EQ(rows().size(), 2U);
  for (const auto& match : {VersionMatch{}, all}) {
    const auto found = rows(with(match), true);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].id, bare.id);
    EXPECT_TRUE(found[0].mark.recalls);
  }
  EXPECT_TRUE(rows({.ids = {kit::id_of(1)}}, true).empty());
  auto reader = opened_.store->read().value();
  EXPECT_FALSE(reader->exchange().shelf_holds(reader_, kit::id_of(1), true).value());
  EXPECT_TRUE(reader->exchange().shelf_holds(reader_, bare.id, true).value());
}

TEST_F(Shelves, WhatStandsBesideComesRightBehindAndGoesWithItsRelease) {
  const auto copy = kit::object_of(kit::id_of(1), kit::v1, secret);
  const auto note = kit::object_of(kit::id_of(1, "note"), kit::v1, "conditions of it");
  write([&](Transaction& tx) {
    Shelved beside;
    beside.release = release(tx, reader_, copy);
    beside.part = Shelved::Part::beside;
    beside.object = &note;
    ASSERT_TRUE(tx.exchange_writer().shelve(beside));
    release(tx, reader_, kit::object_of(kit::id_of(2), kit::v1));
  });
  auto found = rows();
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[1].id, note.id);
  EXPECT_EQ(found[1].mark.part, Shelved::Part::beside);
  EXPECT_EQ(found[1].added, found[0].added + std::chrono::microseconds{1});
  EXPECT_LT(found[1].added, found[2].added);
  write([&](Transaction& tx) {
    const auto act = tx.append({.act = "recall", .actor = "r.haddad"}).value();
    EXPECT_EQ(tx.exchange_writer().erase_releases(copy.id, reader_, act).value(), 1U);
  });
  found = rows();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].id, kit::id_of(2));
  EXPECT_EQ(kit::file_holding(folder_.path("store"), secret), "");
  EXPECT_EQ(kit::file_holding(folder_.path("store"), "conditions of it"), "");
}

TEST_F(Shelves, WhatWasReadIsFetchedUnlessMoreIsKnown) {
  const auto one = release(kit::id_of(1), kit::v1);
  const auto two = release(kit::id_of(2), kit::v1);
  write([&](Transaction& tx) {
    auto& exchange = tx.exchange_writer();
    ASSERT_TRUE(exchange.set_fate(two, two.number, exchange::Fate::recalled, {}));
    ASSERT_TRUE(exchange.set_fetched({one, two}));
  });
  for (const auto& row : rows()) EXPECT_TRUE(row.mark.fetched);
  std::vector<exchange::Fate> fates;
  ASSERT_TRUE(opened_.store->read().value()->exchange().visit_outbox({reader_, one.epoch, 0},
                                                                     [&](const ReleaseView& row) {
                                                                       fates.push_back(row.fate);
                                                                       return true;
                                                                     }));
  EXPECT_EQ(fates, (std::vector{exchange::Fate::fetched, exchange::Fate::recalled}));
}

TEST_F(Shelves, ARestoredStoreForgetsWhatWasErasedSince) {
  release(kit::id_of(1), kit::v1, secret);
  ASSERT_TRUE(opened_.store->backup(folder_.path("copy.db"), [](int, int) {}));
  write([&](Transaction& tx) {
    const auto act = tx.append({.act = "erase", .actor = "r.haddad"}).value();
    EXPECT_EQ(tx.exchange_writer().erase_releases(kit::id_of(1), own_service, act).value(), 1U);
  });
  opened_.store.reset();
  for (const auto& file : {"tansiq.db", "tansiq.db-wal", "tansiq.db-shm"})
    std::filesystem::remove(folder_.path("store") + "/" + file);
  std::filesystem::copy_file(folder_.path("copy.db"), folder_.path("store/tansiq.db"));
  opened_ = kit::open_with_collection(kit::options_for(folder_, hands_));
  EXPECT_TRUE(rows(with(all)).empty());
}

class HandedIn : public Shelves {
 protected:
  bool submit(std::int64_t principal, const std::string& submission, const stix::Object& object) {
    bool kept = false;
    write([&](Transaction& tx) { kept = tx.submit(principal, submission, object).value(); });
    return kept;
  }
  std::vector<Submitted> all_submitted(const SubmittedFilter& filter) {
    return opened_.store->read().value()->submitted(filter).value();
  }
};

TEST_F(HandedIn, ObjectsAreComparedWithTheSameCallersOnly) {
  const auto object = kit::object_of(kit::id_of(1), kit::v1, secret);
  kit::add_one(opened_, object);
  EXPECT_TRUE(submit(1, "s1", object));
  EXPECT_FALSE(submit(1, "s2", object));
  EXPECT_TRUE(submit(2, "s3", object));
  EXPECT_TRUE(submit(1, "s4", kit::object_of(kit::id_of(1), kit::v1, "other content")));
  EXPECT_EQ(all_submitted({}).size(), 3U);
  const auto of_post = all_submitted({.submission = "s1", .with_bytes = true});
  ASSERT_EQ(of_post.size(), 1U);
  EXPECT_EQ(of_post[0].bytes, object.bytes);
  EXPECT_EQ(of_post[0].principal, 1);
  EXPECT_TRUE(all_submitted({.submission = "s2"}).empty());
  EXPECT_EQ(all_submitted({.principal = 2}).size(), 1U);
  const auto waiting = opened_.store->read().value()->waiting(1).value();
  EXPECT_EQ(waiting.objects, 2);
  EXPECT_GT(waiting.bytes, static_cast<std::int64_t>(object.bytes.size()));
  EXPECT_EQ(kit::visit_all(*opened_.store, opened_.collection).size(), 1U);
}

TEST_F(HandedIn, WhatWasDroppedIsInNoFileAndTheFactStays) {
  const auto object = kit::object_of(kit::id_of(1), kit::v1, secret);
  submit(1, "s1", object);
  const auto number = all_submitted({}).front().number;
  write([&](Transaction& tx) { ASSERT_TRUE(tx.settle_submitted({number}, Submitted::State::dropped)); });
  EXPECT_EQ(kit::file_holding(folder_.path("store"), secret), "");
  EXPECT_TRUE(all_submitted({}).empty());
  const auto facts = all_submitted({.only_waiting = false, .with_bytes = true});
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(facts[0].state, Submitted::State::dropped);
  EXPECT_EQ(facts[0].bytes, "");
  EXPECT_TRUE(submit(1, "s2", object)) << "nothing is compared with what does not wait any more";
}

TEST_F(HandedIn, ErasingAnObjectReachesWhatWasHandedInUnderItsId) {
  const auto object = kit::object_of(kit::id_of(1), kit::v1, "filed");
  kit::add_one(opened_, object);
  submit(1, "s1", kit::object_of(kit::id_of(1), kit::v1, secret));
  ASSERT_TRUE(opened_.store->backup(folder_.path("copy.db"), [](int, int) {}));
  write([&](Transaction& tx) {
    const auto act = tx.append({.act = "erase", .actor = "r.haddad"}).value();
    EXPECT_EQ(tx.erase(opened_.collection, object.id, all, {}, act).value(), 1U);
  });
  EXPECT_TRUE(all_submitted({.only_waiting = false}).empty());
  EXPECT_EQ(kit::file_holding(folder_.path("store"), secret), "");
  opened_.store.reset();
  for (const auto& file : {"tansiq.db", "tansiq.db-wal", "tansiq.db-shm"})
    std::filesystem::remove(folder_.path("store") + "/" + file);
  std::filesystem::copy_file(folder_.path("copy.db"), folder_.path("store/tansiq.db"));
  opened_ = kit::open_with_collection(kit::options_for(folder_, hands_));
  EXPECT_TRUE(all_submitted({.only_waiting = false}).empty());
}

}  // namespace
}  // namespace tansiq::store::sqlite
