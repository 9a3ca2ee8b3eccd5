#pragma once

/// Records taken out of a reader's view, so that they outlive it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/node.h"

namespace tansiq::node {

/// A record with its own copy of what store::RecordView only shows.
struct HeldRecord {
  std::int64_t number = 0;  ///< the store's own; never shown outside
  std::string id;
  std::string type;
  std::string version;
  stix::Spec spec = stix::Spec::v2_1;
  Time added;
  std::int64_t act = 0;
  std::int64_t handling = 0;  ///< number; 0: none
  std::string bytes;          ///< canonical JSON; empty where it was not asked for
};

HeldRecord held(const store::RecordView& view);

/// A version by its STIX timestamp, or the last one where `version` is empty or "last". Fault::invalid where
/// it is neither.
Result<store::VersionMatch> match_of(std::string_view version);

/// What ordinary reading sees at an instant: nothing that is past its review date.
inline store::ReviewMatch current_at(Time now) {
  return {store::ReviewMatch::Which::current, now};
}

/// One version of an object; nothing where it is not held, or not such by its review date.
Result<std::optional<HeldRecord>> load(store::Reader& reader, std::int64_t collection, std::string_view id,
                                       const store::VersionMatch& version, bool with_bytes,
                                       const store::ReviewMatch& review = {});

/// All versions of an object without their bytes, in the order in which they were added, at most `most`.
Result<std::vector<HeldRecord>> load_versions(store::Reader& reader, std::int64_t collection,
                                              std::string_view id, std::size_t most,
                                              const store::ReviewMatch& review = {});

/// Leaves out the conflicts with versions that are past their review date at `now`: a hidden version hides
/// what came in its name.
Result<std::vector<store::Conflict>> without_hidden(store::Reader& reader, std::int64_t collection,
                                                    std::vector<store::Conflict> conflicts, Time now);

/// Fault::not_found, in the words that every act uses for it.
tl::unexpected<base::Error> not_held(std::string_view id);

/// Why an officer's reading finds no such version: it is past its review date, or not held. Both are
/// Fault::not_found. Officers may know the difference; accounts get not_held().
base::Error why_not_found(store::Reader& reader, std::int64_t collection, std::string_view id,
                          const store::VersionMatch& version);

}  // namespace tansiq::node
