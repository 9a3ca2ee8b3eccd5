#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "desk/thread.h"

/// Whom silence wakes. Each service has its own ladder, which nobody else sees; at its end stands the sender,
/// who learns of the silence from its own fold.
namespace tansiq::desk {

/// One rung: who is told when nobody has acknowledged so long after the thread came.
struct Rung {
  std::string who;  ///< "next duty officer", "head": what the service's configuration calls them
  std::chrono::seconds after{};
};

struct Ladder {
  std::vector<Rung> rungs;  ///< `after` ascending
};

/// Checks what an administrator wrote: 1 to 16 rungs with names, ascending, within a week.
Result<> check(const Ladder& ladder);

/// Reads what an administrator wrote, "duty officer 0m, next duty officer 10m, head of service 1h": who and
/// how long after the thread came, in s, m, h or d. Checked.
Result<Ladder> ladder_of(std::string_view text);

/// Somebody is to be told of a silence.
struct Step {
  enum class Why : std::uint8_t {
    unacknowledged,  ///< our service has not acknowledged
    silent_service,  ///< a service that we asked is silent after the deadline
    sender_knows,    ///< our own deadline has passed: the sender sees our silence now
  };
  Time at;
  Why why = Why::unacknowledged;
  std::string who;  ///< of the rung; empty for the duty officer himself
  Service about;    ///< the silent service
  /// The same for the same step of the same silence in the same thread, whenever it is asked for: what the
  /// caller notes as done. A silence of our own begins with `came`, one of others with a version of the root.
  std::string id;

  bool operator==(const Step&) const = default;
};

struct Escalation {
  std::vector<Step> due;           ///< by time
  std::optional<Time> changes_at;  ///< when the next one falls due
};

/// The steps that are due at `now` because of silence in this thread, for the service `me`, to which it came
/// at `came` (or asked anew, after an answer). Where the ladder is longer than the time to the deadline it is
/// compressed in proportion, so that its last rung is told before the sender. Nothing is due once `me` has
/// acknowledged or the thread is closed; a test escalates like the real thing, marked as what it is by the
/// thread's nature.
Escalation escalate(const Thread& thread, const Service& me, const Ladder& ladder, Time came, Time now);

}  // namespace tansiq::desk
