#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tansiq::load {

/// The body of a POST with `count` invented STIX 2.1 indicators of some 700 bytes each, made once and then
/// given new random ids and addresses for each request: making a body must not be what is measured.
class Envelope {
 public:
  /// The seed and the number of the maker together give other ids to every maker of a run.
  Envelope(std::size_t count, std::uint64_t seed, std::uint64_t maker);

  /// The body, with ids that it never had before. The view lives until the next call.
  std::string_view fresh();

  /// The id of the last object of the last body.
  [[nodiscard]] std::string_view last_id() const;

  /// Bytes of one object.
  [[nodiscard]] static std::size_t object_size();

 private:
  std::uint64_t random();

  std::size_t count_;
  std::uint64_t state_[2];
  std::string body_;
};

}  // namespace tansiq::load
