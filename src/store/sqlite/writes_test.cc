// What one write is: all or nothing, in an order, at an instant; and the small tables.

#include <condition_variable>
#include <mutex>
#include <thread>

#include "store/sqlite/store_test_kit.h"

namespace tansiq::store::sqlite {
namespace {

using namespace kit;
using base::Fault;

class Writes : public testing::Test {
 protected:
  Folder folder;
  Hands hands;
  Options options = options_for(folder, hands);
  Opened opened = open_with_collection(options);

  void reopen() {
    opened.store.reset();
    opened = open_with_collection(options);
  }
  std::size_t count() { return visit_all(*opened.store, opened.collection).size(); }
};

TEST_F(Writes, AreDurableAcrossOpening) {
  add_one(opened, object_of(id_of(1), v1));
  reopen();
  EXPECT_EQ(count(), 1U);
  EXPECT_EQ(add_one(opened, object_of(id_of(1), v1)), Added::same);
}

TEST_F(Writes, ThatFailLeaveNothing) {
  const auto object = object_of(id_of(1), v1);
  const auto done = opened.store->write(10, [&](Transaction& tx) -> Result<> {
    const auto act = *tx.append({.act = "publish", .actor = "r.haddad"});
    EXPECT_TRUE(tx.add({.collection = opened.collection, .object = &object}, act).has_value());
    EXPECT_TRUE(*tx.holds(opened.collection, object.id)) << "a transaction sees its own writes";
    return base::fail(Fault::forbidden, "no");
  });
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().fault, Fault::forbidden);
  EXPECT_EQ(count(), 0U);
  EXPECT_EQ((*opened.store->read())->totals()->journal_entries, 0);
  EXPECT_EQ(add_one(opened, object), Added::created);
  const auto entries = *(*opened.store->read())->journal({});
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_TRUE(journal::verify(entries[0], 0, base::Digest{}).has_value());
}

TEST_F(Writes, ThatThrowAreFailures) {
  const auto done =
      opened.store->write(10, [](Transaction&) -> Result<> { throw std::runtime_error("out of luck"); });
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().fault, Fault::internal);
  EXPECT_EQ(add_one(opened, object_of(id_of(1), v1)), Added::created);
}

TEST_F(Writes, ASecondUseOfAUniqueNameIsAConflict) {
  const auto put = [&](const std::string& name) {
    return opened.store->write(1, [&](Transaction& tx) -> Result<> {
      auto number = tx.put(Principal{.name = name});
      if (!number) return base::fail(number);
      return {};
    });
  };
  EXPECT_TRUE(put("r.haddad").has_value());
  const auto again = put("r.haddad");
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().fault, Fault::conflict);
  EXPECT_TRUE(put("l.amrani").has_value());
}

/// Holds the writer inside a write, so that what comes meanwhile shares the next commit.
class Gate {
 public:
  explicit Gate(Store& store)
      : thread_([this, &store] {
          EXPECT_TRUE(store
                          .write(1,
                                 [this](Transaction&) -> Result<> {
                                   std::unique_lock guard(mutex_);
                                   entered_ = true;
                                   changed_.notify_all();
                                   changed_.wait(guard, [this] { return open_; });
                                   return {};
                                 })
                          .has_value());
        }) {
    std::unique_lock guard(mutex_);
    changed_.wait(guard, [this] { return entered_; });
  }
  void open() {
    {
      const std::lock_guard guard(mutex_);
      open_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool entered_ = false;
  bool open_ = false;
  std::thread thread_;
};

void wait_for_queue(Store& store, std::size_t writes) {
  while (store.load().queued_writes < writes) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

TEST_F(Writes, ThatWaitShareOneCommitAndFailAlone) {
  Gate gate(*opened.store);
  const auto commits = opened.store->load().commits;
  std::vector<std::thread> threads;
  std::vector<Result<>> outcomes(8);
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      const auto object = object_of(id_of(i), v1);
      outcomes[static_cast<std::size_t>(i)] = opened.store->write(1, [&](Transaction& tx) -> Result<> {
        const auto act = tx.append({.act = "publish", .actor = fmt::format("actor {}", i)});
        auto added = tx.add({.collection = opened.collection, .object = &object}, *act);
        if (i % 2 == 1) return base::fail(Fault::invalid, "odd");
        return added ? Result<>{} : Result<>(base::fail(added));
      });
    });
  wait_for_queue(*opened.store, 8);
  gate.open();
  for (auto& thread : threads) thread.join();
  for (int i = 0; i < 8; ++i) EXPECT_EQ(outcomes[static_cast<std::size_t>(i)].has_value(), i % 2 == 0);
  EXPECT_LE(opened.store->load().commits, commits + 2) << "the gate's and one for all eight";
  EXPECT_EQ(count(), 4U);
  const auto entries = *(*opened.store->read())->journal({});
  ASSERT_EQ(entries.size(), 4U);
  base::Digest hash{};
  for (const auto& entry : entries) {
    EXPECT_TRUE(journal::verify(entry, entry.number - 1, hash).has_value());
    hash = entry.hash;
  }
}

TEST_F(Writes, AFullQueueAnswersBusyAtOnce) {
  opened.store.reset();
  options.queue_bytes = 1000;
  opened = open_with_collection(options);
  Gate gate(*opened.store);
  bool ran = false;
  const auto nothing = [&](Transaction&) -> Result<> {
    ran = true;
    return {};
  };
  std::thread waiting([&] { EXPECT_TRUE(opened.store->write(900, nothing).has_value()); });
  wait_for_queue(*opened.store, 1);
  EXPECT_EQ(opened.store->load().queued_bytes, 900U);
  const auto refused = opened.store->write(200, [&](Transaction&) -> Result<> {
    ADD_FAILURE() << "a refused write must not run";
    return {};
  });
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().fault, Fault::busy);
  EXPECT_FALSE(ran);
  gate.open();
  waiting.join();
  EXPECT_TRUE(ran);
  EXPECT_TRUE(opened.store->write(5000, nothing).has_value()) << "alone, a large one may pass";
}

