#include "stix/json/value.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>

namespace tansiq::stix::json {
namespace {

std::uint32_t checked(std::size_t size) {
  assert(size <= std::numeric_limits<std::uint32_t>::max());
  return static_cast<std::uint32_t>(size);
}

}  // namespace

Value Value::of(bool flag) {
  Value value;
  value.kind_ = Kind::boolean;
  value.integer_ = flag ? 1 : 0;
  return value;
}

Value Value::of(std::int64_t integer) {
  Value value;
  value.kind_ = Kind::integer;
  value.integer_ = integer;
  return value;
}

Value Value::of(double number) {
  Value value;
  value.kind_ = Kind::number;
  value.number_ = number;
  return value;
}

Value Value::of(std::string_view text) {
  Value value;
  value.kind_ = Kind::string;
  value.text_ = text.data();
  value.size_ = checked(text.size());
  return value;
}

Value Value::of_array(std::span<const Value> items) {
  Value value;
  value.kind_ = Kind::array;
  value.members_ = items.data();
  value.size_ = checked(items.size());
  return value;
}

Value Value::of_object(std::span<const Value> members) {
  Value value;
  value.kind_ = Kind::object;
  value.members_ = members.data();
  value.size_ = checked(members.size());
  return value;
}

Value Value::named(std::string_view key) const {
  Value value = *this;
  value.key_ = key;
  return value;
}

const Value* Value::find(std::string_view key) const {
  if (kind_ != Kind::object) return nullptr;
  const auto all = members();
  const auto found = std::lower_bound(
      all.begin(), all.end(), key,
      [](const Value& value, std::string_view name) { return key_before(value.key(), name); });
  return found != all.end() && found->key() == key ? &*found : nullptr;
}

std::string_view Value::text_of(std::string_view key) const {
  const Value* found = find(key);
  return found != nullptr && found->is(Kind::string) ? found->text() : std::string_view{};
}

bool key_before(std::string_view left, std::string_view right) {
  const std::size_t shared = std::min(left.size(), right.size());
  const auto* a = reinterpret_cast<const unsigned char*>(left.data());
  const auto* b = reinterpret_cast<const unsigned char*>(right.data());
  std::size_t i = 0;
  while (i < shared && a[i] == b[i]) ++i;
  if (i == shared) return left.size() < right.size();
  // Leading bytes F0.. are surrogate pairs in UTF-16 (D800..DFFF) and so come before EE and EF (E000..FFFF).
  const bool a_pair = a[i] >= 0xf0;
  const bool b_pair = b[i] >= 0xf0;
  if (a_pair != b_pair && a[i] >= 0xee && b[i] >= 0xee) return a_pair;
  return a[i] < b[i];
}

std::span<Value> Room::take(std::size_t count) {
  if (count == 0) return {};
  while (block_ < blocks_.size() && blocks_[block_].size - used_ < count) {
    ++block_;
    used_ = 0;
  }
  if (block_ == blocks_.size()) {
    const std::size_t size = std::max(count, block_size);
    blocks_.push_back({std::make_unique<Value[]>(size), size});
    used_ = 0;
  }
  const std::span<Value> taken{blocks_[block_].values.get() + used_, count};
  used_ += count;
  return taken;
}

void Room::clear() {
  // What one huge object needed is not kept for the small ones after it.
  std::erase_if(blocks_, [](const Block& block) { return block.size > block_size; });
  if (blocks_.size() > 4) blocks_.resize(4);
  block_ = 0;
  used_ = 0;
}

}  // namespace tansiq::stix::json
