// E. Objects, manifest, single object, versions: items 39 to 52.

#include <algorithm>
#include <map>

#include "items.h"
#include "walk.h"

namespace tansiq::conformance {
namespace {

const json::object nothing;

std::string list_of(const std::vector<json::object>& objects) {
  std::string out;
  for (const auto& object : objects) out += (out.empty() ? "" : ",") + id_of(object);
  return out;
}

json::object body_of(const Answer& answer) {
  return parsed_object(answer.body).value_or(nothing);
}

/// `{}`, or at most a `more` that is false.
bool says_nothing(const Answer& answer) {
  const auto body = parsed_object(answer.body);
  if (!body) return false;
  const auto* more = body->if_contains("more");
  return body->empty() || (body->size() == 1 && more != nullptr && *more == json::value(false));
}

std::vector<std::string> version_list(const Answer& answer) {
  std::vector<std::string> out;
  const auto body = body_of(answer);
  if (const auto* list = body.if_contains("versions"); list != nullptr && list->is_array())
    for (const auto& version : list->get_array())
      if (version.is_string()) out.emplace_back(version.get_string());
  return out;
}

/// An object stored in three versions, oldest first.
struct Versioned {
  std::string id;
  std::vector<json::object> forms;
  std::vector<std::string> versions = {"2024-01-01T00:00:00.000Z", "2024-02-01T00:00:00.000Z",
                                       "2024-03-01T00:00:00.000Z"};
};

Versioned store_versions(Suite& suite, Outcome& outcome) {
  Versioned made;
  json::object object = indicator();
  made.id = id_of(object);
  for (const auto& version : made.versions) {
    made.forms.push_back(with_version(object, version));
    suite.store(outcome, {made.forms.back()});
  }
  return made;
}

Outcome ascending(Suite& suite) {
  Outcome outcome;
  const auto objects = indicators(5);
  // Stored one after the other, against the order of their ids, so that no other order looks like this one.
  auto by_id = objects;
  std::sort(by_id.begin(), by_id.end(),
            [](const auto& left, const auto& right) { return id_of(left) > id_of(right); });
  for (const auto& object : by_id)
    if (!suite.store(outcome, {object})) return outcome;
  std::vector<std::string> order;
  for (const auto& object : by_id) order.push_back(id_of(object));
  const Page page = suite.page(suite.objects(), {{"match[id]", list_of(objects)}});
  outcome.expect(page.ids() == order, page.answer, "an envelope in the order of arrival: " + shown(order));
  const Page manifest = suite.page(suite.manifest(), {{"match[id]", list_of(objects)}});
  outcome.expect(manifest.ids() == order, manifest.answer,
                 "the manifest in the order of arrival: " + shown(order));
  for (std::size_t i = 1; i < manifest.objects.size(); ++i)
    outcome.expect(
        text_at(manifest.objects[i - 1], "date_added") <= text_at(manifest.objects[i], "date_added"),
        manifest.answer, "date_added that never goes back");
  return outcome;
}

Outcome empty_objects(Suite& suite) {
  Outcome outcome;
  for (const Headers& query :
       {Headers{{"match[id]", "indicator--" + random_uuid()}}, Headers{{"match[type]", "x-nobody-has-this"}},
        Headers{{"added_after", "2999-01-01T00:00:00.000000Z"}}}) {
    const Answer answer = suite.get(suite.objects(), query);
    outcome.expect(answer.status == 200 && says_nothing(answer), answer, "200 and {}");
  }
  return outcome;
}

Outcome single_object(Suite& suite) {
  Outcome outcome;
  const json::object single = indicator();
  if (!suite.store(outcome, {single})) return outcome;
  const Page page = suite.page(suite.object(id_of(single)));
  outcome.expect(page.ok() && page.objects.size() == 1 && equal(page.objects[0], single), page.answer,
                 "an envelope with the object");
  const Versioned made = store_versions(suite, outcome);
  const Page last = suite.page(suite.object(made.id));
  outcome.expect(last.objects.size() == 1 && equal(last.objects[0], made.forms.back()), last.answer,
                 "the last version alone");
  return outcome;
}

Outcome unknown_object(Suite& suite) {
  Outcome outcome;
  outcome.expect_status(suite.get(suite.object("indicator--" + random_uuid())), {404});
  outcome.expect_status(suite.get(suite.object("x-made-up--" + random_uuid())), {404});
  outcome.expect_status(suite.get(suite.object("not-an-id")), {404, 400});
  return outcome;
}

Outcome every_property(Suite& suite) {
  Outcome outcome;
  json::object object = indicator();
  object["x_exercise_text"] = "kept";
  object["x_exercise_number"] = -12.75;
  object["x_exercise_integer"] = 9007199254740991;
  object["x_exercise_flag"] = false;
  object["x_exercise_tree"] = {{"list", {1, {{"deep", {"a", "b"}}}, "text"}}, {"empty_text", ""}};
  object["extensions"] = {
      {"extension-definition--" + random_uuid(),
       {{"extension_type", "property-extension"}, {"exercise_grade", "B2"}, {"exercise_rank", 3}}}};
  object["external_references"] = json::array{{{"source_name", "exercise"}, {"description", "No. 7"}}};
  object["revoked"] = false;
  const json::object observable = url_observable();
  const json::object marking = statement_marking();
  if (!suite.store(outcome, {object, observable, marking})) return outcome;
  for (const auto& sent : {object, observable, marking}) {
    const Page page = suite.page(suite.object(id_of(sent)));
    outcome.expect(page.objects.size() == 1 && equal(page.objects[0], sent), page.answer,
                   "the object as posted: " + json::serialize(sent));
  }
  return outcome;
}

Outcome manifest_records(Suite& suite) {
  Outcome outcome;
  const Versioned made = store_versions(suite, outcome);
  const auto entry = body_of(suite.get(suite.collection()));
  std::vector<std::string> types;
  if (const auto* list = entry.if_contains("media_types"); list != nullptr && list->is_array())
    for (const auto& type : list->get_array()) types.emplace_back(type.is_string() ? type.get_string() : "");
  if (types.empty()) types.emplace_back("application/stix+json;version=2.1");
  const Page page = suite.page(suite.manifest(), {{"match[id]", made.id}, {"match[version]", "all"}});
  std::vector<std::string> versions;
  for (const auto& record : page.objects) {
    versions.push_back(text_at(record, "version"));
    outcome.expect(id_of(record) == made.id, page.answer, "id in each record");
    outcome.expect(is_taxii_timestamp(text_at(record, "date_added")), page.answer,
                   "date_added in each record");
    const std::string type = text_at(record, "media_type");
    outcome.expect(type.empty() || std::find(types.begin(), types.end(), type) != types.end(), page.answer,
                   "media_type out of the collection's: " + shown(types));
  }
  outcome.expect(versions == made.versions, page.answer,
                 "a record for each version: " + shown(made.versions));
  return outcome;
}

Outcome manifest_filters(Suite& suite) {
  Outcome outcome;
  const Versioned made = store_versions(suite, outcome);
  const json::object other = malware();
  const json::object observable = url_observable();
  if (!suite.store(outcome, {other, observable})) return outcome;
  const std::string ids = made.id + "," + id_of(other) + "," + id_of(observable);
  const std::vector<Headers> queries = {
      {{"match[id]", ids}},
      {{"match[id]", ids}, {"match[version]", "all"}},
      {{"match[id]", ids}, {"match[version]", "first"}},
      {{"match[id]", ids}, {"match[version]", made.versions[1]}},
      {{"match[id]", ids}, {"match[type]", "malware,url"}},
      {{"match[id]", ids}, {"match[spec_version]", "2.1"}},
      {{"match[id]", ids}, {"match[spec_version]", "2.0"}},
      {{"match[id]", ids}, {"match[version]", "all"}, {"limit", "2"}},
  };
  for (const auto& query : queries) {
    const Page objects = suite.page(suite.objects(), query);
    const Page manifest = suite.page(suite.manifest(), query);
    auto described = manifest.keys();
    // An observable has no version of its own; its record's version is the server's.
    for (auto& key : described)
      if (key.starts_with("url--")) key = key.substr(0, key.find(' ') + 1);
    outcome.expect(objects.ok() && manifest.ok() && objects.keys() == described, manifest.answer,
                   "what objects/ gives for the same filter: " + shown(objects.keys()));
    outcome.expect(objects.more == manifest.more, manifest.answer, "the same `more` as objects/");
  }
  return outcome;
}

Outcome empty_manifest(Suite& suite) {
  Outcome outcome;
  const Answer manifest = suite.get(suite.manifest(), {{"match[id]", "indicator--" + random_uuid()}});
  outcome.expect(manifest.status == 200 && says_nothing(manifest), manifest, "200 and {}");
  const std::string id = suite.sample(outcome);
  const Answer versions = suite.get(suite.versions(id), {{"match[spec_version]", "2.0"}});
  outcome.expect(versions.status == 200 && says_nothing(versions), versions, "200 and {}");
  const Answer after = suite.get(suite.versions(id), {{"added_after", "2999-01-01T00:00:00.000000Z"}});
  outcome.expect(after.status == 200 && says_nothing(after), after, "200 and {}");
  return outcome;
}

Outcome version_lists(Suite& suite) {
  Outcome outcome;
  const Versioned made = store_versions(suite, outcome);
  const Answer answer = suite.get(suite.versions(made.id));
  outcome.expect(answer.status == 200 && sorted(version_list(answer)) == made.versions, answer,
                 "the versions " + shown(made.versions));
  outcome.expect_status(suite.get(suite.versions("indicator--" + random_uuid())), {404});
  return outcome;
}

Outcome version_values(Suite& suite) {
  Outcome outcome;
  const json::object dated = indicator("2024-05-06T07:08:09.123Z");
  const json::object marking = statement_marking();
  const json::object observable = url_observable();
  if (!suite.store(outcome, {dated, marking, observable})) return outcome;
  const auto version_in_manifest = [&](const json::object& object) {
    const Page page = suite.page(suite.manifest(), {{"match[id]", id_of(object)}});
    outcome.expect(page.objects.size() == 1, page.answer, "one record");
    return page.objects.empty() ? std::string() : text_at(page.objects[0], "version");
  };
  const auto expect_version = [&](const json::object& object, const std::string& wanted,
                                  const std::string& what) {
    const std::string got = version_in_manifest(object);
    outcome.expect(got == wanted, "manifest of " + id_of(object), got, what + ": " + wanted);
    const Answer versions = suite.get(suite.versions(id_of(object)));
    outcome.expect(version_list(versions) == std::vector{got}, versions, "the manifest's version: " + got);
  };
  expect_version(dated, text_at(dated, "modified"), "modified");
  expect_version(marking, text_at(marking, "created"), "created, as there is no modified");
  const std::string chosen = version_in_manifest(observable);
  outcome.expect(is_stix_timestamp(chosen), "manifest of an observable", chosen,
                 "a timestamp that the server chose");
  suite.store(outcome, {observable});
  expect_version(observable, chosen, "the same value after the same object came again");
  const Page exact = suite.page(suite.object(id_of(observable)), {{"match[version]", chosen}});
  outcome.expect(exact.objects.size() == 1, exact.answer, "the observable under its version");
  return outcome;
}

Outcome version_precision(Suite& suite) {
  Outcome outcome;
  // The first two have fewer digits than STIX 2.1 producers usually write; a server may find them invalid.
  const std::vector<std::pair<std::string, bool>> times = {
      {"2024-05-06T07:08:09Z", false},       {"2024-05-06T07:08:09.1Z", false},
      {"2024-05-06T07:08:09.120Z", true},    {"2024-05-06T07:08:09.000Z", true},
      {"2024-05-06T07:08:09.123456Z", true}, {"2024-05-06T07:08:09.120000Z", true}};
  for (const auto& [time, needed] : times) {
    const json::object object = with_version(indicator(), time);
    const Answer posted = suite.post({object});
    const auto status = suite.settled(suite.http(), posted);
    if (!status || integer_at(*status, "success_count") != 1) {
      if (needed) outcome.expect(false, posted, "an object modified at " + time + " is valid");
      outcome.note("an object modified at " + time + " is not taken");
      continue;
    }
    const std::string id = id_of(object);
    const Page record = suite.page(suite.manifest(), {{"match[id]", id}});
    outcome.expect(record.objects.size() == 1 && text_at(record.objects[0], "version") == time, record.answer,
                   "version " + time + ", as in the object");
    const Answer versions = suite.get(suite.versions(id));
    outcome.expect(version_list(versions) == std::vector{time}, versions,
                   "version " + time + ", as in the object");
    const Page exact = suite.page(suite.object(id), {{"match[version]", time}});
    outcome.expect(exact.objects.size() == 1 && text_at(exact.objects[0], "modified") == time, exact.answer,
                   "the object under match[version]=" + time);
    const Page listed = suite.page(suite.objects(), {{"match[id]", id}, {"match[version]", time}});
    outcome.expect(listed.objects.size() == 1, listed.answer, "the object under match[version]=" + time);
  }
  return outcome;
}

Outcome date_headers(Suite& suite) {
  Outcome outcome;
  const Versioned made = store_versions(suite, outcome);
  const json::object other = malware();
  if (!suite.store(outcome, {other})) return outcome;
  const Headers both = {{"match[id]", made.id + "," + id_of(other)}, {"match[version]", "all"}};
  std::map<std::string, std::string> dates;
  const Page manifest = suite.page(suite.manifest(), both);
  for (std::size_t i = 0; i < manifest.objects.size(); ++i)
    dates[manifest.keys()[i]] = text_at(manifest.objects[i], "date_added");
  outcome.expect(dates.size() == 4, manifest.answer, "four records");

  const auto expect_dates = [&](const Page& page, const std::vector<std::string>& keys) {
    if (!outcome.expect(!keys.empty(), page.answer, "objects")) return;
    const std::string first = dates[keys.front()];
    const std::string last = dates[keys.back()];
    outcome.expect(page.first == first && page.last == last, page.answer.sent,
                   "first '" + page.first + "', last '" + page.last + "'",
                   "X-TAXII-Date-Added-First: " + first + " and -Last: " + last + ", as in the manifest");
  };
  Headers limited = both;
  limited.emplace_back("limit", "2");
  for (const auto& query : {both, limited}) {
    const Page records = suite.page(suite.manifest(), query);
    expect_dates(records, records.keys());
    const Page objects = suite.page(suite.objects(), query);
    expect_dates(objects, objects.keys());
  }
  const Page object = suite.page(suite.object(made.id), {{"match[version]", "all"}});
  expect_dates(object, object.keys());
  const Page last = suite.page(suite.object(made.id));
  expect_dates(last, last.keys());
  const Page versions = suite.page(suite.versions(made.id));
  expect_dates(versions, {made.id + " " + made.versions.front(), made.id + " " + made.versions.back()});
  return outcome;
}

Outcome timestamps(Suite& suite) {
  Outcome outcome;
  const Page manifest = suite.page(suite.manifest(), {{"match[id]", suite.sample(outcome)}});
  for (const auto& record : manifest.objects)
    outcome.expect(is_taxii_timestamp(text_at(record, "date_added")), manifest.answer,
                   "date_added with six digits and Z");
  const Answer posted = suite.post({indicator()});
  if (const auto body = body_of(posted); body.contains("request_timestamp"))
    outcome.expect(is_taxii_timestamp(text_at(body, "request_timestamp")), posted,
                   "request_timestamp with six digits and Z");
  for (const auto& answer : suite.journal().seen())
    for (const auto& [name, value] : answer.headers)
      if (name.starts_with("x-taxii-date-added-"))
        outcome.expect(is_taxii_timestamp(value), answer.sent, name + ": " + value,
                       "a timestamp with six digits and Z");
  return outcome;
}

Outcome headers_of_nothing(Suite& suite) {
  Outcome outcome;
  const Page page = suite.page(suite.objects(), {{"match[id]", "indicator--" + random_uuid()}});
  outcome.note(page.first.empty() && page.last.empty()
                   ? "an empty answer carries no X-TAXII-Date-Added headers"
                   : "an empty answer carries '" + page.first + "', '" + page.last + "'");
  for (const auto& date : {page.first, page.last})
    outcome.expect(date.empty() || is_taxii_timestamp(date), page.answer.sent, date,
                   "no header, or a timestamp");
  return outcome;
}

}  // namespace

std::vector<Item> object_items() {
  using enum Level;
  return {
      {39, must, "objects/ gives an envelope in the order of arrival", "3.3, 5.4", ascending},
      {40, must, "Nothing to return is 200 and {}", "5.4", empty_objects},
      {41, must, "One object comes in an envelope, in its last version", "5.6", single_object},
      {42, must, "An unknown object is 404", "5.6", unknown_object},
      {43, must, "A stored object comes back with every property, custom ones and extensions too", "3.7",
       every_property},
      {44, must, "The manifest has a record for each version: id, date_added, version, media_type", "5.3.1",
       manifest_records},
      {45, must, "A filter gives the same set in the manifest as in objects/", "5.3", manifest_filters},
      {46, must, "An empty manifest or list of versions is {}", "5.3.1, 5.8.1", empty_manifest},
      {47, must, "versions/ lists an object's versions; of an unknown object it is 404", "5.8",
       version_lists},
      {48, must, "A version is modified, else created, else one value that the server keeps", "3.4.1, 5.3.1",
       version_values},
      {49, must, "Versions keep the object's spelling of the time, and work in match[version]", "3.4.1",
       version_precision},
      {50, must, "X-TAXII-Date-Added-First and -Last agree with the manifest on every listing", "3.2",
       date_headers},
      {51, must, "TAXII's own times are RFC 3339 in UTC with six digits", "2", timestamps,
       "also looks over the headers of every answer that the run got", true},
      {52, differ, "Empty answers leave the date headers out", "3.2", headers_of_nothing},
  };
}

}  // namespace tansiq::conformance
