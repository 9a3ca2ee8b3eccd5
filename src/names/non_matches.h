#pragma once

#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "names/index.h"

namespace tansiq::names {

/// The remembered non-matches, by either id. May be used by any number of threads.
class NonMatches {
 public:
  void remember(NonMatch pair) {
    const std::unique_lock lock(mutex_);
    std::string left = pair.left, right = pair.right;
    of_[left][right] = pair;
    of_[right][left] = std::move(pair);
  }

  bool forget(const std::string& left, const std::string& right) {
    const std::unique_lock lock(mutex_);
    return erase(left, right) && erase(right, left);
  }

  /// Forgets every pair of a record: it changed.
  void forget_all(const std::string& id) {
    const std::unique_lock lock(mutex_);
    const auto found = of_.find(id);
    if (found == of_.end()) return;
    for (const auto& [other, pair] : found->second)
      if (other != id) erase(other, id);
    of_.erase(id);
  }

  [[nodiscard]] std::vector<NonMatch> of(const std::string& id) const {
    const std::shared_lock lock(mutex_);
    std::vector<NonMatch> pairs;
    if (const auto found = of_.find(id); found != of_.end())
      for (const auto& [other, pair] : found->second) pairs.push_back(pair);
    return pairs;
  }

  /// The ids that are not to be found for `id`.
  [[nodiscard]] std::set<std::string, std::less<>> others(const std::string& id) const {
    const std::shared_lock lock(mutex_);
    std::set<std::string, std::less<>> ids;
    if (const auto found = of_.find(id); found != of_.end())
      for (const auto& [other, pair] : found->second) ids.insert(other);
    return ids;
  }

  /// Every pair once.
  [[nodiscard]] std::vector<NonMatch> all() const {
    const std::shared_lock lock(mutex_);
    std::vector<NonMatch> pairs;
    for (const auto& [id, others] : of_)
      for (const auto& [other, pair] : others)
        if (pair.left == id) pairs.push_back(pair);
    return pairs;
  }

 private:
  bool erase(const std::string& from, const std::string& other) {
    const auto found = of_.find(from);
    if (found == of_.end() || found->second.erase(other) == 0) return false;
    if (found->second.empty()) of_.erase(found);
    return true;
  }

  mutable std::shared_mutex mutex_;
  std::map<std::string, std::map<std::string, NonMatch>> of_;
};

}  // namespace tansiq::names
