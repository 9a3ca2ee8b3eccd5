#pragma once

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "desk/desk.h"
#include "node/duty/watch_book.h"
#include "node/node.h"

namespace tansiq::node::acts {

/// What this node calls services, by their identities.
using ServiceNames = std::map<desk::Service, std::string>;

/// Which threads are listed.
struct ThreadsWanted {
  std::optional<desk::Standing> standing;  ///< nothing: those that are not closed
  bool closed_too = false;
  std::size_t limit = 100;
};

struct ThreadsShown {
  std::vector<desk::Thread> threads;  ///< as this service sees them, the newest first
  std::size_t count = 0;              ///< how many there are in all
  ServiceNames names;
  desk::Service me;
};

/// Threads of this node.
Result<ThreadsShown> list_threads(Node& node, const Actor& actor, const ThreadsWanted& wanted);

struct ThreadShown {
  desk::Thread thread;  ///< as this service sees it
  std::string root;     ///< the newest version of what was asked, as this node holds it
  /// How far the clocks of those concerned are ahead of this node's, as their last heartbeats told; what the
  /// way took is in it. Whom this node does not hear is missing.
  std::map<desk::Service, std::chrono::microseconds> clocks;
  ServiceNames names;
  desk::Service me;
};

/// One thread. Notes that this officer has read it, which acknowledges nothing. `asker` as for acknowledging.
/// Fault::not_found, conflict.
Result<ThreadShown> show_thread(Node& node, const Actor& actor, const std::string& root,
                                const std::string& asker);

/// What a watch rule found and this officer does not know of.
struct WatchNews {
  desk::WatchRule rule;
  std::size_t count = 0;
  WatchHit newest;
};

struct DeskShown {
  /// By pile.
  std::array<std::vector<desk::DeskEntry>, desk::pile_count> entries;
  /// By pile and nature.
  std::array<std::array<desk::Tally, 3>, desk::pile_count> tallies;
  std::vector<std::string> summary;  ///< three lines at most for what is real (desk::summary)
  std::vector<WatchNews> watched;
  ServiceNames names;
};

/// The officer's own desk: what breaks first stands first, at most `limit` of each pile.
Result<DeskShown> show_desk(Node& node, const Actor& actor, std::size_t limit, desk::Lang lang);

/// Notes that the officer knows of everything that lies in the pile `know`, and of what watch rules found;
/// says how many that were. What must be acknowledged or answered stays.
Result<std::size_t> clear_desk(Node& node, const Actor& actor);

}  // namespace tansiq::node::acts
