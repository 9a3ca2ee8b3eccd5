#pragma once

/// The journal: the node's append-only, hash-chained list of every act, reads included.
///
/// An entry's hash covers its number, its time, the act's name and one salted commitment for each further
/// field, so that a field can be erased (its text and salt overwritten) while the chain still verifies: the
/// fact stays, the content goes.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/base.h"

namespace tansiq::journal {

/// What somebody did, as the acts say it. `act` is a word from a fixed list; all else may be erased one day.
struct Act {
  std::string act = {};      ///< "publish", "consult", "erase", ...
  std::string actor = {};    ///< officer or account
  std::string subject = {};  ///< what it was done to: a record id, a collection, an account, a submission
  std::string purpose = {};
  std::string basis = {};  ///< the legal basis
  std::string case_id = {};
  std::string detail = {};  ///< the query, the reason, the counts
};

/// The fields of an act that are committed one by one, in the order of their commitments.
inline constexpr std::size_t field_count = 6;
inline constexpr std::array<std::string_view, field_count> field_names = {"actor", "subject", "purpose",
                                                                          "basis", "case",    "detail"};

/// The texts of those fields, in that order.
std::array<std::string_view, field_count> fields(const Act& act);

/// One of those texts, to be changed.
std::string& field(Act& act, std::size_t index);

/// Bytes in a salt.
inline constexpr std::size_t salt_size = 16;

/// An entry as it is kept.
struct Entry {
  std::int64_t number = 0;  ///< 1, 2, 3, ... without gaps
  base::Time time;
  Act act;                                     ///< erased fields are empty
  std::array<std::string, field_count> salts;  ///< 16 random bytes each; empty where the field was erased
  std::array<base::Digest, field_count> commitments{};  ///< sha256(salt, text)
  base::Digest previous{};                              ///< hash of the entry before; zeros for the first
  base::Digest hash{};
};

/// Makes the entry that follows `previous` (hash and number of the last one; zeros and 0 at the beginning),
/// with fresh random salts.
Entry follow(const Act& act, base::Time time, std::int64_t previous_number,
             const base::Digest& previous_hash);

/// Empties a field and its salt. Its commitment stays, so that the entry still verifies. The memory of both
/// is overwritten.
void erase_field(Entry& entry, std::size_t index);

/// What the hash of an entry is taken over, as docs/formats.md ("Journal") gives it.
std::string encode(const Entry& entry);

/// The hash that the entry must have: SHA-256 over encode(entry).
base::Digest hash_of(const Entry& entry);

/// Checks an entry against the one before: number, chain, hash, and each field that was not erased against
/// its commitment. The error names what does not hold.
base::Result<> verify(const Entry& entry, std::int64_t previous_number, const base::Digest& previous_hash);

}  // namespace tansiq::journal
