// F. Filters: items 53 to 65.

#include <algorithm>

#include "items.h"
#include "walk.h"

namespace tansiq::conformance {
namespace {

constexpr const char* t1 = "2024-01-01T00:00:00.000Z";
constexpr const char* t2 = "2024-02-01T00:00:00.000Z";
constexpr const char* t3 = "2024-03-01T00:00:00.000Z";
constexpr const char* t4 = "2024-04-01T00:00:00.000Z";

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ",") + word;
  return out;
}

std::vector<std::string> ids_of(const std::vector<json::object>& objects) {
  std::vector<std::string> out;
  for (const auto& object : objects) out.push_back(id_of(object));
  return out;
}

/// A filter must give just these elements, in any order.
void expect_set(Outcome& outcome, const Page& page, const std::vector<std::string>& wanted) {
  outcome.expect(page.ok() && sorted(page.keys()) == sorted(wanted), page.answer,
                 "200 with " + shown(wanted));
}

void expect_ids(Outcome& outcome, const Page& page, const std::vector<std::string>& wanted) {
  outcome.expect(page.ok() && sorted(page.ids()) == sorted(wanted), page.answer, "200 with " + shown(wanted));
}

Outcome added_after(Suite& suite) {
  Outcome outcome;
  // STIX times that run against the order of arrival: a filter on them would give another set.
  const std::vector<json::object> objects = {indicator("2031-01-01T00:00:00.000Z"),
                                             indicator("2021-01-01T00:00:00.000Z"),
                                             indicator("2011-01-01T00:00:00.000Z")};
  for (const auto& object : objects)
    if (!suite.store(outcome, {object})) return outcome;
  const std::string ids = joined(ids_of(objects));
  const Page manifest = suite.page(suite.manifest(), {{"match[id]", ids}});
  if (!outcome.expect(manifest.objects.size() == 3, manifest.answer, "three records")) return outcome;
  const auto keys = keys_of(objects);
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string date = text_at(manifest.objects[i], "date_added");
    const std::vector<std::string> later(keys.begin() + static_cast<std::ptrdiff_t>(i) + 1, keys.end());
    for (const auto& path : {suite.objects(), suite.manifest()})
      expect_set(outcome, suite.page(path, {{"match[id]", ids}, {"added_after", date}}), later);
  }
  const std::string first = text_at(manifest.objects[0], "date_added");
  expect_set(outcome, suite.page(suite.object(id_of(objects[0])), {{"added_after", first}}), {});
  for (const std::string& digits : std::vector<std::string>{
           "2016-01-01T00:00:00Z", "2016-01-01T00:00:00.000Z", "2016-01-01T00:00:00.000000Z"})
    expect_set(outcome, suite.page(suite.objects(), {{"match[id]", ids}, {"added_after", digits}}), keys);
  return outcome;
}

Outcome limits(Suite& suite) {
  Outcome outcome;
  const auto objects = indicators(5);
  if (!suite.store(outcome, objects)) return outcome;
  const std::string ids = joined(ids_of(objects));
  for (const auto& path : {suite.objects(), suite.manifest()}) {
    for (const std::size_t limit : {1U, 2U, 4U, 5U, 6U, 1000000U}) {
      const Page page = suite.page(path, {{"match[id]", ids}, {"limit", std::to_string(limit)}});
      outcome.expect(page.ok() && page.objects.size() == std::min<std::size_t>(limit, 5), page.answer,
                     std::to_string(std::min<std::size_t>(limit, 5)) + " of five");
      outcome.expect(page.more == (limit < 5), page.answer, limit < 5 ? "more: true" : "nothing more");
    }
  }
  const Page unlimited = suite.page(suite.objects());
  outcome.expect(unlimited.ok(), unlimited.answer, "200: without a limit the server's own holds");
  return outcome;
}

