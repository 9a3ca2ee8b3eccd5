#include "desk/watch.h"

#include <gtest/gtest.h>

#include "desk/desk_test_support.h"
#include "stix/json/parse.h"

namespace tansiq::desk {
namespace {

constexpr std::string_view person = R"({
  "type": "identity", "id": "identity--5c2a6f0e-8f0b-4a52-9a39-6b0b7a1f2c11", "name": "Fulan al-Mithal",
  "created_by_ref": "identity--0e6d1c8b-2a4f-4c3d-b5e6-7f8091a2b3c4",
  "x_remark": "met identity--c4b3a291-8f70-4e5d-a6b7-18c9d0e1f2a3 often",
  "extensions": {"extension-definition--cd1f9071-8c28-4103-a33f-2698c9c0cf47": {
    "extension_type": "property-extension", "role": "contact", "birth_place": "Old Port Example",
    "names": [{"name": "فلان المثال", "kind": "birth"}],
    "documents": [{"kind": "passport", "number": "x 000-0001", "name": "F. Almithal"}]}}})";

constexpr std::string_view movement = R"({
  "type": "incident", "id": "incident--6f1d7b3c-0a57-4f8e-b6f3-2f0a9d4c5e31", "name": "Crossing",
  "extensions": {"extension-definition--08db1cdf-1bdc-41dc-be0c-035d669e53e3": {
    "extension_type": "property-extension", "from": "Port Example", "route": ["Border Example", "Sample City"],
    "person_refs": ["identity--5c2a6f0e-8f0b-4a52-9a39-6b0b7a1f2c11"]}}})";

WatchRule rule(Sought sought, std::string value) {
  return {.id = "rule 1",
          .sought = sought,
          .value = std::move(value),
          .purpose = "counter-terrorism",
          .basis = "Law 7, article 3",
          .case_id = {},
          .made_by = "officer 1",
          .confirmed_by = "officer 2",
          .expires = at(1000)};
}

/// The pointer of the hit, or nothing.
std::string hit(std::string_view text, const WatchRule& wanted, Time now = at(0)) {
  stix::json::Parser parser;
  std::vector<stix::Problem> problems;
  if (!parser.parse(text, 64)) return "no JSON";
  const auto mentions = mentions_of(parser.top(problems));
  const auto hits = matches(
      {&wanted, 1}, mentions, [](std::string_view sought, std::string_view found) { return sought == found; },
      now);
  return hits.empty() ? "" : hits[0].pointer;
}

TEST(Watch, FindsNamesDocumentsPlacesAndRecordsWhereTheyStand) {
  const std::string extension = "/extensions/extension-definition--cd1f9071-8c28-4103-a33f-2698c9c0cf47";
  EXPECT_EQ(hit(person, rule(Sought::name, "Fulan al-Mithal")), "/name");
  EXPECT_EQ(hit(person, rule(Sought::name, "فلان المثال")), extension + "/names/0/name");
  EXPECT_EQ(hit(person, rule(Sought::name, "F. Almithal")), extension + "/documents/0/name");
  EXPECT_EQ(hit(person, rule(Sought::name, "Crossing")), "");
  EXPECT_EQ(hit(movement, rule(Sought::name, "Crossing")), "");  // the name of an incident is nobody's
  EXPECT_EQ(hit(person, rule(Sought::document, "X0000001")), extension + "/documents/0/number");
  EXPECT_EQ(hit(person, rule(Sought::document, "X0000002")), "");
  EXPECT_EQ(hit(person, rule(Sought::place, "old port")), extension + "/birth_place");
  EXPECT_EQ(hit(person, rule(Sought::place, "old po")), "");
  const std::string route = "/extensions/extension-definition--08db1cdf-1bdc-41dc-be0c-035d669e53e3/route/1";
  EXPECT_EQ(hit(movement, rule(Sought::place, "Sample City")), route);
  const std::string who =
      "/extensions/extension-definition--08db1cdf-1bdc-41dc-be0c-035d669e53e3/person_refs/0";
  EXPECT_EQ(hit(movement, rule(Sought::record, "identity--5c2a6f0e-8f0b-4a52-9a39-6b0b7a1f2c11")), who);
  EXPECT_EQ(hit(person, rule(Sought::record, "identity--5c2a6f0e-8f0b-4a52-9a39-6b0b7a1f2c11")), "/id");
  EXPECT_EQ(hit("[]", rule(Sought::name, "anything")), "");
}

TEST(Watch, OnlyARuleInForceLooks) {
  WatchRule wanted = rule(Sought::name, "Fulan al-Mithal");
  EXPECT_EQ(hit(person, wanted, at(999)), "/name");
  EXPECT_EQ(hit(person, wanted, at(1000)), "");
  wanted.confirmed_by.clear();
  EXPECT_EQ(hit(person, wanted), "");
  wanted.confirmed_by = wanted.made_by;
  EXPECT_EQ(hit(person, wanted), "");
}

TEST(Watch, ARuleNeedsAReasonAnEndAndASecondOfficer) {
  EXPECT_TRUE(check(rule(Sought::name, "Fulan"), at(0)));
  const auto refused = [](const std::function<void(WatchRule&)>& hand) {
    WatchRule bad = rule(Sought::name, "Fulan");
    hand(bad);
    const auto verdict = check(bad, at(0));
    return verdict ? std::string() : verdict.error().where;
  };
  EXPECT_EQ(refused([](WatchRule& bad) { bad.purpose.clear(); }), "purpose");
  EXPECT_EQ(refused([](WatchRule& bad) { bad.basis.clear(); }), "basis");
  EXPECT_EQ(refused([](WatchRule& bad) { bad.value.clear(); }), "value");
  EXPECT_EQ(refused([](WatchRule& bad) { bad.value = "\n"; }), "value");
  EXPECT_EQ(refused([](WatchRule& bad) { bad.value = "a"; }), "value");
  EXPECT_EQ(refused([](WatchRule& bad) { bad.made_by.clear(); }), "made_by");
  EXPECT_EQ(refused([](WatchRule& bad) { bad.confirmed_by = "officer 1"; }), "confirmed_by");
  EXPECT_EQ(refused([](WatchRule& bad) { bad.confirmed_by.clear(); }), "");  // waits for the second
  EXPECT_EQ(refused([](WatchRule& bad) { bad.expires = at(0); }), "expires");
  EXPECT_EQ(refused([](WatchRule& bad) { bad.expires = at(600'000); }), "expires");
  EXPECT_EQ(refused([](WatchRule& bad) { bad.sought = Sought::record; }), "value");
  EXPECT_EQ(refused([](WatchRule& bad) {
              bad.sought = Sought::document;
              bad.value = "- 12 -";
            }),
            "value");
}

}  // namespace
}  // namespace tansiq::desk
