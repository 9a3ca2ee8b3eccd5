#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tansiq::wire {

/// Appends a JSON string. `text` must be UTF-8.
void append_string(std::string& json, std::string_view text);

/// Writes one JSON object member by member, for answers that are mostly copied bytes.
class ObjectText {
 public:
  ObjectText& text(std::string_view name, std::string_view value);
  ObjectText& number(std::string_view name, std::uint64_t value);
  ObjectText& boolean(std::string_view name, bool value);
  /// `json` must be a JSON text.
  ObjectText& raw(std::string_view name, std::string_view json);

  /// The object; the writer is empty afterwards.
  std::string done();

 private:
  void name(std::string_view name);
  std::string json_ = "{";
};

}  // namespace tansiq::wire
