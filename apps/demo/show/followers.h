#pragma once

/// `tansiq follow --json` for each node of the cell, read together.

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "child.h"
#include "event.h"

namespace tansiq::demo {

/// Where the demo cell lies: `folder`/CITY/session is the session of the one who works at that node.
struct Cell {
  std::string folder;
  std::vector<std::string> cities;
  std::string tansiq;  ///< the program

  /// What makes a command speak for a city.
  [[nodiscard]] std::vector<std::string> session_of(std::size_t city) const;
};

class Followers {
 public:
  /// Starts one for each city and waits until each of them listens.
  static base::Result<Followers> start(const Cell& cell);

  /// Waits up to `patience` for events (or for `also` to be readable) and hands out what came. False once one
  /// of them has ended: that node is gone.
  bool wait(std::chrono::milliseconds patience, const std::function<void(const Event&)>& take, int also = -1);

 private:
  std::vector<Child> children_;
};

}  // namespace tansiq::demo
