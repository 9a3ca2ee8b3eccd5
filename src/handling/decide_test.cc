// The decision case by case; decide_random_test.cc holds it against random worlds.

#include "handling/decide.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>

#include "handling/redact.h"
#include "stix/canonical.h"
#include "stix/observable.h"
#include "stix/reader.h"
#include "stix/tables/tables.h"

namespace tansiq::handling {
namespace {

using namespace std::string_literals;

const Time now = *base::parse_time("2026-05-01T12:00:00Z");
const std::string alpha = "identity--a0000000-0000-4000-8000-000000000001";
const std::string beta = "malware--b0000000-0000-4000-8000-000000000002";
const std::string statement = "marking-definition--c0000000-0000-4000-8000-000000000003";
constexpr std::string_view red = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";

RecordView view_of(const std::string& json) {
  stix::Reader reader;
  const auto object = reader.read_object(json);
  EXPECT_TRUE(object) << object.error().text() << '\n' << json;
  auto view = RecordView::read(object ? object->bytes : json);
  EXPECT_TRUE(view) << view.error().text();
  return *std::move(view);
}

std::string person_extension() {
  for (const auto& extension : stix::tables::all_extensions())
    if (extension.name == "person") return std::string(extension.key);
  return {};
}

std::string common(std::string_view type, std::string_view more) {
  return R"({"type":")"s + std::string(type) + R"(","spec_version":"2.1","id":")" + std::string(type) +
         R"(--d0000000-0000-4000-8000-000000000004","created":"2026-05-01T10:00:00.000Z",)"
         R"("modified":"2026-05-01T10:00:00.000Z",)" +
         std::string(more) + "}";
}

std::string indicator(std::string_view more = {}) {
  return common("indicator", R"("pattern":"[ipv4-addr:value = '198.51.100.7']","pattern_type":"stix",)"
                             R"("valid_from":"2026-05-01T10:00:00Z","name":"A staging host")" +
                                 std::string(more));
}

class DecideTest : public ::testing::Test {
 protected:
  Handling handling;
  Partner partner{"5e1f", "madrid", "ES", PartnerRole::member, true, false};
  Cell cell{"straits", {"counter-terrorism"}, false};
  std::vector<Agreement> agreements = {
      {"the 2024 agreement", {"ES", "FR"}, {"border control", "intelligence"}, {}, {}, {}}};
  std::vector<RedLine> red_lines;
  std::vector<SecondOfficerRule> rules;
  std::vector<Unmet> unmet;
  Order order{"officer Amal", false, "", {}};
  ActPurpose purpose{"counter-terrorism", "Agreement, article 3"};
  std::map<std::string, Held, std::less<>> holds;
  std::optional<Received> received;

  void SetUp() override {
    handling.grade = "B2";
    handling.tlp = Tlp::amber;
    handling.releasable_to = {"madrid"};
    handling.onward = Onward::ask;
    handling.use = "intelligence";
    handling.purpose = "counter-terrorism";
    handling.basis = "Law 7, article 3";
  }

  Decision decide(const RecordView& record) {
    return handling::decide(Question{.record = record,
                                     .handling = handling,
                                     .partner = partner,
                                     .cell = &cell,
                                     .agreements = agreements,
                                     .red_lines = red_lines,
                                     .second_officer = rules,
                                     .unmet = unmet,
                                     .order = order,
                                     .purpose = purpose,
                                     .held = [this](std::string_view id) -> const Held* {
                                       const auto found = holds.find(id);
                                       return found == holds.end() ? nullptr : &found->second;
                                     },
                                     .received = received ? &*received : nullptr,
                                     .now = now});
  }
  Decision decide(const std::string& json) { return decide(view_of(json)); }

  static bool has(const Decision& decision, Reason reason) {
    for (const auto& because : decision.reasons)
      if (because.reason == reason) return true;
    return false;
  }
  void withheld(const std::string& json, Reason reason) {
    const auto decision = decide(json);
    EXPECT_FALSE(decision.release) << name_of(reason);
    EXPECT_TRUE(has(decision, reason)) << sentence(decision, partner) << " lacks " << name_of(reason);
    EXPECT_TRUE(decision.redacted.empty());
    EXPECT_EQ(decision.conditions, Conditions{});
  }
  std::string released(const std::string& json) {
    const auto record = view_of(json);
    const auto decision = decide(record);
    EXPECT_TRUE(decision.release) << sentence(decision, partner);
    return std::string(decision.copy(record));
  }
};

