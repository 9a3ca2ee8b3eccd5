#pragma once

#include <string_view>
#include <vector>

#include "node/node.h"

namespace tansiq::node::acts {

/// What the publisher says of objects that carry no handling of their own; empty fields say nothing.
struct HandlingProfile {
  std::string grade;  ///< Admiralty, e.g. "B2"
  std::string tlp;    ///< TLP 2.0: clear, green, amber, amber+strict, red
  std::string purpose;
  std::string basis;
  std::string review;  ///< RFC 3339 date or date-time
  std::vector<std::string> releasable_to;
};

struct Publication {
  std::string collection;      ///< id or alias
  std::string_view content;    ///< a bundle, an envelope, an array or one object, as JSON
  bool envelope_only = false;  ///< TAXII: anything but an envelope is Fault::unsupported
  std::optional<HandlingProfile> handling;
  bool dry_run = false;  ///< say what would happen, change nothing
};

struct Published {
  store::Submission submission;  ///< stored for `status`, except in a dry run
  std::size_t read = 0, created = 0, versions = 0, same = 0, conflicts = 0, rejected = 0;
  std::vector<stix::Rejected> rejections;
  std::vector<store::Conflict> conflict_list;
  std::size_t warnings = 0;
};

/// Files objects into a collection: reads, validates and canonicalises them, then adds all that are right in
/// one commit. Nothing of it is released to anybody. Wrong objects are listed and keep none of the right ones
/// out; broken JSON changes nothing. When this returns, what it says was added is durable.
Result<Published> publish(Node& node, const Actor& actor, const Publication& publication);

/// The fate of an earlier publication, for whoever made it. Fault::not_found for everybody else.
Result<store::Submission> submission(Node& node, const Actor& actor, std::string_view id);

}  // namespace tansiq::node::acts
