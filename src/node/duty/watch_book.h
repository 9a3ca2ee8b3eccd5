#pragma once

/// Watch rules and what they found, as papers.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "desk/watch.h"
#include "node/node.h"

namespace tansiq::node {

/// One rule found something in one version of a record that came.
struct WatchHit {
  std::int64_t number = 0;  ///< 1, 2, 3, ... of the rule
  std::string rule;         ///< its id
  std::string originator;   ///< this node's name for whose record it is
  std::string id, version;  ///< of the record
  std::string pointer;      ///< where in it
  Time at;                  ///< when it was found
};

/// Rules, those that wait for a second officer or have expired included, in the order of their ids.
Result<std::vector<desk::WatchRule>> watch_rules(store::Reader& reader);

/// One rule. Fault::not_found.
Result<desk::WatchRule> watch_rule(store::Reader& reader, const std::string& id);

/// Adds or replaces a rule.
Result<> keep_watch(store::Transaction& transaction, const desk::WatchRule& rule, std::int64_t act);

/// Removes a rule and forgets what it found.
Result<> drop_watch(store::Transaction& transaction, const std::string& id);

/// What a rule found behind a number, oldest first.
Result<std::vector<WatchHit>> watch_hits(store::Reader& reader, const std::string& rule, std::int64_t after);
Result<> keep_hit(store::Transaction& transaction, const WatchHit& hit, std::int64_t act);

/// Up to which hit of each rule an officer knows of, by rule.
Result<std::map<std::string, std::int64_t>> watches_read(store::Reader& reader, std::string_view officer);
Result<> keep_watch_read(store::Transaction& transaction, std::string_view officer, const std::string& rule,
                         std::int64_t hit, std::int64_t act);

/// A word for what a rule seeks: "name", "document", "place", "record".
std::string_view name_of(desk::Sought sought);

/// The setting that says up to when what came was looked at, in microseconds.
inline constexpr std::string_view watched_setting = "watched-until";

}  // namespace tansiq::node