TEST_F(DecideTest, ReleasesTheRecordsOwnBytesWithConditions) {
  const auto record = view_of(indicator());
  const auto decision = decide(record);
  ASSERT_TRUE(decision.release) << sentence(decision, partner);
  EXPECT_TRUE(decision.whole);
  EXPECT_EQ(decision.copy(record), record.bytes());
  EXPECT_EQ(decision.conditions,
            (Conditions{Tlp::amber, "B2", {"intelligence"}, "counter-terrorism", Onward::ask, {}}));
  EXPECT_EQ(sentence(decision, partner),
            "Released to madrid: ordered by officer Amal; the partner is named as a recipient; the 2024 "
            "agreement covers it.");
}

TEST_F(DecideTest, NamesEverythingThatIsMissingAtOnce) {
  handling = {};
  purpose = {};
  const auto decision = decide(indicator());
  for (const auto reason : {Reason::no_grade, Reason::no_tlp, Reason::no_purpose, Reason::no_basis,
                            Reason::act_without_purpose, Reason::act_without_basis, Reason::not_releasable})
    EXPECT_TRUE(has(decision, reason)) << name_of(reason);
}

TEST_F(DecideTest, WhatIsDisputedAndRestrictedGoesToNobody) {
  handling.restricted = "the person disputes it";
  withheld(indicator(), Reason::restricted);
}

TEST_F(DecideTest, NobodyGetsWhatNobodySaidItMayGet) {
  handling.releasable_to = {"paris"};
  withheld(indicator(), Reason::not_releasable);
  handling.releasable_to = {"straits"};
  EXPECT_FALSE(released(indicator()).empty()) << "through its cell";
  partner.role = PartnerRole::none;
  withheld(indicator(), Reason::not_in_cell);
  withheld(indicator(), Reason::not_releasable);
}

TEST_F(DecideTest, RedGoesOnlyToWhomItNames) {
  handling.tlp = Tlp::red;
  handling.releasable_to = {"straits"};
  withheld(indicator(), Reason::must_be_named);
  handling.releasable_to = {"5e1f"};
  const auto record = view_of(indicator());
  const auto decision = decide(record);
  ASSERT_TRUE(decision.release) << sentence(decision, partner);
  EXPECT_EQ(decision.conditions.onward, Onward::none) << "and nowhere from there";
}

TEST_F(DecideTest, TheNarrowerOfHandlingAndMarkingCounts) {
  handling.tlp = Tlp::green;
  handling.releasable_to = {"straits"};
  withheld(indicator(R"(,"object_marking_refs":[")" + std::string(red) + R"("])"), Reason::must_be_named);
}

TEST_F(DecideTest, ObserversSuspendedPartnersAndFrozenCellsGetNothing) {
  partner.role = PartnerRole::observer;
  withheld(indicator(), Reason::observer);
  partner.role = PartnerRole::member;
  partner.suspended = true;
  withheld(indicator(), Reason::suspended);
  partner.suspended = false;
  cell.frozen = true;
  withheld(indicator(), Reason::cell_frozen);
}

TEST_F(DecideTest, AStandingRuleReachesConfirmedServicesOnly) {
  order = {"rule 4", true, "", {}};
  EXPECT_FALSE(released(indicator()).empty());
  partner.confirmed = false;
  withheld(indicator(), Reason::not_confirmed);
  order.standing = false;
  EXPECT_FALSE(released(indicator()).empty());
}

TEST_F(DecideTest, PurposesAreTheCells) {
  purpose.purpose = "taxes";
  withheld(indicator(), Reason::purpose_not_in_cell);
}

TEST_F(DecideTest, AgreementsSayWhatGoesWhereForWhichUse) {
  partner.country = "PT";
  withheld(indicator(), Reason::no_agreement);
  partner.country = "ES";
  handling.use = "evidence";
  withheld(indicator(), Reason::use_not_agreed);
  handling.use.clear();
  EXPECT_EQ(decide(indicator()).conditions.uses,
            (std::vector<std::string>{"border control", "intelligence"}));
  agreements[0].until = now;
  withheld(indicator(), Reason::no_agreement);
  agreements[0].until.reset();
  agreements[0].types = {"malware"};
  withheld(indicator(), Reason::no_agreement);
}

