#pragma once

/// Reads a list in one of three formats, entry by entry, in memory that depends on the largest entry alone.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "lists/entity.h"
#include "lists/mapping.h"

namespace tansiq::lists {

/// Largest entry that is read, in bytes: a line of JSON, a row of CSV, an element of XML.
inline constexpr std::size_t most_entry_bytes = 1024 * 1024;

/// What became of one entry. Exactly one of `entity`, `skipped` and `problem` says something.
struct Entry {
  std::uint64_t line = 0;        ///< where it begins, from 1
  std::string id;                ///< the list's own; empty where it could not be read
  std::optional<Entity> entity;  ///< it has at least one name
  std::string skipped;           ///< why it is none of our business: it is right, and of another kind
  std::string problem;           ///< what is wrong with it
};

enum class Format { ftm, un, csv };

/// Judges a list by its first bytes: a brace, a tag, or a line with a delimiter. Nothing where it is none of
/// them.
std::optional<Format> format_of(std::string_view head);

/// Is fed a list in parts of any size, then finished. One reader reads one file.
class Reader {
 public:
  using Sink = std::function<void(Entry)>;
  virtual ~Reader() = default;

  /// Fails where the rest of the file cannot be understood; nothing may be fed from then on.
  virtual base::Result<> feed(std::string_view bytes) = 0;

  /// The file has ended. Fails where it ended too early: a list that was cut off must not pass for a whole
  /// one.
  virtual base::Result<> finish() = 0;
};

/// FollowTheMoney (the format of OpenSanctions' entities.ftm.json): one JSON entity a line. Persons,
/// organisations, companies, public bodies and legal entities are taken; entities that the list marks as no
/// target of its own, and all other schemata, are skipped.
std::unique_ptr<Reader> read_ftm(Reader::Sink sink);

/// The consolidated list of the UN Security Council, XML. A document type declaration is refused, and with
/// it every entity that it could define.
std::unique_ptr<Reader> read_un(Reader::Sink sink);

/// CSV (RFC 4180) in UTF-8 with a header row, line ends CRLF or LF, the columns as `mapping` says. Fails at
/// the header where a column that the mapping names is not there.
std::unique_ptr<Reader> read_csv(Mapping mapping, Reader::Sink sink);

}  // namespace tansiq::lists
