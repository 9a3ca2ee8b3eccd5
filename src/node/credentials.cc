#include "node/credentials.h"

#include <algorithm>
#include <cassert>
#include <fmt/format.h>
#include <sodium.h>
#include <utility>

namespace tansiq::node {
namespace {

using base::fail;
using base::Fault;

constexpr unsigned long long passes = 5;
constexpr std::size_t memory_bytes = std::size_t{8} << 20;

constexpr double entries_at_once = 10;
constexpr double entries_a_second = 10.0 / 60;

std::string argon2id(std::string_view password) {
  std::string stored(crypto_pwhash_STRBYTES, '\0');
  const int failed = crypto_pwhash_str_alg(stored.data(), password.data(), password.size(), passes,
                                           memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) return {};
  stored.resize(stored.find('\0'));
  return stored;
}

bool is_right(std::string_view password, const std::string& stored) {
  return crypto_pwhash_str_verify(stored.c_str(), password.data(), password.size()) == 0;
}

/// Makes room for one more: forgets what is oldest by `time_of`. Linear, and only when full.
template <typename Map, typename TimeOf>
void make_room(Map& map, std::size_t most, TimeOf time_of) {
  if (map.size() < most) return;
  map.erase(std::min_element(map.begin(), map.end(), [&](const auto& left, const auto& right) {
    return time_of(left.second) < time_of(right.second);
  }));
}

}  // namespace

std::string new_token() {
  constexpr std::size_t token_bytes = 32;
  return "tsq_" + base::to_base64url(base::random_bytes(token_bytes));
}

base::Digest token_hash(std::string_view token) {
  return base::sha256(token);
}

base::Result<std::string> hash_password(std::string_view password) {
  if (password.size() < least_password_bytes || password.size() > most_password_bytes)
    return fail(Fault::invalid,
                fmt::format("a password has {} to {} bytes", least_password_bytes, most_password_bytes),
                "password");
  auto stored = argon2id(password);
  if (stored.empty()) return fail(Fault::internal, "no memory to hash a password");
  return stored;
}

Credentials::Credentials() : Credentials(Bounds{}) {}

Credentials::Credentials(const Bounds& bounds)
    : bounds_(bounds),
      secret_(base::random_bytes(crypto_generichash_KEYBYTES)),
      nobody_(argon2id(base::to_hex(base::random_bytes(16)))) {
  assert(bounds_.at_once > 0 && bounds_.names > 0);
}

Credentials::~Credentials() = default;

Credentials::Key Credentials::key_of(std::string_view name, std::string_view password,
                                     std::string_view stored) const {
  Key key{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, reinterpret_cast<const unsigned char*>(secret_.data()), secret_.size(),
                          key.size());
  for (const std::string_view part : {name, password, stored}) {
    const std::uint64_t size = part.size();  // so that no two triples give the same bytes
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&size), sizeof size);
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
  }
  crypto_generichash_final(&state, key.data(), key.size());
  return key;
}

bool Credentials::is_remembered(const Key& credentials, base::Time now) const {
  const auto found = remembered_.find(credentials);
  // A clock that was set back makes what was checked later than now worthless.
  return found != remembered_.end() && found->second <= now && now - found->second < bounds_.remembered;
}

std::chrono::seconds Credentials::left_to_wait(const Key& name, base::Time now) const {
  const auto found = failures_.find(name);
  if (found == failures_.end() || found->second.in_a_row < bounds_.free_failures) return {};
  constexpr unsigned most_doublings = 20;
  const unsigned doublings = std::min(found->second.in_a_row - bounds_.free_failures, most_doublings);
  const auto whole = std::min(std::chrono::seconds(1LL << doublings), bounds_.longest_wait);
  const auto passed = now - found->second.last;
  if (passed < passed.zero() || passed >= whole) return {};
  return std::chrono::ceil<std::chrono::seconds>(whole - passed);
}

void Credentials::keep(const Key& credentials, const Key& name, bool right, base::Time now) {
  if (right) {
    failures_.erase(name);
    make_room(remembered_, bounds_.names, [](base::Time time) { return time; });
    remembered_[credentials] = now;
    return;
  }
  if (!failures_.contains(name))
    make_room(failures_, bounds_.names, [](const Failures& failures) { return failures.last; });
  Failures& failures = failures_[name];
  ++failures.in_a_row;
  failures.last = now;
}

base::Result<bool> Credentials::verify(std::string_view name, std::string_view peer,
                                       std::string_view password, std::string_view stored, base::Time now) {
  const Key credentials = key_of(name, password, stored);
  const Key name_key = key_of(name, peer, {});
  std::unique_lock lock(mutex_);
  if (is_remembered(credentials, now)) return true;
  if (const auto seconds = left_to_wait(name_key, now); seconds.count() > 0)
    return fail(Fault::busy, "too many wrong passwords for this name", {},
                fmt::format("try again in {} s", seconds.count()));

  if (const auto found = checks_.find(credentials); found != checks_.end()) {
    const auto check = found->second;
    done_.wait(lock, [&] { return check->right.has_value(); });
    return *check->right;
  }
  if (running_ >= bounds_.at_once && waiting_ >= bounds_.waiting)
    return fail(Fault::busy, "too many passwords are being checked", {}, "try again in 1 s");

  const auto check = std::make_shared<Check>();
  checks_.emplace(credentials, check);
  ++waiting_;
  done_.wait(lock, [&] { return running_ < bounds_.at_once; });
  --waiting_;
  ++running_;
  lock.unlock();
  const bool fits = password.size() <= most_password_bytes;
  const bool right =
      is_right(fits ? password : std::string_view{}, stored.empty() ? nobody_ : std::string(stored)) &&
      fits && !stored.empty();
  lock.lock();
  --running_;
  check->right = right;
  checks_.erase(credentials);
  keep(credentials, name_key, right, now);
  done_.notify_all();
  return right;
}

std::optional<std::size_t> Credentials::entry_for_failure(base::Time now) {
  const std::lock_guard lock(mutex_);
  if (now > entries_counted_) {
    const double seconds = std::chrono::duration<double>(now - entries_counted_).count();
    entries_left_ = std::min(entries_at_once, entries_left_ + seconds * entries_a_second);
  }
  entries_counted_ = now;
  ++uncounted_failures_;
  if (entries_left_ < 1) return {};
  entries_left_ -= 1;
  return std::exchange(uncounted_failures_, 0);
}

}  // namespace tansiq::node