Outcome bad_limits(Suite& suite) {
  Outcome outcome;
  const std::string id = suite.sample(outcome);
  for (const auto& path : {suite.objects(), suite.manifest(), suite.object(id), suite.versions(id)})
    for (const std::string& limit :
         std::vector<std::string>{"0", "-1", "ten", "1.5", "", "0x10", "1e2", " 5", "5,6"})
      outcome.expect_status(suite.get(path, {{"limit", limit}}), {400}, "limit is not a positive number");
  outcome.expect_status(suite.get(suite.objects(), {{"limit", "99999999999999999999999"}}), {200, 400},
                        "more than any integer holds");
  return outcome;
}

Outcome match_id(Suite& suite) {
  Outcome outcome;
  const auto objects = indicators(3);
  if (!suite.store(outcome, objects)) return outcome;
  const auto ids = ids_of(objects);
  for (const auto& path : {suite.objects(), suite.manifest()}) {
    expect_ids(outcome, suite.page(path, {{"match[id]", ids[1]}}), {ids[1]});
    expect_ids(outcome, suite.page(path, {{"match[id]", ids[2] + "," + ids[0]}}), {ids[0], ids[2]});
    expect_ids(outcome, suite.page(path, {{"match[id]", ids[0] + ",indicator--" + random_uuid()}}), {ids[0]});
    expect_ids(outcome, suite.page(path, {{"match[id]", ids[0] + "," + ids[0]}}), {ids[0]});
  }
  return outcome;
}

Outcome match_type(Suite& suite) {
  Outcome outcome;
  const json::object a = indicator();
  const json::object b = malware();
  const json::object c = identity();
  const json::object d = url_observable();
  if (!suite.store(outcome, {a, b, c, d})) return outcome;
  const std::string ids = joined(ids_of({a, b, c, d}));
  const auto of_types = [&](const std::string& types) {
    return suite.page(suite.objects(), {{"match[id]", ids}, {"match[type]", types}});
  };
  expect_ids(outcome, of_types("indicator"), {id_of(a)});
  expect_ids(outcome, of_types("malware,identity"), {id_of(b), id_of(c)});
  expect_ids(outcome, of_types("url"), {id_of(d)});
  expect_ids(outcome, of_types("x-nobody-has-this"), {});
  expect_ids(outcome, of_types("campaign,x-nobody-has-this,url"), {id_of(d)});
  for (const std::string& type : std::vector<std::string>{"attack-pattern",
                                                          "campaign",
                                                          "course-of-action",
                                                          "grouping",
                                                          "identity",
                                                          "incident",
                                                          "indicator",
                                                          "infrastructure",
                                                          "intrusion-set",
                                                          "location",
                                                          "malware",
                                                          "malware-analysis",
                                                          "note",
                                                          "observed-data",
                                                          "opinion",
                                                          "report",
                                                          "threat-actor",
                                                          "tool",
                                                          "vulnerability",
                                                          "relationship",
                                                          "sighting",
                                                          "artifact",
                                                          "autonomous-system",
                                                          "directory",
                                                          "domain-name",
                                                          "email-addr",
                                                          "email-message",
                                                          "file",
                                                          "ipv4-addr",
                                                          "ipv6-addr",
                                                          "mac-addr",
                                                          "mutex",
                                                          "network-traffic",
                                                          "process",
                                                          "software",
                                                          "url",
                                                          "user-account",
                                                          "windows-registry-key",
                                                          "x509-certificate",
                                                          "marking-definition",
                                                          "language-content",
                                                          "extension-definition"})
    outcome.expect_status(suite.get(suite.objects(), {{"match[id]", ids}, {"match[type]", type}}), {200});
  return outcome;
}