TEST_F(Writes, TimeNeverGoesBack) {
  std::vector<Time> instants;
  const auto look = [&] {
    ASSERT_TRUE(opened.store
                    ->write(1,
                            [&](Transaction& tx) -> Result<> {
                              instants.push_back(tx.now());
                              EXPECT_EQ(tx.now(), instants.back()) << "one instant for all of a write";
                              return {};
                            })
                    .has_value());
  };
  const auto publish = [&](int from) {
    std::vector<stix::Object> objects;
    for (int i = 0; i < 50; ++i) objects.push_back(object_of(id_of(from + i), v1));
    ASSERT_TRUE(add(opened, objects).has_value());
  };
  look();
  publish(0);
  look();
  hands.move(-std::chrono::hours(1));
  look();
  publish(100);
  look();
  reopen();
  look();
  publish(200);
  hands.move(std::chrono::hours(2));
  look();
  publish(300);
  for (std::size_t i = 1; i < instants.size(); ++i) EXPECT_LT(instants[i - 1], instants[i]);
  const auto seen = visit_all(*opened.store, opened.collection);
  ASSERT_EQ(seen.size(), 200U);
  for (std::size_t i = 1; i < seen.size(); ++i) EXPECT_LT(seen[i - 1].added, seen[i].added);
  const auto entries = *(*opened.store->read())->journal({});
  for (std::size_t i = 1; i < entries.size(); ++i) EXPECT_LT(entries[i - 1].time, entries[i].time);
}

TEST_F(Writes, AReaderSeesOneMoment) {
  add_one(opened, object_of(id_of(1), v1));
  const auto reader = *opened.store->read();
  add_one(opened, object_of(id_of(2), v1));
  std::size_t seen = 0;
  ASSERT_TRUE(reader
                  ->visit(opened.collection, {},
                          [&](const RecordView&) {
                            ++seen;
                            return true;
                          })
                  .has_value());
  EXPECT_EQ(seen, 1U);
  EXPECT_EQ(reader->totals()->records, 1);
  EXPECT_EQ(count(), 2U);
}

