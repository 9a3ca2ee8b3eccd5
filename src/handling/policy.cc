#include "handling/policy.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <set>

#include "base/text.h"
#include "stix/canonical.h"

namespace tansiq::handling {
namespace {

using base::fail;
using base::Fault;

constexpr std::size_t deepest = 8;
constexpr std::size_t most_rules = 10'000;
constexpr std::size_t most_items = 1'000;

/// Reads the members of one rule; the first error is kept, and finish() also names members that nobody asked
/// for.
class Members {
 public:
  Members(const boost::json::value& value, std::string where)
      : where_(std::move(where)), object_(value.if_object()) {
    if (object_ == nullptr) wrong({}, "no JSON object");
  }

  void text(const char* name, std::string& out, bool required = false) {
    const auto* value = find(name);
    if (value == nullptr) {
      if (required) wrong(name, "missing");
      return;
    }
    if (const auto line = line_of(*value, name)) out = *line;
  }
  void flag(const char* name, bool& out) {
    const auto* value = find(name);
    if (value == nullptr) return;
    if (!value->is_bool()) return wrong(name, "no boolean");
    out = value->get_bool();
  }
  void texts(const char* name, std::vector<std::string>& out, bool required = false) {
    const auto* value = find(name);
    if (value != nullptr && !value->is_array()) return wrong(name, "no list");
    if (value == nullptr || value->get_array().empty()) {
      if (required) wrong(name, "missing or empty");
      return;
    }
    if (value->get_array().size() > most_items) return wrong(name, "too many items");
    for (const auto& item : value->get_array())
      if (const auto line = line_of(item, name)) out.push_back(*line);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
  }
  void time(const char* name, std::optional<Time>& out) {
    std::string line;
    text(name, line);
    if (line.empty()) return;
    const auto time = review_of(line);
    if (!time) return wrong(name, time.error().what, time.error().hint);
    out = *time;
  }
  void tlp(const char* name, std::optional<Tlp>& out) {
    std::string line;
    text(name, line);
    if (line.empty()) return;
    const auto tlp = tlp_named(line);
    if (!tlp) return wrong(name, tlp.error().what, tlp.error().hint);
    out = *tlp;
  }

  void wrong(std::string_view name, std::string what, std::string hint = {}) {
    if (error_) return;
    error_ = base::Error{Fault::invalid, std::move(what),
                         name.empty() ? where_ : fmt::format("{}/{}", where_, name), std::move(hint)};
  }

  Result<> finish() {
    if (object_ != nullptr)
      for (const auto& member : *object_)
        if (!known_.contains(std::string_view(member.key().data(), member.key().size())))
          wrong(std::string(member.key()), "is not known", "a rule that nobody heeds is worse than none");
    if (error_) return tl::unexpected<base::Error>(*error_);
    return {};
  }

 private:
  const boost::json::value* find(const char* name) {
    known_.insert(name);
    return object_ == nullptr ? nullptr : object_->if_contains(name);
  }
  std::optional<std::string> line_of(const boost::json::value& value, const char* name) {
    if (!value.is_string() || value.get_string().empty()) {
      wrong(name, "no text");
      return std::nullopt;
    }
    std::string line(value.get_string());
    if (const auto ok = base::check_line(line, most_line_bytes, name); !ok) {
      wrong(name, ok.error().what);
      return std::nullopt;
    }
    return line;
  }

  std::string where_;
  const boost::json::object* object_;
  std::set<std::string_view> known_;
  std::optional<base::Error> error_;
};

void read(Members& members, Agreement& agreement) {
  members.text("name", agreement.name, true);
  members.texts("countries", agreement.countries, true);
  members.texts("uses", agreement.uses, true);
  members.texts("types", agreement.types);
  members.time("from", agreement.from);
  members.time("until", agreement.until);
}

void read(Members& members, RedLine& line) {
  members.text("name", line.name, true);
  members.texts("countries", line.countries);
  members.texts("uses", line.uses);
  members.texts("types", line.types);
  members.texts("person_roles", line.person_roles);
  members.flag("persons_only", line.persons_only);
}

void read(Members& members, SecondOfficerRule& rule) {
  members.text("name", rule.name, true);
  members.texts("countries", rule.countries);
  members.texts("types", rule.types);
  members.tlp("from_tlp", rule.from_tlp);
  members.flag("persons_only", rule.persons_only);
}

void read(Members& members, StandingRule& rule) {
  members.text("name", rule.name, true);
  members.text("made_by", rule.made_by);
  members.text("cell", rule.cell, true);
  members.texts("recipients", rule.recipients);
  members.texts("types", rule.types);
  members.tlp("to_tlp", rule.to_tlp);
  members.flag("persons", rule.persons);
  members.text("purpose", rule.purpose, true);
  members.text("basis", rule.basis, true);
  members.texts("cut", rule.cut);
  members.time("until", rule.until);
}

template <typename Rule>
Result<> read_list(const boost::json::object& object, const char* name, std::vector<Rule>& rules) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return {};
  if (!value->is_array()) return fail(Fault::invalid, "no list", fmt::format("/{}", name));
  if (value->get_array().size() > most_rules)
    return fail(Fault::too_large, "too many rules", fmt::format("/{}", name));
  for (const auto& item : value->get_array()) {
    Members members(item, fmt::format("/{}/{}", name, rules.size()));
    Rule rule;
    read(members, rule);
    if (std::any_of(rules.begin(), rules.end(), [&](const Rule& other) { return other.name == rule.name; }))
      members.wrong("name", "stands twice");
    if (auto ok = members.finish(); !ok) return ok;
    rules.push_back(std::move(rule));
  }
  std::sort(rules.begin(), rules.end(),
            [](const Rule& one, const Rule& other) { return one.name < other.name; });
  return {};
}

/// Writes what was said and leaves out the rest.
class Saying {
 public:
  Saying& text(const char* name, std::string_view value) {
    if (!value.empty()) object_[name] = value;
    return *this;
  }
  Saying& texts(const char* name, const std::vector<std::string>& values) {
    if (!values.empty()) object_[name] = boost::json::array(values.begin(), values.end());
    return *this;
  }
  Saying& flag(const char* name, bool value) {
    if (value) object_[name] = true;
    return *this;
  }
  Saying& time(const char* name, const std::optional<Time>& value) {
    return text(name, value ? base::format_time(*value, 0) : "");
  }
  Saying& tlp(const char* name, const std::optional<Tlp>& value) {
    return text(name, value ? name_of(*value) : "");
  }
  boost::json::object done() { return std::move(object_); }

