#pragma once

/// The node's name index: follows the store, so that what is committed is found a moment later.

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "names/index.h"
#include "store/store.h"

namespace tansiq::node {

using base::Result;

/// Where a record stands that the index knows: its key in the index.
struct NamedKey {
  std::int64_t collection = 0;
  store::ServiceNumber originator = store::own_service;
  std::string id;  ///< the STIX id

  [[nodiscard]] std::string text() const;
  static NamedKey read(std::string_view text);
};

/// Owns the index and the thread that keeps it fresh. The thread looks for new commits every few
/// milliseconds; no act has to tell it anything, except that something was erased. When there is nothing new
/// it looks for possible duplicates among the persons that came since it last did, and notes them as open
/// leads.
///
/// A snapshot file saves rebuilding at the next start. It is written when the index stops and after many
/// changes, bears a token that the store knows too (so that none is used with a restored store), and goes,
/// overwritten, when anything is erased.
class NameIndex {
 public:
  /// Starts following. An empty `snapshot_file` means none is kept. The store must outlive this.
  NameIndex(store::Store& store, std::string snapshot_file);
  ~NameIndex();
  NameIndex(const NameIndex&) = delete;
  NameIndex& operator=(const NameIndex&) = delete;

  /// The index as it is now. Whoever holds it may go on searching whatever happens meanwhile.
  [[nodiscard]] std::shared_ptr<names::Index> index() const;

  /// Whether everything that was stored before the start is in it.
  [[nodiscard]] bool complete() const { return complete_.load(); }

  /// Forgets an object and then takes again what is still held of it: to be called after an erasure was
  /// committed and before it is acknowledged. When this returns, neither memory that is searched nor the
  /// snapshot file holds what was erased.
  Result<> forget(std::int64_t collection, std::string_view id);

 private:
  void run();
  bool follow();      ///< takes one batch of new records; false: there was none
  bool seek_leads();  ///< looks at one batch of persons; false: there was none
  void restore();
  void save();
  void drop_snapshot();

  store::Store& store_;
  const std::string snapshot_file_;

  mutable std::mutex index_mutex_;  ///< guards the pointer
  std::shared_ptr<names::Index> index_;

  std::mutex work_;                          ///< held while records move from the store into the index
  std::map<std::int64_t, base::Time> seen_;  ///< by collection: up to where; guarded by work_
  std::atomic<std::size_t> changes_{0};      ///< since the last snapshot
  std::uint64_t commits_ = 0;                ///< of the store, when it was last read; the thread's own
  bool leads_wait_ = true;                   ///< whether persons may wait to be compared; the thread's own

  std::atomic<bool> complete_{false};
  std::mutex stop_mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tansiq::node
