#pragma once

#include <atomic>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "conformance/suite.h"
#include "faults/node_process.h"

namespace tansiq::faults {

/// What was sent to a node and what it acknowledged: the truth that its collection is held against after a
/// fault. Safe from any thread.
class Ledger {
 public:
  /// Objects that are about to be sent.
  void sending(const std::vector<conformance::json::object>& objects);

  /// Objects whose 202 has come.
  void acknowledged(const std::vector<conformance::json::object>& objects);

  [[nodiscard]] std::size_t acknowledged_count() const;

  /// Reads the whole collection and answers everything that is wrong with it: an acknowledged object that is
  /// lost or changed, an object that stands there twice or was never sent, dates that do not increase
  /// strictly, a manifest that tells another story than the objects. Empty when all is well.
  /// `strangers_allowed`: objects of an import stand there too.
  [[nodiscard]] std::vector<std::string> held_against(const Access& access,
                                                      bool strangers_allowed = false) const;

 private:
  struct Entry {
    conformance::json::object object;
    bool acknowledged = false;
  };
  mutable std::mutex lock_;
  std::map<std::string, Entry> entries_;
};

/// Clients that POST without pause, each over its own connection, until told to stop or until the node is
/// gone.
class Writers {
 public:
  Writers(const Access& access, Ledger& ledger, std::size_t count, std::uint64_t seed);
  ~Writers();
  Writers(const Writers&) = delete;
  Writers& operator=(const Writers&) = delete;

  /// Tells them to stop and waits.
  void stop();

  /// Answers other than 202, in words; 503 apart. After stop().
  [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }

 private:
  void write(const Access& access, Ledger& ledger, std::uint64_t seed);

  std::atomic<bool> stopping_{false};
  std::mutex lock_;
  std::vector<std::string> complaints_;
  std::vector<std::thread> threads_;
};

/// Checks the store in a folder that no node has open, on a copy: SQLite's own check, and every link of the
/// journal. What is wrong, or nothing.
std::string store_problem(const std::string& folder);

}  // namespace tansiq::faults
