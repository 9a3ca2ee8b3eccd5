#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace tansiq::stix::json {

enum class Kind : std::uint8_t { null, boolean, integer, number, string, array, object };

/// A JSON value in memory. Strings are views into the parser's buffer and members are views into the Tree
/// that made it, so a value lives as long as both are left alone. The members of an object are sorted by the
/// UTF-16 code units of their names, the order of the canonical form.
class Value {
 public:
  Value() = default;
  static Value of_null() { return {}; }
  static Value of(bool flag);
  static Value of(std::int64_t integer);
  static Value of(double number);
  static Value of(std::string_view text);
  static Value of_array(std::span<const Value> items);
  static Value of_object(std::span<const Value> members);

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }

  /// The name of a member of an object; empty in an array.
  std::string_view key() const { return key_; }
  Value named(std::string_view key) const;

  // Each of these may be called on its own kind alone.
  bool flag() const { return integer_ != 0; }
  std::int64_t integer() const { return integer_; }
  double number() const { return number_; }
  std::string_view text() const { return {text_, size_}; }
  std::span<const Value> members() const { return {members_, size_}; }

  /// The member of an object with this name, or nullptr; nullptr for every other kind. Logarithmic.
  const Value* find(std::string_view key) const;

  /// The text of a member that is a string, else empty.
  std::string_view text_of(std::string_view key) const;

 private:
  std::string_view key_;
  union {
    std::int64_t integer_ = 0;
    double number_;
    const char* text_;
    const Value* members_;
  };
  std::uint32_t size_ = 0;
  Kind kind_ = Kind::null;
};

/// Whether `left` stands before `right` in canonical order: by UTF-16 code units, which is the order of UTF-8
/// bytes except that U+E000..U+FFFF come after what lies beyond them.
bool key_before(std::string_view left, std::string_view right);

/// Gives out room for the members of values and takes it all back at once.
class Room {
 public:
  /// `count` values that stay where they are until clear().
  std::span<Value> take(std::size_t count);
  void clear();

 private:
  static constexpr std::size_t block_size = 4096;
  struct Block {
    std::unique_ptr<Value[]> values;
    std::size_t size = 0;
  };
  std::vector<Block> blocks_;
  std::size_t block_ = 0;  ///< the one in use
  std::size_t used_ = 0;   ///< of its values
};

}  // namespace tansiq::stix::json
