#pragma once

/// Passwords and tokens: made, checked, remembered for a while.

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/base.h"

namespace tansiq::node {

/// A new API token: "tsq_" and 256 random bits in base64url. The prefix lets scanners find a token that
/// leaked.
std::string new_token();

/// What of a token is stored: its SHA-256. Enough for 256 random bits; nobody can try them out.
base::Digest token_hash(std::string_view token);

/// Bounds of passwords, in bytes.
inline constexpr std::size_t least_password_bytes = 12;
inline constexpr std::size_t most_password_bytes = 1024;

/// Makes the string that is stored for a password: argon2id (RFC 9106) with 8 MiB and 5 passes, a memory that
/// a small node can afford for each of a few at once. Fault::invalid where the password is too short or too
/// long.
base::Result<std::string> hash_password(std::string_view password);

/// Checks passwords so that neither a flood of guesses nor a busy client costs the node its processors:
/// - a password that was right is remembered for five minutes, as a keyed hash together with the stored hash
///   that it was right for; a changed password is therefore unknown at once;
/// - at most two argon2id run at a time and a few more wait; beyond that the caller is told to come back;
/// - requests with the same credentials at the same moment share one check;
/// - after ten wrong passwords in a row for one name from one address, that name has to wait there, twice as
///   long each time, up to a minute; names that nobody has are counted just so. Whoever holds a remembered
///   password, or asks from elsewhere, does not wait: a guesser keeps nobody out.
/// All of it is bounded in memory. Safe from any thread.
class Credentials {
 public:
  struct Bounds {
    std::chrono::seconds remembered{300};
    unsigned free_failures = 10;
    std::chrono::seconds longest_wait{60};
    unsigned at_once = 2;
    unsigned waiting = 16;
    std::size_t names = 4096;  ///< of remembered passwords, and of failures
  };

  Credentials();
  explicit Credentials(const Bounds& bounds);
  ~Credentials();
  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;

  /// Whether `password` is the one that `stored` was made of. An empty `stored` (nobody of that name, or
  /// nobody with a password) costs the same and is never right. Fault::busy where the name has to wait or too
  /// many do.
  base::Result<bool> verify(std::string_view name, std::string_view peer, std::string_view password,
                            std::string_view stored, base::Time now);

  /// Whether a failed authentication may have a journal entry of its own now; else it is counted into the
  /// next one. Gives the number of failures that the entry stands for. At most ten entries at once and ten a
  /// minute, so that guessing does not fill the disk.
  std::optional<std::size_t> entry_for_failure(base::Time now);

 private:
  using Key = std::array<unsigned char, 32>;
  struct Failures {
    unsigned in_a_row = 0;
    base::Time last;
  };
  struct Check {  ///< one run of argon2id, shared by everybody who waits for it
    std::optional<bool> right;
  };

  Key key_of(std::string_view name, std::string_view password, std::string_view stored) const;
  bool is_remembered(const Key& credentials, base::Time now) const;
  std::chrono::seconds left_to_wait(const Key& name, base::Time now) const;
  void keep(const Key& credentials, const Key& name, bool right, base::Time now);

  const Bounds bounds_;
  const std::string secret_;  ///< key of the hashes below; gone with the process
  const std::string nobody_;  ///< a stored password that nobody knows

  std::mutex mutex_;  ///< guards all below; never held while argon2id runs
  std::condition_variable done_;
  std::map<Key, base::Time> remembered_;          ///< right credentials and when they were checked
  std::map<Key, Failures> failures_;              ///< by name and address
  std::map<Key, std::shared_ptr<Check>> checks_;  ///< under way, by credentials
  unsigned running_ = 0;
  unsigned waiting_ = 0;

  double entries_left_ = 10;
  base::Time entries_counted_{};
  std::size_t uncounted_failures_ = 0;
};

}  // namespace tansiq::node
