#pragma once

/// What a proof bundle shows to somebody who has no node and trusts none. Pure: needs the bundle and nothing
/// else, except that a person compares the fingerprints.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/seal.h"
#include "journal/bundle.h"

namespace tansiq::node {

/// Kinds of a bundle's attachments.
namespace attachment {
inline constexpr std::string_view cards = "cards";    ///< a file of cards (partners/card_file.h)
inline constexpr std::string_view strand = "strand";  ///< a piece of an outbox (exchange/strand.h)
inline constexpr std::string_view seal = "seal";      ///< a seal, and what opens it where that is shown
}  // namespace attachment

/// The bytes of an attachment of kind seal. `opened`: {salt, checkpoint's note}; empty: not shown.
std::string render_seal(const exchange::Document& seal, std::string_view salt, std::string_view note);

/// A service that a bundle rests upon. Everything it says holds only if the fingerprint is the service's.
struct ProofService {
  exchange::ServiceId id{};
  std::string name;  ///< what its card calls it
  std::string fingerprint;

  bool operator==(const ProofService&) const = default;
};

/// One thing that is proven, in a sentence.
struct ProofFact {
  base::Time time;       ///< by the clock of whoever says so
  std::string by;        ///< name of the service that is bound by it
  std::string sentence;  ///< in English

  bool operator==(const ProofFact&) const = default;
};

/// A sealed checkpoint that a bundle shows.
struct ProofSeal {
  exchange::Seal seal;
  bool opened = false;  ///< by the service itself; else a partner kept it
};

/// A number of an outbox as its sender is bound to it.
struct ProofLink {
  exchange::ServiceId sender{}, recipient{};
  std::uint64_t epoch = 0, number = 0;
  base::Digest chain{};
};

struct CheckedProof {
  std::string about;  ///< for people; proves nothing
  std::vector<ProofService> services;
  std::vector<ProofFact> facts;       ///< by time
  std::vector<std::string> problems;  ///< what does not hold; then nothing of the bundle should be believed
  std::vector<ProofSeal> seals;
  std::vector<ProofLink> links;
  journal::Verdict verdict;

  [[nodiscard]] bool holds() const { return problems.empty(); }
  [[nodiscard]] std::string name_of(const exchange::ServiceId& service) const;
};

/// Checks all of a bundle. Fault::invalid where the text is none.
base::Result<CheckedProof> check_proof(std::string_view text);

/// What several bundles say together: of both sides of a dispute, or of one side at two times.
struct ComparedProofs {
  std::vector<std::string> contradictions;  ///< a service signed two histories
  std::vector<std::string> agreements;      ///< one keeps just what the other shows
};
ComparedProofs compare_proofs(std::span<const CheckedProof> proofs);

}  // namespace tansiq::node
