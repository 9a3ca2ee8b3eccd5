#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "desk/ladder.h"
#include "node/node.h"

namespace tansiq::node::acts {

/// Somebody is to be told that something waits; never what.
struct Notice {
  std::string who;  ///< as the ladder calls them
  desk::Step::Why why = desk::Step::Why::unacknowledged;
  desk::Nature nature = desk::Nature::actual;
  std::size_t count = 0;     ///< in how many threads
  std::string officer = {};  ///< who is on duty at the usual post; empty: nobody

  bool operator==(const Notice&) const = default;
};

/// The notice in one line, in English: for a log, a telephone, a subject of a mail.
std::string sentence(const Notice& notice);

/// "unacknowledged", "silent-service", "sender-knows".
std::string_view name_of(desk::Step::Why why);

/// Tells somebody. Where it fails, it is asked to tell the same again later.
using Tell = std::function<Result<>(const Notice&)>;

struct Escalated {
  std::size_t steps = 0;     ///< taken now
  std::optional<Time> next;  ///< when the next falls due although nothing comes
};

/// Takes the steps of the ladder that silence has made due, each once, also over a restart: tells who must be
/// told, what falls due together in one notice, and journals it. The node's own act. A step is noted only
/// after it was told, so that after a crash somebody is told twice rather than never. Where telling fails the
/// other notices go out all the same; the error is the first. Linear in the threads that wait.
Result<Escalated> escalate(Node& node, const desk::Ladder& ladder, const Tell& tell);

}  // namespace tansiq::node::acts