TEST_F(DecideTest, RedLinesHoldWhateverAnAgreementSays) {
  red_lines = {{"no hosts to ES", {"ES"}, {}, {"indicator"}, {}, false}};
  withheld(indicator(), Reason::red_line);
  red_lines = {{"no intelligence use in ES", {"ES"}, {"intelligence"}, {}, {}, false}};
  withheld(indicator(), Reason::red_line);
  handling.use.clear();
  EXPECT_EQ(decide(indicator()).conditions.uses, std::vector<std::string>{"border control"});
  red_lines = {{"no victims", {}, {}, {}, {"victim"}, true}};
  EXPECT_FALSE(released(indicator()).empty());
}

TEST_F(DecideTest, PersonsNeedARoleAndAReviewDate) {
  const auto person = [](std::string_view role) {
    std::string more = R"("name":"Idris Invented","identity_class":"individual")";
    if (!role.empty())
      more += R"(,"extensions":{")" + person_extension() + R"(":{"extension_type":"property-extension",)" +
              R"("names":[{"name":"Idris Invented"}],"role":")" + std::string(role) + R"("}})";
    return common("identity", more);
  };
  EXPECT_TRUE(view_of(person("suspect")).is_person());
  EXPECT_EQ(view_of(person("suspect")).person_role(), "suspect");
  withheld(person("suspect"), Reason::no_review_date);
  handling.review = now + std::chrono::hours(1);
  EXPECT_FALSE(released(person("suspect")).empty());
  red_lines = {{"no victims", {}, {}, {}, {"victim"}, true}};
  withheld(person("victim"), Reason::red_line);
  handling.review.reset();
  withheld(person(""), Reason::no_person_role);
  withheld(person(""), Reason::no_review_date);
  handling.review = now;
  withheld(person(""), Reason::review_passed);
}

TEST_F(DecideTest, ASecondOfficerWhereARuleAsksForOne) {
  rules = {{"amber to ES", {"ES"}, {}, Tlp::amber, false}};
  withheld(indicator(), Reason::second_officer_needed);
  order.second_officer = order.by;
  withheld(indicator(), Reason::second_officer_needed);
  order.second_officer = "officer Badr";
  const auto decision = decide(indicator());
  EXPECT_TRUE(decision.release);
  EXPECT_TRUE(has(decision, Reason::second_officer));
  rules[0].from_tlp = Tlp::red;
  order.second_officer.clear();
  EXPECT_TRUE(decide(indicator()).release);
}

TEST_F(DecideTest, ConditionsThatAreNotMetYet) {
  unmet = {{"reciprocity"}};
  withheld(indicator(), Reason::unmet);
}

TEST_F(DecideTest, PropertiesAreCutByRuleAndByOrder) {
  handling.properties = {{"/name", {"paris"}}};
  auto copy = released(indicator(R"(,"description":"long")"));
  EXPECT_EQ(copy.find("staging"), std::string::npos);
  EXPECT_NE(copy.find("long"), std::string::npos);
  order.cut = {"/description", "/absent"};
  copy = released(indicator(R"(,"description":"long")"));
  EXPECT_EQ(copy.find("long"), std::string::npos);
  handling.properties = {{"/name", {"straits"}}};
  EXPECT_NE(released(indicator()).find("staging"), std::string::npos);
}

TEST_F(DecideTest, GranularMarkingsCutAndLeaveNoTrace) {
  handling.releasable_to = {"straits"};
  const auto json = indicator(R"(,"labels":["one","secret","three"],"granular_markings":[)"
                              R"({"marking_ref":")" +
                              std::string(red) + R"(","selectors":["labels.[1]","name"]},)" +
                              R"({"lang":"fr","selectors":["labels.[2]","name"]}])");
  const auto copy = released(json);
  EXPECT_NE(copy.find(R"("labels":["one","three"])"), std::string::npos) << copy;
  EXPECT_NE(copy.find(R"("granular_markings":[{"lang":"fr","selectors":["labels.[1]"]}])"), std::string::npos)
      << copy;
  EXPECT_EQ(copy.find("e828b379"), std::string::npos);
  handling.releasable_to = {"madrid"};
  EXPECT_NE(released(json).find("secret"), std::string::npos) << "named recipients see what is red";
}

TEST_F(DecideTest, APropertyUnderAMarkingThatDoesNotGoDoesNotGo) {
  const auto json = indicator(R"(,"description":"long","granular_markings":[{"marking_ref":")" + statement +
                              R"(","selectors":["description"]}])");
  auto copy = released(json);
  EXPECT_EQ(copy.find("long"), std::string::npos);
  EXPECT_EQ(copy.find("granular_markings"), std::string::npos);
  holds[statement] = {};
  EXPECT_NE(released(json).find("long"), std::string::npos);
  withheld(
      indicator(R"(,"object_marking_refs":["marking-definition--c0000000-0000-4000-8000-000000000009"])"),
      Reason::marking_withheld);
}

