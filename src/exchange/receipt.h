#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/fields.h"

namespace tansiq::exchange {

inline constexpr std::size_t most_receipt_bytes = std::size_t{1} << 20;
inline constexpr std::size_t most_receipt_numbers = 10'000;

/// Why a recipient does not take the content of an envelope whose chain is good. A closed list for this
/// protocol; a recipient shows an unknown word as it stands.
namespace refusal {
inline constexpr std::string_view no_content = "no-content";  ///< it was erased before it arrived
inline constexpr std::string_view unknown_originator =
    "unknown-originator";  ///< the originator's card is not held
inline constexpr std::string_view revoked_key =
    "revoked-key";                                          ///< the originator revoked the key that signed it
inline constexpr std::string_view not_valid = "not-valid";  ///< no valid STIX object, or not the one it names
inline constexpr std::string_view conflict = "conflict";    ///< held under this key with other content
inline constexpr std::string_view author = "author";  ///< claims a known service as author that did not sign
inline constexpr std::string_view conditions = "conditions";  ///< conditions that this node cannot keep
inline constexpr std::string_view not_wanted =
    "not-wanted";  ///< an officer or a rule of the recipient declines it
}  // namespace refusal

/// What a recipient states about releases that it got, by number. Itself an envelope's copy, so the head of
/// the recipient's outbox signs it. Receipts are never receipted.
struct Receipt {
  enum class Kind {
    delivered,  ///< all of [from, number] are durably held, except these
    opened,     ///< these were shown to a person
    purged,     ///< these were removed, as recalled or erased or expired
  };
  struct Except {
    std::uint64_t number = 0;
    std::string reason;
    bool operator==(const Except&) const = default;
  };

  Kind kind = Kind::delivered;
  std::uint64_t epoch = 0;             ///< of the outbox that it is about
  std::uint64_t from = 0;              ///< delivered: first number that this statement is about
  std::uint64_t number = 0;            ///< delivered: last one
  Digest chain{};                      ///< delivered: chain hash at `number` as the recipient computed it
  std::vector<Except> except;          ///< delivered: refused ones, ascending
  std::vector<std::uint64_t> numbers;  ///< opened, purged: which, ascending

  bool operator==(const Receipt&) const = default;
};

std::string_view name_of(Receipt::Kind kind);
std::string render(const Receipt& receipt);
Result<Receipt> read_receipt(std::string_view text);

/// What has become of a release, folded from receipts and recalls.
enum class Fate {
  released,   ///< nothing heard yet
  delivered,  ///< durably at the recipient
  refused,    ///< the recipient holds only the fact
  opened,     ///< a person has seen it
  recalled,   ///< asked back, not answered yet
  purged,     ///< the recipient states that it is gone
  overdue,    ///< asked back, and the deadline has passed in silence
  fetched,    ///< read by a TAXII reader, which states nothing: it may or may not have kept it
};

std::string_view name_of(Fate fate);

/// A release as its sender knows it.
struct Released {
  std::uint64_t number = 0;
  Digest chain{};
};

/// A recall as its sender knows it.
struct Recalled {
  std::vector<std::uint64_t> numbers;  ///< of the releases that it asks back
  Time deadline;
};

struct ReleaseStatus {
  std::uint64_t number = 0;
  Fate fate = Fate::released;
  std::string reason;  ///< of a refusal

  bool operator==(const ReleaseStatus&) const = default;
};

struct Folded {
  std::vector<ReleaseStatus> releases;  ///< in the order given
  std::vector<std::string>
      contradictions;  ///< statements that cannot be true of this outbox, a sentence each
};

/// Folds receipts and recalls of one outbox and epoch into the state of each release at `now`. The order of
/// receipts and recalls does not matter. A statement whose chain hash is not ours, or that names numbers
/// never released, is listed and counts for nothing. `releases` must be ascending by number. O((r + s) log
/// r).
Folded fold(std::span<const Released> releases, std::uint64_t epoch, std::span<const Receipt> receipts,
            std::span<const Recalled> recalls, Time now);

}  // namespace tansiq::exchange