 private:
  boost::json::object object_;
};

boost::json::object said(const Agreement& a) {
  return Saying()
      .text("name", a.name)
      .texts("countries", a.countries)
      .texts("uses", a.uses)
      .texts("types", a.types)
      .time("from", a.from)
      .time("until", a.until)
      .done();
}
boost::json::object said(const RedLine& l) {
  return Saying()
      .text("name", l.name)
      .texts("countries", l.countries)
      .texts("uses", l.uses)
      .texts("types", l.types)
      .texts("person_roles", l.person_roles)
      .flag("persons_only", l.persons_only)
      .done();
}
boost::json::object said(const SecondOfficerRule& r) {
  return Saying()
      .text("name", r.name)
      .texts("countries", r.countries)
      .texts("types", r.types)
      .tlp("from_tlp", r.from_tlp)
      .flag("persons_only", r.persons_only)
      .done();
}
boost::json::object said(const StandingRule& r) {
  return Saying()
      .text("name", r.name)
      .text("made_by", r.made_by)
      .text("cell", r.cell)
      .texts("recipients", r.recipients)
      .texts("types", r.types)
      .tlp("to_tlp", r.to_tlp)
      .flag("persons", r.persons)
      .text("purpose", r.purpose)
      .text("basis", r.basis)
      .texts("cut", r.cut)
      .time("until", r.until)
      .done();
}

template <typename Rule>
void say_list(boost::json::object& object, const char* name, const std::vector<Rule>& rules) {
  if (rules.empty()) return;
  boost::json::array list;
  for (const auto& rule : rules) list.push_back(said(rule));
  object[name] = std::move(list);
}

}  // namespace

bool orders(const StandingRule& rule, const RecordView& record, const Handling& handling, Time now) {
  if (rule.until && *rule.until <= now) return false;
  if (record.is_person() && !rule.persons) return false;
  if (!rule.types.empty() &&
      std::find(rule.types.begin(), rule.types.end(), record.type()) == rule.types.end())
    return false;
  if (!rule.to_tlp) return true;
  auto tlp = handling.tlp.value_or(Tlp::red);
  if (record.marked()) tlp = std::max(tlp, *record.marked());
  return tlp <= *rule.to_tlp;
}

Result<Policy> parse_policy(std::string_view json) {
  const auto canonical = stix::canonical(json, deepest);  // refuses a name that stands twice
  if (!canonical) return fail(canonical);
  boost::system::error_code code;
  const auto value = boost::json::parse(*canonical, code);
  const auto* object = code ? nullptr : value.if_object();
  if (object == nullptr) return fail(Fault::invalid, "a policy is a JSON object");
  for (const auto& member : *object)
    if (member.key() != "agreements" && member.key() != "red_lines" && member.key() != "second_officer" &&
        member.key() != "standing")
      return fail(Fault::invalid, "is not known", fmt::format("/{}", std::string(member.key())),
                  "known are agreements, red_lines, second_officer, standing");
  Policy policy;
  if (auto ok = read_list(*object, "agreements", policy.agreements); !ok) return fail(ok);
  if (auto ok = read_list(*object, "red_lines", policy.red_lines); !ok) return fail(ok);
  if (auto ok = read_list(*object, "second_officer", policy.second_officer); !ok) return fail(ok);
  if (auto ok = read_list(*object, "standing", policy.standing); !ok) return fail(ok);
  return policy;
}

std::string render(const Policy& policy) {
  boost::json::object object;
  say_list(object, "agreements", policy.agreements);
  say_list(object, "red_lines", policy.red_lines);
  say_list(object, "second_officer", policy.second_officer);
  say_list(object, "standing", policy.standing);
  return stix::canonical(boost::json::serialize(object)).value();
}

}  // namespace tansiq::handling
