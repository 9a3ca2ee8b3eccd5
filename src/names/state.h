#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "names/finder.h"
#include "names/index.h"
#include "names/non_matches.h"
#include "names/segment.h"

namespace tansiq::names {

/// A segment and which of its records were removed or replaced since; never changed once it is visible.
struct Layer {
  std::shared_ptr<const Segment> segment;
  std::shared_ptr<const std::vector<std::uint64_t>> removed;  ///< a bit a record; null where none is
  std::size_t removed_count = 0;

  [[nodiscard]] bool has(RecordNumber record) const {
    return !removed || !((*removed)[record / 64] >> (record % 64) & 1U);
  }
  [[nodiscard]] Subject subject() const { return segment->subject(); }
  [[nodiscard]] std::size_t live() const { return segment->record_count() - removed_count; }
  /// The same layer without one record.
  [[nodiscard]] Layer without(RecordNumber record) const {
    Layer next = *this;
    auto bits = removed ? *removed : std::vector<std::uint64_t>(segment->record_count() / 64 + 1, 0);
    bits[record / 64] |= std::uint64_t{1} << (record % 64);
    next.removed = std::make_shared<const std::vector<std::uint64_t>>(std::move(bits));
    ++next.removed_count;
    return next;
  }
  /// The records that are still there.
  void live_records(std::vector<Record>& out) const {
    for (RecordNumber r = 0; r < segment->record_count(); ++r)
      if (has(r)) out.push_back(segment->record(r));
  }
};

/// What searches see: layers, each of one subject (what a word is worth differs between persons,
/// organisations and places), of each subject the oldest and largest first.
using Layers = std::vector<Layer>;

/// Shared by index.cc (writing), search.cc and snapshot.cc.
struct Index::State {
  [[nodiscard]] std::shared_ptr<const Layers> now() const { return std::atomic_load(&layers); }
  void publish(Layers next) { std::atomic_store(&layers, std::make_shared<const Layers>(std::move(next))); }

  std::shared_ptr<const Layers> layers = std::make_shared<const Layers>();
  std::mutex writing;      ///< held by the one who changes `layers`
  std::mutex maintaining;  ///< held by the one who merges large layers
  NonMatches non_matches;
  std::shared_ptr<const void> mapped;  ///< the snapshot that columns look into
};

/// The weight of a word by the large layers of a subject: those that hold a tenth of its names. Small ones
/// change too fast to count, and a search that counts one layer is the faster.
float weigh(const Layers& layers, Subject subject, const Word& word);

/// Whether a layer alone decides the weights of its subject.
bool decides_alone(const Layers& layers, const Layer& layer);

}  // namespace tansiq::names
