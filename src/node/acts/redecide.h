#pragma once

#include <optional>

#include "node/partners/deciding_anew.h"

namespace tansiq::node::acts {

/// Works off what is due on the queue of decisions: what became forbidden is recalled, conditions that
/// changed are sent, what became allowed is proposed to an officer. The node's own act. At most some hundred
/// decisions, in one commit each; call again while `more`. Safe to repeat: what was done is on the queue no
/// more, and what was not is done again.
struct Redecided {
  Anew anew;
  bool more = false;
  std::optional<Time> next;  ///< when the next one is due, where there is one
};
Result<Redecided> redecide(Node& node);

}  // namespace tansiq::node::acts
