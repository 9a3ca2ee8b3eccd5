#include "stix/change.h"

#include <algorithm>
#include <array>

#include "stix/json/parse.h"
#include "stix/json/write.h"

namespace tansiq::stix {
namespace {

using json::Kind;
using json::Value;

constexpr std::array<std::string_view, 6> fixed_properties = {"created",  "created_by_ref", "id",
                                                              "modified", "spec_version",   "type"};

/// Applies a merge patch (RFC 7396) to a value. Recursion ends with the nesting of the patch.
Value patched(json::Room& room, const Value& target, const Value& patch) {
  if (!patch.is(Kind::object)) return patch;
  const auto old = target.is(Kind::object) ? target.members() : std::span<const Value>{};
  const auto changes = patch.members();
  const std::span<Value> merged = room.take(old.size() + changes.size());
  std::size_t count = 0;
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < old.size() || k < changes.size()) {
    const bool take_old =
        k == changes.size() || (i < old.size() && json::key_before(old[i].key(), changes[k].key()));
    if (take_old) {
      merged[count++] = old[i++];
      continue;
    }
    const bool both = i < old.size() && old[i].key() == changes[k].key();
    const Value& change = changes[k++];
    const Value before = both ? old[i++] : Value::of_null();
    if (!change.is(Kind::null)) merged[count++] = patched(room, before, change).named(change.key());
  }
  return Value::of_object(merged.first(count));
}

/// The time of the version after `previous`, to the millisecond.
base::Result<std::string> next_time(std::string_view previous, base::Time now) {
  using std::chrono::milliseconds;
  const auto last = base::parse_time(previous);
  if (!last) return base::fail(last);
  // Digits beyond the microsecond were cut off when reading, which the whole millisecond makes up for.
  const base::Time least = std::chrono::ceil<milliseconds>(*last + milliseconds(1));
  const base::Time whole_now = std::chrono::floor<milliseconds>(now);
  return base::format_time(std::max(whole_now, least), 3);
}

struct Parsed {
  json::Parser parser;
  Value value;
};

base::Result<Parsed> parsed(std::string_view text) {
  Parsed result;
  if (const auto read = result.parser.parse(text, json::deepest); !read) return base::fail(read);
  std::vector<Problem> problems;
  result.value = result.parser.top(problems);
  if (!problems.empty())
    return base::fail(base::Fault::invalid, problems[0].what, problems[0].pointer, problems[0].expected);
  return result;
}

base::Result<Object> changed(Reader& reader, const Object& previous, const Value& changes, base::Time now) {
  auto before = parsed(previous.bytes);
  if (!before) return base::fail(before);
  if (before->value.find("modified") == nullptr || previous.version == unversioned_version) {
    return base::fail(base::Fault::invalid, "an object of this type has no versions", previous.id,
                      "recall it and make a new object");
  }
  if (previous.revoked) {
    return base::fail(base::Fault::conflict, "the object is revoked and can have no further version",
                      previous.id, "make a new object");
  }
  json::Room room;
  const Value content = patched(room, before->value, changes);
  std::string text;
  json::append(text, content);
  if (text == previous.bytes)
    return base::fail(base::Fault::conflict, "the changes alter nothing", previous.id,
                      "give at least one change");
  const auto time = next_time(previous.version, now);
  if (!time) return base::fail(time);
  const std::array<Value, 1> stamp = {Value::of(std::string_view(*time)).named("modified")};
  text.clear();
  json::append(text, patched(room, content, Value::of_object(stamp)));
  auto next = reader.read_object(text);
  if (next && next->version != *time)
    return base::fail(base::Fault::invalid, "an object of this type has no versions", previous.id,
                      "recall it and make a new object");
  return next;
}

}  // namespace

base::Result<Object> next_version(Reader& reader, const Object& previous, std::string_view changes,
                                  base::Time now) {
  const auto patch = parsed(changes);
  if (!patch) return base::fail(patch);
  if (!patch->value.is(Kind::object)) {
    return base::fail(base::Fault::invalid, "the changes are not a JSON object", "",
                      "{\"property\": new value, \"other\": null to remove it}");
  }
  for (const std::string_view name : fixed_properties) {
    if (patch->value.find(name) == nullptr) continue;
    return base::fail(base::Fault::invalid,
                      "this property is the same in all versions or set by the node itself",
                      "/" + std::string(name), "leave it out");
  }
  if (patch->value.find("revoked") != nullptr) {
    return base::fail(base::Fault::invalid, "revoking is an act of its own", "/revoked",
                      "leave it out and revoke the object");
  }
  return changed(reader, previous, patch->value, now);
}

base::Result<Object> revoke(Reader& reader, const Object& previous, base::Time now) {
  const std::array<Value, 1> change = {Value::of(true).named("revoked")};
  return changed(reader, previous, Value::of_object(change), now);
}

}  // namespace tansiq::stix
