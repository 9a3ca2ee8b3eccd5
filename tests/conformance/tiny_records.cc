// The part of the self-test's server that keeps objects: posting, listing, deleting.

#include <algorithm>
#include <regex>
#include <thread>

#include "objects.h"
#include "tiny_taxii.h"

namespace tansiq::conformance {
namespace {

constexpr std::size_t max_content = 200000;

bool is_real_time(const std::string& text) {
  static const std::regex form(R"((\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?Z)");
  std::smatch part;
  if (!std::regex_match(text, part, form)) return false;
  const auto number = [&](std::size_t i) { return std::stoi(part[i]); };
  static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const int month = number(2);
  if (month < 1 || month > 12) return false;
  const int last = days[month - 1] + (month == 2 && number(1) % 4 == 0 ? 1 : 0);
  return number(3) >= 1 && number(3) <= last && number(4) < 24 && number(5) < 60 && number(6) < 61;
}

/// Six fraction digits, so that texts compare as times do.
std::string padded(const std::string& time) {
  std::string fraction = time.size() > 20 ? time.substr(20, time.size() - 21) : "";
  fraction.resize(6, '0');
  return time.substr(0, 19) + "." + fraction + "Z";
}

bool is_observable(const std::string& type) {
  return type == "url";
}

bool has_word(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

json::object outcome_of(const json::object& object, const std::string& message) {
  const std::string version = version_of(object);
  json::object out = {{"id", id_of(object)},
                      {"version", version.empty() ? "2000-01-01T00:00:00.000Z" : version}};
  if (!message.empty()) out["message"] = message;
  return out;
}

}  // namespace

std::string TinyTaxii::problem_of(const json::object& object) {
  const std::string type = text_at(object, "type");
  const std::string spec = text_at(object, "spec_version");
  if (type.empty() || !id_of(object).starts_with(type + "--")) return "id does not begin with its type";
  if (!spec.empty() && spec != "2.1") return "unknown spec_version";
  if (!is_observable(type) && text_at(object, "created").empty()) return "created is missing";
  return {};
}

std::uint64_t TinyTaxii::next_date() {
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  last_date_ = std::max(last_date_ + 1, static_cast<std::uint64_t>(now.count()));
  return last_date_;
}

void TinyTaxii::add(Collection& collection, json::object object, std::uint64_t date) {
  if (breaks(13)) object["description"] = "?";
  if (breaks(43)) object.erase("extensions");
  Record record;
  record.id = id_of(object);
  record.type = text_at(object, "type");
  record.spec = object.contains("spec_version") || is_observable(record.type) ? "2.1" : "2.0";
  record.version = version_of(object);
  const bool observable = record.version.empty();
  if (observable) record.version = timestamp(date);
  if (breaks(49) && record.version.size() > 24) record.version = record.version.substr(0, 23) + "Z";
  record.date = date;
  record.object = std::move(object);
  for (auto& held : collection.records)
    if (held.id == record.id && (observable || held.version == record.version) && !breaks(73)) {
      if (breaks(48)) held.version = record.version;
      return;
    }
  collection.records.push_back(std::move(record));
}

TinyResponse TinyTaxii::post(const Call& call, Collection& collection) {
  const auto& request = *call.request;
  if (!is_taxii_body(request.header("content-type"))) return error(415, "Unsupported media type");
  if (request.body.size() > max_content || (breaks(75) && request.body.size() == max_content))
    return error(413, "Too large");
  const auto body = parsed_object(request.body);
  if (!body || !body->contains("objects") || !body->at("objects").is_array())
    return error(400, "No envelope");
  if (body->contains("type") && !breaks(76)) return error(422, "Not an envelope");
  if (breaks(77) && body->size() > 1) return error(500, "Broken");
  const auto objects = list_at(*body, "objects");
  if (objects.size() != body->at("objects").get_array().size()) return error(400, "No envelope");
  if (breaks(84) && objects.size() > 1 && calls_ % 7 == 0) return error(503, "Busy");

  // A server that numbers first and stores later shows dates out of order, and loses what a reader has
  // passed.
  const bool late = breaks(68) || breaks(84);
  std::vector<std::uint64_t> dates;
  for (std::size_t i = 0; i < objects.size(); ++i)
    dates.push_back(breaks(67) && i > 0 ? dates[0] : next_date());
  if (late) {
    lock_.unlock();
    std::this_thread::sleep_for(std::chrono::milliseconds(2 + 5 * (calls_ % 3)));
    lock_.lock();
  }
  json::array successes;
  json::array failures;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (const std::string problem = problem_of(objects[i]); !problem.empty()) {
      if (breaks(74)) return error(422, "A bad object");
      failures.push_back(outcome_of(objects[i], problem));
      continue;
    }
    add(collection, objects[i], dates[i]);
    successes.push_back(outcome_of(objects[i], {}));
  }
  json::object status = {{"id", random_uuid()},
                         {"status", "complete"},
                         {"request_timestamp", timestamp(next_date())},
                         {"total_count", objects.size() + (breaks(72) ? 1 : 0)},
                         {"success_count", successes.size()},
                         {"failure_count", failures.size()},
                         {"pending_count", 0}};
  if (!successes.empty()) status["successes"] = successes;
  if (!failures.empty()) status["failures"] = failures;
  statuses_[text_at(status, "id")] = status;
  TinyResponse response = ok(status);
  response.status = 202;
  return response;
}

TinyTaxii::Filter TinyTaxii::filter_of(const Call& call, const std::string& what) const {
  Filter filter;
  filter.fingerprint = call.user + "|" + call.collection + "|" + what + "|" + call.object;
  for (const auto& [name, value] : call.query) {
    if (call.query.count(name) > 1 && !breaks(61)) filter.wrong = name + " is given twice";
    if (name != "limit" && name != "next") filter.fingerprint += "|" + name + "=" + value;
    if (name == "limit") {
      static const std::regex number("0*[1-9][0-9]*");
      if (!std::regex_match(value, number) && !(breaks(55) && value == "0"))
        filter.wrong = "limit is no positive number";
      filter.limit =
          value.size() > 9 || value == "0" ? 1000000 : static_cast<std::size_t>(std::atol(value.c_str()));
    } else if (name == "added_after") {
      if (!is_real_time(value) && !breaks(62)) filter.wrong = "added_after is no timestamp";
      if (is_real_time(value)) filter.added_after = padded(value);
    } else if (name == "match[version]") {
      const auto words = split(value, ',');
      for (const auto& word : words)
        if (word != "first" && word != "last" && word != "all" && !is_real_time(word))
          filter.wrong = "match[version]";
      if (has_word(words, "all") && words.size() > 1) filter.wrong = "all stands alone";
      filter.match["version"] = breaks(58) ? std::vector{words[0]} : words;
    } else if (name == "match[spec_version]") {
      filter.match["spec_version"] = split(value, ',');
    } else if ((name == "match[id]" || name == "match[type]") &&
               (what == "objects" || what == "manifest" || breaks(64))) {
      filter.match[name.substr(6, name.size() - 7)] = split(value, ',');
    }
  }
  if (breaks(56) && filter.match.contains("id")) filter.match["id"].resize(1);
  if (breaks(45) && what == "manifest") filter.match.erase("type");
  if (breaks(57) && filter.match.contains("type") && filter.match["type"][0].starts_with("x-"))
    filter.wrong = "type";
  if (const auto next = call.query.find("next"); next != call.query.end()) {
    filter.after = static_cast<std::uint64_t>(std::atoll(next->second.c_str()));
    if (!breaks(23) && next->second != token(filter.after, filter)) filter.wrong = "next";
    if (breaks(69) && !used_tokens_.insert(next->second).second) filter.wrong = "used";
  }
  if (!call.object.empty()) filter.match["id"] = {call.object};
  return filter;
}

bool TinyTaxii::matches(const Record& record, const Filter& filter) const {
  const auto given = [&](const char* field) { return filter.match.contains(field); };
  const auto fits = [&](const char* field, const std::string& value) {
    return !given(field) || has_word(filter.match.at(field), value);
  };
  if (breaks(60) && given("id") && given("type"))
    return has_word(filter.match.at("id"), record.id) || has_word(filter.match.at("type"), record.type);
  return fits("id", record.id) && fits("type", record.type) && fits("spec_version", record.spec);
}

std::vector<const TinyTaxii::Record*> TinyTaxii::of_versions(std::vector<const Record*> forms,
                                                             const Filter& filter) const {
  if (!filter.match.contains("spec_version") && !breaks(59)) {
    const bool newer =
        std::any_of(forms.begin(), forms.end(), [](const auto* form) { return form->spec == "2.1"; });
    if (newer) std::erase_if(forms, [](const auto* form) { return form->spec == "2.0"; });
  }
  const auto earlier = [](const Record* a, const Record* b) {
    return padded(a->version) < padded(b->version);
  };
  std::stable_sort(forms.begin(), forms.end(), earlier);
  const auto words =
      filter.match.contains("version") ? filter.match.at("version") : std::vector<std::string>{"last"};
  std::vector<const Record*> out;
  for (const auto* form : forms) {
    const bool wanted = has_word(words, "all") || has_word(words, form->version) ||
                        (has_word(words, "first") && form == forms.front()) ||
                        (has_word(words, "last") && form == forms.back());
    if (wanted) out.push_back(form);
  }
  return out;
}

std::vector<const TinyTaxii::Record*> TinyTaxii::chosen(const Collection& collection,
                                                        const Filter& filter) const {
  std::map<std::string, std::vector<const Record*>> forms;
  for (const auto& record : collection.records) {
    const auto age = std::chrono::steady_clock::now() - record.stored;
    if (breaks(83) && age < std::chrono::milliseconds(50)) continue;
    if (matches(record, filter)) forms[record.id].push_back(&record);
  }
  std::vector<const Record*> out;
  for (const auto& [id, list] : forms) {
    const auto selected = of_versions(list, filter);
    out.insert(out.end(), selected.begin(), selected.end());
  }
  std::erase_if(out, [&](const Record* record) {
    const std::string date = timestamp(record->date);
    const bool early = breaks(53) ? date < filter.added_after : date <= filter.added_after;
    return (!filter.added_after.empty() && early) || record->date <= filter.after;
  });
  if (!breaks(39))
    std::stable_sort(out.begin(), out.end(), [](const auto* a, const auto* b) { return a->date < b->date; });
  return out;
}

TinyResponse TinyTaxii::listing(const Call& call, Collection& collection, const std::string& what) {
  if (breaks(63) && call.query.contains("match[colour]")) return error(500, "Broken");
  const Filter filter = filter_of(call, what);
  if (!filter.wrong.empty()) return error(filter.wrong == "used" ? 500 : 400, "Bad request", filter.wrong);
  const bool known = std::any_of(collection.records.begin(), collection.records.end(),
                                 [&](const Record& record) { return record.id == call.object; });
  if (what == "object" && !known && !breaks(42)) return error(404, "Not found");
  auto found = chosen(collection, filter);
  const std::size_t limit = filter.limit + (breaks(54) ? 1 : 0);
  const bool more = found.size() > limit || (breaks(66) && found.size() == limit);
  if (found.size() > limit) found.resize(limit);
  const std::uint64_t last = found.empty() ? 0 : found.back()->date;
  if (breaks(70) && what == "manifest" && more) found.pop_back();
  if (found.empty() && breaks(40)) return error(404, "Not found");

  json::object body;
  json::array list;
  for (const auto* record : found) {
    json::object described = {{"id", record->id},
                              {"version", record->version},
                              {"date_added", timestamp(record->date)},
                              {"media_type", "application/stix+json;version=" + record->spec}};
    if (breaks(44)) described["media_type"] = "text/plain";
    if (breaks(51)) described["date_added"] = "Mon, 01 Jan 2024 00:00:00 GMT";
    list.push_back(what == "manifest" ? described : record->object);
  }
  if (!list.empty() || breaks(46)) body["objects"] = list;
  if (more) body["more"] = true;
  if (more && !found.empty()) body["next"] = token(found.back()->date, filter);
  TinyResponse response = ok(breaks(41) && what == "object" && !found.empty() ? found[0]->object : body);
  if (!found.empty()) {
    response.headers.emplace_back("X-TAXII-Date-Added-First",
                                  timestamp(breaks(50) ? last_date_ + 1 : found.front()->date));
    response.headers.emplace_back("X-TAXII-Date-Added-Last", timestamp(last));
  } else if (breaks(52)) {
    response.headers.emplace_back("X-TAXII-Date-Added-First", "none");
  }
  return response;
}

TinyResponse TinyTaxii::versions(const Call& call, Collection& collection) {
  Filter filter = filter_of(call, "versions");
  if (!filter.wrong.empty()) return error(400, "Bad request", filter.wrong);
  const bool known = std::any_of(collection.records.begin(), collection.records.end(),
                                 [&](const Record& record) { return record.id == call.object; });
  if (!known) return error(404, "Not found");
  filter.match["version"] = {breaks(47) ? "last" : "all"};
  auto found = chosen(collection, filter);
  const bool more = found.size() > filter.limit;
  if (more) found.resize(filter.limit);
  json::object body;
  json::array list;
  for (const auto* record : found) list.emplace_back(record->version);
  if (!list.empty()) body["versions"] = list;
  if (more) body["more"] = true;
  TinyResponse response = ok(std::move(body));
  if (!found.empty()) {
    response.headers.emplace_back("X-TAXII-Date-Added-First", timestamp(found.front()->date));
    response.headers.emplace_back("X-TAXII-Date-Added-Last", timestamp(found.back()->date));
  }
  return response;
}

TinyResponse TinyTaxii::remove(const Call& call, Collection& collection) {
  Filter filter = filter_of(call, "delete");
  if (!filter.wrong.empty()) return error(400, "Bad request", filter.wrong);
  if (!filter.match.contains("version")) filter.match["version"] = {"all"};
  if (!filter.match.contains("spec_version")) filter.match["spec_version"] = {"2.0", "2.1"};
  const auto found = chosen(collection, filter);
  if (found.empty()) return error(404, "Not found");
  std::set<std::uint64_t> dates;
  for (const auto* record : found) dates.insert(record->date);
  if (!breaks(81))
    std::erase_if(collection.records, [&](const Record& record) {
      return record.id == call.object && dates.contains(record.date);
    });
  return ok({});
}

}  // namespace tansiq::conformance
