#pragma once

/// The numbers under which the indices find texts: keyed hashes, so that an index entry is six to eight bytes
/// rather than fifty, and so that nobody outside can choose texts that collide. Whoever finds a row by a key
/// compares the text itself.

#include <cstdint>
#include <string>
#include <string_view>

#include "stix/stix.h"
#include "store/store.h"

namespace tansiq::store::sqlite {

class Keys {
 public:
  /// `secret` is State::hash_key.
  explicit Keys(std::string_view secret);

  /// All records of one object, in every spec version, have keys in [object_key, object_key + spec_span).
  /// 47 bits, which SQLite stores in six bytes.
  [[nodiscard]] std::int64_t object(std::int64_t collection, ServiceNumber originator,
                                    std::string_view id) const;
  static constexpr std::int64_t spec_span = 8;

  /// The key of a record: that of its object plus its spec version.
  static std::int64_t record(std::int64_t object_key, stix::Spec spec) {
    return object_key + static_cast<std::int64_t>(spec);
  }
  static stix::Spec spec(std::int64_t record_key) { return static_cast<stix::Spec>(record_key % spec_span); }

  /// Of any text, for an equality that the caller then checks. 47 bits.
  [[nodiscard]] std::int64_t text(std::string_view text) const;

 private:
  std::string secret_;
};

}  // namespace tansiq::store::sqlite
