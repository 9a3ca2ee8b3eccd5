#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "journal/checkpoint.h"
#include "journal/journal.h"

/// Proof bundles: a text file that shows a third person, who has no node and trusts none, what certain
/// entries of certain journals say and that they stood there when a service signed. docs/formats.md ("Proof
/// bundles") gives its lines.
namespace tansiq::journal {

/// An entry with the path to its log's root. Of the fields that are shown the text and the salt are there;
/// the others show their commitment and nothing more.
struct ProvenEntry {
  Entry entry;
  Path path;
};

/// An earlier checkpoint of the same log, perhaps one that a partner kept, with the path that shows that
/// nothing below it changed since.
struct EarlierCheckpoint {
  Note note;
  Path path;

  bool operator==(const EarlierCheckpoint&) const = default;
};

/// What is shown of one journal.
struct LogProof {
  Note checkpoint;
  std::vector<EarlierCheckpoint> earlier;  ///< sizes ascending
  std::vector<ProvenEntry> entries;        ///< numbers ascending
};

/// Something signed that goes with the proof (a receipt, a card, an acknowledgement). This part does not look
/// inside: whoever knows the kind verifies it.
struct Attachment {
  std::string kind;  ///< a-z, 0-9 and hyphen
  std::string bytes;

  bool operator==(const Attachment&) const = default;
};

struct Bundle {
  std::string about;  ///< a record's id or another line for people; proves nothing
  std::vector<LogProof> logs;
  std::vector<Attachment> attachments;
};

inline constexpr std::size_t most_bundle_bytes = std::size_t{16} << 20;

/// An entry of which only some fields are shown: the others lose text and salt. Fields that were erased stay
/// hidden whatever is asked.
Entry showing(const Entry& entry, std::span<const std::size_t> fields);

/// The hash under which an entry stands in its log's tree.
Digest leaf_of(const Entry& entry);

std::string render(const Bundle& bundle);

/// Reads what render() writes, and nothing else. Verifies nothing.
base::Result<Bundle> read_bundle(std::string_view text);

/// A log of a bundle as far as it held.
struct VerifiedLog {
  Checkpoint checkpoint;
  std::vector<Checkpoint> earlier;
  std::vector<Entry> entries;
};

struct Verdict {
  std::string about;
  std::vector<VerifiedLog> logs;        ///< what held, and only that
  std::vector<Attachment> attachments;  ///< as they came, not verified
  std::vector<base::Error> problems;    ///< everything that did not hold, each with its place

  [[nodiscard]] bool holds() const { return problems.empty(); }
};

/// Checks every checkpoint, path, hash and shown field of a bundle against the keys that the reader believes.
/// A key counts only for the log that bears its name. Fails only where the text is no bundle; what does not
/// hold is listed in the verdict. Costs one signature check for each checkpoint and some ten hashes for each
/// entry.
base::Result<Verdict> verify_bundle(std::string_view text, std::span<const VerifierKey> keys);

/// What several bundles say together: of both sides of a dispute, or of one side at two times.
struct Comparison {
  std::vector<base::Error> contradictions;  ///< a service signed two histories; each names log and size
  std::vector<base::Error> open;            ///< checkpoints of one log that no path joins
};

Comparison compare(std::span<const Verdict> verdicts);

}  // namespace tansiq::journal
