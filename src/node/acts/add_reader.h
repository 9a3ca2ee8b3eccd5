#pragma once

#include <optional>
#include <string>

#include "node/partners/readers.h"

namespace tansiq::node::acts {

struct NewReader {
  std::string name;     ///< of its account, and what officers call it as a partner
  std::string country;  ///< ISO 3166-1 alpha-2: agreements and red lines ask for it
  Purpose purpose;      ///< standing: journaled with every read; purpose and basis must be said
  std::optional<Time> expires = {};
  std::string password = {};  ///< empty: one is made
};

struct AddedReader {
  ReaderShown reader;
  std::string password;  ///< the one that was made, shown this once; empty where one was given
};

/// Makes a TAXII reader: a partner without a node, an account, and a collection that shows what is released
/// to it and nothing else. Nothing is released by it. Fault::conflict where the name is taken;
/// Fault::not_found where this node has no card yet.
Result<AddedReader> add_reader(Node& node, const Actor& actor, const NewReader& reader);

}  // namespace tansiq::node::acts
