#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/node.h"

namespace tansiq::node::acts {

/// What one caller handed in at once and what of it still waits.
struct SubmissionShown {
  std::string id;      ///< of the POST
  std::string caller;  ///< who brought it: not who made it
  Time received;
  std::size_t objects = 0;
  std::size_t bytes = 0;
};

/// One object of a submission, as far as an officer needs it to decide.
struct SubmittedShown {
  store::Submitted object;  ///< with its bytes, where it still waits
  std::string collection;   ///< alias or id of one that holds a record of this id; empty: none does
};

/// Submissions of which anything waits, the oldest first, from at most 10,000 waiting objects.
Result<std::vector<SubmissionShown>> list_submissions(Node& node, const Actor& actor);

/// The objects of one submission, what was adopted or dropped included. Fault::not_found.
Result<std::vector<SubmittedShown>> show_submission(Node& node, const Actor& actor, std::string_view id);

}  // namespace tansiq::node::acts