Outcome match_version(Suite& suite) {
  Outcome outcome;
  const json::object object = indicator();
  const std::string id = id_of(object);
  for (const char* time : {t1, t2, t3, t4})
    if (!suite.store(outcome, {with_version(object, time)})) return outcome;
  const auto key = [&](const std::string& time) { return id + " " + time; };
  const std::vector<std::pair<std::string, std::vector<std::string>>> cases = {
      {"last", {key(t4)}},
      {"first", {key(t1)}},
      {"all", {key(t1), key(t2), key(t3), key(t4)}},
      {t2, {key(t2)}},
      {"first,last", {key(t1), key(t4)}},
      {std::string("first,") + t3 + ",last", {key(t1), key(t3), key(t4)}},
      {std::string(t2) + "," + t3, {key(t2), key(t3)}},
      {std::string(t4) + ",last", {key(t4)}},
      {"2001-01-01T00:00:00.000Z", {}},
      {std::string("2001-01-01T00:00:00.000Z,") + t1, {key(t1)}},
  };
  for (const auto& [wanted, keys] : cases) {
    expect_set(outcome, suite.page(suite.objects(), {{"match[id]", id}, {"match[version]", wanted}}), keys);
    expect_set(outcome, suite.page(suite.manifest(), {{"match[id]", id}, {"match[version]", wanted}}), keys);
    const Page single = suite.page(suite.object(id), {{"match[version]", wanted}});
    if (keys.empty())
      outcome.expect_status(single.answer, {200, 404}, "a version that is not there");
    else
      expect_set(outcome, single, keys);
  }
  expect_set(outcome, suite.page(suite.objects(), {{"match[id]", id}}), {key(t4)});
  for (const std::string& mixed :
       std::vector<std::string>{std::string("all,last"), std::string("first,all"), std::string("all,") + t1})
    outcome.expect_status(suite.get(suite.objects(), {{"match[id]", id}, {"match[version]", mixed}}), {400},
                          "`all` stands alone");
  return outcome;
}

Outcome match_spec_version(Suite& suite) {
  Outcome outcome;
  const json::object newer = indicator();
  if (!suite.store(outcome, {newer})) return outcome;
  const auto of = [&](const std::string& ids, const std::string& versions) {
    return suite.page(suite.objects(), {{"match[id]", ids}, {"match[spec_version]", versions}});
  };
  expect_ids(outcome, of(id_of(newer), "2.1"), {id_of(newer)});
  expect_ids(outcome, of(id_of(newer), "2.0"), {});
  expect_ids(outcome, of(id_of(newer), "2.0,2.1"), {id_of(newer)});

  const json::object older = indicator_2_0();
  const Answer posted = suite.post({older});
  const auto status = suite.settled(suite.http(), posted);
  if (!status || integer_at(*status, "success_count") != 1) {
    outcome.note("STIX 2.0 objects are not taken, so only 2.1 was tried: " + posted.brief());
    return outcome;
  }
  const std::string both = id_of(newer) + "," + id_of(older);
  expect_ids(outcome, of(both, "2.0"), {id_of(older)});
  expect_ids(outcome, of(both, "2.1"), {id_of(newer)});
  expect_ids(outcome, of(both, "2.1,2.0"), {id_of(newer), id_of(older)});
  expect_ids(outcome, suite.page(suite.objects(), {{"match[id]", both}}), {id_of(newer), id_of(older)});

  // One object held in both: by default only what is in the newest specification counts, even where the other
  // is later.
  const json::object twice = with_version(indicator(), t2);
  const std::string id = id_of(twice);
  if (!suite.store(outcome, {twice, indicator_2_0(id, t3)})) return outcome;
  expect_set(outcome, suite.page(suite.objects(), {{"match[id]", id}}), {id + " " + t2});
  expect_set(outcome, of(id, "2.0"), {id + " " + t3});
  expect_set(outcome, suite.page(suite.object(id), {{"match[spec_version]", "2.0"}}), {id + " " + t3});
  expect_set(outcome, suite.page(suite.objects(), {{"match[id]", id}, {"match[version]", "all"}}),
             {id + " " + t2});
  expect_set(outcome,
             suite.page(suite.objects(),
                        {{"match[id]", id}, {"match[version]", "all"}, {"match[spec_version]", "2.0,2.1"}}),
             {id + " " + t2, id + " " + t3});
  return outcome;
}

