#include "exchange/cell_chain.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace tansiq::exchange {
namespace {

bool needs_votes(const CellVersion& before, const CellVersion& next) {
  return before.coordinator() != next.coordinator() || before.deputies != next.deputies ||
         before.quorum != next.quorum;
}

}  // namespace

Result<> signed_by(const ServiceId& service, const Document& document, const FindCards& cards) {
  const CardChain* chain = cards ? cards(service) : nullptr;
  if (chain == nullptr)
    return base::fail(Fault::busy, "signed by a service whose card is not held", to_text(service),
                      "an officer adds its card after comparing the fingerprint");
  const auto key = chain->key(document.signature.key);
  if (!key)
    return base::fail(Fault::busy, "signed with a key that stands on no card held here", to_text(service),
                      "fetch its newer cards");
  if (chain->standing(document.signature.key) == KeyStanding::revoked)
    return base::fail(Fault::forbidden, "signed with a revoked key", to_text(service));
  return verify(document, *key);
}

Result<CellChain> CellChain::begin(std::string_view document, const FindCards& cards) {
  auto first = read_cell_version(document);
  if (!first) return base::fail(first);
  if (first->version.number != 1)
    return base::fail(Fault::invalid, "not a first version", "cell/number", "a cell begins with number 1");
  if (auto ok = signed_by(first->version.coordinator(), first->document, cards); !ok) return base::fail(ok);
  CellChain chain;
  chain.id_ = first->document.hash();
  chain.versions_.push_back(std::move(first->version));
  chain.documents_.push_back(std::move(first->document));
  return chain;
}

Result<> CellChain::check_votes(const CellVersion& version, const CellVersion& judge,
                                const FindCards& cards) const {
  const Digest proposal = proposal_of(version);
  std::set<ServiceId> voters;
  std::optional<base::Error> unclear;
  for (const auto& document : version.votes) {
    const auto vote = read_vote(document);
    if (!vote) return base::fail(vote);
    if (vote->cell != id_ || vote->proposal != proposal)
      return base::fail(Fault::invalid, "a vote for something else", "cell/votes");
    if (!judge.has_deputy(vote->service))
      return base::fail(Fault::invalid, "a vote of no deputy", "cell/votes");
    const auto ok = signed_by(vote->service, document, cards);
    if (!ok && ok.error().fault != Fault::busy) return ok;
    if (!ok) {
      unclear = ok.error();
    } else {
      voters.insert(vote->service);
    }
  }
  if (voters.size() >= judge.quorum && (judge.quorum > 0 || version.coordinator() == judge.coordinator()))
    return {};
  if (unclear) return tl::unexpected<base::Error>(*unclear);
  return base::fail(Fault::forbidden,
                    fmt::format("{} votes where {} are needed", voters.size(), judge.quorum), "cell/votes",
                    "coordinator, deputies and quorum change by a quorum of the deputies");
}

Result<> CellChain::extend(std::string_view document, const FindCards& cards) {
  auto next = read_cell_version(document);
  if (!next) return base::fail(next);
  const CellVersion& version = next->version;
  if (version.number == 1) {
    if (next->document.hash() == id_) return {};
    return base::fail(Fault::invalid, "the first version of another cell", "cell/number");
  }
  if (version.cell != id_) return base::fail(Fault::invalid, "another cell", "cell/cell");
  if (version.number <= versions_.size() && documents_[version.number - 1].body == next->document.body)
    return {};
  if (frozen_ && version.number > frozen_->number) return thaw(*std::move(next), cards);
  if (version.number <= versions_.size()) return rival(*std::move(next), cards);
  if (version.number != versions_.size() + 1)
    return base::fail(Fault::busy, fmt::format("version {} comes next", versions_.size() + 1), "cell/number",
                      "fetch the versions between");
  if (version.previous != documents_.back().hash())
    return base::fail(Fault::busy, "does not follow the version that is held", "cell/previous",
                      "the partner follows another history: fetch its version of the same number");
  if (auto ok = signed_by(version.coordinator(), next->document, cards); !ok) return ok;
  if (needs_votes(versions_.back(), version)) {
    if (auto ok = check_votes(version, versions_.back(), cards); !ok) return ok;
    if (version.coordinator() != versions_.back().coordinator() &&
        !versions_.back().has_deputy(version.coordinator()))
      return base::fail(Fault::forbidden, "the new coordinator was no deputy", "cell/roster");
    if (!version.votes.empty()) settled_ = version.number;
  }
  versions_.push_back(std::move(next->version));
  documents_.push_back(std::move(next->document));
  return {};
}

