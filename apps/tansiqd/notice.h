#pragma once

/// Telling people that something waits: in the log, and by a program that the administrator chose.

#include <string>

#include "node/acts/escalate.h"

namespace tansiq::daemon {

class Notices {
 public:
  /// `program`: path of a program to run for each notice; empty: the log alone. `title` is what the service
  /// calls itself.
  Notices(std::string program, std::string title) : program_(std::move(program)), title_(std::move(title)) {}

  /// Whether the program can be run. Fault::not_found.
  [[nodiscard]] base::Result<> check() const;

  /// Writes the notice into the log and runs the program, which gets no argument but these variables:
  /// TANSIQ_NOTICE_WHO, _WHY ("unacknowledged", "silent-service", "sender-knows"), _NATURE ("actual",
  /// "exercise", "test"), _COUNT, _OFFICER (who is on duty; may be empty) and _TEXT, one line in English;
  /// besides PATH, nothing of this process's environment. Fault::unavailable where it cannot be run, ends
  /// with another code than 0 or has not ended after twenty seconds (it is killed).
  [[nodiscard]] base::Result<> tell(const node::acts::Notice& notice) const;

 private:
  std::string program_;
  std::string title_;
};

}  // namespace tansiq::daemon
