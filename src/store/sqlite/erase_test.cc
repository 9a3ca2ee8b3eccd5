// Nothing of what was erased stands in any file of the store, however it got there.

#include <algorithm>
#include <random>
#include <set>
#include <thread>

#include "store/sqlite/store_test_kit.h"

namespace tansiq::store::sqlite {
namespace {

using namespace kit;
using base::Fault;

/// An observable with a deterministic id: its UUID (version 5) is a hash of its value.
const std::string email_id =
    "email-addr--" + base::uuid_v5("00abedb4-aa42-466c-9c01-fed23315a9b7", R"({"value":"s@example.org"})");

class Erase : public testing::Test {
 protected:
  Folder folder;
  Hands hands;
  Options options = options_for(folder, hands);
  Opened opened = open_with_collection(options);

  Result<std::size_t> erase(const std::string& id, const std::string& detail = "by order of the court") {
    std::size_t count = 0;
    const VersionMatch all{.first = false, .last = false, .all = true};
    auto done = opened.store->write(100, [&](Transaction& tx) -> Result<> {
      const auto act = tx.append(
          {.act = "erase", .actor = "r.haddad", .subject = id, .basis = "art. 9", .detail = detail});
      if (!act) return base::fail(act);
      auto gone = tx.erase(opened.collection, id, all, {}, *act);
      if (!gone) return base::fail(gone);
      count = *gone;
      return {};
    });
    if (!done) return base::fail(done);
    return count;
  }
  void expect_gone(const std::string& bytes) {
    EXPECT_EQ(file_holding(folder.path(), bytes), "") << "holds " << bytes;
  }
  void expect_held(const std::string& bytes) {
    EXPECT_NE(file_holding(folder.path(), bytes), "") << bytes << ": this test would see nothing";
  }
  void expect_journal_verifies() {
    const auto entries = *(*opened.store->read())->journal({.limit = 100'000});
    base::Digest hash{};
    for (const auto& entry : entries) {
      const auto verdict = journal::verify(entry, entry.number - 1, hash);
      EXPECT_TRUE(verdict.has_value()) << (verdict ? "" : verdict.error().text());
      hash = entry.hash;
    }
  }
};

TEST_F(Erase, ContentVersionsAndConflictsGo) {
  const auto id = id_of(1);
  add_one(opened, object_of(id, v1, "the first secret"));
  add_one(opened, object_of(id, v2, "the second secret"));
  add_one(opened, object_of(id, v2, "the contradicted secret"));
  add_one(opened, object_of(id_of(2), v1, "what stays"));
  expect_held("the first secret");
  expect_held("the contradicted secret");
  EXPECT_EQ(*erase(id), 2U);
  expect_gone("secret");
  expect_held("what stays");
  expect_journal_verifies();
  const auto reader = *opened.store->read();
  EXPECT_EQ(reader->totals()->conflicts, 0);
  EXPECT_EQ(reader->totals()->records, 1);
  EXPECT_TRUE((*reader->conflicts(opened.collection, id, 10)).empty());
}

TEST_F(Erase, OfOneVersionLeavesTheOthers) {
  const auto id = id_of(1);
  add_one(opened, object_of(id, v1, "first"));
  add_one(opened, object_of(id, v2, "second"));
  add_one(opened, object_of(id, v1, "contradicts first"));
  add_one(opened, object_of(id, v2, "contradicts second"));
  std::size_t count = 0;
  ASSERT_TRUE(opened.store
                  ->write(1,
                          [&](Transaction& tx) -> Result<> {
                            const auto act = tx.append({.act = "erase", .subject = id});
                            count =
                                *tx.erase(opened.collection, id, {.first = true, .last = false}, {}, *act);
                            return {};
                          })
                  .has_value());
  EXPECT_EQ(count, 1U);
  expect_gone("\"first\"");
  expect_gone("contradicts first");
  expect_held("\"second\"");
  expect_held("contradicts second");
}

TEST_F(Erase, OfARandomIdKeepsTheFactInTheJournal) {
  const auto id = id_of(1);
  ASSERT_TRUE(add(opened, {object_of(id, v1, "secret")},
                  {.act = "publish", .actor = "r.haddad", .subject = id, .detail = "names him: " + id}));
  EXPECT_EQ(*erase(id), 1U);
  expect_gone("names him");
  const auto entries = *(*opened.store->read())->journal({.subject = id});
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].act.subject, id);
  EXPECT_EQ(entries[0].act.actor, "r.haddad");
  EXPECT_EQ(entries[0].act.detail, "");
  EXPECT_TRUE(entries[0].salts[5].empty());
  EXPECT_EQ(entries[1].act.act, "erase");
  EXPECT_EQ(entries[1].act.basis, "art. 9");
  EXPECT_EQ(entries[1].act.detail, "by order of the court");
  expect_journal_verifies();
}

TEST_F(Erase, OfAnIdMadeFromContentTakesTheIdEverywhere) {
  const auto digits = email_id.substr(email_id.find("--") + 2);
  const auto object = object_of(email_id, std::string(stix::unversioned_version), "s@example.org");
  ASSERT_TRUE(add(opened, {object}, {.act = "publish", .actor = "r.haddad", .subject = email_id}));
  ASSERT_TRUE(
      opened.store
          ->write(
              1,
              [&](Transaction& tx) -> Result<> {
                EXPECT_TRUE(
                    tx.append({.act = "consult", .subject = "records", .detail = "match[id]=" + email_id}));
                EXPECT_TRUE(tx.exchange_writer()
                                .queue({.due = start, .id = email_id, .cause = "review"})
                                .has_value());
                return tx.put(Submission{
                    .id = base::random_uuid(),
                    .requested = start,
                    .successes_count = 2,
                    .successes = {{.id = email_id, .version = "", .message = ""},
                                  {.id = id_of(5), .version = v1}},
                    .failures = {{.id = email_id, .version = "", .message = "value s@example.org is odd"}}});
              })
          .has_value());
  expect_held(digits);
  EXPECT_EQ(*erase(email_id, "erases " + email_id), 1U);
  expect_gone(digits);
  expect_gone("s@example.org");
  expect_gone("53406578616d706c65");  // nor in hexadecimal
  const auto hash = base::sha256(email_id);
  expect_gone(std::string(base::view(hash)));
  expect_gone(base::to_hex(base::view(hash)));
  expect_journal_verifies();
  const auto entries = *(*opened.store->read())->journal({});
  EXPECT_EQ(entries.back().act.act, "erase");
  EXPECT_EQ(entries.back().act.actor, "r.haddad");
  EXPECT_EQ(entries.back().act.basis, "art. 9");
  EXPECT_EQ(entries.back().act.subject, "");
}

// Rows of all sizes, changed and erased in a random order, so that pages split and join: what SQLite leaves
// behind where it moves rows from page to page must not reach the file. (Without the wiping VFS, a few of
// these thousands stay in the file, each time others.)
TEST_F(Erase, LeavesNothingWhereRowsWereMoved) {
  std::mt19937 random(7);
  const auto secret = [](int number) { return fmt::format("secret-{:06d}-", number); };
  const auto tail = [&] { return std::string(random() % 20 == 0 ? random() % 9000 : random() % 900, 'x'); };
  const auto publish = [&](const std::vector<int>& numbers, const char* version) {
    std::vector<stix::Object> objects;
    for (const int number : numbers)
      objects.push_back(object_of(id_of(number), version, secret(number) + tail()));
    ASSERT_TRUE(add(opened, objects).has_value());
  };
  std::vector<int> held;
  for (int i = 0; i < 4000; ++i) held.push_back(i);
  publish(held, v1);
  std::shuffle(held.begin(), held.end(), random);
  std::set<int> gone;
  while (held.size() > 500) {
    // A second version makes the row of the first longer, which may split its page.
    publish(std::vector<int>(held.begin(), held.begin() + 100), v2);
    ASSERT_TRUE(
        opened.store
            ->write(1,
                    [&](Transaction& tx) -> Result<> {
                      for (int i = 0; i < 250; ++i) {
                        const int number = held.back();
                        const auto act = tx.append({.act = "erase"});
                        EXPECT_GE(
                            tx.erase(opened.collection, id_of(number), {.all = true}, {}, *act).value_or(0),
                            1U);
                        gone.insert(number);
                        held.pop_back();
                      }
                      return {};
                    })
            .has_value());
    std::shuffle(held.begin(), held.end(), random);
  }
  std::set<int> found;
  for (const auto& entry : fs::directory_iterator(folder.path("store"))) {
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    for (auto at = content.find("secret-"); at != std::string::npos; at = content.find("secret-", at + 1))
      found.insert(std::atoi(content.c_str() + at + 7));
  }
  for (const int number : held) EXPECT_TRUE(found.contains(number)) << "else this test sees nothing";
  for (const int number : gone) EXPECT_FALSE(found.contains(number)) << number;
  EXPECT_TRUE(check(folder.path("store/tansiq.db")).has_value());
}

TEST_F(Erase, IsNotAcknowledgedWhileAReaderHoldsTheLog) {
  opened.store.reset();
  options.erase_wait = std::chrono::milliseconds(50);
  opened = open_with_collection(options);
  add_one(opened, object_of(id_of(1), v1, "secret"));
  {
    const auto reader = *opened.store->read();
    const auto erased = erase(id_of(1));
    ASSERT_FALSE(erased.has_value());
    EXPECT_EQ(erased.error().fault, Fault::unavailable);
    EXPECT_TRUE(visit_all(*opened.store, opened.collection).empty()) << "gone for whoever looks now";
    const auto begun = std::chrono::steady_clock::now();
    add_one(opened, object_of(id_of(2), v1));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5)) << "others do not wait";
  }
  for (int i = 0; i < 200 && !file_holding(folder.path(), "secret").empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  expect_gone("secret");
}

TEST_F(Erase, WaitsForAReaderThatEnds) {
  add_one(opened, object_of(id_of(1), v1, "secret"));
  auto reader = *opened.store->read();
  std::thread ends([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    reader.reset();
  });
  const auto erased = erase(id_of(1));
  ends.join();
  EXPECT_TRUE(erased.has_value()) << (erased ? "" : erased.error().text());
  expect_gone("secret");
}

TEST_F(Erase, ThatIsRolledBackLeavesNoTraceInTheList) {
  add_one(opened, object_of(id_of(1), v1, "kept"));
  const auto done = opened.store->write(1, [&](Transaction& tx) -> Result<> {
    const auto act = tx.append({.act = "erase"});
    EXPECT_EQ(*tx.erase(opened.collection, id_of(1), {.all = true}, {}, *act), 1U);
    return base::fail(Fault::forbidden, "after all not");
  });
  EXPECT_FALSE(done.has_value());
  EXPECT_EQ(fs::file_size(folder.path("store/erasures")), 0U);
  EXPECT_EQ(visit_all(*opened.store, opened.collection).size(), 1U);
  EXPECT_EQ(*erase(id_of(1)), 1U);
  opened.store.reset();
  EXPECT_NE(fs::file_size(folder.path("store/erasures")), 0U);
  opened = open_with_collection(options);
  EXPECT_TRUE(visit_all(*opened.store, opened.collection).empty());
}

TEST_F(Erase, TheListNamesNothingMadeFromContent) {
  add_one(opened, object_of(email_id, std::string(stix::unversioned_version), "s@example.org"));
  const auto number = visit_all(*opened.store, opened.collection).at(0).number;
  EXPECT_EQ(*erase(email_id), 1U);
  std::ifstream in(folder.path("store/erasures"));
  std::string line;
  ASSERT_TRUE(std::getline(in, line));
  EXPECT_TRUE(line.starts_with("1 20")) << line;
  EXPECT_NE(line.find(fmt::format("records={} ", number)), std::string::npos) << line;
  EXPECT_EQ(line.find(email_id.substr(12)), std::string::npos) << line;
}

TEST_F(Erase, TornAndForgedListsAreTold) {
  for (int i = 1; i <= 3; ++i) {
    add_one(opened, object_of(id_of(i), v1));
    EXPECT_EQ(*erase(id_of(i)), 1U);
  }
  opened.store.reset();
  const auto path = folder.path("store/erasures");
  const auto size = fs::file_size(path);
  fs::resize_file(path, size - 10);
  opened = open_with_collection(options);
  ASSERT_NE(opened.store, nullptr) << "a torn last line is written again from the database";
  opened.store.reset();
  EXPECT_EQ(fs::file_size(path), size);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(45);
  file.put('9');
  file.close();
  const auto forged = open(options);
  ASSERT_FALSE(forged.has_value());
  EXPECT_EQ(forged.error().fault, Fault::internal);
}

}  // namespace
}  // namespace tansiq::store::sqlite
