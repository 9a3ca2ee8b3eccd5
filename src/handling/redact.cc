#include "handling/redact.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "base/ids.h"
#include "stix/json/write.h"
#include "stix/tables/tables.h"

namespace tansiq::handling {
namespace {

using stix::json::Kind;
using stix::json::Value;

constexpr std::string_view granular = "granular_markings";

/// Adds to `cuts` every container of which nothing is left. Returns whether the value itself is gone.
bool complete(const Value& value, std::string& pointer, const Cuts& asked, Cuts& cuts) {
  if (asked.contains(pointer)) {
    cuts.insert(pointer);
    return true;
  }
  const bool array = value.is(Kind::array);
  if (!array && !value.is(Kind::object)) return false;
  const std::size_t length = pointer.size();
  std::size_t index = 0;
  std::size_t gone = 0;
  for (const auto& member : value.members()) {
    append_step(pointer, array ? std::string_view(fmt::format_int(index).str()) : member.key());
    ++index;
    gone += complete(member, pointer, asked, cuts) ? 1 : 0;
    pointer.resize(length);
  }
  if (gone == 0 || gone < value.members().size()) return false;
  cuts.insert(pointer);
  return true;
}

/// Cuts what the tables do not let stand without what is cut already.
class Closure {
 public:
  explicit Closure(Cuts& cuts) : cuts_(cuts) {}

  /// Whether anything was added.
  bool run(const RecordView& record) {
    const auto* type = stix::tables::find_type(record.type());
    const std::size_t before = cuts_.size();
    std::string pointer;
    if (type != nullptr) structure(record.tree(), type->structure, pointer);
    return cuts_.size() > before;
  }

 private:
  void structure(const Value& value, const stix::tables::Structure& table, std::string& pointer) {
    if (!value.is(Kind::object) || cuts_.contains(pointer)) return;
    const std::size_t length = pointer.size();
    for (const auto& member : value.members()) {
      const auto property =
          std::lower_bound(table.properties.begin(), table.properties.end(), member.key(),
                           [](const auto& row, std::string_view name) { return row.name < name; });
      if (property == table.properties.end() || property->name != member.key()) continue;
      append_step(pointer, member.key());
      parts(member, *property, pointer);
      pointer.resize(length);
    }
    for (const auto& rule : table.rules) apply(rule, value, pointer);
    if (pointer.empty()) return;  // of the whole object: cut_problem() says what is required
    for (const auto& property : table.properties)
      if (property.required && gone(pointer, property.name)) cuts_.insert(pointer);
  }

  /// The structures that a property holds.
  void parts(const Value& value, const stix::tables::Property& property, std::string& pointer) {
    const std::size_t length = pointer.size();
    if (property.holds == stix::tables::Holds::extensions && value.is(Kind::object)) {
      for (const auto& member : value.members()) {
        const auto* extension = stix::tables::find_extension(member.key());
        if (extension == nullptr) continue;
        append_step(pointer, member.key());
        structure(member, extension->structure, pointer);
        pointer.resize(length);
      }
    } else if (property.structure != nullptr && property.list && value.is(Kind::array)) {
      std::size_t index = 0;
      for (const auto& item : value.members()) {
        append_step(pointer, fmt::format_int(index++).str());
        structure(item, *property.structure, pointer);
        pointer.resize(length);
      }
    } else if (property.structure != nullptr) {
      structure(value, *property.structure, pointer);
    }
  }

  void apply(const stix::tables::Rule& rule, const Value& value, const std::string& pointer) {
    using stix::tables::Law;
    std::size_t there = 0, lost = 0;
    for (const auto name : rule.names) {
      if (name.empty() || value.find(name) == nullptr) continue;
      ++there;
      lost += gone(pointer, name) ? 1 : 0;
    }
    if (lost == 0) return;
    if (rule.law == Law::together) {
      for (const auto name : rule.names) cut(value, pointer, name);
    } else if (rule.law == Law::needs || rule.law == Law::if_true_needs) {
      cut(value, pointer, rule.names[0]);
    } else if ((rule.law == Law::at_least_one || rule.law == Law::exactly_one) && lost == there &&
               !pointer.empty()) {
      cuts_.insert(pointer);
    }
  }

  static std::string below(const std::string& pointer, std::string_view name) {
    std::string member = pointer;
    append_step(member, name);
    return member;
  }
  bool gone(const std::string& pointer, std::string_view name) const {
    return cuts_.contains(below(pointer, name));
  }
  void cut(const Value& value, const std::string& pointer, std::string_view name) {
    if (!name.empty() && value.find(name) != nullptr) cuts_.insert(below(pointer, name));
  }

  Cuts& cuts_;
};

/// Writes a record without what is cut.
class Redaction {
 public:
  Redaction(const RecordView& record, const Cuts& cuts) : record_(record), cuts_(cuts) {}

  std::string run() {
    std::string pointer;
    write(record_.tree(), pointer);
    return std::move(out_);
  }

 private:
  void write(const Value& value, std::string& pointer) {
    if (value.is(Kind::array)) {
      write_array(value, pointer);
    } else if (value.is(Kind::object)) {
      write_object(value, pointer);
    } else {
      stix::json::append(out_, value);
    }
  }

