#pragma once

/// An officer's order to release, and carrying it out: which records, to whom, in which order, in commits of
/// some hundred so that others who write wait little.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "node/access.h"
#include "node/partners/releasing.h"

namespace tansiq::node {

/// More records than this are not released by one order.
inline constexpr std::size_t most_ordered_records = 250'000;
/// More outcomes of each kind are counted and not listed.
inline constexpr std::size_t most_listed_outcomes = 1000;

/// Which records an order is about: those with these ids, or all own ones that every other member admits.
/// Always the last version of an object, unless `version` names one.
struct Selection {
  std::vector<std::string> ids;
  std::string version;     ///< of the only id; a STIX timestamp; empty or "last": the last one
  std::string collection;  ///< id or alias; empty: for ids whichever holds it, else "records"
  bool all = false;        ///< must be said where nothing else narrows
  std::vector<std::string> types;
  std::optional<Time> added_after;
  std::vector<std::int64_t> imports;  ///< journal entries that filed them
};

/// To whom, and in which cell.
struct Addressees {
  std::vector<std::string> to;  ///< partners by name or id; or one cell, for all its members
  std::string cell;             ///< empty: the only one in which all of them take part, or none
};

/// The same, found: by numbers and ids, so that it outlasts a directory.
struct Recipients {
  std::vector<store::ServiceNumber> partners;
  std::optional<exchange::CellId> cell;
};

/// Fault::not_found: no such partner or cell. Fault::invalid: it is not clear in which cell.
Result<Recipients> find_recipients(const Directory& directory, const Addressees& addressees);

/// One record that an order is about.
struct Ordered {
  std::int64_t collection = 0;
  store::ServiceNumber originator = store::own_service;
  std::string id;
  std::string version;     ///< empty: whichever is the last
  bool only_last = false;  ///< only while `version` is the last one
};

/// The records of a selection, each after those it refers to as far as that is possible. Fault::not_found:
/// an id is not held; Fault::too_large; Fault::invalid: the selection says nothing, or too much.
Result<std::vector<Ordered>> find_records(store::Reader& reader, const Actor& actor,
                                          const Selection& selection);

/// An order, ready to be carried out.
struct ReadyOrder {
  std::string order;  ///< its random id
  std::vector<Ordered> records;
  Recipients recipients;
  handling::Order by = {};
  handling::ActPurpose purpose = {};
  std::string reason;
};

/// What came of an order so far.
struct Ordering {
  std::string order;
  std::size_t records = 0;
  Tally tally;
  std::vector<Outcome> outcomes;  ///< at most most_listed_outcomes of each kind
  bool complete = true;           ///< whether all outcomes are listed
};

/// Called in each commit, before anything is sent, with what came of the records that it is about (from
/// `first` on, one outcome for each partner in turn) and the number of its journal entry.
using InCommit = std::function<Result<>(store::Transaction&, std::size_t first, const std::vector<Outcome>&,
                                        std::int64_t act)>;

/// Says what would happen, by a snapshot. Nothing changes.
Result<Ordering> rehearse(Node& node, const ReadyOrder& order);

/// Carries an order out. Every commit stands by itself: where one fails, what came before it is released, and
/// to repeat the order repeats nothing. `entry` is the journal's entry without its detail.
Result<Ordering> carry_out(Node& node, const ReadyOrder& order, const journal::Act& entry,
                           const InCommit& in_commit = {});

}  // namespace tansiq::node
