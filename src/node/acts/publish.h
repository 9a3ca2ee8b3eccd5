#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handling/handling.h"
#include "node/node.h"

namespace tansiq::node::acts {

struct Publication {
  /// How the objects are written down.
  enum class Form {
    json,      ///< a bundle, an envelope, an array or one object
    envelope,  ///< TAXII: anything but an envelope is Fault::unsupported
    lines,     ///< one object a line; a broken line is one rejection and harms no other
  };
  std::string collection;    ///< id or alias
  std::string_view content;  ///< lives until publish() returns
  Form form = Form::json;
  /// Handling of the records that this publication adds; nothing: they have none and can never be released.
  /// Records that are held already keep theirs.
  std::optional<handling::Handling> handling = {};
  bool dry_run = false;  ///< say what would happen, change nothing but the journal
};

/// What became of a publication. read = created + versions + same + conflicts + rejected.
struct Published {
  std::int64_t act = 0;          ///< its entry in the journal; 0 in a dry run
  store::Submission submission;  ///< stored for `status`, except in a dry run
  std::size_t read = 0, created = 0, versions = 0, same = 0, conflicts = 0, rejected = 0;
  std::size_t bytes = 0;  ///< of the good objects in canonical form
  std::vector<stix::Rejected> rejections;
  std::vector<store::Conflict> conflict_list;  ///< without the bytes
  std::size_t warnings = 0;
  std::size_t released = 0;  ///< to partners at once: by standing rules, and to who holds an earlier version
  std::size_t recalled = 0;  ///< where who holds an earlier version may not have this one
};

/// How long the fate of a publication is kept (TAXII 2.1 section 4.3 asks for 24 hours).
inline constexpr std::chrono::hours submission_kept{48};

/// Up to so many successes a submission lists them; with more it only counts them. Failures are always
/// listed.
inline constexpr std::size_t most_listed_successes = 1000;

/// Files objects into a collection: reads, validates and canonicalises them on the caller's thread, then adds
/// all that are right in one commit. Nothing of it is released to anybody. Wrong objects are listed and keep
/// none of the right ones out; broken JSON changes nothing. When this returns, what it says was added is
/// durable. Fault::invalid (broken), unsupported (no envelope), too_large, not_found and forbidden (the
/// collection), busy.
Result<Published> publish(Node& node, const Actor& actor, const Publication& publication);

/// The fate of an earlier publication, for whoever made it. Fault::not_found for everybody else. Not
/// journaled: it shows nothing but what its maker sent.
Result<store::Submission> submission(Node& node, const Actor& actor, std::string_view id);

}  // namespace tansiq::node::acts