/// Freezes the cell where a second version under a held number is really signed by one who may; anything else
/// is a forgery and changes nothing.
Result<> CellChain::rival(SignedCellVersion other, const FindCards& cards) {
  const CellVersion& before = versions_[other.version.number - 2];
  const auto& number = other.version.number;
  if (number < settled_)
    return base::fail(Fault::invalid, "a vote has settled which version stands", "cell/number");
  if (auto ok = signed_by(other.version.coordinator(), other.document, cards); !ok) return ok;
  if (needs_votes(before, other.version)) {
    if (auto ok = check_votes(other.version, before, cards); !ok) return ok;
  }
  if (!frozen_ || number < frozen_->number) frozen_ = CellFork{number, documents_[number - 1], {}};
  auto& rivals = frozen_->rivals;
  const bool known = std::any_of(rivals.begin(), rivals.end(),
                                 [&](const Document& one) { return one.body == other.document.body; });
  if (!known && rivals.size() < most_rivals) rivals.push_back(std::move(other.document));
  return base::fail(Fault::conflict, fmt::format("two versions with number {}", number), "cell/number",
                    "the cell is frozen until a quorum of its deputies decides");
}

Result<> CellChain::thaw(SignedCellVersion next, const FindCards& cards) {
  const auto frozen_error = [&] {
    return base::fail(Fault::conflict,
                      fmt::format("the cell is frozen: two versions with number {}", frozen_->number),
                      "cell/number", "a quorum of its deputies decides which one stands");
  };
  const CellVersion& undisputed = versions_[frozen_->number - 2];
  const CellVersion& version = next.version;
  if (version.votes.empty() || undisputed.quorum == 0) return frozen_error();

  std::size_t keep = 0;  // how many versions stay
  const auto chosen = std::find_if(frozen_->rivals.begin(), frozen_->rivals.end(),
                                   [&](const Document& rival) { return version.previous == rival.hash(); });
  const bool chooses_rival = chosen != frozen_->rivals.end();
  if (chooses_rival) {
    keep = frozen_->number - 1;
  } else {
    for (std::size_t i = frozen_->number - 1; i < documents_.size(); ++i)
      if (version.previous == documents_[i].hash()) keep = i + 1;
  }
  const std::size_t follows = chooses_rival ? frozen_->number : keep;
  if (keep == 0 || version.number != follows + 1) return frozen_error();
  if (auto ok = signed_by(version.coordinator(), next.document, cards); !ok) return ok;
  if (auto ok = check_votes(version, undisputed, cards); !ok) return ok;
  if (version.coordinator() != undisputed.coordinator() && !undisputed.has_deputy(version.coordinator()))
    return base::fail(Fault::forbidden, "the new coordinator was no deputy", "cell/roster");

  versions_.resize(keep);
  documents_.resize(keep);
  if (chooses_rival) {
    auto rival = read_cell_version(chosen->text());
    versions_.push_back(std::move(rival->version));
    documents_.push_back(std::move(rival->document));
  }
  versions_.push_back(std::move(next.version));
  documents_.push_back(std::move(next.document));
  frozen_.reset();
  settled_ = versions_.back().number;
  return {};
}

Result<> CellChain::take(std::string_view text, const FindCards& cards) {
  const auto read = read_acceptance(text);
  if (!read) return base::fail(read);
  Acceptance acceptance = read->acceptance;
  if (acceptance.cell != id_) return base::fail(Fault::invalid, "another cell", "acceptance/cell");
  if (acceptance.version == id_ &&
      (acceptance.number > 1 || !versions_.front().role_of(acceptance.service))) {
    const auto statements = seat_statements(acceptance.service);
    if (acceptance.number > statements.size())
      return base::fail(Fault::busy, fmt::format("of seat statement {}", acceptance.number),
                        "acceptance/number", "fetch the newer versions");
    acceptance.number = statements[acceptance.number - 1];
    acceptance.version = documents_[acceptance.number - 1].hash();
  }
  if (acceptance.number > versions_.size())
    return base::fail(Fault::busy, fmt::format("of version {}", acceptance.number), "acceptance/number",
                      "fetch the newer versions");
  if (acceptance.version != documents_[acceptance.number - 1].hash())
    return base::fail(Fault::conflict, "of another history of this cell", "acceptance/version");
  if (!versions_[acceptance.number - 1].role_of(acceptance.service))
    return base::fail(Fault::invalid, "of a service that has no seat in that version", "acceptance/service");
  if (auto ok = signed_by(acceptance.service, read->document, cards); !ok) return ok;
  const auto held = acceptances_.find(acceptance.service);
  if (held != acceptances_.end()) {
    const Acceptance& before = held->second;
    // Of two words about one version leaving stands, whichever came first.
    if (acceptance.number < before.number || (acceptance.number == before.number && !before.accepts))
      return {};
  }
  acceptances_.insert_or_assign(acceptance.service, acceptance);
  return {};
}

