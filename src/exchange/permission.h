#pragma once

#include "exchange/envelope.h"

namespace tansiq::exchange {

inline constexpr std::size_t most_permission_bytes = 4096;

/// What a holder asks an originator: may this copy go on to that service? The copy of an envelope of kind
/// `ask`.
struct Ask {
  ServiceId originator{};
  ServiceId recipient{};     ///< the service that would get it
  std::uint64_t epoch = 0;   ///< of the originator's outbox to the holder, in which the copy came
  std::uint64_t number = 0;  ///< of the envelope that brought it
  Digest commitment{};       ///< of the copy as the holder got it
  std::string reason;        ///< why, in a sentence; may be empty

  bool operator==(const Ask&) const = default;
};

/// The originator's leave to pass one copy on, unchanged, to one further service. Signed by itself, since the
/// new recipient must see it: it is verified there against the originator's own card.
struct Permission {
  ServiceId originator{};
  ServiceId holder{};     ///< who may pass it on
  ServiceId recipient{};  ///< to whom
  Digest commitment{};    ///< of the copy; the holder passes on the salt with it
  Time issued;

  bool operator==(const Permission&) const = default;
};

/// What an originator says of passing one copy on: its permission, or why it gives none. The copy of an
/// envelope of kind `permission`. It may come unasked: where a later version goes to a holder that was
/// permitted to pass the one before on, its permission follows it.
struct Answer {
  std::uint64_t epoch = 0;                  ///< of this very outbox, in which the copy went to the holder
  std::uint64_t number = 0;                 ///< of the envelope that brought it
  ServiceId recipient{};                    ///< the service that may get it, or may not
  std::optional<Document> permission = {};  ///< absent: it may not
  std::string reason = {};                  ///< of a refusal, in a sentence; may be empty

  bool operator==(const Answer&) const = default;
};

std::string render(const Ask& ask);
Result<Ask> read_ask(std::string_view text);

std::string render(const Answer& answer);
Result<Answer> read_answer(std::string_view text);

std::string render(const Permission& permission);
Document sign(const SigningKey& key, const Permission& permission);
Result<Permission> read_permission(const Document& document);

}  // namespace tansiq::exchange
