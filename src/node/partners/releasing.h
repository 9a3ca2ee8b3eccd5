#pragma once

/// What publishing, correcting, releasing and deciding anew share: taking records to partners inside one
/// write.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "handling/decide.h"
#include "node/partners/onward.h"
#include "node/partners/outgoing.h"
#include "node/partners/questions.h"
#include "node/rules.h"

namespace tansiq::node {

/// What came of one record and one partner.
struct Outcome {
  enum class Kind {
    released,  ///< goes to the partner in this commit
    held,      ///< the partner holds just this already
    waiting,   ///< all that is missing is a second officer
    withheld,
  };
  Kind kind = Kind::withheld;
  std::string id, version;
  store::ServiceNumber partner = store::own_service;
  bool whole = true;                       ///< released: nothing was cut
  std::vector<handling::Because> reasons;  ///< for this service's own people
  std::string problem;                     ///< why it could not be decided about; then there are no reasons
};

/// "released", "held", "waiting", "withheld".
std::string_view name_of(Outcome::Kind kind);

/// What came of it, for an officer.
std::string sentence(const Outcome& outcome, std::string_view partner);

/// What came of a decision.
Outcome::Kind kind_of(const handling::Decision& decision);

/// How many of which kind.
struct Tally {
  std::size_t released = 0, held = 0, waiting = 0, withheld = 0;

  void count(Outcome::Kind kind);
  Tally& operator+=(const Tally& other);
};

/// What a journal entry of releasing keeps besides who, why and what about: canonical JSON in its detail,
/// without any content. With the entry's own fields and the histories of handling, policy and cell it is what
/// the releases under it were decided by.
struct ReleaseInputs {
  std::string order;             ///< random id, one for all commits of an order
  bool standing = false;         ///< then the rule's name stands in `by`
  std::string by;                ///< officer or rule
  handling::ActPurpose purpose;  ///< of the releases; a second officer's act may have another
  std::string second_officer;    ///< who confirmed it
  std::vector<std::string> cut;  ///< JSON pointers
  std::optional<exchange::CellId> cell;
  std::uint64_t cell_version = 0;
  std::int64_t policy_version = 0;
  Tally tally;
  std::string reason;  ///< of the officer, or the cause of deciding anew
};

std::string render(const ReleaseInputs& inputs);
/// Fault::invalid where the detail is of another act, or was erased.
Result<ReleaseInputs> read_release_inputs(std::string_view detail);

/// Decides and gathers; what was gathered is sent at the end, under one journal entry that says how much it
/// is. What was gathered counts as held from then on, so records whose references are to go along come
/// before those that refer to them.
class Releasing {
 public:
  enum class Mode { real, rehearsal };  ///< a rehearsal gathers nothing but who would hold what

  Releasing(Questions& questions, const Terms& terms, Mode mode = Mode::real)
      : questions_(questions), terms_(terms), mode_(mode) {}

  /// Decides about one record for each of the partners.
  Result<std::vector<Outcome>> take(const Subject& subject, const std::vector<const Peer*>& partners);

  /// Notes that a record which cannot be decided about goes to nobody.
  void refuse(std::string_view id, std::string_view version, std::string_view why,
              const std::vector<const Peer*>& partners, std::vector<Outcome>& outcomes);

  /// Sends a copy that the partner holds already once more, under new conditions. Counts as no release.
  Result<> renew(const Subject& subject, const Holding& holding, const handling::Conditions& conditions);

  [[nodiscard]] const Tally& tally() const { return tally_; }
  [[nodiscard]] bool sends_anything() const { return !sendings_.empty(); }

  /// What the entry must keep of how this was decided.
  [[nodiscard]] ReleaseInputs inputs() const;

  /// Appends everything to the outboxes under a journal entry, and queues the next decisions. Where a partner
  /// may pass the version before on, the permission follows this one, as far as it would still be given.
  Result<> send(store::Transaction& transaction, Outgoing& outgoing, std::int64_t act);

 private:
  struct Sending {
    store::ServiceNumber partner;
    exchange::Release release;
    std::string salt;                       ///< empty: a fresh one
    std::vector<OnwardAsk> permitted = {};  ///< whose permission follows this version
  };

  void look_again(const Subject& subject);
  Result<> follow_permissions(const Subject& subject, const Holding& before, Sending& sending);
  Result<> gather(const Subject& subject, const Peer& partner, const handling::Decision& decision);

  Questions& questions_;
  const Terms& terms_;
  Mode mode_;
  std::vector<Sending> sendings_;
  std::vector<store::Redecision> redecisions_;
  Tally tally_;
};

/// Tells every observer of a cell that something happened in it, of which kind, in which hour. Once for each
/// order or batch, and only where something was released.
Result<> tell_observers(Outgoing& outgoing, const JoinedCell& cell, std::string_view kind, Time now,
                        std::int64_t act);

/// The members of a cell but this service, by number.
std::vector<const Peer*> members_of(const Directory& directory, const JoinedCell& cell);

}  // namespace tansiq::node