/// The number of the version that stands accepted by a service.
std::optional<std::uint64_t> CellChain::accepted(const ServiceId& service) const {
  const auto found = acceptances_.find(service);
  std::optional<std::uint64_t> number;
  if (found != acceptances_.end()) {
    if (!found->second.accepts) return std::nullopt;
    // After a thaw on the other branch an acceptance may be of a version that no longer stands.
    const auto n = found->second.number;
    if (n <= versions_.size() && documents_[n - 1].hash() == found->second.version) number = n;
  }
  if (newest().coordinator() == service) number = versions_.size();
  return number;
}

std::optional<CellRole> CellChain::role_of(const ServiceId& service) const {
  if (frozen_) return std::nullopt;
  const auto role = newest().role_of(service);
  const auto number = accepted(service);
  if (!role || !number) return std::nullopt;
  for (auto i = *number; i <= versions_.size(); ++i)
    if (versions_[i - 1].role_of(service) != role) return std::nullopt;
  return role;
}

std::vector<CellPurpose> CellChain::purposes_of(const ServiceId& service) const {
  if (!role_of(service)) return {};
  const CellVersion& read = versions_[*accepted(service) - 1];
  std::vector<CellPurpose> purposes;
  for (const auto& purpose : newest().purposes)
    if (std::find(read.purposes.begin(), read.purposes.end(), purpose) != read.purposes.end())
      purposes.push_back(purpose);
  return purposes;
}

std::vector<ServiceId> CellChain::removed() const {
  std::set<ServiceId> gone;
  for (const auto& version : versions_)
    for (const auto& seat : version.roster)
      if (!newest().role_of(seat.service)) gone.insert(seat.service);
  return {gone.begin(), gone.end()};
}

std::optional<Acceptance> CellChain::acceptance_of(const ServiceId& service) const {
  const auto found = acceptances_.find(service);
  if (found == acceptances_.end()) return std::nullopt;
  return found->second;
}

std::vector<Document> CellChain::visible_to(const ServiceId& service) const {
  const auto role = newest().role_of(service);
  if (!role || *role == CellRole::observer) return {};
  return documents_;
}

/// The versions that changed what this service is told as an observer: seated, coordinator, name, or
/// unseated.
std::vector<std::uint64_t> CellChain::seat_statements(const ServiceId& service) const {
  std::vector<std::uint64_t> numbers;
  const CellVersion* before = nullptr;
  for (const auto& version : versions_) {
    const auto role = version.role_of(service);
    const auto role_before = before == nullptr ? std::nullopt : before->role_of(service);
    const bool as_before = before != nullptr && role == role_before && version.name == before->name &&
                           version.coordinator() == before->coordinator();
    const bool seated = role == CellRole::observer && !as_before;
    if (seated || (!role && role_before)) numbers.push_back(version.number);
    before = &version;
  }
  return numbers;
}

std::optional<ObserverSeat> CellChain::seat_of(const ServiceId& service) const {
  const auto role = newest().role_of(service);
  const auto statements = seat_statements(service);
  if (frozen_ || statements.empty() || (role && role != CellRole::observer)) return std::nullopt;
  const CellVersion& version = versions_[statements.back() - 1];
  return ObserverSeat{
      id_, version.name, version.coordinator(), service, statements.size(), role.has_value(), version.issued};
}

Result<ObservedCell> take_seat(const std::optional<ObservedCell>& held, std::string_view document,
                               const ServiceId& me, const FindCards& cards, bool coordinator_confirmed) {
  auto read = read_observer_seat(document);
  if (!read) return base::fail(read);
  const ObserverSeat& seat = read->seat;
  if (seat.service != me) return base::fail(Fault::invalid, "another service's seat", "seat/service");
  if (auto ok = signed_by(seat.coordinator, read->document, cards); !ok) return base::fail(ok);
  if (held) {
    if (seat.cell != held->seat.cell) return base::fail(Fault::invalid, "another cell", "seat/cell");
    if (read->document.body == held->document.body) return *held;
    if (seat.number == held->seat.number)
      return base::fail(Fault::conflict, fmt::format("two statements with number {}", seat.number),
                        "seat/number", "speak with the coordinator's people");
    if (seat.number < held->seat.number)
      return base::fail(Fault::invalid, "older than the statement that is held", "seat/number");
    if (seat.coordinator != held->seat.coordinator && !coordinator_confirmed)
      return base::fail(Fault::forbidden, "another coordinator than before", "seat/coordinator",
                        "an officer confirms the new one");
  }
  return ObservedCell{read->seat, read->document};
}

}  // namespace tansiq::exchange
