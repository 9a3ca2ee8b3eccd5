// Filters, pages and walks.

#include <set>

#include "store/sqlite/store_test_kit.h"

namespace tansiq::store::sqlite {
namespace {

using namespace kit;

class Visit : public testing::Test {
 protected:
  Folder folder;
  Opened opened = open_with_collection(options_for(folder));

  /// Indicators, malware and tools in turn.
  void fill(int count) {
    static const char* const types[] = {"indicator", "malware", "tool"};
    std::vector<stix::Object> objects;
    for (int i = 0; i < count; ++i) objects.push_back(object_of(id_of(i, types[i % 3]), v1));
    ASSERT_TRUE(add(opened, objects).has_value());
  }
  std::vector<Seen> see(const Filter& filter, bool* more = nullptr) {
    return visit_all(*opened.store, opened.collection, filter, more);
  }
};

TEST_F(Visit, OfNothingGivesNothing) {
  bool more = true;
  EXPECT_TRUE(see({}, &more).empty());
  EXPECT_FALSE(more);
  EXPECT_TRUE(visit_all(*opened.store, 999).empty());
}

TEST_F(Visit, SaysWhetherThereIsMore) {
  fill(10);
  Filter filter;
  bool more = false;
  filter.limit = 9;
  EXPECT_EQ(see(filter, &more).size(), 9U);
  EXPECT_TRUE(more);
  filter.limit = 10;
  EXPECT_EQ(see(filter, &more).size(), 10U);
  EXPECT_FALSE(more);
  filter.ids = {id_of(0), id_of(3)};
  filter.limit = 1;
  EXPECT_EQ(see(filter, &more).size(), 1U);
  EXPECT_TRUE(more);
  filter.limit = 2;
  EXPECT_EQ(see(filter, &more).size(), 2U);
  EXPECT_FALSE(more);
  const auto reader = *opened.store->read();
  int given = 0;
  EXPECT_TRUE(*reader->visit(opened.collection, {}, [&](const RecordView&) { return ++given < 3; }));
  EXPECT_EQ(given, 3);
}

TEST_F(Visit, WalksByDateAddedAreExact) {
  fill(300);
  for (const std::size_t limit : {1U, 7U, 100U, 299U, 300U, 301U}) {
    Filter filter;
    filter.limit = limit;
    std::set<std::string> ids;
    std::size_t count = 0;
    for (bool more = true; more;) {
      const auto page = see(filter, &more);
      for (const auto& record : page) ids.insert(record.id);
      count += page.size();
      if (!page.empty()) filter.added_after = page.back().added;
    }
    EXPECT_EQ(count, 300U);
    EXPECT_EQ(ids.size(), 300U);
  }
}

TEST_F(Visit, ByTypeIdAndTimeTogether) {
  fill(30);
  const auto everything = see({});
  Filter filter;
  filter.types = {"malware"};
  EXPECT_EQ(see(filter).size(), 10U);
  filter.types = {"malware", "tool", "malware", "no-such-type"};
  auto seen = see(filter);
  EXPECT_EQ(seen.size(), 20U);
  for (std::size_t i = 1; i < seen.size(); ++i) EXPECT_LT(seen[i - 1].added, seen[i].added);
  filter.types = {"no-such-type"};
  EXPECT_TRUE(see(filter).empty());
  filter.types = {"indicator"};
  filter.ids = {id_of(1, "malware")};
  EXPECT_TRUE(see(filter).empty());
  filter.ids = {id_of(3), id_of(0), id_of(3), id_of(77)};
  seen = see(filter);
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].id, id_of(0));
  filter.added_after = seen[0].added;
  EXPECT_EQ(see(filter).size(), 1U);
  Filter after;
  after.added_after = everything[10].added;
  EXPECT_EQ(see(after).size(), 19U);
  EXPECT_EQ(see(after)[0].id, everything[11].id);
  after.versions.first = true;
  after.versions.all = true;
  EXPECT_EQ(see(after).size(), 19U);
}

