#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "names/letters.h"
#include "names/names.h"

namespace tansiq::names {

/// What stands before or about a part of a name without being part of its stem.
enum Mark : std::uint8_t {
  mark_article = 1,    ///< al-, el-, ال, the assimilated forms, the family's Al
  mark_son = 2,        ///< ibn, ben, bin, b., ould, بن
  mark_daughter = 4,   ///< bint, بنت
  mark_father = 8,     ///< abu, bou, abi: a kunya
  mark_mother = 16,    ///< umm: a kunya
  mark_particle = 32,  ///< de, van, von, di
  mark_title =
      64,  ///< the part itself is a title or a rank; of organisations a legal form, of places "city of"
  mark_initial = 128,  ///< the part is a single letter
  mark_short = 128,    ///< of a reading: one of the two is a short form of the other
};

/// One part of a name: "'Abd al-Rahman" is one ("abdrahman"), "ibn Abi Bakr" is one ("bakr", son and father).
struct Part {
  Word stem;
  std::uint8_t marks = 0;
  std::uint16_t begin = 0;  ///< bytes of the name that it was read from: [begin, end)
  std::uint16_t end = 0;
};

/// A name as it is compared.
struct ParsedName {
  static constexpr std::size_t most_parts = 24;
  static constexpr std::size_t most_bytes = 512;
  std::array<Part, most_parts> parts;
  std::size_t size = 0;
};

/// Reads a name into parts. Fails with Fault::too_large over the two limits above and with Fault::invalid
/// where nothing is left that could be compared. Linear in the length of the name. Organisations and places
/// have forms of their own in place of titles, and single letters in a row ("S.A.R.L.") are one word.
base::Result<> parse(std::string_view name, ParsedName& out, Subject subject = Subject::person);

/// Another reading of a stem: "alhusain" is also "husain" with an article, "benabdallah" also "abdlah" of a
/// son, "jim" is short for "james" and "siraj" for "sirajdin".
struct Reading {
  Word stem;
  std::uint8_t marks = 0;
};

/// The other readings of a stem; at most three.
struct Readings {
  std::array<Reading, 3> reading;
  std::size_t size = 0;
};
Readings other_readings(const Word& stem);

/// The stem of one token as `parse` makes it of a name that consists of it ("Abderrahmane" gives
/// "abdrahmane").
Word stem_of(const Word& token);

}  // namespace tansiq::names
