// Which versions of an object a reader sees, whatever the order they came in.

#include <algorithm>
#include <random>

#include "store/sqlite/store_test_kit.h"

namespace tansiq::store::sqlite {
namespace {

using namespace kit;
using Strings = std::vector<std::string>;

class Records : public testing::Test {
 protected:
  Folder folder;
  Hands hands;
  Opened opened = open_with_collection(options_for(folder, hands));

  std::vector<Seen> see(const Filter& filter = {}, bool* more = nullptr) {
    return visit_all(*opened.store, opened.collection, filter, more);
  }
  static Filter with(VersionMatch versions, std::vector<stix::Spec> specs = {}) {
    Filter filter;
    filter.versions = std::move(versions);
    filter.specs = std::move(specs);
    return filter;
  }
  static VersionMatch all() { return {.first = false, .last = false, .all = true, .exact = {}}; }
  static VersionMatch first() { return {.first = true, .last = false, .all = false, .exact = {}}; }
  static VersionMatch last() { return {}; }
  static VersionMatch exactly(Strings versions) {
    return {.first = false, .last = false, .all = false, .exact = std::move(versions)};
  }
  std::size_t erase(const std::string& id, const VersionMatch& versions) {
    std::size_t count = 0;
    const auto done = opened.store->write(100, [&](Transaction& tx) -> Result<> {
      const auto act = tx.append({.act = "erase", .actor = "r.haddad", .subject = id});
      if (!act) return base::fail(act);
      const auto gone = tx.erase(opened.collection, id, versions, {}, *act);
      if (!gone) return base::fail(gone);
      count = *gone;
      return {};
    });
    EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().text());
    return count;
  }
};

TEST_F(Records, ComeBackAsTheyWere) {
  const auto object = object_of(id_of(1), v1, "Sāmir");
  EXPECT_EQ(add_one(opened, object), Added::created);
  const auto seen = see();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].id, object.id);
  EXPECT_EQ(seen[0].type, "indicator");
  EXPECT_EQ(seen[0].version, v1);
  EXPECT_EQ(seen[0].bytes, object.bytes);
  EXPECT_EQ(seen[0].spec, stix::Spec::v2_1);
  EXPECT_EQ(seen[0].act, 1);
  EXPECT_EQ(seen[0].handling, 0);
  Filter bare;
  bare.with_bytes = false;
  EXPECT_EQ(see(bare)[0].bytes, "");
  EXPECT_EQ(see(bare)[0].version, v1);
}

TEST_F(Records, TheSameIsNotStoredTwiceAndOtherContentIsKeptBeside) {
  EXPECT_EQ(add_one(opened, object_of(id_of(1), v1, "a")), Added::created);
  EXPECT_EQ(add_one(opened, object_of(id_of(1), v1, "a")), Added::same);
  EXPECT_EQ(add_one(opened, object_of(id_of(1), v1, "b")), Added::conflict);
  EXPECT_EQ(add_one(opened, object_of(id_of(1), v1, "b")), Added::conflict);
  EXPECT_EQ(add_one(opened, object_of(id_of(1), v1, "c")), Added::conflict);
  // Written otherwise, the same instant is the same version.
  EXPECT_EQ(add_one(opened, object_of(id_of(1), "2026-01-01T00:00:00Z", "a")), Added::conflict);
  ASSERT_EQ(see().size(), 1U);
  EXPECT_NE(see()[0].bytes.find("\"a\""), std::string::npos);
  const auto reader = *opened.store->read();
  const auto conflicts = *reader->conflicts(opened.collection, id_of(1), 10);
  ASSERT_EQ(conflicts.size(), 3U);
  EXPECT_EQ(conflicts[0].version, v1);
  EXPECT_NE(conflicts[0].bytes.find("\"b\""), std::string::npos);
  EXPECT_EQ((*reader->conflicts(opened.collection, "", 2)).size(), 2U);
  EXPECT_TRUE((*reader->conflicts(opened.collection, id_of(2), 10)).empty());
  EXPECT_EQ(reader->totals()->conflicts, 3);
}

