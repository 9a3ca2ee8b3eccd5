#pragma once

#include <string>
#include <string_view>

#include "base/base.h"

namespace tansiq::wire {

/// Makes and opens the cursors of walks over pages. A cursor says where the last page ended and is worth
/// something only to the caller and for the query that it was made for; the server keeps nothing of it, so
/// any number of walks may be under way, and they outlast a restart.
///
/// A cursor is base64url of version (1 byte), instant (8 bytes, microseconds, big-endian) and the first 16
/// bytes of keyed BLAKE2b over these and the binding.
class Cursors {
 public:
  /// `key`: 32 bytes that stay the same over restarts.
  explicit Cursors(std::string key);

  /// `binding` names caller, collection and query; whoever opens the cursor must give the same.
  [[nodiscard]] std::string make(base::Time last, std::string_view binding) const;

  /// Fault::invalid, in the same words, where it was forged, edited, or made for another binding.
  [[nodiscard]] base::Result<base::Time> open(std::string_view cursor, std::string_view binding) const;

 private:
  [[nodiscard]] std::string seal_of(std::string_view head, std::string_view binding) const;

  std::string key_;
};

}  // namespace tansiq::wire
