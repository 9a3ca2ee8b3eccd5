#include "journal/journal.h"

#include <cassert>
#include <fmt/format.h>
#include <limits>

namespace tansiq::journal {
namespace {

using base::Fault;

/// Keeps this hash apart from every other that the system takes, and names the version of the encoding.
constexpr std::string_view context = "tansiq journal entry v1";

void put_number(std::string& out, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>((number >> shift) & 0xff));
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size());
  out.append(text);
}

std::string name_of(const Entry& entry) {
  return fmt::format("journal entry {}", entry.number);
}

}  // namespace

std::array<std::string_view, field_count> fields(const Act& act) {
  return {act.actor, act.subject, act.purpose, act.basis, act.case_id, act.detail};
}

std::string& field(Act& act, std::size_t index) {
  assert(index < field_count);
  const std::array<std::string*, field_count> all = {&act.actor, &act.subject, &act.purpose,
                                                     &act.basis, &act.case_id, &act.detail};
  return *all[index];
}

void erase_field(Entry& entry, std::size_t index) {
  base::wipe(field(entry.act, index));
  base::wipe(entry.salts[index]);
}

std::string encode(const Entry& entry) {
  std::string out;
  out.reserve(context.size() + entry.act.act.size() + 4 * 8 + (1 + field_count) * sizeof(base::Digest));
  put_text(out, context);
  put_number(out, static_cast<std::uint64_t>(entry.number));
  put_number(out, static_cast<std::uint64_t>(entry.time.time_since_epoch().count()));
  out.append(base::view(entry.previous));
  put_text(out, entry.act.act);
  for (const auto& commitment : entry.commitments) out.append(base::view(commitment));
  return out;
}

base::Digest hash_of(const Entry& entry) {
  return base::sha256(encode(entry));
}

Entry follow(const Act& act, base::Time time, std::int64_t previous_number,
             const base::Digest& previous_hash) {
  assert(previous_number >= 0 && previous_number < std::numeric_limits<std::int64_t>::max());
  Entry entry;
  entry.number = previous_number + 1;
  entry.time = time;
  entry.act = act;
  entry.previous = previous_hash;
  const std::string salts = base::random_bytes(field_count * salt_size);
  const auto texts = fields(act);
  for (std::size_t i = 0; i < field_count; ++i) {
    entry.salts[i] = salts.substr(i * salt_size, salt_size);
    entry.commitments[i] = base::sha256(entry.salts[i], texts[i]);
  }
  entry.hash = hash_of(entry);
  return entry;
}

base::Result<> verify(const Entry& entry, std::int64_t previous_number, const base::Digest& previous_hash) {
  if (entry.number != previous_number + 1)
    return base::fail(Fault::internal, fmt::format("follows number {}", previous_number), name_of(entry));
  if (entry.previous != previous_hash)
    return base::fail(Fault::internal, "does not chain to the entry before", name_of(entry));
  if (entry.hash != hash_of(entry))
    return base::fail(Fault::internal, "its hash does not match its number, time, act and commitments",
                      name_of(entry));
  const auto texts = fields(entry.act);
  for (std::size_t i = 0; i < field_count; ++i) {
    if (entry.salts[i].empty()) {
      if (texts[i].empty()) continue;
      return base::fail(Fault::internal, fmt::format("field {} has a text but no salt", field_names[i]),
                        name_of(entry));
    }
    if (entry.salts[i].size() != salt_size || base::sha256(entry.salts[i], texts[i]) != entry.commitments[i])
      return base::fail(Fault::internal,
                        fmt::format("field {} does not match its commitment", field_names[i]),
                        name_of(entry));
  }
  return {};
}

}  // namespace tansiq::journal