  void write_array(const Value& value, std::string& pointer) {
    const std::size_t length = pointer.size();
    std::size_t index = 0;
    bool first = true;
    out_ += '[';
    for (const auto& item : value.members()) {
      append_step(pointer, fmt::format_int(index++).str());
      if (!cuts_.contains(pointer)) {
        if (!first) out_ += ',';
        first = false;
        write(item, pointer);
      }
      pointer.resize(length);
    }
    out_ += ']';
  }

  void write_object(const Value& value, std::string& pointer) {
    const std::size_t length = pointer.size();
    bool first = true;
    out_ += '{';
    for (const auto& member : value.members()) {
      append_step(pointer, member.key());
      const bool markings = length == 0 && member.key() == granular && member.is(Kind::array);
      const std::string rewritten = markings ? granular_markings(member) : std::string();
      const bool gone = markings ? rewritten.empty() : cuts_.contains(pointer);
      if (!gone) {
        if (!first) out_ += ',';
        first = false;
        stix::json::append_string(out_, member.key());
        out_ += ':';
        if (markings) {
          out_ += rewritten;
        } else {
          write(member, pointer);
        }
      }
      pointer.resize(length);
    }
    out_ += '}';
  }

  /// The list without markings of what is gone; empty where none is left.
  std::string granular_markings(const Value& markings) {
    std::string list;
    for (const auto& marking : markings.members()) {
      const auto* selectors = marking.find("selectors");
      std::string kept;
      for (const auto& selector : selectors->members()) {
        const auto moved = move_selector(selector.text());
        if (moved.empty()) continue;
        kept += kept.empty() ? "" : ",";
        stix::json::append_string(kept, moved);
      }
      if (kept.empty()) continue;
      list += list.empty() ? "[{" : ",{";
      bool first = true;
      for (const auto& member : marking.members()) {
        if (!first) list += ',';
        first = false;
        stix::json::append_string(list, member.key());
        list += ':';
        if (member.key() == "selectors") {
          list += '[' + kept + ']';
        } else {
          stix::json::append(list, member);
        }
      }
      list += '}';
    }
    if (!list.empty()) list += ']';
    return list;
  }

  /// The selector as it reads after items before it are gone; empty where what it marks is gone.
  std::string move_selector(std::string_view selector) {
    std::string moved, pointer;
    while (!selector.empty()) {
      const auto dot = selector.find('.');
      const auto step = selector.substr(0, dot);
      selector = dot == std::string_view::npos ? std::string_view{} : selector.substr(dot + 1);
      if (!moved.empty()) moved += '.';
      if (step.size() > 2 && step.front() == '[' && step.back() == ']') {
        const auto digits = step.substr(1, step.size() - 2);
        std::size_t index = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), index);
        std::size_t before = 0;
        for (std::size_t i = 0; i < index; ++i)
          before += cuts_.contains(pointer + '/' + fmt::format_int(i).str()) ? 1 : 0;
        moved += fmt::format("[{}]", index - before);
        append_step(pointer, digits);
      } else {
        moved += step;
        append_step(pointer, step);
      }
      if (cuts_.contains(pointer)) return {};
    }
    return moved;
  }

  const RecordView& record_;
  const Cuts& cuts_;
  std::string out_;
};

std::string_view top_of(std::string_view pointer) {
  const auto end = pointer.find('/', 1);
  return pointer.substr(1, end == std::string_view::npos ? end : end - 1);
}

}  // namespace

Cuts completed(const RecordView& record, const Cuts& cuts) {
  Cuts all = cuts;
  while (true) {
    Cuts found;
    std::string pointer;
    complete(record.tree(), pointer, all, found);
    if (!Closure(found).run(record)) return found;
    all = std::move(found);
  }
}

std::string redact(const RecordView& record, const Cuts& cuts) {
  const Cuts all = completed(record, cuts);
  return Redaction(record, all).run();
}

bool is_cut(const Cuts& cuts, std::string_view pointer) {
  for (auto end = pointer.find('/', 1);; end = pointer.find('/', end + 1)) {
    if (cuts.contains(pointer.substr(0, end))) return true;
    if (end == std::string_view::npos) return false;
  }
}

CutFinding cut_problem(const RecordView& record, const Cuts& cuts) {
  const auto* type = stix::tables::find_type(record.type());
  // An observable of a type unknown here may hash any of its properties into a version 5 identifier.
  const auto dashes = record.id().rfind("--");
  const bool hashed =
      dashes != std::string_view::npos && base::uuid_version(record.id().substr(dashes + 2)) == 5;
  for (const auto& cut : cuts) {
    const auto top = top_of(cut);
    if (top == granular || top == "object_marking_refs") return {CutProblem::marking, cut};
    if (type == nullptr) {
      if (hashed && record.tree().find("created") == nullptr) return {CutProblem::identity, cut};
      continue;
    }
    for (const auto& property : type->structure.properties) {
      if (property.name != top) continue;
      if (property.contributing && hashed) return {CutProblem::identity, cut};
      if (property.required && cut.size() == top.size() + 1) return {CutProblem::required, cut};
    }
  }
  return {};
}

}  // namespace tansiq::handling
