#pragma once

/// What deciding anew found and an officer must decide: papers of kind `proposal` under the record's id.

#include <optional>
#include <string>
#include <vector>

#include "handling/decide.h"
#include "node/node.h"
#include "node/partners/papers.h"

namespace tansiq::node {

struct Proposal {
  enum class Action {
    release,  ///< a partner that holds nothing of the object may get it now
    recall,   ///< a partner that holds it takes no part in the cell any more, or not for this purpose
  };
  Action action = Action::release;
  std::string id;
  std::string version;  ///< that it is about
  store::ServiceNumber partner = store::own_service;
  std::string cause;     ///< why it was decided anew
  std::string sentence;  ///< the reasons
  std::optional<exchange::CellId> cell;
  std::vector<std::string> cut;  ///< what the order left out
  Time since = {};
};

/// "release", "recall".
std::string_view name_of(Proposal::Action action);

/// Keeps a proposal unless one about this record and partner is open already; then false.
Result<bool> add_proposal(store::Transaction& transaction, const Proposal& proposal, std::int64_t act);

/// Open proposals by record and age; of one record where `id` is not empty.
Result<std::vector<Proposal>> proposals(store::Reader& reader, std::string_view id);

/// It is decided. Nothing happens where there is none.
Result<> remove_proposal(store::Transaction& transaction, std::string_view id, store::ServiceNumber partner);

}  // namespace tansiq::node
