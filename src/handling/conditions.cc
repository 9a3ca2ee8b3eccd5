#include "handling/conditions.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <fmt/format.h>

#include "base/text.h"
#include "stix/canonical.h"
#include "stix/json/write.h"

namespace tansiq::handling {
namespace {

using base::fail;
using base::Fault;

constexpr std::size_t most_uses = 64;
constexpr std::size_t deepest = 8;

bool is_word(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

bool is_service(std::string_view text) {
  if (text.size() != 64) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// Parses a small JSON object, refusing names that stand twice.
Result<boost::json::object> object_of(std::string_view json) {
  const auto canonical = stix::canonical(json, deepest);
  if (!canonical) return fail(canonical);
  boost::system::error_code code;
  auto value = boost::json::parse(*canonical, code);
  if (code || !value.is_object()) return fail(Fault::invalid, "no JSON object");
  return value.as_object();
}

Result<std::string> line_of(const boost::json::value& value, std::string_view where) {
  if (!value.is_string()) return fail(Fault::invalid, "no string", std::string(where));
  std::string text(value.get_string());
  if (text.empty()) return fail(Fault::invalid, "empty", std::string(where));
  if (auto ok = base::check_line(text, most_line_bytes, where); !ok) return fail(ok);
  return text;
}

Result<std::vector<std::string>> uses_of(const boost::json::value& value) {
  std::vector<std::string> uses;
  if (!value.is_array()) return fail(Fault::invalid, "no list", "/uses");
  for (const auto& item : value.get_array()) {
    auto use = line_of(item, "/uses");
    if (!use) return fail(use);
    if (!uses.empty() && !(uses.back() < *use))
      return fail(Fault::invalid, "not sorted, or one stands twice", "/uses");
    uses.push_back(*std::move(use));
  }
  if (uses.empty() || uses.size() > most_uses) return fail(Fault::invalid, "none, or too many", "/uses");
  return uses;
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  if (out.size() > 1) out += ',';
  out += '"';
  out += name;
  out += "\":";
  stix::json::append_string(out, text);
}

}  // namespace

std::string render(const Conditions& conditions) {
  std::string out = "{";
  out.reserve(256);
  append_member(out, "grade", conditions.grade);
  append_member(out, "onward", name_of(conditions.onward));
  append_member(out, "purpose", conditions.purpose);
  if (conditions.review) append_member(out, "review", base::format_time(*conditions.review, 0));
  append_member(out, "tlp", name_of(conditions.tlp));
  out += ",\"uses\":[";
  for (std::size_t i = 0; i < conditions.uses.size(); ++i) {
    if (i > 0) out += ',';
    stix::json::append_string(out, conditions.uses[i]);
  }
  out += "]}";
  return out;
}

Result<Conditions> parse_conditions(std::string_view json) {
  const auto object = object_of(json);
  if (!object) return fail(object);
  Conditions conditions;
  std::size_t known = 0;
  for (const auto* name : {"grade", "onward", "purpose", "tlp"}) {
    const auto* value = object->if_contains(name);
    if (value == nullptr) return fail(Fault::invalid, "missing", fmt::format("/{}", name));
    const auto text = line_of(*value, fmt::format("/{}", name));
    if (!text) return fail(text);
    ++known;
    if (*name == 'g') {
      const auto grade = grade_of(*text);
      if (!grade || *grade != *text) return fail(Fault::invalid, "no grade", "/grade");
      conditions.grade = *text;
    } else if (*name == 'o') {
      const auto onward = onward_named(*text);
      if (!onward) return fail(onward);
      conditions.onward = *onward;
    } else if (*name == 'p') {
      conditions.purpose = *text;
    } else {
      const auto tlp = tlp_named(*text);
      if (!tlp || name_of(*tlp) != *text) return fail(Fault::invalid, "no TLP 2.0 label", "/tlp");
      conditions.tlp = *tlp;
    }
  }
  const auto* uses = object->if_contains("uses");
  if (uses == nullptr) return fail(Fault::invalid, "missing", "/uses");
  ++known;
  auto list = uses_of(*uses);
  if (!list) return fail(list);
  conditions.uses = *std::move(list);
  if (const auto* review = object->if_contains("review")) {
    ++known;
    const auto text = line_of(*review, "/review");
    if (!text) return fail(text);
    const auto time = review_of(*text);
    if (!time || base::format_time(*time, 0) != *text)
      return fail(Fault::invalid, "no instant in seconds", "/review");
    conditions.review = *time;
  }
  if (known != object->size()) return fail(Fault::unsupported, "a condition that is not known here");
  return conditions;
}

Activity activity(std::string random_id, std::string_view kind, std::string_view originator, Time when) {
  return {std::move(random_id), std::string(kind), std::string(originator),
          std::chrono::floor<std::chrono::hours>(when)};
}

std::string render(const Activity& activity) {
  std::string out = "{";
  append_member(out, "hour", base::format_time(activity.hour, 0));
  append_member(out, "id", activity.id);
  append_member(out, "kind", activity.kind);
  append_member(out, "originator", activity.originator);
  out += '}';
  return out;
}

Result<Activity> parse_activity(std::string_view json) {
  const auto object = object_of(json);
  if (!object) return fail(object);
  const auto text = [&](const char* name) {
    const auto* value = object->if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
  };
  Activity activity{text("id"), text("kind"), text("originator"), {}};
  const auto hour = base::parse_time(text("hour"));
  if (!hour || *hour != std::chrono::floor<std::chrono::hours>(*hour))
    return fail(Fault::invalid, "no full hour", "/hour");
  activity.hour = *hour;
  if (!base::is_uuid(activity.id)) return fail(Fault::invalid, "no UUID", "/id");
  if (!is_word(activity.kind)) return fail(Fault::invalid, "no word", "/kind");
  if (!is_service(activity.originator)) return fail(Fault::invalid, "no service", "/originator");
  if (object->size() != 4) return fail(Fault::unsupported, "a member that is not known here");
  return activity;
}

}  // namespace tansiq::handling
