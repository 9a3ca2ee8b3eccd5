#pragma once

#include <string>

#include "desk/watch.h"
#include "node/node.h"

namespace tansiq::node::acts {

struct WatchWanted {
  desk::Sought sought = desk::Sought::name;
  std::string value;
  Time expires;
};

/// Makes a watch rule: "tell me if this appears in anything we receive", for the purpose and on the basis of
/// the act. It looks at nothing before a second officer has confirmed it (confirm_watch.h). Fault::invalid:
/// nothing that can be found, or an end beyond a year.
Result<desk::WatchRule> add_watch(Node& node, const Actor& actor, const WatchWanted& wanted);

}  // namespace tansiq::node::acts
