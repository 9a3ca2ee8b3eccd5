// The twenty examples of docs/handling.md, in their order. Where one changes, the page changes with it.

#include <gtest/gtest.h>
#include <map>

#include "handling/decide.h"
#include "stix/canonical.h"
#include "stix/observable.h"
#include "stix/reader.h"
#include "stix/tables/tables.h"

namespace tansiq::handling {
namespace {

const Time now = *base::parse_time("2026-05-01T12:00:00Z");
const std::string person_id = "identity--a0000000-0000-4000-8000-000000000001";
const std::string malware_id = "malware--b0000000-0000-4000-8000-000000000002";

std::string object(std::string_view type, std::string_view more,
                   std::string_view modified = "2026-05-01T10:00:00.000Z") {
  const std::string name(type);
  return R"({"type":")" + name + R"(","spec_version":"2.1","id":")" + name +
         R"(--d0000000-0000-4000-8000-000000000004",)" +
         R"("created":"2026-05-01T10:00:00.000Z","modified":")" + std::string(modified) + "\"," +
         std::string(more) + "}";
}

std::string indicator(std::string_view more = {}, std::string_view modified = "2026-05-01T10:00:00.000Z") {
  return object("indicator",
                R"("pattern":"[ipv4-addr:value = '198.51.100.7']","pattern_type":"stix",)"
                R"("valid_from":"2026-05-01T10:00:00Z","name":"A staging host")" +
                    std::string(more),
                modified);
}

std::string person(std::string_view role) {
  std::string more = R"("name":"Idris Invented","identity_class":"individual")";
  for (const auto& extension : stix::tables::all_extensions())
    if (extension.name == "person" && !role.empty())
      more += R"(,"extensions":{")" + std::string(extension.key) +
              R"(":{"extension_type":"property-extension",)" +
              R"("names":[{"name":"Idris Invented"}],"role":")" + std::string(role) + R"("}})";
  return object("identity", more);
}

class Examples : public ::testing::Test {
 protected:
  Partner madrid{"", "madrid", "ES", PartnerRole::member, true, false};
  Partner paris{"", "paris", "FR", PartnerRole::member, true, false};
  Partner observatory{"", "observatory", "BE", PartnerRole::observer, true, false};
  Cell cell{"straits", {"counter-terrorism"}, false};
  Policy policy{
      .agreements = {{"the agreement", {"ES", "FR"}, {"border control", "intelligence"}, {}, {}, {}}},
      .red_lines = {},
      .second_officer = {},
      .standing = {}};
  Handling handling;
  Order order{"officer Amal", false, "", {}};
  ActPurpose purpose{"counter-terrorism", "Agreement, article 3"};
  std::map<std::string, Held, std::less<>> holds;
  std::string copy;

  void SetUp() override {
    handling.grade = "B2";
    handling.tlp = Tlp::amber;
    handling.releasable_to = {"madrid"};
    handling.onward = Onward::ask;
    handling.use = "intelligence";
    handling.purpose = "counter-terrorism";
    handling.basis = "Law 7, article 3";
  }

  Decision to(const Partner& partner, const std::string& json = indicator()) {
    stix::Reader reader;
    const auto read = reader.read_object(json);
    EXPECT_TRUE(read) << read.error().text();
    const auto record = *RecordView::read(read ? read->bytes : json);
    auto decision = decide(Question{.record = record,
                                    .handling = handling,
                                    .partner = partner,
                                    .cell = &cell,
                                    .agreements = policy.agreements,
                                    .red_lines = policy.red_lines,
                                    .second_officer = policy.second_officer,
                                    .order = order,
                                    .purpose = purpose,
                                    .held = [this](std::string_view id) -> const Held* {
                                      const auto found = holds.find(id);
                                      return found == holds.end() ? nullptr : &found->second;
                                    },
                                    .now = now});
    copy = decision.copy(record);
    return decision;
  }

  /// The reasons that count for the decision, without who ordered it.
  static std::vector<Reason> why(const Decision& decision) {
    std::vector<Reason> reasons;
    for (const auto& because : decision.reasons)
      if (is_against(because.reason) != decision.release && because.reason != Reason::ordered)
        reasons.push_back(because.reason);
    return reasons;
  }
  static void withheld(const Decision& decision, std::vector<Reason> reasons) {
    EXPECT_FALSE(decision.release);
    EXPECT_EQ(why(decision), reasons);
  }
};