Outcome fields_together(Suite& suite) {
  Outcome outcome;
  const json::object a = indicator();
  const json::object b = malware();
  const json::object c = identity();
  if (!suite.store(outcome, {a, with_version(a, t3), b, c})) return outcome;
  const std::string ids = joined(ids_of({a, b, c}));
  expect_ids(outcome, suite.page(suite.objects(), {{"match[id]", ids}, {"match[type]", "indicator,malware"}}),
             {id_of(a), id_of(b)});
  expect_ids(outcome, suite.page(suite.objects(), {{"match[id]", id_of(a)}, {"match[type]", "malware"}}), {});
  expect_set(outcome,
             suite.page(suite.objects(), {{"match[type]", "indicator"},
                                          {"match[version]", std::string(t3) + ",first"},
                                          {"match[id]", ids},
                                          {"match[spec_version]", "2.1"}}),
             {id_of(a) + " " + version_of(a), id_of(a) + " " + t3});
  return outcome;
}

Outcome repeated_parameters(Suite& suite) {
  Outcome outcome;
  const std::string id = suite.sample(outcome);
  for (const std::string& query : std::vector<std::string>{
           std::string("match[type]=indicator&match[type]=malware"), "match[id]=" + id + "&match[id]=" + id,
           std::string("match%5Btype%5D=indicator&match[type]=indicator"), std::string("limit=1&limit=2"),
           std::string("match[version]=first&match[version]=last"),
           std::string("added_after=2016-01-01T00:00:00Z&added_after=2017-01-01T00:00:00Z"),
           std::string("next=a&next=b"), std::string("match[spec_version]=2.1&match[spec_version]=2.0")}) {
    outcome.expect_status(suite.http().get(suite.objects() + "?" + query), {400}, "given twice");
    outcome.expect_status(suite.http().get(suite.manifest() + "?" + query), {400}, "given twice");
  }
  return outcome;
}

Outcome malformed(Suite& suite) {
  Outcome outcome;
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"added_after", "yesterday"},
      {"added_after", ""},
      {"added_after", "2024-01-01"},
      {"added_after", "2024-13-01T00:00:00Z"},
      {"added_after", "2024-02-30T00:00:00Z"},
      {"added_after", "2024-01-01T25:00:00Z"},
      {"added_after", "2024-01-01T00:00:00"},
      {"added_after", "2024-01-01 00:00:00Z"},
      {"added_after", "Mon, 01 Jan 2024 00:00:00 GMT"},
      {"added_after", "1704067200"},
      {"next", "not a token"},
      {"next", std::string("\0\xFF", 2)},
      {"next", std::string(5000, 'A')},
      {"match[version]", "newest"},
      {"match[version]", "2024-02-30T00:00:00.000Z"},
      {"match[version]", "2024-01-01T00:00:00"},
      {"match[version]", "first,,last"},
  };
  for (const auto& [name, value] : wrong)
    for (const auto& path : {suite.objects(), suite.manifest()})
      outcome.expect_status(suite.get(path, {{name, value}}), {400}, name + " is malformed");
  outcome.expect_status(suite.http().get(suite.objects() + "?limit=%zz"), {400}, "a broken percent-encoding");
  return outcome;
}

Outcome unknown_fields(Suite& suite) {
  Outcome outcome;
  const std::string id = suite.sample(outcome);
  for (const Headers& query :
       {Headers{{"match[id]", id}, {"match[colour]", "red"}}, Headers{{"match[id]", id}, {"colour", "red"}},
        Headers{{"match[id]", id}, {"match[]", "x"}}, Headers{{"match[id]", id}, {"match", "x"}}}) {
    const Page page = suite.page(suite.objects(), query);
    if (!outcome.expect_status(page.answer, {200, 400})) continue;
    if (page.ok()) outcome.expect(page.ids() == std::vector{id}, page.answer, "what the known fields give");
    outcome.note(page.ok() ? "unknown parameters are ignored"
                           : "an unknown parameter is 400: " + page.answer.sent);
  }
  return outcome;
}