TEST_F(Writes, HandlingIsKeptOnceAndItsChangesRemembered) {
  const Handling green{.json = R"({"tlp":"green"})", .review = start + std::chrono::hours(24)};
  const Handling red{.json = R"({"tlp":"red"})", .review = std::nullopt};
  const auto object = object_of(id_of(1), v1);
  std::int64_t first = 0;
  std::int64_t second = 0;
  ASSERT_TRUE(opened.store
                  ->write(1,
                          [&](Transaction& tx) -> Result<> {
                            const auto act = *tx.append({.act = "publish"});
                            first = *tx.intern(green);
                            EXPECT_EQ(*tx.intern(green), first);
                            second = *tx.intern(red);
                            EXPECT_NE(first, second);
                            EXPECT_NE(*tx.intern({.json = green.json, .review = std::nullopt}), first);
                            auto added = tx.add(
                                {.collection = opened.collection, .object = &object, .handling = first}, act);
                            return added ? Result<>{} : Result<>(base::fail(added));
                          })
                  .has_value());
  const auto record = visit_all(*opened.store, opened.collection).at(0);
  EXPECT_EQ(record.handling, first);
  {
    const auto reader = *opened.store->read();
    EXPECT_EQ((*reader->handling(first))->json, green.json);
    EXPECT_EQ((*reader->handling(first))->review, green.review);
    EXPECT_FALSE(reader->handling(999)->has_value());
    const auto history = *reader->handling_history(record.number);
    ASSERT_EQ(history.size(), 1U);
    EXPECT_EQ(history[0].handling, first);
    EXPECT_EQ(history[0].act, 1);
  }
  ASSERT_TRUE(opened.store
                  ->write(1,
                          [&](Transaction& tx) -> Result<> {
                            const auto act = *tx.append({.act = "handle"});
                            return tx.set_handling(record.number, second, act);
                          })
                  .has_value());
  const auto reader = *opened.store->read();
  const auto history = *reader->handling_history(record.number);
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0].handling, first);
  EXPECT_EQ(history[1].handling, second);
  EXPECT_EQ(history[1].act, 2);
  EXPECT_EQ(history[1].content.json, red.json);
  const auto unknown =
      opened.store->write(1, [&](Transaction& tx) { return tx.set_handling(12345, second, 1); });
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().fault, Fault::not_found);
}

TEST_F(Writes, PrincipalsGrantsTokensAndSettingsComeBack) {
  Principal officer{.kind = Principal::Kind::officer,
                    .name = "r.haddad",
                    .roles = {"analyst", "duty-officer"},
                    .password_hash = "$argon2id$...",
                    .created = start};
  Principal account{.kind = Principal::Kind::account,
                    .name = "reader",
                    .purpose = "feed",
                    .basis = "agreement 4",
                    .case_id = "c",
                    .created = start,
                    .expires = start + std::chrono::hours(1),
                    .disabled = true};
  const auto hash = base::sha256("token");
  ASSERT_TRUE(opened.store
                  ->write(1,
                          [&](Transaction& tx) -> Result<> {
                            officer.number = *tx.put(officer);
                            account.number = *tx.put(account);
                            EXPECT_TRUE(tx.put_grant(account.number,
                                                     {.collection = opened.collection, .can_read = true}));
                            EXPECT_TRUE(tx.put_grant(officer.number,
                                                     {.collection = opened.collection, .can_write = true}));
                            EXPECT_TRUE(tx.put_grant(officer.number, {.collection = opened.collection}));
                            EXPECT_TRUE(tx.put(Token{.id = "t1",
                                                     .principal = officer.number,
                                                     .hash = hash,
                                                     .roles = {"analyst"},
                                                     .label = "laptop",
                                                     .created = start}));
                            EXPECT_TRUE(tx.put_setting("title", "one"));
                            return tx.put_setting("title", "two");
                          })
                  .has_value());
  account.disabled = false;
  ASSERT_TRUE(opened.store
                  ->write(1,
                          [&](Transaction& tx) -> Result<> {
                            EXPECT_EQ(*tx.put(account), account.number);
                            return {};
                          })
                  .has_value());
  reopen();
  const auto reader = *opened.store->read();
  EXPECT_EQ(reader->principals()->size(), 2U);
  const auto found = (*reader->principal("r.haddad")).value();
  EXPECT_EQ(found.number, officer.number);
  EXPECT_EQ(found.roles, officer.roles);
  EXPECT_EQ(found.password_hash, officer.password_hash);
  EXPECT_FALSE(found.expires.has_value());
  const auto other = (*reader->principal(account.number)).value();
  EXPECT_EQ(other.kind, Principal::Kind::account);
  EXPECT_EQ(other.purpose, "feed");
  EXPECT_EQ(other.basis, "agreement 4");
  EXPECT_EQ(other.case_id, "c");
  EXPECT_EQ(other.expires, account.expires);
  EXPECT_FALSE(other.disabled);
  EXPECT_TRUE(other.roles.empty());
  EXPECT_FALSE(reader->principal("nobody")->has_value());
  const auto grants = *reader->grants(account.number);
  ASSERT_EQ(grants.size(), 1U);
  EXPECT_TRUE(grants[0].can_read);
  EXPECT_FALSE(grants[0].can_write);
  EXPECT_TRUE(reader->grants(officer.number)->empty());
  const auto token = (*reader->token(hash)).value();
  EXPECT_EQ(token.id, "t1");
  EXPECT_EQ(token.principal, officer.number);
  EXPECT_EQ(token.roles, std::vector<std::string>{"analyst"});
  EXPECT_EQ(reader->tokens(officer.number)->size(), 1U);
  EXPECT_FALSE(reader->token(base::sha256("other"))->has_value());
  EXPECT_EQ(reader->setting("title")->value(), "two");
  EXPECT_FALSE(reader->setting("none")->has_value());
  EXPECT_EQ((*reader->collection("records"))->number, opened.collection);
  EXPECT_EQ((*reader->collection((*reader->collections())[0].id))->alias, "records");
}

