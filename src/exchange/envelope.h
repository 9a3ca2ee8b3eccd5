#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/signature.h"

namespace tansiq::exchange {

/// Limits on one envelope.
inline constexpr std::size_t most_envelope_bytes = std::size_t{40} << 20;
inline constexpr std::size_t most_copy_bytes = std::size_t{16} << 20;
inline constexpr std::size_t most_conditions_bytes = 16 * 1024;
inline constexpr std::size_t most_attachments = 64;

/// What an envelope carries; its copy is then what the third column says.
enum class Kind {
  record,      ///< one version of a STIX object: the bytes that this recipient gets of it
  recall,      ///< a signed Recall: purge or replace what was released (recall.h)
  erase,       ///< a signed Recall that asks for erasure
  receipt,     ///< a Receipt about releases by number (receipt.h)
  ask,         ///< a question to an originator: may this copy go on to that service? (permission.h)
  permission,  ///< its signed answer (permission.h)
  cell,        ///< a cell's version, acceptance, vote or seat (cell.h)
  activity,    ///< what an observer is told: that something happened, of which kind, in which hour
  seal,        ///< a sealed checkpoint of the sender's journal (seal.h)
};
inline constexpr std::size_t kind_count = 9;

std::string_view name_of(Kind kind);
Result<Kind> kind_named(std::string_view name);

/// Whether a suspended partner still gets it: recalls and erasures, nothing else.
bool passes_suspension(Kind kind);
/// Whether an observer may get it at all.
bool may_reach_observer(Kind kind);

/// Names one version of a STIX object.
struct RecordKey {
  std::string id;
  std::string version;  ///< as it stands in the object

  bool operator==(const RecordKey&) const = default;
};

/// A file that belongs to a copy and is fetched by itself.
struct Attachment {
  Digest commitment{};  ///< SHA-256(salt ‖ bytes); the salt comes with the bytes
  std::uint64_t size = 0;

  bool operator==(const Attachment&) const = default;
};

/// What the chain hash covers. It stays when the content is erased, so it holds nothing from which content
/// could be guessed: the record's id and version stand in it only as a salted commitment, since the id of a
/// cyber-observable object is itself a hash of its content.
struct Body {
  Kind kind = Kind::record;
  ServiceId sender{};  ///< whose outbox it is
  ServiceId
      originator{};  ///< whose signature stands over the first release of what is carried; mostly the sender
  ServiceId recipient{};
  std::optional<CellId> cell;  ///< in which it is released
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;      ///< 1, 2, 3, ... without gaps within an epoch
  Digest previous{};             ///< chain hash of the envelope before; genesis() for number 1
  Digest commitment{};           ///< SHA-256(salt ‖ copy)
  std::optional<Digest> record;  ///< commitment_to_key(); of Kind::record only
  std::string conditions;  ///< canonical JSON object: what this partner may do with the copy; empty: none
  std::optional<Document> permission;  ///< the originator's, where originator and sender differ
  std::vector<Attachment> attachments;

  bool operator==(const Body&) const = default;
};

/// What can be erased.
struct Content {
  std::string salt;  ///< 32 random bytes
  std::string copy;  ///< the very bytes that were committed to
  std::optional<RecordKey> record;

  bool operator==(const Content&) const = default;
};

struct Envelope {
  Body body;
  std::string bytes;               ///< canonical bytes of the body as they came, unknown "x-" fields included
  std::optional<Content> content;  ///< absent once it was erased

  /// SHA-256("tansiq/envelope/1" ‖ 0x00 ‖ bytes): the `previous` of the next one.
  [[nodiscard]] Digest chain() const { return hash_of(context::envelope, bytes); }

  /// As it travels: {"body": ..., "content": {"copy", "record", "salt"}}.
  [[nodiscard]] std::string text() const;

  bool operator==(const Envelope&) const = default;
};

/// The chain hash of an outbox with nothing in it: of its two services and its epoch, so that no two outboxes
/// ever share a chain hash.
Digest genesis(const ServiceId& sender, const ServiceId& recipient, std::uint64_t epoch);

/// SHA-256(context "tansiq/record/1" ‖ 0x00 ‖ salt ‖ id ‖ 0x00 ‖ version).
Digest commitment_to_key(std::string_view salt, const RecordKey& key);

std::string render(const Body& body);

/// Reads an envelope and checks its form, nothing else. An unknown kind and an unknown critical field are
/// Fault::unsupported. Cost is linear in its size.
Result<Envelope> read_envelope(std::string_view text);

/// Whether the content is what the body commits to: copy, and record key where there is one. An envelope
/// without content passes.
Result<> check_content(const Envelope& envelope);

/// What an outbox releases next, before it has a number.
struct Release {
  Kind kind = Kind::record;
  ServiceId originator{};
  std::optional<CellId> cell = {};
  std::string copy = {};
  std::optional<RecordKey> record = {};
  std::string conditions = {};
  std::optional<Document> permission = {};
  std::vector<Attachment> attachments = {};
};

/// The end of one outbox: all that is needed to append to it.
struct Outbox {
  ServiceId sender{};
  ServiceId recipient{};
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;  ///< of the last envelope; 0: none yet
  Digest chain{};            ///< its chain hash, or genesis()

  static Outbox begin(const ServiceId& sender, const ServiceId& recipient, std::uint64_t epoch);

  /// Numbers, commits and chains a release, and moves the end behind it. `salt` must be 32 fresh random
  /// bytes, except that a copy which is passed on keeps the salt under which its originator permitted it.
  Envelope append(Release release, std::string salt);

  bool operator==(const Outbox&) const = default;
};

}  // namespace tansiq::exchange
