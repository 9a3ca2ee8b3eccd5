#pragma once

/// Possible duplicates among what an import filed: the node compares new persons with what it holds, a moment
/// after they were stored.

#include <boost/json.hpp>
#include <cstdint>
#include <string>

#include "cli/context.h"

namespace tansiq::cli {

/// The records that officers confirmed to be about the same person, of an answer that shows a record; empty
/// where there are none.
std::string same_person_line(const boost::json::object& answer);

class Duplicates {
 public:
  /// Tells of the node's answer to a publication.
  void filed(const boost::json::object& published);

  /// Asks the node for the leads that came of it, and waits a few seconds until all is compared. Does nothing
  /// where nothing new was filed. A node that does not answer the question spoils no import: `text` says why.
  void find(Context& context);

  /// For the end of a summary; empty where there is nothing to say.
  [[nodiscard]] std::string text() const;

  /// Adds `duplicates` (leads as /v1/leads gives them) and `duplicates_complete`.
  void add_to(boost::json::object& summary) const;

 private:
  std::uint64_t since_ = 0;  ///< an entry of the journal before all leads that came of this import; 0: none
  boost::json::array leads_;
  bool complete_ = true;
  std::string why_not_;
};

}  // namespace tansiq::cli