TEST_F(Writes, SubmissionsKeepEveryByteUntilTheyAreForgotten) {
  Submission submission{.id = base::random_uuid(),
                        .principal = 1,
                        .collection = opened.collection,
                        .requested = start,
                        .successes_count = 5000,
                        .successes = {{.id = id_of(1), .version = v1, .message = ""}},
                        .failures = {{.id = "a\tb", .version = "", .message = "line one\nline \\ two\t."},
                                     {.id = "", .version = "", .message = ""}}};
  ASSERT_TRUE(opened.store->write(1, [&](Transaction& tx) { return tx.put(submission); }).has_value());
  submission.successes_count = 5001;
  ASSERT_TRUE(opened.store->write(1, [&](Transaction& tx) { return tx.put(submission); }).has_value());
  {
    const auto reader = *opened.store->read();
    const auto found = (*reader->submission(submission.id)).value();
    EXPECT_EQ(found.successes_count, 5001U);
    EXPECT_EQ(found.requested, start);
    ASSERT_EQ(found.successes.size(), 1U);
    EXPECT_EQ(found.successes[0].id, id_of(1));
    EXPECT_EQ(found.successes[0].version, v1);
    ASSERT_EQ(found.failures.size(), 2U);
    EXPECT_EQ(found.failures[0].id, "a\tb");
    EXPECT_EQ(found.failures[0].message, "line one\nline \\ two\t.");
    EXPECT_EQ(found.failures[1].id, "");
    EXPECT_FALSE(reader->submission(base::random_uuid())->has_value());
  }
  std::size_t forgotten = 0;
  const auto forget = [&](Time before) {
    ASSERT_TRUE(opened.store
                    ->write(1,
                            [&](Transaction& tx) -> Result<> {
                              forgotten = *tx.forget_submissions(before);
                              return {};
                            })
                    .has_value());
  };
  forget(start);
  EXPECT_EQ(forgotten, 0U);
  forget(start + std::chrono::hours(25));
  EXPECT_EQ(forgotten, 1U);
  EXPECT_FALSE((*opened.store->read())->submission(submission.id)->has_value());
}

TEST_F(Writes, TheJournalIsFoundByNumberActorActAndSubject) {
  const auto append = [&](const journal::Act& act) {
    ASSERT_TRUE(opened.store
                    ->write(1,
                            [&](Transaction& tx) -> Result<> {
                              EXPECT_TRUE(tx.append(act).has_value());
                              return {};
                            })
                    .has_value());
  };
  append({.act = "publish", .actor = "a", .subject = id_of(1)});
  append({.act = "consult", .actor = "b", .subject = "records", .detail = "match[id]=" + id_of(1)});
  append({.act = "consult", .actor = "a", .subject = id_of(1)});
  append({.act = "consult", .actor = "a", .subject = "records"});
  const auto reader = *opened.store->read();
  const auto numbers = [&](const JournalFilter& filter) {
    std::vector<std::int64_t> found;
    const auto entries = *reader->journal(filter);
    for (const auto& entry : entries) {
      found.push_back(entry.number);
      const auto before = entry.number == 1 ? base::Digest{} : entry.previous;
      EXPECT_TRUE(journal::verify(entry, entry.number - 1, before).has_value());
    }
    return found;
  };
  using Numbers = std::vector<std::int64_t>;
  EXPECT_EQ(numbers({}), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(numbers({.from = 3}), (Numbers{3, 4}));
  EXPECT_EQ(numbers({.limit = 2}), (Numbers{1, 2}));
  EXPECT_EQ(numbers({.actor = "a"}), (Numbers{1, 3, 4}));
  EXPECT_EQ(numbers({.act = "consult"}), (Numbers{2, 3, 4}));
  EXPECT_EQ(numbers({.subject = id_of(1)}), (Numbers{1, 3}));
  EXPECT_EQ(numbers({.from = 2, .actor = "a", .subject = id_of(1)}), (Numbers{3}));
  EXPECT_EQ(numbers({.subject = id_of(9)}), (Numbers{}));
}

}  // namespace
}  // namespace tansiq::store::sqlite