TEST_F(DecideTest, ReferencesToWhatDoesNotGoAreCut) {
  const auto json = indicator(R"(,"created_by_ref":")" + alpha + R"(")");
  EXPECT_EQ(released(json).find("created_by_ref"), std::string::npos);
  holds[alpha] = {};
  EXPECT_NE(released(json).find(alpha), std::string::npos);
}

TEST_F(DecideTest, AListLosesWhatDoesNotGoAndGoesWhenItIsEmptyOrBlocks) {
  const auto report =
      common("report", R"("name":"Weekly","published":"2026-05-01T10:00:00Z","object_refs":[")" + alpha +
                           R"(",")" + beta + R"("])");
  withheld(report, Reason::required_withheld);
  holds[beta] = {};
  EXPECT_NE(released(report).find(R"("object_refs":[")" + beta + R"("])"), std::string::npos);
}

TEST_F(DecideTest, LongListsAreCutInTheirOwnTime) {
  std::string refs = "\"" + beta + "\"";
  for (int i = 0; i < 50'000; ++i)
    refs += fmt::format(",\"malware--b0000000-0000-4000-8000-{:012}\"", i + 1000);
  holds[beta] = {};
  const auto copy = released(
      common("report", R"("name":"All","published":"2026-05-01T10:00:00Z","object_refs":[)" + refs + "]"));
  EXPECT_LT(copy.size(), 1000U) << "the one that is held stays";
}

TEST_F(DecideTest, ARelationshipGoesOnlyWhereBothItsEndsGo) {
  const auto json = common("relationship", R"("relationship_type":"uses","source_ref":")" + alpha +
                                               R"(","target_ref":")" + beta + R"(")");
  holds[alpha] = {};
  withheld(json, Reason::end_withheld);
  holds[beta] = {};
  EXPECT_FALSE(released(json).empty());
}

TEST_F(DecideTest, ATextThatNamesWhatDoesNotGoIsCut) {
  auto copy = released(indicator(R"(,"description":"see )" + beta + R"( for more")"));
  EXPECT_EQ(copy.find("description"), std::string::npos);
  copy = released(
      indicator(R"(,"external_references":[{"source_name":"files","external_id":")" + beta + R"("}])"));
  EXPECT_EQ(copy.find("external_references"), std::string::npos) << "its part would say nothing without it";
  holds[beta] = {};
  EXPECT_NE(released(indicator(R"(,"description":"see )" + beta + R"( for more")")).find(beta),
            std::string::npos);
}

TEST_F(DecideTest, WhatNeedsAnotherPropertyGoesWithIt) {
  handling.properties = {{"/latitude", {}}};
  const auto copy = released(
      common("location", R"("name":"Quay","latitude":35.8,"longitude":-5.8,"precision":10,"country":"MA")"));
  EXPECT_EQ(copy.find("35.8"), std::string::npos);
  EXPECT_EQ(copy.find("-5.8"), std::string::npos);
  EXPECT_EQ(copy.find("precision"), std::string::npos);
  EXPECT_NE(copy.find("Quay"), std::string::npos);
}

TEST_F(DecideTest, AnIdentifierThatIsAHashOfWhatWouldBeCutKeepsTheObjectBack) {
  const auto json =
      R"({"type":"email-addr","spec_version":"2.1","value":"idris@example.com","display_name":"Idris",)"
      R"("id":")" +
      stix::observable_id("email-addr", R"({"value":"idris@example.com"})") + R"("})";
  handling.properties = {{"/display_name", {}}};
  EXPECT_EQ(released(json).find("Idris"), std::string::npos);
  handling.properties = {{"/value", {}}};
  withheld(json, Reason::identity_tells);
}

TEST_F(DecideTest, ATranslationGoesOnlyWithAWholeOriginal) {
  const auto json =
      common("language-content", R"("object_ref":")" + beta + R"(","contents":{"fr":{"name":"Nom"}})");
  withheld(json, Reason::required_withheld);
  holds[beta] = {"", "", false};
  withheld(json, Reason::target_redacted);
  holds[beta] = {};
  EXPECT_FALSE(released(json).empty());
}

TEST_F(DecideTest, NoCutStripsARestriction) {
  handling.properties = {{"/object_marking_refs", {}}};
  withheld(
      indicator(R"(,"object_marking_refs":["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"])"),
      Reason::marking_withheld);
}

