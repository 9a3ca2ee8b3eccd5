#include "wire/taxii/query.h"

#include <gmock/gmock.h>

namespace tansiq::wire::taxii {
namespace {

using testing::ElementsAre;
using Parameters = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t most = 1000;

Query read(const Parameters& parameters, Endpoint endpoint = Endpoint::objects) {
  auto query = read_query(parameters, endpoint, most);
  EXPECT_TRUE(query.has_value()) << query.error().text();
  return query.value_or(Query{});
}

std::string refused(const Parameters& parameters, Endpoint endpoint = Endpoint::objects) {
  const auto query = read_query(parameters, endpoint, most);
  if (query) return "taken";
  EXPECT_EQ(query.error().fault, base::Fault::invalid);
  return query.error().where;
}

TEST(Query, WithoutParametersGivesLastVersionsInFullPages) {
  const Query query = read({});
  EXPECT_TRUE(query.filter.versions.last);
  EXPECT_FALSE(query.filter.versions.all);
  EXPECT_EQ(query.filter.limit, most);
  EXPECT_TRUE(query.filter.specs.empty());
  EXPECT_EQ(query.text, "");
}

TEST(Query, ReadsEveryField) {
  const Query query = read({{"match[id]", "b--2,a--1"},
                            {"match[type]", "identity"},
                            {"match[version]", "first,2026-05-01T10:00:00.000Z,last"},
                            {"match[spec_version]", "2.1,2.0"},
                            {"added_after", "2026-05-01T10:00:00.123456Z"},
                            {"limit", "20"}});
  EXPECT_THAT(query.filter.ids, ElementsAre("a--1", "b--2"));
  EXPECT_THAT(query.filter.types, ElementsAre("identity"));
  EXPECT_TRUE(query.filter.versions.first);
  EXPECT_TRUE(query.filter.versions.last);
  EXPECT_THAT(query.filter.versions.exact, ElementsAre("2026-05-01T10:00:00.000Z"));
  EXPECT_THAT(query.filter.specs, ElementsAre(stix::Spec::v2_0, stix::Spec::v2_1));
  EXPECT_EQ(query.filter.added_after, base::parse_time("2026-05-01T10:00:00.123456Z").value());
  EXPECT_EQ(query.filter.limit, 20U);
}

TEST(Query, CapsTheLimitAndRefusesWhatIsNone) {
  EXPECT_EQ(read({{"limit", "5000"}}).filter.limit, most);
  EXPECT_EQ(read({{"limit", "99999999999999999999999999"}}).filter.limit, most);
  for (const char* wrong : {"0", "-1", "+1", "ten", "1.5", "", " 1", "0x10", "000"}) {
    EXPECT_EQ(refused({{"limit", wrong}}), "limit") << wrong;
  }
}

TEST(Query, RefusesBrokenTimestamps) {
  for (const char* wrong : {"yesterday", "2026-05-01", "2026-05-01T10:00:00", "2026-13-01T10:00:00Z",
                            "2026-05-01T10:00:00+00:00", "1714550400"}) {
    EXPECT_EQ(refused({{"added_after", wrong}}), "added_after") << wrong;
    EXPECT_EQ(refused({{"match[version]", wrong}}), "match[version]") << wrong;
  }
}

TEST(Query, RefusesRepetitionsAndEmptyValues) {
  EXPECT_EQ(refused({{"limit", "1"}, {"limit", "1"}}), "limit");
  EXPECT_EQ(refused({{"match[id]", "a"}, {"match[id]", "b"}}), "match[id]");
  EXPECT_EQ(refused({{"unknown", "a"}, {"unknown", "b"}}), "unknown");
  EXPECT_EQ(refused({{"match[id]", ""}}), "match[id]");
  EXPECT_EQ(refused({{"match[type]", "a,,b"}}), "match[type]");
  EXPECT_EQ(refused({{"match[type]", "a,"}}), "match[type]");
}

TEST(Query, AllStandsAlone) {
  EXPECT_TRUE(read({{"match[version]", "all"}}).filter.versions.all);
  EXPECT_FALSE(read({{"match[version]", "all"}}).filter.versions.last);
  EXPECT_EQ(refused({{"match[version]", "all,last"}}), "match[version]");
  EXPECT_EQ(refused({{"match[version]", "2026-05-01T10:00:00Z,all"}}), "match[version]");
}

TEST(Query, ASpecVersionThatNobodyHoldsMatchesNothing) {
  EXPECT_THAT(read({{"match[spec_version]", "2.2"}, {"match[type]", "identity"}}).filter.types,
              ElementsAre(""));
  EXPECT_THAT(read({{"match[type]", "identity"}, {"match[spec_version]", "2.2"}}).filter.types,
              ElementsAre(""));
  EXPECT_THAT(read({{"match[spec_version]", "2.2,2.1"}}).filter.specs, ElementsAre(stix::Spec::v2_1));
  EXPECT_EQ(refused({{"match[spec_version]", "newest"}}), "match[spec_version]");
}

TEST(Query, EachEndpointKnowsItsOwnFields) {
  EXPECT_EQ(refused({{"match[type]", "identity"}}, Endpoint::object), "match[type]");
  EXPECT_EQ(refused({{"match[id]", "a"}}, Endpoint::versions), "match[id]");
  EXPECT_EQ(refused({{"match[version]", "all"}}, Endpoint::versions), "match[version]");
  EXPECT_EQ(refused({{"limit", "1"}}, Endpoint::removal), "limit");
  EXPECT_EQ(refused({{"match[versoin]", "first"}}, Endpoint::removal), "match[versoin]")
      << "a misspelt filter must not delete everything";
  EXPECT_TRUE(read({}, Endpoint::removal).filter.versions.all);
  EXPECT_TRUE(read({}, Endpoint::versions).filter.versions.all);
  EXPECT_TRUE(read({}, Endpoint::object).filter.versions.last);
  EXPECT_EQ(read({{"match[colour]", "red"}, {"verbose", "1"}}).text, "") << "unknown fields are passed over";
}

TEST(Query, GoesOnOnlyInTheSameWalk) {
  const Cursors cursors(std::string(32, 'k'));
  const auto time = base::parse_time("2026-05-01T10:00:00.000001Z").value();
  const Parameters filters = {{"match[type]", "b,a"}, {"limit", "3"}};
  const auto cursor = cursors.make(time, "me\n" + read(filters).text);

  Query again = read({{"next", cursor}, {"limit", "9"}, {"match[type]", "a,b"}});
  ASSERT_TRUE(go_on(again, cursors, "me").has_value());
  EXPECT_EQ(again.filter.added_after, time);
  EXPECT_EQ(again.filter.limit, 9U);

  EXPECT_FALSE(go_on(again, cursors, "you").has_value());
  Query other = read({{"next", cursor}, {"match[type]", "a"}});
  EXPECT_FALSE(go_on(other, cursors, "me").has_value());
  Query bare = read({{"next", cursor}});
  EXPECT_FALSE(go_on(bare, cursors, "me").has_value());
}

TEST(Query, ACursorNeverGoesBackBehindAddedAfter) {
  const Cursors cursors(std::string(32, 'k'));
  const Parameters filter = {{"added_after", "2026-05-01T10:00:00Z"}};
  const auto text = read(filter).text;
  Query query =
      read({{"added_after", "2026-05-01T10:00:00.000Z"},
            {"next", cursors.make(base::parse_time("2026-05-02T10:00:00Z").value(), "me\n" + text)}});
  ASSERT_TRUE(go_on(query, cursors, "me").has_value());
  EXPECT_EQ(query.filter.added_after, base::parse_time("2026-05-02T10:00:00Z").value());
}

}  // namespace
}  // namespace tansiq::wire::taxii
