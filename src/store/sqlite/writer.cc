#include "store/sqlite/writer.h"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <iterator>
#include <sqlite3.h>
#include <unistd.h>

#include "store/sqlite/files.h"
#include "store/sqlite/transaction.h"

namespace tansiq::store::sqlite {
namespace {

using base::Error;
using base::Fault;

constexpr int page_size = 4096;
constexpr std::chrono::milliseconds restart_wait{5};
/// How often emptying the log is tried again while a reader is in its way.
constexpr std::chrono::milliseconds retry_after{50};

[[noreturn]] void end_process(std::string_view reason) {
  const auto line = fmt::format("tansiq: the store cannot go on: {}\n", reason);
  // Nothing may run on the way out: no destructor, no buffered write.
  if (::write(STDERR_FILENO, line.data(), line.size()) < 0) ::_exit(71);
  ::_exit(70);
}

bool is_broken(const Failure& failure) {
  return !failure.is_full() && !failure.is_constraint() && !failure.is_busy() &&
         (failure.code & 0xff) != SQLITE_TOOBIG;
}

/// Whether to go on waiting for whoever holds a lock. SQLite's own way of waiting soon sleeps for 50 ms at a
/// time, while readers are done within one.
int wait_until(void* deadline, int) {
  if (std::chrono::steady_clock::now() >= *static_cast<std::chrono::steady_clock::time_point*>(deadline))
    return 0;
  std::this_thread::sleep_for(std::chrono::microseconds(200));
  return 1;
}

/// Pages in the log after a commit, as SQLite tells its hook.
int note_log_pages(void* pages, sqlite3*, const char*, int count) {
  *static_cast<int*>(pages) = count;
  return SQLITE_OK;
}

}  // namespace

Writer::Writer(const Options& options, Parts parts)
    : options_(options),
      session_(std::move(parts.session)),
      state_(std::move(parts.state)),
      list_(std::move(parts.list)),
      log_file_(std::move(parts.log_file)),
      checkpoints_(std::move(parts.checkpoints)) {
  sqlite3_wal_hook(session_.db->handle(), note_log_pages, &log_pages_);
  sqlite3_busy_handler(session_.db->handle(), wait_until, &wait_until_);
  writer_ = std::thread([this] { run(); });
  checkpointer_ = std::thread([this] { run_checkpoints(); });
}

Writer::~Writer() {
  {
    const std::lock_guard guard(mutex_);
    closing_ = true;
  }
  arrived_.notify_all();
  writer_.join();
  checkpoint_wanted_.release();
  checkpointer_.join();
}

Result<> Writer::write(std::size_t bytes, const std::function<Result<>(Transaction&)>& work) {
  auto job = std::make_shared<Job>(work, bytes);
  {
    const std::lock_guard guard(mutex_);
    if (stopped_) return base::fail(Fault::internal, "the store has stopped after a failure of its disk");
    // An empty queue takes anything, so that one large write is not refused for ever.
    if (!queue_.empty() && queued_bytes_ + bytes > options_.queue_bytes)
      return base::fail(Fault::busy, "the store's queue is full", {}, "try again in a second");
    queue_.push_back(job);
    queued_bytes_ += bytes;
  }
  arrived_.notify_one();
  job->done.acquire();
  return std::move(job->outcome);
}

Load Writer::load() const {
  const std::lock_guard guard(mutex_);
  return {queue_.size(), queued_bytes_, commits_, writes_, must_empty_};
}

Writer::Jobs Writer::next_group() {
  std::unique_lock guard(mutex_);
  const auto is_due = [this] { return !queue_.empty() || closing_; };
  if (must_empty_) {
    arrived_.wait_for(guard, retry_after, is_due);
  } else {
    arrived_.wait(guard, is_due);
  }
  Jobs jobs;
  std::size_t bytes = 0;
  while (!queue_.empty() && (jobs.empty() || bytes + queue_.front()->bytes <= options_.group_bytes)) {
    bytes += queue_.front()->bytes;
    jobs.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  queued_bytes_ -= bytes;
  return jobs;
}

void Writer::run() {
  for (;;) {
    Jobs jobs = next_group();
    if (jobs.empty()) {
      const std::lock_guard guard(mutex_);
      if (closing_) return;
    }
    if (stopped_) {
      fail_all(jobs, {Fault::internal, "the store has stopped after a failure of its disk", {}, {}});
    } else if (!jobs.empty()) {
      commit_group(jobs);
    }
    for (const auto& job : jobs) job->done.release();
    if (!stopped_) tend_log();
  }
}

void Writer::fail_all(Jobs& jobs, const Error& error) {
  for (auto& job : jobs)
    if (job->outcome) job->outcome = tl::unexpected<Error>(error);
}

void Writer::commit_group(Jobs& jobs) {
  auto& db = *session_.db;
  const State before = state_;
  std::vector<Erasure> erasures;
  run_jobs(jobs, erasures);
  if (!db.failure() && db.in_transaction()) {
    bool any = false;
    for (const auto& job : jobs) any = any || job->outcome.has_value();
    if (any) write_state(db, state_);
    db.run(any ? "COMMIT" : "ROLLBACK");
  }
  if (const auto failure = db.failure()) {
    stop_if_broken(*failure);
    db.clear_failure();
    if (db.in_transaction()) db.run("ROLLBACK");
    session_.kinds.forget();
    const auto instant = state_.instant;
    state_ = before;
    state_.instant = instant;  // what was given is never given again
    fail_all(jobs, failure->error());
    return;
  }
  ++commits_;
  writes_ += jobs.size();
  if (!erasures.empty()) finish_erasures(jobs, std::move(erasures));
}

void Writer::run_jobs(Jobs& jobs, std::vector<Erasure>& erasures) {
  auto& db = *session_.db;
  db.run("BEGIN IMMEDIATE");
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (db.failure()) return;
    if (!db.in_transaction()) {
      // SQLite itself rolled everything back, what earlier writes of this commit had done included.
      return;
    }
    // A lone write needs no savepoint: rolling it back is rolling back all.
    const bool alone = jobs.size() == 1;
    const State before = state_;
    const auto erased_before = erasures.size();
    if (!alone) db.run("SAVEPOINT job");
    auto& job = *jobs[i];
    job.outcome = run_job(job, erasures);
    job.erased = erasures.size() > erased_before;
    if (const auto failure = db.failure()) {
      if (!failure->is_constraint()) return;
      job.outcome = tl::unexpected<Error>(failure->error());
      db.clear_failure();
    }
    if (!job.outcome) {
      const auto instant = state_.instant;
      state_ = before;
      state_.instant = instant;
      erasures.resize(erased_before);
      session_.kinds.forget();
      if (!alone) db.run("ROLLBACK TO job");
    }
    if (!alone) db.run("RELEASE job");
  }
}

Result<> Writer::run_job(Job& job, std::vector<Erasure>& erasures) {
  const auto earliest = Time{std::chrono::microseconds{state_.instant + 1}};
  SqliteTransaction transaction(session_, state_, erasures, std::max(options_.clock(), earliest));
  Result<> outcome;
  try {
    outcome = (*job.work)(transaction);
  } catch (const std::exception& thrown) {
    outcome = base::fail(Fault::internal, fmt::format("a write threw: {}", thrown.what()));
  }
  state_.instant = std::max(state_.instant, transaction.now().time_since_epoch().count());
  return outcome;
}

void Writer::finish_erasures(Jobs& jobs, std::vector<Erasure> erasures) {
  std::move(erasures.begin(), erasures.end(), std::back_inserter(unlisted_));
  must_empty_ = true;
  auto finished = list_erasures();
  if (finished) finished = empty_log(options_.erase_wait);
  if (finished) return;
  for (auto& job : jobs)
    if (job->erased && job->outcome) job->outcome = finished;
}

/// The database knows these erasures; where the list does not, a restored backup would bring them back, so
/// nobody is told that they are done.
Result<> Writer::list_erasures() {
  if (unlisted_.empty()) return {};
  if (auto appended = list_.append(unlisted_); !appended) {
    if (appended.error().fault == Fault::internal) stop(appended.error().text());
    return base::fail(Fault::unavailable,
                      "erased, but the disk is too full to note it in the list of erasures", {},
                      "make room; it will be done then");
  }
  unlisted_.clear();
  return {};
}

Result<> Writer::empty_log(std::chrono::milliseconds wait) {
  auto& db = *session_.db;
  erasure_waits_ = true;
  wait_until_ = std::chrono::steady_clock::now() + wait;
  // SQLite waits for readers by itself, but not for the other thread that is at the log.
  while (checkpointing_ && wait_until(&wait_until_, 0) != 0) continue;
  const int code =
      sqlite3_wal_checkpoint_v2(db.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  const Failure failure{code, sqlite3_errmsg(db.handle())};
  if (code != SQLITE_OK) {
    if (is_broken(failure)) stop("bringing the log into the database failed: " + failure.message);
    return base::fail(Fault::unavailable,
                      failure.is_full()
                          ? "erased, but the disk is too full to overwrite what the log still holds"
                          : "erased, but a long reader keeps the log from being overwritten",
                      {}, "it will be done as soon as it can be");
  }
  // The length of the log must be on the disk too, or a crash could bring its content back.
  if (exists(log_file_))
    if (auto synced = sync_file(log_file_); !synced) {
      stop(synced.error().text());
      return synced;
    }
  must_empty_ = false;
  erasure_waits_ = false;
  log_pages_ = 0;
  return {};
}

/// Keeps the log short. The other thread brings most of it into the database while commits go on; the rest is
/// brought over here, between two commits, since only then can the log begin anew.
void Writer::tend_log() {
  if (must_empty_) {
    if (list_erasures()) static_cast<void>(empty_log(std::chrono::milliseconds{0}));
    return;
  }
  const auto bytes = static_cast<std::size_t>(log_pages_) * page_size;
  if (bytes < options_.log_bytes / 2) next_restart_ = options_.log_bytes;
  if (bytes < options_.log_bytes / 2 || checkpointing_) return;
  if (bytes < next_restart_) {
    if (bytes < options_.log_bytes) {
      checkpointing_ = true;
      checkpoint_wanted_.release();
    }
    return;
  }
  // Readers who look at the log itself are waited for, shortly; a long one puts this off.
  next_restart_ = bytes + options_.log_bytes / 4;
  auto& db = *session_.db;
  wait_until_ = std::chrono::steady_clock::now() + restart_wait;
  const int code =
      sqlite3_wal_checkpoint_v2(db.handle(), nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
  const Failure failure{code, sqlite3_errmsg(db.handle())};
  if (code != SQLITE_OK && is_broken(failure))
    stop("bringing the log into the database failed: " + failure.message);
}

void Writer::run_checkpoints() {
  for (;;) {
    checkpoint_wanted_.acquire();
    {
      const std::lock_guard guard(mutex_);
      if (closing_) return;
    }
    auto& db = *checkpoints_;
    const int code =
        sqlite3_wal_checkpoint_v2(db.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    const Failure failure{code, sqlite3_errmsg(db.handle())};
    if (code != SQLITE_OK && is_broken(failure))
      stop("bringing the log into the database failed: " + failure.message);
    checkpointing_ = false;
  }
}

void Writer::stop_if_broken(const Failure& failure) {
  if (is_broken(failure)) stop("a commit failed: " + failure.error().what);
}

void Writer::stop(const std::string& reason) {
  if (stopped_.exchange(true)) return;
  if (!options_.fatal) end_process(reason);
  options_.fatal(reason);
}

}  // namespace tansiq::store::sqlite
