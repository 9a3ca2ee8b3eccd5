#include "handling/record_view.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <utility>

#include "base/ids.h"
#include "stix/object.h"
#include "stix/tables/tables.h"

namespace tansiq::handling {
namespace {

using base::fail;
using base::Fault;
using stix::json::Kind;
using stix::json::Value;

constexpr std::size_t deepest = 64;
constexpr std::size_t uuid_size = 36;
constexpr std::size_t longest_type = 250;  // STIX 2.1 section 3.1

constexpr std::pair<std::string_view, Tlp> tlp_markings[] = {
    {"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", Tlp::clear},
    {"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", Tlp::green},
    {"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", Tlp::amber},
    {"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", Tlp::amber_strict},
    {"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", Tlp::red},
    {"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", Tlp::clear},
    {"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", Tlp::green},
    {"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", Tlp::amber},
    {"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", Tlp::red},
};

bool may_stand_in_type(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (c >= 'A' && c <= 'Z') || c == '_';
}

const std::string& person_extension() {
  static const std::string key = [] {
    for (const auto& extension : stix::tables::all_extensions())
      if (extension.name == "person") return std::string(extension.key);
    return std::string();
  }();
  return key;
}

/// The JSON pointer that a granular marking's selector means (STIX 2.1 section 7.2.3.1).
std::string pointer_of(std::string_view selector) {
  std::string pointer;
  while (!selector.empty()) {
    const auto dot = selector.find('.');
    auto step = selector.substr(0, dot);
    selector = dot == std::string_view::npos ? std::string_view{} : selector.substr(dot + 1);
    if (step.size() > 2 && step.front() == '[' && step.back() == ']') step = step.substr(1, step.size() - 2);
    append_step(pointer, step);
  }
  return pointer;
}

}  // namespace

std::optional<Tlp> tlp_of_marking(std::string_view marking_id) {
  for (const auto& [id, tlp] : tlp_markings)
    if (id == marking_id) return tlp;
  return std::nullopt;
}

void append_step(std::string& pointer, std::string_view step) {
  pointer += '/';
  for (const char c : step) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

Result<RecordView> RecordView::read(std::string canonical) {
  RecordView view;
  view.bytes_ = std::move(canonical);
  view.parser_ = std::make_unique<stix::json::Parser>();
  if (auto ok = view.parser_->parse(view.bytes_, deepest); !ok) return fail(ok);
  std::vector<stix::Problem> problems;
  view.tree_ = view.parser_->top(problems);
  if (!problems.empty()) return fail(Fault::invalid, problems.front().what, problems.front().pointer);
  const Value& tree = view.tree_;
  view.id_ = tree.text_of("id");
  view.type_ = tree.text_of("type");
  if (view.id_.empty() || view.type_.empty()) return fail(Fault::invalid, "no STIX object");
  view.version_ = tree.text_of("modified");
  if (view.version_.empty()) view.version_ = tree.text_of("created");
  if (view.version_.empty()) view.version_ = stix::unversioned_version;

  std::string pointer;
  view.find_mentions(tree, pointer, {}, false);
  if (const auto* markings = tree.find("object_marking_refs");
      markings != nullptr && markings->is(Kind::array)) {
    for (const auto& marking : markings->members()) {
      const auto tlp = marking.is(Kind::string) ? tlp_of_marking(marking.text()) : std::nullopt;
      if (tlp && (!view.marked_ || *view.marked_ < *tlp)) view.marked_ = tlp;
    }
  }
  if (auto ok = view.find_granular(); !ok) return fail(ok);

  view.is_person_ = view.type_ == "identity" && tree.text_of("identity_class") == "individual";
  if (const auto* extensions = tree.find("extensions"); extensions != nullptr) {
    if (const auto* person = extensions->find(person_extension()); person != nullptr) {
      view.is_person_ = true;
      view.person_role_ = person->text_of("role");
    }
  }
  return view;
}

void RecordView::find_mentions(const Value& value, std::string& pointer, std::string_view name, bool listed) {
  const std::size_t length = pointer.size();
  switch (value.kind()) {
    case Kind::string: {
      auto place = Mention::Place::text;
      if (name == "marking_ref" || (listed && name == "object_marking_refs")) {
        place = Mention::Place::marking;
      } else if (listed && name.ends_with("_refs")) {
        place = Mention::Place::listed;
      } else if (!listed && name.ends_with("_ref")) {
        place = Mention::Place::reference;
      }
      if (pointer != "/id") find_in_text(value.text(), pointer, place);
      break;
    }
    case Kind::array: {
      std::size_t index = 0;
      for (const auto& item : value.members()) {
        append_step(pointer, fmt::format_int(index++).str());
        find_mentions(item, pointer, name, true);
        pointer.resize(length);
      }
      break;
    }
    case Kind::object:
      for (const auto& member : value.members()) {
        append_step(pointer, member.key());
        // The key of an extension names a published schema, not a record of anybody.
        const bool schema = member.key().starts_with("extension-definition--") && name == "extensions";
        if (!schema && member.key().size() > uuid_size)
          find_in_text(member.key(), pointer, Mention::Place::text);
        find_mentions(member, pointer, member.key(), false);
        pointer.resize(length);
      }
      break;
    default:
      break;
  }
}

void RecordView::find_in_text(std::string_view text, const std::string& pointer, Mention::Place place) {
  for (auto at = text.find("--"); at != std::string_view::npos; at = text.find("--", at + 1)) {
    if (!base::is_uuid(text.substr(at + 2, uuid_size))) continue;
    std::size_t begin = at;
    while (begin > 0 && at - begin < longest_type && may_stand_in_type(text[begin - 1])) --begin;
    const auto id = text.substr(begin, at + 2 + uuid_size - begin);
    if (id == id_ || tlp_of_marking(id)) continue;
    const bool whole = id.size() == text.size();
    mentions_.push_back({pointer, std::string(id), whole ? place : Mention::Place::text});
  }
}

Result<> RecordView::find_granular() {
  const auto* markings = tree_.find("granular_markings");
  if (markings == nullptr) return {};
  if (!markings->is(Kind::array)) return fail(Fault::invalid, "no list", "/granular_markings");
  for (const auto& item : markings->members()) {
    GranularMarking marking;
    marking.marking = item.text_of("marking_ref");
    marking.tlp = tlp_of_marking(marking.marking);
    const auto* selectors = item.find("selectors");
    if (selectors == nullptr || !selectors->is(Kind::array))
      return fail(Fault::invalid, "a marking without selectors", "/granular_markings");
    for (const auto& selector : selectors->members()) {
      auto pointer = selector.is(Kind::string) ? pointer_of(selector.text()) : std::string();
      if (pointer.empty() || at(pointer) == nullptr)
        return fail(Fault::invalid, "a selector that marks nothing", "/granular_markings");
      marking.pointers.push_back(std::move(pointer));
    }
    granular_.push_back(std::move(marking));
  }
  return {};
}

const Value* RecordView::at(std::string_view pointer) const {
  const Value* value = &tree_;
  while (!pointer.empty() && value != nullptr) {
    if (pointer.front() != '/') return nullptr;
    const auto end = pointer.find('/', 1);
    const auto raw = pointer.substr(1, end == std::string_view::npos ? end : end - 1);
    pointer = end == std::string_view::npos ? std::string_view{} : pointer.substr(end);
    std::string step;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const bool escape = raw[i] == '~' && i + 1 < raw.size();
      step += escape ? (raw[i + 1] == '1' ? '/' : '~') : raw[i];
      i += escape ? 1 : 0;
    }
    if (value->is(Kind::array)) {
      std::size_t index = 0;
      const auto read = std::from_chars(step.data(), step.data() + step.size(), index);
      const bool inside =
          read.ec == std::errc{} && read.ptr == step.data() + step.size() && index < value->members().size();
      value = inside ? &value->members()[index] : nullptr;
    } else {
      value = value->find(step);
    }
  }
  return value;
}

}  // namespace tansiq::handling
