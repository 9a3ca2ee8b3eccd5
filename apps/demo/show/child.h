#pragma once

/// A command that runs beside this program, and its output line by line.

#include <functional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "base/error.h"

namespace tansiq::demo {

class Child {
 public:
  /// Starts a command (no shell) with further variables ("NAME=value") in its environment. Its standard error
  /// is this program's.
  static base::Result<Child> start(const std::vector<std::string>& command,
                                   const std::vector<std::string>& variables);

  /// Ends it (SIGTERM) where it still runs, and waits for it.
  ~Child();
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;

  /// For poll(2): readable when there is something, or the end.
  [[nodiscard]] int descriptor() const { return out_; }
  /// Reads what is there, hands out whole lines, keeps the rest. False once the output has ended.
  bool read(const std::function<void(std::string_view)>& line);
  /// The same where something can be read without waiting; else true at once.
  bool read_if_ready(const std::function<void(std::string_view)>& line);
  /// Reads to the end of the output and waits; gives the exit code (128 + signal where one ended it).
  int finish(std::string& output);
  int wait();

 private:
  Child(pid_t pid, int out) : pid_(pid), out_(out) {}

  pid_t pid_;
  int out_;
  std::string rest_;
};

}  // namespace tansiq::demo