Outcome fields_of_endpoints(Suite& suite) {
  Outcome outcome;
  const json::object object = indicator();
  const std::string id = id_of(object);
  if (!suite.store(outcome, {with_version(object, t1), with_version(object, t2)})) return outcome;
  expect_set(outcome, suite.page(suite.object(id), {{"match[version]", "first"}}), {id + " " + t1});
  expect_set(outcome, suite.page(suite.object(id), {{"match[spec_version]", "2.1"}}), {id + " " + t2});
  // Fields that mean nothing here are ignored or refused; they never change what is given.
  const auto expect_no_effect = [&](const std::string& path, const Headers& query) {
    const Answer plain = suite.get(path);
    const Answer answer = suite.get(path, query);
    if (outcome.expect_status(answer, {200, 400}, "a field that means nothing here") && answer.status == 200)
      outcome.expect(answer.body == plain.body, answer, "what it gives without the field: " + plain.brief());
  };
  expect_no_effect(suite.object(id), {{"match[type]", "malware"}});
  expect_no_effect(suite.object(id), {{"match[id]", "indicator--" + random_uuid()}});
  expect_no_effect(suite.versions(id), {{"match[type]", "malware"}});
  expect_no_effect(suite.versions(id), {{"match[version]", "first"}});
  const Page versions = suite.page(suite.versions(id), {{"match[spec_version]", "2.1"}});
  outcome.expect(versions.ok() && versions.answer.body.find(t1) != std::string::npos, versions.answer,
                 "both versions");
  const Answer removed =
      suite.remove(suite.object(id), {{"match[version]", "first"}, {"match[spec_version]", "2.1"}});
  outcome.expect_status(removed, {200});
  expect_set(outcome, suite.page(suite.object(id), {{"match[version]", "all"}}), {id + " " + t2});
  return outcome;
}

Outcome encoding(Suite& suite) {
  Outcome outcome;
  const json::object a = indicator();
  const json::object b = malware();
  if (!suite.store(outcome, {a, b, identity()})) return outcome;  // the third must not come
  const std::string x = id_of(a);
  const std::string y = id_of(b);
  for (const std::string& query : std::vector<std::string>{
           "match[id]=" + x + "," + y, "match%5Bid%5D=" + x + "," + y, "match%5bid%5d=" + x + "%2C" + y,
           "match[id]=" + x + "%2c" + y, "%6D%61tch[id]=" + x + "," + y,
           "match[id]=" + percent_encoded(x) + "%2C%6D" + y.substr(1)})
    expect_ids(outcome, Suite::page(suite.http(), suite.objects() + "?" + query), {x, y});
  expect_ids(outcome,
             Suite::page(suite.http(),
                         suite.objects() + "?match%5Bid%5D=" + x + "%2C" + y + "&match%5Btype%5D=malware"),
             {y});
  const Page by_path = Suite::page(suite.http(), suite.objects() + "%69" + x.substr(1) + "/");
  expect_ids(outcome, by_path, {x});
  return outcome;
}

}  // namespace

std::vector<Item> filter_items() {
  using enum Level;
  return {
      {53, must, "added_after is strictly later than, on the date of arrival", "3.4", added_after},
      {54, must, "limit is kept, and `more` tells of the rest", "3.4", limits},
      {55, must, "A limit of 0, below 0 or no number is 400", "3.4", bad_limits},
      {56, must, "match[id] takes one id or a list", "3.4.1", match_id},
      {57, must, "match[type] takes one or a list, every type of STIX 2.1, and unknown ones", "3.4.1",
       match_type},
      {58, must, "match[version]: last by default, first, all, exact times, and mixes; `all` stands alone",
       "3.4.1", match_version},
      {59, must, "match[spec_version]: 2.0, 2.1, both; by default the newest that is held of an object",
       "3.4.1", match_spec_version},
      {60, must, "Fields narrow each other; values of one field widen it", "3.4", fields_together},
      {61, must, "The same parameter twice is 400", "3.4", repeated_parameters},
      {62, must, "A malformed added_after, next or version is 400", "3.4", malformed},
      {63, may, "Unknown parameters are ignored or 400, never 500", "3.4", unknown_fields},
      {64, must, "object and DELETE know version and spec_version only; versions/ spec_version only",
       "5.6-5.8", fields_of_endpoints},
      {65, must, "Percent-encoded brackets and commas equal literal ones", "3.4", encoding},
  };
}

}  // namespace tansiq::conformance
