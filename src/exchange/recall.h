#pragma once

#include <string>
#include <vector>

#include "exchange/envelope.h"

namespace tansiq::exchange {

inline constexpr std::size_t most_recall_bytes = 16 * 1024;
inline constexpr std::size_t most_recalled_versions = 64;

/// The originator's order about what it released: signed by itself, so that a holder who passed a copy on can
/// pass the order on along the same way. Whoever holds any of the versions answers `purged`.
struct Recall {
  enum class Action {
    purge,    ///< remove it
    replace,  ///< remove it; a right version has been released or follows
    erase,    ///< overwrite content and salts everywhere, and keep only the fact
  };
  Action action = Action::purge;
  ServiceId originator{};
  std::string id;                     ///< of the object
  std::vector<std::string> versions;  ///< sorted; empty: every version, also those that come late
  std::string replacement;            ///< the right version; of Action::replace only
  std::string reason;                 ///< for the holder, in a sentence; may be empty
  Time issued;
  Time deadline;  ///< after it the silent stand as overdue

  bool operator==(const Recall&) const = default;

  /// Whether it is about this version of this originator's object. It never is about the right one.
  [[nodiscard]] bool covers(const ServiceId& whose, const RecordKey& key) const;

  /// The kind of envelope that carries it.
  [[nodiscard]] Kind kind() const { return action == Action::erase ? Kind::erase : Kind::recall; }
};

std::string_view name_of(Recall::Action action);

std::string render(const Recall& recall);
Document sign(const SigningKey& key, const Recall& recall);

struct SignedRecall {
  Recall recall;
  Document document;
};

/// Reads the copy of a recall or erase envelope; verifies nothing.
Result<SignedRecall> read_recall(std::string_view text);

/// What a holder has let go out of its own outboxes.
struct PassedOn {
  ServiceId recipient{};
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;
  ServiceId originator{};
  RecordKey key;
};

/// To whom a recall must go on: everyone to whom a covered version was passed, each once, sorted.
std::vector<ServiceId> reached_by(const Recall& recall, const std::vector<PassedOn>& passed_on);

}  // namespace tansiq::exchange
