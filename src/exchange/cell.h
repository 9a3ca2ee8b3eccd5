#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/card.h"

namespace tansiq::exchange {

inline constexpr std::size_t most_cell_bytes = std::size_t{1} << 20;
inline constexpr std::size_t most_cell_members = 256;
inline constexpr std::size_t most_cell_purposes = 64;

enum class CellRole {
  member,       ///< exchanges records
  coordinator,  ///< a member that also signs the cell's versions; exactly one
  observer,     ///< is told of activities, and nothing else
};

std::string_view name_of(CellRole role);
Result<CellRole> cell_role_named(std::string_view name);

/// For what the cell's services may act. The list is closed: acting for another purpose is refused.
struct CellPurpose {
  std::string id;     ///< a word: "counter-terrorism"
  std::string title;  ///< for people
  std::string basis;  ///< the legal basis, e.g. the agreement's article

  bool operator==(const CellPurpose&) const = default;
};

/// One version of a cell, as its coordinator signs it.
struct CellVersion {
  struct Seat {
    ServiceId service{};
    CellRole role = CellRole::member;
    bool operator==(const Seat&) const = default;
  };

  std::uint64_t number = 1;
  std::optional<CellId> cell;      ///< absent in the first version, whose hash it is
  std::optional<Digest> previous;  ///< hash of the version before; absent in the first
  std::string nonce;  ///< 32 random bytes in the first version, so that its hash tells nothing; else empty
  std::string name;
  std::vector<Seat> roster;           ///< sorted by service, one seat each, exactly one coordinator
  std::vector<ServiceId> deputies;    ///< members who may replace a lost coordinator; sorted
  std::uint64_t quorum = 0;           ///< how many of them it takes: more than half; 0 without deputies
  std::vector<CellPurpose> purposes;  ///< sorted by id
  Time issued;
  std::vector<Document> votes;  ///< of deputies, where coordinator, deputies or quorum change

  bool operator==(const CellVersion&) const = default;

  [[nodiscard]] std::optional<CellRole> role_of(const ServiceId& service) const;
  [[nodiscard]] ServiceId coordinator() const;
  [[nodiscard]] bool has_deputy(const ServiceId& service) const;
  [[nodiscard]] bool has_purpose(std::string_view id) const;
};

std::string render(const CellVersion& version);
Document sign(const SigningKey& coordinator, const CellVersion& version);

struct SignedCellVersion {
  CellVersion version;
  Document document;
};

/// Reads a version and checks that it is in itself consistent; verifies no signature.
Result<SignedCellVersion> read_cell_version(std::string_view text);

/// What the deputies vote about: the version without the votes. Hashed in context "tansiq/proposal/1".
Digest proposal_of(CellVersion version);

/// A deputy's vote for a version that changes coordinator, deputies or quorum.
struct Vote {
  CellId cell{};
  Digest proposal{};
  ServiceId service{};  ///< the deputy

  bool operator==(const Vote&) const = default;
};

std::string render(const Vote& vote);
Document sign(const SigningKey& deputy, const Vote& vote);
Result<Vote> read_vote(const Document& document);

/// A service's own word about its membership. Nobody is made a member by another.
struct Acceptance {
  CellId cell{};
  std::uint64_t number = 0;  ///< of the version that it read
  Digest version{};          ///< its hash
  ServiceId service{};
  bool accepts = true;  ///< false: it leaves, or will not join

  bool operator==(const Acceptance&) const = default;
};

std::string render(const Acceptance& acceptance);
Document sign(const SigningKey& member, const Acceptance& acceptance);

struct SignedAcceptance {
  Acceptance acceptance;
  Document document;
};
Result<SignedAcceptance> read_acceptance(std::string_view text);

/// All that an observer is told of a cell: that it has a seat, or has one no more. Its numbers count the
/// changes of this seat alone, so that nothing of the roster's history shows.
struct ObserverSeat {
  CellId cell{};
  std::string name;
  ServiceId coordinator{};
  ServiceId service{};       ///< the observer
  std::uint64_t number = 0;  ///< of statements to this observer about this cell
  bool seated = true;
  Time issued;

  bool operator==(const ObserverSeat&) const = default;
};

std::string render(const ObserverSeat& seat);
Document sign(const SigningKey& coordinator, const ObserverSeat& seat);

struct SignedObserverSeat {
  ObserverSeat seat;
  Document document;
};
Result<SignedObserverSeat> read_observer_seat(std::string_view text);

}  // namespace tansiq::exchange
