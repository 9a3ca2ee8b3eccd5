#pragma once

/// A node: the acts of its people and of its TAXII clients over its store.
///
/// Every act is one function in acts/, one file each: it checks that the actor may, loads what it needs,
/// decides purely, and changes everything in one commit together with its journal entry. Acts do not call
/// each other.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"
#include "store/store.h"

namespace tansiq::node {

using base::Result;
using base::Time;

/// What an officer may do, by office. An account of a TAXII client has none; it has grants on collections.
enum class Role { analyst, releasing_officer, duty_officer, administrator, oversight };

std::string_view name_of(Role role);
Result<Role> role_named(std::string_view name);

/// Why an act is done. Every query, consultation and release is refused without purpose and basis.
struct Purpose {
  std::string purpose;
  std::string basis;    ///< legal basis
  std::string case_id;  ///< may be empty where no case exists yet
};

/// Who acts, as authentication found it, and why.
struct Actor {
  std::string name;
  std::int64_t principal = 0;
  store::Principal::Kind kind = store::Principal::Kind::officer;
  std::vector<Role> roles;
  std::vector<store::Grant> grants;  ///< an account's; officers reach collections through their roles
  Purpose purpose;                   ///< an account's standing purpose, or what the officer said for this act

  [[nodiscard]] bool has(Role role) const;
};

/// Limits on what comes from outside; the configuration may lower or raise them.
struct Limits {
  std::size_t body_bytes = 16 * 1024 * 1024;  ///< TAXII's max_content_length
  std::size_t objects_per_envelope = 10'000;
  std::size_t nesting = 64;
  std::size_t page = 1000;  ///< most records in one answer
};

class Bell;         // partners/bell.h
class Credentials;  // credentials.h
class Directories;  // partners/directory.h
class Happenings;   // partners/happenings.h
class Identity;     // partners/identity.h
class JournalLog;   // proof/journal_log.h
class NameIndex;    // name_index.h
class Pairs;        // partners/pairs.h
class ThreadBook;   // duty/thread_book.h

/// What every act needs. Made once, shared by all threads.
struct Node {
  Node(store::Store& store, base::Clock clock, Limits limits, std::string title);
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  store::Store& store;
  base::Clock clock;
  Limits limits;
  std::string title;               ///< the service's name as clients see it
  std::string backup_folder = {};  ///< where backups are written; empty: none are. Set before the first act.
  std::string erased_file = {};    ///< partners/erased_list.h; empty: none is kept. Set before the first act.
  std::mutex erased;               ///< held by whoever reads or writes it
  std::unique_ptr<Credentials> credentials;
  std::unique_ptr<NameIndex> name_index;  ///< where names are searched; set before the first act, or never
  std::unique_ptr<Identity> identity;     ///< with what this node signs; set before the first act, or never
  std::unique_ptr<Directories> directories;
  std::unique_ptr<Bell> bell;
  std::unique_ptr<Happenings> happenings;
  std::mutex orders;  ///< held by whoever carries out recalls (partners/orders.h)
  std::unique_ptr<Pairs> pairs;
  std::unique_ptr<ThreadBook> threads;
  std::unique_ptr<JournalLog> journal_log;
  std::atomic<std::int64_t> submissions_forgotten{0};  ///< when old submissions were last dropped, in us
};

}  // namespace tansiq::node