TEST_F(Examples, AsOnThePage01To08) {
  auto decision = to(madrid);
  EXPECT_TRUE(decision.release && decision.whole);
  EXPECT_EQ(why(decision), (std::vector{Reason::named, Reason::agreement}));
  EXPECT_EQ(
      render(decision.conditions),
      R"({"grade":"B2","onward":"ask","purpose":"counter-terrorism","tlp":"amber","uses":["intelligence"]})");
  withheld(to(paris), {Reason::not_releasable});
  handling.releasable_to = {"straits"};
  EXPECT_EQ(why(to(paris)), (std::vector{Reason::through_cell, Reason::agreement}));
  withheld(to(observatory), {Reason::observer, Reason::not_releasable, Reason::no_agreement});
  handling.tlp = Tlp::red;
  withheld(to(madrid), {Reason::must_be_named});
  handling.tlp = Tlp::green;
  withheld(
      to(madrid,
         indicator(R"(,"object_marking_refs":["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"])")),
      {Reason::must_be_named});
  handling.tlp = Tlp::red;
  handling.onward = Onward::cell;
  handling.releasable_to = {"madrid"};
  EXPECT_EQ(to(madrid).conditions.onward, Onward::none);
  handling.tlp = Tlp::amber;
  handling.grade.clear();
  handling.basis.clear();
  withheld(to(madrid), {Reason::no_grade, Reason::no_basis});
}

TEST_F(Examples, AsOnThePage09To16) {
  withheld(to(madrid, person("")), {Reason::no_person_role, Reason::no_review_date});
  handling.review = now - std::chrono::days(1);
  withheld(to(madrid), {Reason::review_passed});
  handling.review.reset();
  purpose.purpose = "taxes";
  withheld(to(madrid), {Reason::purpose_not_in_cell});
  purpose.purpose = "counter-terrorism";
  handling.use = "evidence";
  withheld(to(madrid), {Reason::use_not_agreed});
  handling.use.clear();
  policy.red_lines = {{"no intelligence use", {"ES"}, {"intelligence"}, {}, {}, false}};
  EXPECT_EQ(to(madrid).conditions.uses, std::vector<std::string>{"border control"});
  handling.use = "intelligence";
  policy.red_lines = {{"no victims", {}, {}, {}, {"victim"}, true}};
  handling.review = now + std::chrono::days(1);
  withheld(to(madrid, person("victim")), {Reason::red_line});
  policy.second_officer = {{"amber", {}, {}, Tlp::amber, false}};
  order.second_officer = order.by;
  withheld(to(madrid), {Reason::second_officer_needed});
  policy.second_officer.clear();
  order = {"rule 4", true, "", {}};
  madrid.confirmed = false;
  withheld(to(madrid), {Reason::not_confirmed});
}

TEST_F(Examples, AsOnThePage17To20) {
  handling.releasable_to = {"straits"};
  auto decision =
      to(madrid,
         indicator(
             R"(,"labels":["one","secret","three"],"granular_markings":[{"marking_ref":)"
             R"("marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1","selectors":["labels.[1]"]}])"));
  EXPECT_EQ(why(decision), (std::vector{Reason::through_cell, Reason::agreement, Reason::cut_by_marking}));
  EXPECT_NE(copy.find(R"("labels":["one","three"])"), std::string::npos);
  EXPECT_EQ(copy.find("granular_markings"), std::string::npos);

  handling.releasable_to = {"madrid"};
  const auto report =
      object("report", R"("name":"Weekly","published":"2026-05-01T10:00:00Z","object_refs":[")" + person_id +
                           R"(",")" + malware_id + R"("])");
  withheld(to(madrid, report), {Reason::required_withheld});
  holds[person_id] = {};
  EXPECT_TRUE(to(madrid, report).release);
  EXPECT_NE(copy.find(R"("object_refs":[")" + person_id + R"("])"), std::string::npos);

  handling.properties = {{"/value", {"paris"}}};
  withheld(to(madrid, R"({"type":"email-addr","spec_version":"2.1","value":"idris@example.com","id":")" +
                          stix::observable_id("email-addr", R"({"value":"idris@example.com"})") + R"("})"),
           {Reason::identity_tells});

  handling.properties = {{"/description", {}}};
  EXPECT_TRUE(to(madrid, indicator(R"(,"description":"first")")).release);
  holds["indicator--d0000000-0000-4000-8000-000000000004"] = {"2026-05-01T10:00:00.000Z", copy, false};
  withheld(to(madrid, indicator(R"(,"description":"second")", "2026-05-01T11:00:00.000Z")),
           {Reason::nothing_new});
}

}  // namespace
}  // namespace tansiq::handling