TEST_F(Visit, OldVersionsDoNotStandInTheWay) {
  // One object with many versions between others: pages of the default stay one scan.
  fill(5);
  std::vector<stix::Object> versions;
  for (int i = 0; i < 2000; ++i)
    versions.push_back(object_of(
        id_of(100), fmt::format("2026-02-01T00:{:02d}:{:02d}.{:03d}Z", i / 60 % 60, i % 60, i / 3600)));
  ASSERT_TRUE(add(opened, versions).has_value());
  const auto seen = see({});
  ASSERT_EQ(seen.size(), 6U);
  EXPECT_EQ(seen.back().version, versions.back().version);
  Filter filter;
  filter.ids = {id_of(100)};
  EXPECT_EQ(see(filter).size(), 1U);
  filter.versions.all = true;
  filter.limit = 5000;
  EXPECT_EQ(see(filter).size(), 2000U);
}

TEST_F(Visit, GivesWhatIsPastItsReviewDateOnlyToWhoAsksForIt) {
  fill(4);
  const auto numbers = see({});
  const auto handle = [&](std::size_t which, std::optional<Time> review) {
    ASSERT_TRUE(opened.store->write(100, [&](Transaction& tx) -> Result<> {
      const auto act = tx.append({.act = "set-handling", .actor = "r.haddad"});
      if (!act) return base::fail(act);
      const auto json = fmt::format(R"({{"n":{}}})", review ? review->time_since_epoch().count() : 0);
      const auto handling = tx.intern({json, review});
      if (!handling) return base::fail(handling);
      return tx.set_handling(numbers[which].number, *handling, *act);
    }));
  };
  const Time noon = start + std::chrono::hours(12);
  handle(0, std::nullopt);
  handle(1, noon);
  handle(2, noon + std::chrono::seconds(1));
  const auto ids = [&](ReviewMatch::Which which, Filter filter = {}) {
    filter.review = {which, noon};
    std::vector<std::string> found;
    for (const auto& record : see(filter)) found.push_back(record.id);
    return found;
  };
  using Which = ReviewMatch::Which;
  const auto id = [&](std::size_t which) { return numbers[which].id; };
  EXPECT_EQ(ids(Which::any).size(), 4U);
  EXPECT_EQ(ids(Which::current), (std::vector{id(0), id(2), id(3)}));
  EXPECT_EQ(ids(Which::past), std::vector{id(1)});

  Filter filter;
  filter.ids = {id(1), id(2)};
  EXPECT_EQ(ids(Which::current, filter), std::vector{id(2)});
  EXPECT_EQ(ids(Which::past, filter), std::vector{id(1)});
  filter = {};
  filter.limit = 3;
  bool more = true;
  filter.review = {Which::current, noon};
  EXPECT_EQ(see(filter, &more).size(), 3U);
  EXPECT_FALSE(more) << "what is hidden does not show as a further page";

  handle(1, noon + std::chrono::hours(1));
  EXPECT_EQ(ids(Which::current).size(), 4U) << "a renewed record is there again";
}

TEST_F(Visit, AHiddenLastVersionDoesNotBringBackTheOneBefore) {
  const auto id = id_of(1);
  add_one(opened, object_of(id, v1));
  add_one(opened, object_of(id, v2));
  const auto last = see({});
  ASSERT_EQ(versions_of(last), std::vector<std::string>{v2});
  ASSERT_TRUE(opened.store->write(100, [&](Transaction& tx) -> Result<> {
    const auto act = tx.append({.act = "set-handling", .actor = "r.haddad"});
    if (!act) return base::fail(act);
    const auto handling = tx.intern({"{}", start});
    if (!handling) return base::fail(handling);
    return tx.set_handling(last.front().number, *handling, *act);
  }));
  Filter filter;
  filter.review = {ReviewMatch::Which::current, start};
  EXPECT_TRUE(see(filter).empty());
  filter.ids = {id};
  EXPECT_TRUE(see(filter).empty());
  filter.versions = {.first = false, .last = false, .all = true, .exact = {}};
  EXPECT_EQ(versions_of(see(filter)), std::vector<std::string>{v1});
}

}  // namespace
}  // namespace tansiq::store::sqlite
