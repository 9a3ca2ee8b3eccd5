#include "handling/handling.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <fmt/format.h>
#include <utility>

#include "stix/canonical.h"

namespace tansiq::handling {
namespace {

using base::fail;
using base::Fault;

constexpr std::pair<Tlp, std::string_view> tlp_names[] = {{Tlp::clear, "clear"},
                                                          {Tlp::green, "green"},
                                                          {Tlp::amber, "amber"},
                                                          {Tlp::amber_strict, "amber+strict"},
                                                          {Tlp::red, "red"}};

constexpr std::pair<Onward, std::string_view> onward_names[] = {
    {Onward::none, "none"}, {Onward::ask, "ask"}, {Onward::cell, "cell"}};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

Result<std::string> text_of(const boost::json::value& value, std::string_view name) {
  if (const auto* text = value.if_string()) return std::string(*text);
  return fail(Fault::invalid, "is no string", fmt::format("/{}", name));
}

/// The same error, said of the member `name`.
template <typename T>
tl::unexpected<base::Error> at(const Result<T>& failed, std::string_view name) {
  base::Error error = failed.error();
  error.where = fmt::format("/{}", name);
  return tl::unexpected<base::Error>(std::move(error));
}

Result<std::vector<std::string>> recipients_of(const boost::json::value& value) {
  const auto* array = value.if_array();
  if (array == nullptr) return fail(Fault::invalid, "is no array of strings", "/releasable_to");
  std::vector<std::string> recipients;
  for (const auto& item : *array) {
    auto name = text_of(item, fmt::format("releasable_to/{}", recipients.size()));
    if (!name) return fail(name);
    recipients.push_back(std::move(*name));
  }
  return recipients;
}

Result<std::vector<PropertyRule>> rules_of(const boost::json::value& value) {
  const auto wrong = [] {
    return fail(Fault::invalid, "is no array of {property, releasable_to}", "/properties");
  };
  const auto* array = value.if_array();
  if (array == nullptr) return wrong();
  std::vector<PropertyRule> rules;
  for (const auto& item : *array) {
    const auto* object = item.if_object();
    if (object == nullptr || object->size() != 2) return wrong();
    const auto* property = object->if_contains("property");
    const auto* recipients = object->if_contains("releasable_to");
    if (property == nullptr || recipients == nullptr || !property->is_string()) return wrong();
    auto names = recipients_of(*recipients);
    if (!names) return wrong();
    rules.push_back({std::string(property->get_string()), std::move(*names)});
  }
  return rules;
}

/// Takes one member into the handling.
Result<> take(Handling& handling, std::string_view name, const boost::json::value& value) {
  if (name == "releasable_to") {
    auto recipients = recipients_of(value);
    if (!recipients) return fail(recipients);
    handling.releasable_to = std::move(*recipients);
    return {};
  }
  if (name == "properties") {
    auto rules = rules_of(value);
    if (!rules) return fail(rules);
    handling.properties = std::move(*rules);
    return {};
  }
  const auto text = text_of(value, name);
  if (!text) return fail(text);
  if (name == "grade") {
    handling.grade = *text;
  } else if (name == "use") {
    handling.use = *text;
  } else if (name == "purpose") {
    handling.purpose = *text;
  } else if (name == "basis") {
    handling.basis = *text;
  } else if (name == "restricted") {
    handling.restricted = *text;
  } else if (name == "tlp") {
    const auto tlp = tlp_named(*text);
    if (!tlp) return at(tlp, name);
    handling.tlp = *tlp;
  } else if (name == "onward") {
    const auto onward = onward_named(*text);
    if (!onward) return at(onward, name);
    handling.onward = *onward;
  } else if (name == "review") {
    const auto review = review_of(*text);
    if (!review) return at(review, name);
    handling.review = *review;
  } else {
    return fail(Fault::invalid, "is not known", fmt::format("/{}", name),
                "known are grade, tlp, releasable_to, onward, use, purpose, basis, review, restricted, "
                "properties");
  }
  return {};
}

/// Checks names of services and puts them in order, each once.
Result<> sort_recipients(std::vector<std::string>& names, const std::string& where) {
  if (names.size() > most_recipients)
    return fail(Fault::too_large,
                fmt::format("{} recipients are more than {}", names.size(), most_recipients), where);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string item = fmt::format("{}/{}", where, i);
    if (names[i].empty()) return fail(Fault::invalid, "is empty", item);
    if (auto checked = base::check_line(names[i], most_line_bytes, item); !checked) return fail(checked);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return {};
}

}  // namespace

std::string_view name_of(Tlp tlp) {
  for (const auto& [value, name] : tlp_names)
    if (value == tlp) return name;
  return {};
}

Result<Tlp> tlp_named(std::string_view name) {
  std::string wanted = lower(name);
  if (wanted.starts_with("tlp:")) wanted.erase(0, 4);
  for (const auto& [value, known] : tlp_names)
    if (known == wanted) return value;
  return fail(Fault::invalid, fmt::format("'{}' is no TLP 2.0 label", name), "tlp",
              "one of clear, green, amber, amber+strict, red");
}

std::string_view name_of(Onward onward) {
  for (const auto& [value, name] : onward_names)
    if (value == onward) return name;
  return {};
}

Result<Onward> onward_named(std::string_view name) {
  for (const auto& [value, known] : onward_names)
    if (known == name) return value;
  return fail(Fault::invalid, fmt::format("'{}' is no onward rule", name), "onward",
              "one of none, ask, cell");
}

Result<std::string> grade_of(std::string_view text) {
  std::string grade(text);
  if (grade.size() == 2) {
    if (grade[0] >= 'a' && grade[0] <= 'f') grade[0] = static_cast<char>(grade[0] - 'a' + 'A');
    if (grade[0] >= 'A' && grade[0] <= 'F' && grade[1] >= '1' && grade[1] <= '6') return grade;
  }
  return fail(Fault::invalid, fmt::format("'{}' is no grade", text), "grade",
              "the source's reliability A to F, then the content's credibility 1 to 6, e.g. B2");
}

Result<Time> review_of(std::string_view text) {
  constexpr std::size_t date_size = 10;
  const std::string instant =
      text.size() == date_size ? fmt::format("{}T00:00:00Z", text) : std::string(text);
  const auto time = base::parse_time(instant);
  if (time) return std::chrono::floor<std::chrono::seconds>(*time);
  return fail(Fault::invalid, fmt::format("'{}' is no date", text), "review",
              "RFC 3339, e.g. 2027-01-31 or 2027-01-31T12:00:00Z");
}

Result<Handling> normal(Handling handling) {
  if (!handling.grade.empty()) {
    auto grade = grade_of(handling.grade);
    if (!grade) return at(grade, "grade");
    handling.grade = std::move(*grade);
  }
  const std::pair<std::string_view, const std::string*> lines[] = {{"/restricted", &handling.restricted},
                                                                   {"/use", &handling.use},
                                                                   {"/purpose", &handling.purpose},
                                                                   {"/basis", &handling.basis}};
  for (const auto& [where, line] : lines)
    if (auto checked = base::check_line(*line, most_line_bytes, where); !checked) return fail(checked);
  if (auto sorted = sort_recipients(handling.releasable_to, "/releasable_to"); !sorted) return fail(sorted);
  if (handling.properties.size() > most_property_rules)
    return fail(Fault::too_large,
                fmt::format("{} rules are more than {}", handling.properties.size(), most_property_rules),
                "/properties");
  std::sort(handling.properties.begin(), handling.properties.end(),
            [](const auto& one, const auto& other) { return one.property < other.property; });
  for (std::size_t i = 0; i < handling.properties.size(); ++i) {
    auto& rule = handling.properties[i];
    const std::string where = fmt::format("/properties/{}", i);
    if (auto checked = base::check_line(rule.property, most_line_bytes, where); !checked)
      return fail(checked);
    if (!rule.property.starts_with('/') || rule.property.size() == 1)
      return fail(Fault::invalid, "is no JSON pointer to a property", where, "e.g. /description");
    if (i > 0 && handling.properties[i - 1].property == rule.property)
      return fail(Fault::invalid, fmt::format("{} stands twice", rule.property), where);
    if (auto sorted = sort_recipients(rule.releasable_to, where); !sorted) return fail(sorted);
  }
  if (handling.review) handling.review = std::chrono::floor<std::chrono::seconds>(*handling.review);
  return handling;
}

Result<Handling> parse(std::string_view json) {
  constexpr std::size_t deepest = 8;
  const auto canonical = stix::canonical(json, deepest);  // refuses a name that stands twice
  if (!canonical) return fail(canonical);
  boost::system::error_code code;
  const auto value = boost::json::parse(*canonical, code);
  const auto* object = code ? nullptr : value.if_object();
  if (object == nullptr) return fail(Fault::invalid, "handling is no JSON object");
  Handling handling;
  for (const auto& member : *object)
    if (auto taken =
            take(handling, std::string_view(member.key().data(), member.key().size()), member.value());
        !taken)
      return fail(taken);
  return normal(std::move(handling));
}

std::string render(const Handling& handling) {
  // Members in the order of their names, as RFC 8785 wants it; Boost.JSON keeps the order of insertion and
  // escapes exactly what the canonical form escapes, for texts without control characters.
  boost::json::object object;
  const auto say = [&object](const char* name, std::string_view text) {
    if (!text.empty()) object[name] = text;
  };
  say("basis", handling.basis);
  say("grade", handling.grade);
  say("onward", handling.onward ? name_of(*handling.onward) : "");
  if (!handling.properties.empty()) {
    boost::json::array rules;
    for (const auto& rule : handling.properties)
      rules.push_back(boost::json::object{
          {"property", rule.property},
          {"releasable_to", boost::json::array(rule.releasable_to.begin(), rule.releasable_to.end())}});
    object["properties"] = std::move(rules);
  }
  say("purpose", handling.purpose);
  if (!handling.releasable_to.empty())
    object["releasable_to"] =
        boost::json::array(handling.releasable_to.begin(), handling.releasable_to.end());
  say("restricted", handling.restricted);
  say("review", handling.review ? base::format_time(*handling.review, 0) : "");
  say("tlp", handling.tlp ? name_of(*handling.tlp) : "");
  say("use", handling.use);
  return boost::json::serialize(object);
}

std::vector<std::string_view> missing_for_release(const Handling& handling) {
  std::vector<std::string_view> missing;
  if (handling.grade.empty()) missing.emplace_back("grade");
  if (!handling.tlp) missing.emplace_back("tlp");
  if (handling.purpose.empty()) missing.emplace_back("purpose");
  if (handling.basis.empty()) missing.emplace_back("basis");
  return missing;
}

}  // namespace tansiq::handling
