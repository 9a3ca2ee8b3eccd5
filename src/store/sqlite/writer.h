#pragma once

/// The one thread that writes: group commit, checkpoints of the log, and what follows an erasure.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "store/sqlite/erasures.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/session.h"
#include "store/sqlite/signal.h"
#include "store/sqlite/sqlite.h"
#include "store/store.h"

namespace tansiq::store::sqlite {

/// Owns the writing connection. Whatever is queued while a commit is being made durable is the next commit;
/// nothing waits for a timer. Destroying it finishes what is queued.
class Writer {
 public:
  /// Everything that opening a store has made ready.
  struct Parts {
    Session session;
    std::unique_ptr<Connection> checkpoints;  ///< a second connection, for the other thread
    State state;
    ErasureList list;
    std::string log_file;  ///< path of the write-ahead log
  };

  Writer(const Options& options, Parts parts);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Store::write.
  Result<> write(std::size_t bytes, const std::function<Result<>(Transaction&)>& work);

  [[nodiscard]] Load load() const;

  /// Whether an erasure waits for the log to be emptied: whoever reads for long should then give up.
  [[nodiscard]] bool erasure_waits() const { return erasure_waits_; }

 private:
  /// A write on its way. Shared, because the waiting thread may leave while the writer still says "done".
  struct Job {
    Job(const std::function<Result<>(Transaction&)>& what, std::size_t size) : work(&what), bytes(size) {}
    const std::function<Result<>(Transaction&)>* work;
    std::size_t bytes;
    bool erased = false;
    Result<> outcome = {};
    Signal done;
  };
  using Jobs = std::vector<std::shared_ptr<Job>>;

  void run();
  Jobs next_group();
  void commit_group(Jobs& jobs);
  void run_jobs(Jobs& jobs, std::vector<Erasure>& erasures);
  Result<> run_job(Job& job, std::vector<Erasure>& erasures);
  void finish_erasures(Jobs& jobs, std::vector<Erasure> erasures);
  Result<> list_erasures();
  Result<> empty_log(std::chrono::milliseconds wait);
  void tend_log();
  void run_checkpoints();
  static void fail_all(Jobs& jobs, const base::Error& error);

  /// Ends the process (see Options::fatal). Where it lives on, nothing is written any more.
  void stop(const std::string& reason);
  /// Stops where `failure` says that the disk or the database is broken.
  void stop_if_broken(const Failure& failure);

  const Options options_;

  // Of the writing thread.
  Session session_;
  State state_;
  ErasureList list_;
  std::string log_file_;
  std::chrono::steady_clock::time_point wait_until_{};  ///< how long SQLite may wait for a lock
  int log_pages_ = 0;                                   ///< in the log after the last commit
  std::size_t next_restart_ = 0;                        ///< bytes of log at which to try to begin it anew
  std::vector<Erasure> unlisted_;                       ///< committed, and not in the list yet
  std::atomic<bool> must_empty_ = false;                ///< erased content may still stand in the log

  // Of the thread that brings the log into the database.
  std::unique_ptr<Connection> checkpoints_;
  std::counting_semaphore<> checkpoint_wanted_{0};
  std::atomic<bool> checkpointing_ = false;

  std::atomic<bool> stopped_ = false;
  std::atomic<bool> erasure_waits_ = false;
  std::atomic<std::uint64_t> commits_ = 0;
  std::atomic<std::uint64_t> writes_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::shared_ptr<Job>> queue_;  // under mutex_
  std::size_t queued_bytes_ = 0;            // under mutex_
  bool closing_ = false;                    // under mutex_

  std::thread writer_;
  std::thread checkpointer_;
};

}  // namespace tansiq::store::sqlite
