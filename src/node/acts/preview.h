#pragma once

#include <optional>
#include <string>
#include <vector>

#include "handling/decide.h"
#include "node/acts/show.h"
#include "node/partners/directory.h"

namespace tansiq::node::acts {

/// As whom a record is looked at, and how it would be ordered.
struct Look {
  Which which;
  std::string partner;                ///< by name or id
  std::string cell = {};              ///< as in an order (partners/ordering.h)
  std::vector<std::string> cut = {};  ///< what the officer would leave out
};

/// What a partner would get of a record if the officer released it now, and what it holds of it.
struct Previewed {
  std::string id, version;
  std::string partner;          ///< its label
  std::string cell;             ///< label; empty: outside any
  handling::Decision decision;  ///< as if it held nothing of the object yet
  std::string copy;             ///< exactly the bytes; empty: none
  std::string conditions;       ///< as they would travel; empty: none
  handling::Decision actual;    ///< what an order would come to, with what the partner holds
  std::string holds;            ///< the version that it holds; empty: none
  std::string sentence;         ///< of `actual`
};

/// Looks at a record as a partner would get it: any record, any partner. Only the journal changes.
Result<Previewed> preview(Node& node, const Actor& actor, const Look& look);

}  // namespace tansiq::node::acts
