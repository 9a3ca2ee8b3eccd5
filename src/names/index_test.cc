#include "names/index.h"

#include <atomic>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>
#include <thread>

namespace tansiq::names {
namespace {

Record person(std::string id, std::string name) {
  Record record;
  record.id = std::move(id);
  record.names.push_back({std::move(name), NameKind::birth});
  return record;
}

std::vector<std::string> ids(const Index& index, std::string_view name, const Filters& filters = {}) {
  std::vector<std::string> found;
  const auto hits = index.search(name, filters, 10);
  EXPECT_TRUE(hits.has_value());
  if (hits)
    for (const Hit& hit : *hits) found.push_back(hit.id);
  return found;
}

std::string first(const Index& index, std::string_view name, const Filters& filters = {}) {
  const auto found = ids(index, name, filters);
  return found.empty() ? "" : found.front();
}

/// Invented persons.
std::vector<Record> crowd() {
  std::vector<Record> records;
  const char* given[] = {"Mohamed", "Ahmed",  "Karim", "Yusuf", "Layla",
                         "Maryam",  "Khaled", "Omar",  "Salma", "Nadia"};
  const char* family[] = {"Benabdallah", "al-Qurtubi", "Haddad",   "Ziani",  "Tahiri",
                          "el-Masri",    "Boudali",    "Sharqawi", "Amrani", "Rifai"};
  for (std::size_t i = 0; i < 100; ++i)
    records.push_back(person(fmt::format("c{}", i), fmt::format("{} {}", given[i / 10], family[i % 10])));
  return records;
}

TEST(Index, FindsOnePersonInTwoScripts) {
  Index index;
  ASSERT_TRUE(index.put(crowd()));
  ASSERT_TRUE(index.put({person("p1", "محمد بن عبد الله الزهراني"), person("p2", "Keith Ellsworth"),
                         person("p3", "Noureddine Hajizadeh")}));
  EXPECT_EQ(first(index, "Mouhamed Ben Abdellah Ezzahrani"), "p1");
  EXPECT_EQ(first(index, "كيث إلسورث"), "p2");
  EXPECT_EQ(first(index, "Nour al-Din HAJI ZADEH"), "p3");
  EXPECT_EQ(first(index, "ELLSWORTH, Keith"), "p2");
  EXPECT_EQ(first(index,
                  "\xEF\xBB\xA3\xEF\xBA\xA4\xEF\xBB\xA4\xEF\xBA\xAA "
                  "\xD8\xB9\xD8\xA8\xD8\xAF\xD8\xA7\xD9\x84\xD9\x84\xD9\x87 الزهراني"),
            "p1");
}

TEST(Index, FindsSplitPartsInACrowdOfNamesakes) {
  Index index;
  std::vector<Record> records;
  records.reserve(301);
  for (int i = 0; i < 300; ++i)
    records.push_back(
        person(fmt::format("m{}", i), fmt::format("Mohammad {}", i % 2 ? "Qasimi" : "Tawfiqi")));
  records.push_back(person("split", "Mohammad Jalal Zarrini"));
  records.push_back(person("alike", "Mohammad Hassan Farzaneh"));
  ASSERT_TRUE(index.put(std::move(records)));
  EXPECT_EQ(first(index, "Mohammad JALALZARRINI"), "split");
  EXPECT_EQ(first(index, "Mohammad Hasan FARZANEH"), "alike");
  EXPECT_EQ(first(index, "Mohammadhasan FARZANEH"), "alike");
}

TEST(Index, KnowsShortForms) {
  Index index;
  ASSERT_TRUE(index.put(crowd()));
  ASSERT_TRUE(index.put({person("w", "William Oosterhout"), person("s", "Sirajuddin Zahrani")}));
  const auto hits = index.search("Bill Oosterhout", {}, 1);
  ASSERT_TRUE(hits && !hits->empty());
  EXPECT_EQ(hits->front().id, "w");
  EXPECT_EQ(hits->front().explanation.for_it.front().kind, Reason::Kind::short_form);
  EXPECT_EQ(first(index, "Siraj ZAHRANI"), "s");
  EXPECT_EQ(first(index, "سراج الزهراني"), "s");
  EXPECT_GT(*index.pair("Mohd Karim Haddad", "Mohamed Karim Haddad"),
            *index.pair("Mourad Karim Haddad", "Mohamed Karim Haddad"));
}

/// Invented organisations and places.
TEST(Index, WeighsOrganisationsAndPlacesByTheirOwnWords) {
  const Index index;
  const auto organisations = [&](const char* left, const char* right) {
    return *index.pair(left, right, Subject::organisation);
  };
  EXPECT_GT(organisations("Zephyria Shipping Ltd", "Zephyria Shipping S.A.R.L."), 0.9);
  EXPECT_GT(organisations("شركة الزفيرية للشحن ش.م.م", "Al Zephyria Shipping Company"), 0.7);
  EXPECT_LT(organisations("Zephyria General Trading Company LLC", "Kronberg General Trading Company LLC"),
            0.1);
  EXPECT_LT(organisations("شركة الزفيرية للتجارة العامة", "شركة المهدية للتجارة العامة"), 0.1);
  const auto places = [&](const char* left, const char* right) {
    return *index.pair(left, right, Subject::place);
  };
  EXPECT_GT(places("Wilaya de Tazerkount", "ولاية تازركونت"), 0.9);
  EXPECT_GT(places("City of Zemblagrad", "Zemblagrad"), 0.9);
  EXPECT_LT(places("City of Zemblagrad", "City of Kronberg"), 0.1);
}

TEST(Index, KeepsSubjectsApart) {
  Index index;
  ASSERT_TRUE(index.put(crowd()));
  Record firm = person("firm", "Haddad Trading Company"), town = person("town", "مدينة قرنبرغ");
  firm.subject = Subject::organisation;
  town.subject = Subject::place;
  ASSERT_TRUE(index.put({firm, person("p", "Samir Kronberg"), town}));
  EXPECT_EQ(index.record_count(), 103U);
  EXPECT_EQ(index.record("town"), town);
  EXPECT_EQ(first(index, "Kronberg City"), "town");
  const auto hits = index.search("شركة حداد للتجارة", {}, 1);
  ASSERT_TRUE(hits && !hits->empty());
  EXPECT_EQ(hits->front().id, "firm");
  EXPECT_EQ(hits->front().explanation.for_it.front().kind, Reason::Kind::meaning);
  Filters persons;
  persons.subject = Subject::person;
  EXPECT_EQ(first(index, "Kronberg", persons), "p");
  // What a record is about may change; it is found once, as what it is now.
  firm.subject = Subject::person;
  ASSERT_TRUE(index.put({firm}));
  EXPECT_EQ(index.record_count(), 103U);
  EXPECT_EQ(index.record("firm"), firm);
  while (index.maintain()) {
  }
  EXPECT_EQ(index.record_count(), 103U);
  EXPECT_EQ(index.record("town"), town);
  EXPECT_EQ(first(index, "Kronberg City"), "town");
}

TEST(Index, ReplacesAndRemoves) {
  Index index;
  ASSERT_TRUE(index.put(crowd()));
  ASSERT_TRUE(index.put({person("x", "Wilhelmina Oosterhout")}));
  EXPECT_EQ(first(index, "Wilhelmina Oosterhout"), "x");
  ASSERT_TRUE(index.put({person("x", "Tarkan Yildizoglu")}));
  EXPECT_NE(first(index, "Wilhelmina Oosterhout"), "x");
  EXPECT_EQ(first(index, "Tarkan Yıldızoğlu"), "x");
  EXPECT_EQ(index.record_count(), 101U);
  EXPECT_TRUE(index.remove("x"));
  EXPECT_FALSE(index.remove("x"));
  EXPECT_NE(first(index, "Tarkan Yildizoglu"), "x");
  EXPECT_FALSE(index.record("x").has_value());
}

TEST(Index, KeepsARecordAsItWasGiven) {
  Index index;
  Record record = person("k", "أبو بكر الناصري");
  record.names.push_back({"Abu Bakr al-Nasiri", NameKind::alias});
  record.names.push_back({"Abou Bakr", NameKind::nom_de_guerre});
  record.born = *parse_birth_date("1968/1972");
  record.nationalities = {"DZ", "FR"};
  record.sex = Sex::male;
  record.screened = false;
  ASSERT_TRUE(index.put({person("other", "Nobody Else"), record}));
  EXPECT_EQ(index.record("k"), record);
  while (index.maintain()) {
  }
  EXPECT_EQ(index.record("k"), record);
}

TEST(Index, TakesAllOrNothing) {
  Index index;
  const auto put = index.put({person("a", "Good Name"), person("b", std::string(600, 'x'))});
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().fault, base::Fault::too_large);
  EXPECT_EQ(put.error().where, "b");
  EXPECT_EQ(index.record_count(), 0U);
  EXPECT_EQ(index.put({person("", "No Id")}).error().fault, base::Fault::invalid);
  EXPECT_EQ(index.put({person("c", "... --- ...")}).error().fault, base::Fault::invalid);
}

TEST(Index, RefusesQueriesOverTheLimits) {
  const Index index;
  EXPECT_EQ(index.search(std::string(513, 'a'), {}, 5).error().fault, base::Fault::too_large);
  std::string parts;
  for (int i = 0; i < 25; ++i) parts += "ab ";
  EXPECT_EQ(index.search(parts, {}, 5).error().fault, base::Fault::too_large);
  EXPECT_EQ(index.search("", {}, 5).error().fault, base::Fault::invalid);
  EXPECT_EQ(index.search("Ali", {}, 0).error().fault, base::Fault::invalid);
}

TEST(Index, FiltersAndSaysWhatSpeaksAgainst) {
  Index index;
  Record old_one = person("old", "Rachid Belkacemi"), young = person("young", "Rachid Belkacemi");
  old_one.born = BirthDate::year(1950);
  old_one.nationalities = {"DZ"};
  young.born = BirthDate::year(1990);
  young.nationalities = {"MA"};
  ASSERT_TRUE(index.put({old_one, young}));
  Filters filters;
  filters.born = BirthDate::year(1951);
  EXPECT_EQ(ids(index, "Rachid Belkacemi", filters), std::vector<std::string>{"old"});
  filters.keep_contradicted = true;
  const auto hits = index.search("Rachid Belkacemi", filters, 5);
  ASSERT_TRUE(hits);
  ASSERT_EQ(hits->size(), 2U);
  for (const Hit& hit : *hits) {
    const bool apart = std::any_of(hit.explanation.against_it.begin(), hit.explanation.against_it.end(),
                                   [](const Reason& r) { return r.kind == Reason::Kind::born_apart; });
    EXPECT_EQ(apart, hit.id == "young");
  }
  Filters by_nationality;
  by_nationality.nationalities = {"MA"};
  EXPECT_EQ(ids(index, "Rachid Belkacemi", by_nationality), std::vector<std::string>{"young"});
}

TEST(Index, LeavesVictimsAndWitnessesOut) {
  Index index;
  Record witness = person("w", "Leila Bouzidi");
  witness.screened = false;
  ASSERT_TRUE(index.put({witness}));
  EXPECT_TRUE(ids(index, "Leila Bouzidi").empty());
  Filters officer;
  officer.include_unscreened = true;
  EXPECT_EQ(first(index, "Leila Bouzidi", officer), "w");
  const std::vector<Sought> list = {{"Leila Bouzidi", {}}};
  EXPECT_TRUE(index.screen(list, 5, 2).at(0).hits->empty());
}

TEST(Index, RemembersNonMatchesUntilARecordChanges) {
  Index index;
  ASSERT_TRUE(index.put({person("a", "Samir Khelifi"), person("b", "Samir Khelifi")}));
  Filters asking;
  asking.asking = "a";
  EXPECT_EQ(ids(index, "Samir Khelifi", asking), std::vector<std::string>{"b"});
  index.remember_non_match({"a", "b", "officer 7", "other fingerprints"});
  EXPECT_TRUE(ids(index, "Samir Khelifi", asking).empty());
  ASSERT_EQ(index.non_matches("b").size(), 1U);
  EXPECT_EQ(index.non_matches("b")[0].why, "other fingerprints");
  ASSERT_TRUE(index.put({person("b", "Samir Khelifi")}));  // the same again: nothing changed
  EXPECT_TRUE(ids(index, "Samir Khelifi", asking).empty());
  ASSERT_TRUE(index.put({person("b", "Samir Khelify")}));
  EXPECT_EQ(ids(index, "Samir Khelifi", asking), std::vector<std::string>{"b"});
  index.remember_non_match({"a", "b", "officer 7", "again"});
  EXPECT_TRUE(index.forget_non_match("b", "a"));
  EXPECT_FALSE(index.forget_non_match("a", "b"));
}

TEST(Index, ManySmallWritesEqualOneLargeOne) {
  Index small, large;
  for (const Record& record : crowd()) ASSERT_TRUE(small.put({record}));
  ASSERT_TRUE(large.put(crowd()));
  EXPECT_EQ(small.record_count(), large.record_count());
  while (small.maintain()) {
  }
  for (const char* name : {"Mohamad Ben Abdellah", "كريم حداد", "Omar RIFAI", "سلمى أمراني"}) {
    const auto from_small = small.search(name, {}, 5), from_large = large.search(name, {}, 5);
    ASSERT_TRUE(from_small && from_large);
    ASSERT_FALSE(from_large->empty());
    EXPECT_EQ(from_small->front().id, from_large->front().id) << name;
    EXPECT_NEAR(from_small->front().score, from_large->front().score, 0.01) << name;
  }
}

TEST(Index, ScoreOfAPairIsSymmetricAndThatOfTheSearch) {
  Index index;
  ASSERT_TRUE(index.put(crowd()));
  const auto records = crowd();
  std::mt19937 random(7);
  for (int i = 0; i < 300; ++i) {
    const std::string& left = records[random() % records.size()].names[0].text;
    const std::string& right = records[random() % records.size()].names[0].text;
    EXPECT_DOUBLE_EQ(*index.pair(left, right), *index.pair(right, left)) << left << " / " << right;
    EXPECT_DOUBLE_EQ(*index.pair(left, right), *index.pair(left, right));
  }
  const auto hits = index.search("Mohammed Benabdallah", {}, 3);
  ASSERT_TRUE(hits && !hits->empty());
  EXPECT_NEAR(hits->front().score, *index.pair("Mohammed Benabdallah", hits->front().name), 1e-6);
}

TEST(Index, SnapshotGivesTheSameIndex) {
  Index index;
  ASSERT_TRUE(index.put(crowd()));
  ASSERT_TRUE(index.remove("c5"));
  index.remember_non_match({"c1", "c2", "x", "y"});
  std::string file;
  ASSERT_TRUE(index.save([&](std::string_view piece) {
    file += piece;
    return base::Result<>();
  }));
  const auto aligned = [](const std::string& bytes) {
    auto memory = std::shared_ptr<char>(static_cast<char*>(std::aligned_alloc(64, bytes.size())), std::free);
    std::copy(bytes.begin(), bytes.end(), memory.get());
    return memory;
  };
  const auto memory = aligned(file);
  const auto loaded = Index::load({memory.get(), file.size()}, memory);
  ASSERT_TRUE(loaded) << loaded.error().text();
  EXPECT_EQ((*loaded)->record_count(), 99U);
  EXPECT_EQ((*loaded)->non_matches("c2").size(), 1U);
  EXPECT_EQ(ids(**loaded, "Kareem Haddad"), ids(index, "Kareem Haddad"));
  ASSERT_TRUE((*loaded)->put({person("new", "Wilhelmina Oosterhout")}));
  EXPECT_EQ(first(**loaded, "Wilhelmina Oosterhout"), "new");

  for (const std::size_t at : {std::size_t{70}, file.size() / 2, file.size() - 60}) {
    std::string damaged = file;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    const auto bad = aligned(damaged);
    EXPECT_FALSE(Index::load({bad.get(), damaged.size()}, bad)) << at;
  }
  const auto cut = aligned(file);
  EXPECT_FALSE(Index::load({cut.get(), file.size() - 64}, cut));
}

TEST(Index, SearchesWhileOthersWrite) {
  Index index;
  ASSERT_TRUE(index.put(crowd()));
  std::atomic<bool> stop{false};
  std::atomic<int> missed{0};
  std::vector<std::jthread> readers;
  readers.reserve(2);
  for (int r = 0; r < 2; ++r)
    readers.emplace_back([&] {
      while (!stop)
        if (first(index, "Karim Haddad") != "c22") ++missed;
    });
  std::jthread keeper([&] {
    while (!stop) index.maintain();
  });
  for (int i = 0; i < 200; ++i) {
    const std::string id = fmt::format("n{}", i);
    ASSERT_TRUE(
        index.put({person(id, fmt::format("Wilhelmina Oosterhout {}", i % 7 ? "Vermeulen" : "Dijkstra"))}));
    if (i % 3 == 0)
      ASSERT_TRUE(index.remove(id));
    else
      ASSERT_TRUE(index.record(id).has_value());
  }
  stop = true;
  readers.clear();
  EXPECT_EQ(missed, 0);
  EXPECT_EQ(index.record_count(), 100U + 133U);
}

}  // namespace
}  // namespace tansiq::names