TEST_F(Records, TheLastVersionIsShownInWhateverOrderTheyCame) {
  Strings order = {v1, v2, v3};
  int object = 0;
  do {
    const auto id = id_of(++object);
    for (const auto& version : order) add_one(opened, object_of(id, version));
    Filter filter;
    filter.ids = {id};
    EXPECT_EQ(versions_of(see(filter)), Strings{v3}) << order[0] << order[1] << order[2];
    filter.versions = first();
    EXPECT_EQ(versions_of(see(filter)), Strings{v1});
    filter.versions = all();
    EXPECT_EQ(versions_of(see(filter)), order);
    filter.versions = exactly({"2026-01-02T00:00:00Z", "2030-01-01T00:00:00Z", "no time"});
    EXPECT_EQ(versions_of(see(filter)), Strings{v2});
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_EQ(see().size(), static_cast<std::size_t>(object));
  EXPECT_EQ(see(with(first())).size(), static_cast<std::size_t>(object));
  EXPECT_EQ(see(with(all())).size(), static_cast<std::size_t>(3 * object));
  EXPECT_EQ(see(with({.first = true, .last = true, .all = false, .exact = {}})).size(),
            static_cast<std::size_t>(2 * object));
}

TEST_F(Records, VersionsThatDifferBelowTheMicrosecondAreTold) {
  const auto earlier = "2026-01-01T00:00:00.1234561Z";
  const auto later = "2026-01-01T00:00:00.1234562Z";
  EXPECT_EQ(add_one(opened, object_of(id_of(1), later)), Added::created);
  EXPECT_EQ(add_one(opened, object_of(id_of(1), earlier)), Added::version);
  EXPECT_EQ(add_one(opened, object_of(id_of(1), "2026-01-01T00:00:00.1234560Z")), Added::version);
  EXPECT_EQ(add_one(opened, object_of(id_of(1), "2026-01-01T00:00:00.1234561Z")), Added::same);
  EXPECT_EQ(versions_of(see()), Strings{later});
  EXPECT_EQ(versions_of(see(with(first()))), Strings{"2026-01-01T00:00:00.1234560Z"});
}

TEST_F(Records, OfEachObjectTheNewestSpecIsShown) {
  const auto id = id_of(1);
  using stix::Spec;
  add_one(opened, object_of(id, v2, "old", Spec::v2_0));
  add_one(opened, object_of(id, v3, "old", Spec::v2_0));
  EXPECT_EQ(see()[0].version, v3);
  EXPECT_EQ(add_one(opened, object_of(id, v2, "new", Spec::v2_1)), Added::version);
  ASSERT_EQ(see().size(), 1U);
  EXPECT_EQ(see()[0].version, v2);
  EXPECT_EQ(see()[0].spec, Spec::v2_1);
  EXPECT_EQ(versions_of(see(with(last(), {Spec::v2_0}))), Strings{v3});
  EXPECT_EQ(versions_of(see(with(all(), {Spec::v2_0}))), (Strings{v2, v3}));
  EXPECT_EQ(see(with(all(), {Spec::v2_0, Spec::v2_1})).size(), 3U);
  EXPECT_EQ(versions_of(see(with(all()))), Strings{v2});
  add_one(opened, object_of(id, v1, "older", Spec::v2_0));
  EXPECT_EQ(see().size(), 1U);
  EXPECT_EQ(see()[0].spec, Spec::v2_1);
  EXPECT_EQ(erase(id, exactly({v2})), 2U);
  EXPECT_EQ(versions_of(see()), Strings{v3});
  EXPECT_EQ(versions_of(see(with(first()))), Strings{v1});
}

TEST_F(Records, ErasingTheLastVersionShowsTheOneBefore) {
  for (const auto* version : {v1, v2, v3}) add_one(opened, object_of(id_of(1), version));
  add_one(opened, object_of(id_of(2), v1));
  EXPECT_EQ(erase(id_of(1), exactly({v3})), 1U);
  EXPECT_EQ(versions_of(see()), (Strings{v2, v1}));
  EXPECT_EQ(erase(id_of(1), last()), 1U);
  EXPECT_EQ(versions_of(see()), (Strings{v1, v1}));
  EXPECT_EQ(add_one(opened, object_of(id_of(1), v2)), Added::version);
  EXPECT_EQ(erase(id_of(1), first()), 1U);
  EXPECT_EQ(erase(id_of(1), all()), 1U);
  EXPECT_EQ(erase(id_of(1), all()), 0U);
  ASSERT_EQ(see().size(), 1U);
  EXPECT_EQ(see()[0].id, id_of(2));
  const auto reader = *opened.store->read();
  EXPECT_FALSE(*reader->holds(opened.collection, id_of(1)));
  EXPECT_TRUE(*reader->holds(opened.collection, id_of(2)));
  EXPECT_EQ(reader->totals()->records, 1);
  EXPECT_EQ(reader->totals()->objects, 1);
  EXPECT_EQ(add_one(opened, object_of(id_of(1), v1)), Added::created);
}

TEST_F(Records, OriginatorsAndCollectionsAreKeptApart) {
  std::int64_t other = 0;
  const auto object = object_of(id_of(1), v1);
  const auto newer = object_of(id_of(1), v2);
  ASSERT_TRUE(opened.store
                  ->write(1,
                          [&](Transaction& tx) -> Result<> {
                            other = *tx.put(Collection{.id = base::random_uuid(), .title = "other"});
                            EXPECT_EQ(*tx.add({.collection = opened.collection, .object = &object}, 0),
                                      Added::created);
                            EXPECT_EQ(*tx.add({.collection = other, .object = &object}, 0), Added::created);
                            EXPECT_EQ(*tx.add({.collection = opened.collection, .object = &newer}, 0),
                                      Added::version);
                            return {};
                          })
                  .has_value());
  EXPECT_EQ(versions_of(see()), Strings{v2});
  EXPECT_EQ(versions_of(visit_all(*opened.store, other)), Strings{v1});
  EXPECT_EQ(visit_all(*opened.store, other, with(all())).size(), 1U);
}

// Whatever is added and erased in whatever order: the flags are those that counting anew gives.
TEST_F(Records, FlagsAgreeWithCountingAnew) {
  struct Key {
    std::string id, version;
    stix::Spec spec;
    auto operator<=>(const Key&) const = default;
  };
  std::vector<Key> model;  // in the order of adding
  std::mt19937 random(20261121);
  const auto pick = [&](int count) { return static_cast<int>(random() % static_cast<unsigned>(count)); };
  for (int step = 0; step < 600; ++step) {
    Key key{id_of(pick(4)), fmt::format("2026-01-01T00:00:{:02d}.000Z", pick(12)),
            pick(3) == 0 ? stix::Spec::v2_0 : stix::Spec::v2_1};
    if (pick(3) != 0) {
      const auto added = add_one(opened, object_of(key.id, key.version, "x", key.spec));
      const bool held = std::find(model.begin(), model.end(), key) != model.end();
      EXPECT_EQ(added == Added::same, held);
      if (!held) model.push_back(key);
    } else {
      const auto count = std::erase_if(
          model, [&](const Key& other) { return other.id == key.id && other.version == key.version; });
      EXPECT_EQ(erase(key.id, exactly({key.version})), count);
    }
    Strings last, first, newest;
    for (const auto& one : model) {
      bool is_last = true, is_first = true, is_newest = true;
      for (const auto& other : model) {
        if (other.id != one.id) continue;
        is_newest = is_newest && other.spec <= one.spec;
        is_last = is_last && (other.spec != one.spec || other.version <= one.version);
        is_first = is_first && (other.spec != one.spec || other.version >= one.version);
      }
      if (is_newest && is_last) last.push_back(one.id + one.version);
      if (is_newest && is_first) first.push_back(one.id + one.version);
      if (is_newest) newest.push_back(one.id + one.version);
    }
    const auto names = [](const std::vector<Seen>& seen) {
      Strings all;
      for (const auto& record : seen) all.push_back(record.id + record.version);
      return all;
    };
    ASSERT_EQ(names(see()), last) << "step " << step;
    ASSERT_EQ(names(see(with(Records::first()))), first) << "step " << step;
    ASSERT_EQ(names(see(with(all()))), newest) << "step " << step;
    ASSERT_EQ((*opened.store->read())->totals()->records, static_cast<std::int64_t>(model.size()));
  }
}

}  // namespace
}  // namespace tansiq::store::sqlite