TEST_F(DecideTest, OneVersionHasOneByteString) {
  const auto record = view_of(indicator());
  auto& mine = holds[std::string(record.id())];
  mine = {std::string(record.version()), std::string(record.bytes()), true};
  withheld(indicator(), Reason::already_held);
  handling.properties = {{"/name", {}}};
  withheld(indicator(), Reason::needs_new_version);
}

TEST_F(DecideTest, AVersionInWhichNothingVisibleChangedTellsNothing) {
  handling.properties = {{"/description", {}}};
  const auto older = view_of(indicator(R"(,"description":"first secret")"));
  const auto first = decide(older);
  holds[std::string(older.id())] = {std::string(older.version()), std::string(first.copy(older)), false};
  auto newer = indicator(R"(,"description":"second secret")");
  newer.replace(newer.find(R"("modified":"2026-05-01T10)"), 25, R"("modified":"2026-05-01T11)");
  withheld(newer, Reason::nothing_new);
  handling.properties.clear();
  EXPECT_NE(released(newer).find("second"), std::string::npos);
  auto old = indicator();
  old.replace(old.find(R"("created":"2026-05-01T10)"), 24, R"("created":"2026-05-01T09)");
  old.replace(old.find(R"("modified":"2026-05-01T10)"), 25, R"("modified":"2026-05-01T09)");
  withheld(old, Reason::older_than_held);
}

TEST_F(DecideTest, AReceivedCopyGoesOnWholeAndPermittedUnderTheNarrowerConditions) {
  received = Received{
      Onward::ask,
      false,
      {Tlp::amber, "C3", {"intelligence"}, "counter-terrorism", Onward::ask, now + std::chrono::hours(1)}};
  withheld(indicator(), Reason::not_permitted_onward);
  received->permitted = true;
  handling.tlp = Tlp::green;
  handling.onward = Onward::cell;
  const auto decision = decide(indicator());
  ASSERT_TRUE(decision.release) << sentence(decision, partner);
  EXPECT_EQ(decision.conditions.tlp, Tlp::amber);
  EXPECT_EQ(decision.conditions.onward, Onward::ask);
  EXPECT_EQ(decision.conditions.grade, "C3") << "their grade of their source";
  EXPECT_EQ(decision.conditions.review, now + std::chrono::hours(1));
  order.cut = {"/name"};
  withheld(indicator(), Reason::onward_unchanged_only);
  order.cut.clear();
  received->conditions.uses = {"border control"};
  withheld(indicator(), Reason::use_not_agreed);
  received->conditions.uses = {"intelligence"};
  received->onward = Onward::none;
  withheld(indicator(), Reason::not_permitted_onward);
}

TEST_F(DecideTest, EveryReasonHasAWordAndAClause) {
  for (std::size_t i = 0; i < reason_count; ++i) {
    const auto reason = static_cast<Reason>(i);
    EXPECT_FALSE(name_of(reason).empty()) << i;
    const Decision decision{!is_against(reason), true, {}, {}, {{reason, "SUBJECT"}}};
    EXPECT_GT(sentence(decision, partner).size(), 30U) << name_of(reason);
  }
  EXPECT_EQ(name_of(Reason::nothing_new), "nothing_new");
  EXPECT_EQ(name_of(Reason::second_officer), "second_officer");
  EXPECT_EQ(name_of(Reason::no_grade), "no_grade");
}

TEST_F(DecideTest, TimeAloneMayChangeADecisionAndTheNextInstantIsKnown) {
  const auto record = view_of(indicator());
  const auto next = [&](Time at) {
    return changes_at(Question{.record = record,
                               .handling = handling,
                               .partner = partner,
                               .agreements = agreements,
                               .order = order,
                               .purpose = purpose,
                               .now = at});
  };
  EXPECT_EQ(next(now), std::nullopt);
  handling.review = now + std::chrono::hours(3);
  agreements[0].until = now + std::chrono::hours(2);
  EXPECT_EQ(next(now), now + std::chrono::hours(2));
  EXPECT_EQ(next(now + std::chrono::hours(2)), now + std::chrono::hours(3));
  EXPECT_EQ(next(now + std::chrono::hours(3)), std::nullopt);
}

TEST(Policy, ReadsBackInOneForm) {
  constexpr std::string_view json =
      R"({"standing":[{"name":"indicators","made_by":"officer Amal","cell":"straits","types":["indicator"],)"
      R"("to_tlp":"green","purpose":"counter-terrorism","basis":"Agreement, article 3","until":"2027-01-01"}],)"
      R"("agreements":[{"name":"b","countries":["FR","ES"],"uses":["intelligence"]},)"
      R"({"name":"a","countries":["MA"],"uses":["evidence"],"from":"2026-01-01T00:00:00Z","types":["report"]}],)"
      R"("red_lines":[{"name":"no victims","person_roles":["victim"],"persons_only":true}],)"
      R"("second_officer":[{"name":"red","from_tlp":"red"}]})";
  const auto policy = parse_policy(json);
  ASSERT_TRUE(policy) << policy.error().text();
  EXPECT_EQ(policy->agreements[0].name, "a");
  EXPECT_EQ(policy->agreements[1].countries, (std::vector<std::string>{"ES", "FR"}));
  EXPECT_TRUE(policy->red_lines[0].persons_only);
  EXPECT_EQ(parse_policy(render(*policy)), *policy);
  EXPECT_EQ(render(*parse_policy(render(*policy))), render(*policy));
  EXPECT_EQ(render(Policy{}), "{}");
}

TEST(Policy, RefusesWhatIsNotKnownOrHalf) {
  for (
      const char* json :
      {"[]", R"({"rules":[]})", R"({"agreements":[{"name":"a","countries":["ES"]}]})",
       R"({"agreements":[{"name":"a","countries":["ES"],"uses":["u"],"colour":"blue"}]})",
       R"({"agreements":[{"name":"a","countries":["ES"],"uses":["u"]},{"name":"a","countries":["FR"],"uses":["u"]}]})",
       R"({"red_lines":[{"name":"x","persons_only":"yes"}]})",
       R"({"second_officer":[{"name":"x","from_tlp":"pink"}]})",
       R"({"standing":[{"name":"x","made_by":"o","cell":"c","purpose":"p"}]})"})
    EXPECT_FALSE(parse_policy(json)) << json;
}

TEST(Policy, AStandingRuleOrdersWhatItDescribes) {
  const auto record = view_of(indicator());
  StandingRule rule;
  rule.types = {"indicator"};
  rule.to_tlp = Tlp::green;
  Handling handling;
  EXPECT_FALSE(orders(rule, record, handling, now)) << "without a label it counts as red";
  handling.tlp = Tlp::green;
  EXPECT_TRUE(orders(rule, record, handling, now));
  rule.until = now;
  EXPECT_FALSE(orders(rule, record, handling, now));
  rule.until.reset();
  const auto person = view_of(common("identity", R"("name":"Idris Invented","identity_class":"individual")"));
  rule.types.clear();
  EXPECT_FALSE(orders(rule, person, handling, now));
  rule.persons = true;
  EXPECT_TRUE(orders(rule, person, handling, now));
}

TEST(Conditions, ReadBackAndRefuseWhatIsNotKnown) {
  const Conditions conditions{Tlp::amber_strict,   "B2",         {"a \"use\"", "b"},
                              "counter-terrorism", Onward::none, now};
  EXPECT_EQ(*parse_conditions(render(conditions)), conditions);
  EXPECT_EQ(stix::canonical(render(conditions)), render(conditions));
  for (const char* json :
       {"{}", R"({"grade":"B2","onward":"none","purpose":"p","tlp":"red","uses":[]})",
        R"({"grade":"B2","onward":"none","purpose":"p","tlp":"red","uses":["a"],"colour":"blue"})",
        R"({"grade":"Z9","onward":"none","purpose":"p","tlp":"red","uses":["a"]})"})
    EXPECT_FALSE(parse_conditions(json)) << json;
}

TEST(Activity, TellsTheHourAndNothingElse) {
  const auto fact = activity("a0000000-0000-4000-8000-000000000001", "release", std::string(64, 'a'),
                             *base::parse_time("2026-05-01T12:34:56.789Z"));
  EXPECT_EQ(render(fact), R"({"hour":"2026-05-01T12:00:00Z","id":"a0000000-0000-4000-8000-000000000001",)"
                          R"("kind":"release","originator":")" +
                              std::string(64, 'a') + R"("})");
  EXPECT_EQ(*parse_activity(render(fact)), fact);
  auto precise = render(fact);
  precise.replace(precise.find("12:00:00"), 8, "12:34:56");
  EXPECT_FALSE(parse_activity(precise));
}

}  // namespace
}  // namespace tansiq::handling
