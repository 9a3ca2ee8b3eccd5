#include "node/proof/journal_log.h"

#include <map>

#include "journal/bundle.h"

namespace tansiq::node {

using base::Digest;
using base::fail;
using base::Fault;
using base::Result;

namespace {

constexpr std::uint64_t chunk_entries = std::uint64_t{1} << JournalLog::chunk_level;
constexpr std::size_t read_at_once = 4096;

/// The hashes of the leaves [first, first + count), counted from 0.
Result<std::vector<Digest>> leaves(store::Reader& reader, std::uint64_t first, std::uint64_t count) {
  store::JournalFilter filter;
  filter.from = static_cast<std::int64_t>(first) + 1;
  filter.limit = count;
  const auto entries = reader.journal(filter);
  if (!entries) return fail(entries);
  if (entries->size() != count) return fail(Fault::internal, "entries of the journal are missing");
  std::vector<Digest> hashes;
  hashes.reserve(count);
  for (const auto& entry : *entries) hashes.push_back(journal::leaf_of(entry));
  return hashes;
}

/// Gives subtrees below a chunk, reading each chunk once.
class Chunks {
 public:
  explicit Chunks(store::Reader& reader) : reader_(reader) {}

  Digest root(unsigned level, std::uint64_t index) {
    const auto first = index << level;
    const auto* chunk = load(first / chunk_entries, first + (std::uint64_t{1} << level));
    if (chunk == nullptr) return {};
    journal::Frontier frontier;
    for (std::uint64_t i = 0; i < std::uint64_t{1} << level; ++i)
      frontier.append((*chunk)[(first % chunk_entries) + i]);
    return frontier.root();
  }

  [[nodiscard]] const std::optional<base::Error>& error() const { return error_; }

 private:
  /// The leaves of a chunk, as far as they exist: up to `behind` at least.
  const std::vector<Digest>* load(std::uint64_t chunk, std::uint64_t behind) {
    auto& held = chunks_[chunk];
    const auto first = chunk * chunk_entries;
    if (first + held.size() < behind) {
      auto read = leaves(reader_, first, behind - first);
      if (!read) {
        error_ = read.error();
        return nullptr;
      }
      held = *std::move(read);
    }
    return &held;
  }

  store::Reader& reader_;
  std::map<std::uint64_t, std::vector<Digest>> chunks_;
  std::optional<base::Error> error_;
};

}  // namespace

void JournalLog::add_chunk(const Digest& root) {
  if (levels_.empty()) levels_.emplace_back();
  levels_[0].push_back(root);
  for (std::size_t k = 0; levels_[k].size() % 2 == 0; ++k) {
    if (levels_.size() == k + 1) levels_.emplace_back();
    const auto& level = levels_[k];
    levels_[k + 1].push_back(journal::node_hash(level[level.size() - 2], level.back()));
  }
}

Result<> JournalLog::follow(store::Reader& reader) {
  for (;;) {
    store::JournalFilter filter;
    filter.from = static_cast<std::int64_t>(size_) + 1;
    filter.limit = read_at_once;
    const auto entries = reader.journal(filter);
    if (!entries) return fail(entries);
    for (const auto& entry : *entries) {
      if (static_cast<std::uint64_t>(entry.number) != size_ + 1)
        return fail(Fault::internal, "an entry of the journal is missing");
      chunk_.append(journal::leaf_of(entry));
      chain_ = entry.hash;
      ++size_;
      if (chunk_.size() < chunk_entries) continue;
      add_chunk(chunk_.root());
      chunk_ = {};
    }
    if (entries->size() < read_at_once) return {};
  }
}

template <typename Prove>
auto JournalLog::prove(store::Reader& reader, const Prove& prove) -> Result<decltype(prove({}))> {
  Chunks chunks(reader);
  const auto proven = prove([&](unsigned level, std::uint64_t index) {
    if (level < chunk_level) return chunks.root(level, index);
    return levels_[level - chunk_level][index];
  });
  if (chunks.error()) return tl::unexpected(*chunks.error());
  return proven;
}

Result<JournalLog::End> JournalLog::end(store::Store& store) {
  const std::lock_guard lock(mutex_);
  const auto reader = store.read();
  if (!reader) return fail(reader);
  if (auto followed = follow(**reader); !followed) return fail(followed);
  const auto root =
      prove(**reader, [this](const journal::Subtree& subtree) { return journal::root_of(size_, subtree); });
  if (!root) return fail(root);
  return End{size_, chain_, *root};
}

Result<journal::Path> JournalLog::inclusion(store::Reader& reader, std::uint64_t number, std::uint64_t size) {
  const std::lock_guard lock(mutex_);
  return prove(reader, [&](const journal::Subtree& subtree) {
    return journal::inclusion_path(number - 1, size, subtree);
  });
}

Result<journal::Path> JournalLog::consistency(store::Reader& reader, std::uint64_t older,
                                              std::uint64_t newer) {
  const std::lock_guard lock(mutex_);
  return prove(reader, [&](const journal::Subtree& subtree) {
    return journal::consistency_path(older, newer, subtree);
  });
}

}  // namespace tansiq::node
