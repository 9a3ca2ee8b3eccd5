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

/// One version of an object; nothing where it is not held.
Result<std::optional<HeldRecord>> load(store::Reader& reader, std::int64_t collection, std::string_view id,
                                       const store::VersionMatch& version, bool with_bytes);

/// All versions of an object without their bytes, in the order in which they were added, at most `most`.
Result<std::vector<HeldRecord>> load_versions(store::Reader& reader, std::int64_t collection,
                                              std::string_view id, std::size_t most);

/// Fault::not_found, in the words that every act uses for it.
tl::unexpected<base::Error> not_held(std::string_view id);

}  // namespace tansiq::node
