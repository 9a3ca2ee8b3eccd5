// Snapshots. The file is described in docs/names.md: sections of 64-byte blocks, each with its length before
// it, and a checksum over all of them at the end. Columns are written as they lie in memory and used where
// they are mapped.

#include <array>
#include <cstring>
#include <fmt/format.h>

#include "names/state.h"

namespace tansiq::names {
namespace {

constexpr std::size_t block = 64;
constexpr std::array<char, 8> magic = {'T', 'A', 'N', 'S', 'I', 'Q', 'N', 'M'};
/// Raised whenever the columns, the reading of names into stems or the sounds change: what was stored under
/// other rules would not be found under these.
constexpr std::uint64_t version = 2;

/// Eight running products over the eight words of each block: finds damage at the speed of memory.
class Checksum {
 public:
  void add(const char* blocks, std::size_t size) {
    for (std::size_t at = 0; at < size; at += block) {
      std::array<std::uint64_t, 8> words;
      std::memcpy(words.data(), blocks + at, block);
      for (std::size_t i = 0; i < words.size(); ++i)
        lane_[i] = (lane_[i] ^ words[i]) * 0x9E3779B97F4A7C15ULL + (lane_[i] >> 29);
    }
  }
  [[nodiscard]] std::uint64_t value() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t lane : lane_) sum = (sum ^ lane ^ (lane >> 32)) * 0xC2B2AE3D27D4EB4FULL;
    return sum;
  }

 private:
  std::array<std::uint64_t, 8> lane_ = {1, 2, 3, 4, 5, 6, 7, 8};
};

/// Writes sections.
class Sections {
 public:
  explicit Sections(const Index::Writer& write) : write_(write) {}

  void section(const char* bytes, std::size_t size) {
    std::array<char, block> head{};
    const auto length = static_cast<std::uint64_t>(size);
    std::memcpy(head.data(), &length, sizeof length);
    put(head.data(), block);
    const std::size_t whole = size / block * block;
    if (whole > 0) put(bytes, whole);
    if (whole == size) return;
    std::array<char, block> tail{};
    std::memcpy(tail.data(), bytes + whole, size - whole);
    put(tail.data(), block);
  }
  template <typename T>
  void section(const Column<T>& column) {
    static_assert(std::is_trivially_copyable_v<T>);
    section(reinterpret_cast<const char*>(column.data()), column.bytes());
  }
  void number(std::uint64_t value) { section(reinterpret_cast<const char*>(&value), sizeof value); }

  base::Result<> finish() {
    const std::uint64_t sum = checksum_.value();
    std::array<char, block> last{};
    std::memcpy(last.data(), &sum, sizeof sum);
    put(last.data(), block);
    return result_;
  }

 private:
  void put(const char* blocks, std::size_t size) {
    checksum_.add(blocks, size);
    if (result_) result_ = write_({blocks, size});
  }

  const Index::Writer& write_;
  Checksum checksum_;
  base::Result<> result_;
};

/// Reads sections out of checked bytes.
class Unpacking {
 public:
  explicit Unpacking(std::span<const char> bytes) : bytes_(bytes) {}

  std::span<const char> section() {
    if (bytes_.size() - at_ < block) return failed();
    std::uint64_t size = 0;
    std::memcpy(&size, bytes_.data() + at_, sizeof size);
    at_ += block;
    if (size > bytes_.size() - at_) return failed();
    const auto found = bytes_.subspan(at_, size);
    at_ = std::min(bytes_.size(), at_ + (size + block - 1) / block * block);
    return found;
  }
  template <typename T>
  void section(Column<T>& column) {
    const auto found = section();
    if (found.size() % sizeof(T) != 0)
      failed();
    else
      column =
          Column<T>(std::span<const T>(reinterpret_cast<const T*>(found.data()), found.size() / sizeof(T)));
  }
  std::uint64_t number() {
    const auto found = section();
    std::uint64_t value = 0;
    if (found.size() == sizeof value)
      std::memcpy(&value, found.data(), sizeof value);
    else
      failed();
    return value;
  }
  std::string text() {
    const auto found = section();
    return {found.begin(), found.end()};
  }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  std::span<const char> failed() {
    ok_ = false;
    at_ = bytes_.size();
    return {};
  }

  std::span<const char> bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

tl::unexpected<base::Error> broken(std::string what) {
  return base::fail(base::Fault::invalid, std::move(what), "snapshot",
                    "build the index anew from the records");
}

}  // namespace

base::Result<> Index::save(const Writer& write) const {
  const auto layers = state_->now();
  Sections out(write);
  out.section(magic.data(), magic.size());
  out.number(version);
  out.number(layers->size());
  for (const Layer& layer : *layers) {
    // Visiting needs a segment that could be changed; writing changes nothing.
    const_cast<Segment&>(*layer.segment).each_column([&](const auto& column) { out.section(column); });
    const char* bits = layer.removed ? reinterpret_cast<const char*>(layer.removed->data()) : nullptr;
    out.section(bits, layer.removed ? layer.removed->size() * sizeof(std::uint64_t) : 0);
    out.number(layer.removed_count);
  }
  const auto pairs = state_->non_matches.all();
  out.number(pairs.size());
  for (const NonMatch& pair : pairs)
    for (const std::string* text : {&pair.left, &pair.right, &pair.by, &pair.why})
      out.section(text->data(), text->size());
  return out.finish();
}

base::Result<std::unique_ptr<Index>> Index::load(std::span<const char> bytes,
                                                 std::shared_ptr<const void> keeps_alive) {
  if (bytes.size() < 4 * block || bytes.size() % block != 0 ||
      std::memcmp(bytes.data() + block, magic.data(), magic.size()) != 0)
    return broken("it is no snapshot of names");
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % block != 0)
    return broken("it is not aligned in memory");
  Checksum checksum;
  checksum.add(bytes.data(), bytes.size() - block);
  std::uint64_t expected = 0;
  std::memcpy(&expected, bytes.data() + bytes.size() - block, sizeof expected);
  if (checksum.value() != expected) return broken("it is damaged: the checksum differs");

  Unpacking in(bytes.first(bytes.size() - block));
  in.section();
  if (const auto found = in.number(); found != version)
    return broken(fmt::format("it is of version {}, not {}", found, version));
  auto index = std::make_unique<Index>();
  Layers layers;
  const std::uint64_t count = in.number();
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    auto segment = std::make_shared<Segment>();
    segment->each_column([&](auto& column) { in.section(column); });
    const auto bits = in.section();
    std::vector<std::uint64_t> removed(bits.size() / sizeof(std::uint64_t));
    if (!removed.empty()) std::memcpy(removed.data(), bits.data(), removed.size() * sizeof(std::uint64_t));
    Layer layer{segment, nullptr, in.number()};
    if (!removed.empty())
      layer.removed = std::make_shared<const std::vector<std::uint64_t>>(std::move(removed));
    layers.push_back(std::move(layer));
  }
  const std::uint64_t pairs = in.ok() ? in.number() : 0;
  for (std::uint64_t i = 0; i < pairs && in.ok(); ++i) {
    NonMatch pair{in.text(), in.text(), in.text(), in.text()};
    index->state_->non_matches.remember(std::move(pair));
  }
  if (!in.ok()) return broken("it ends too early");
  index->state_->mapped = std::move(keeps_alive);
  index->state_->publish(std::move(layers));
  return index;
}

}  // namespace tansiq::names
