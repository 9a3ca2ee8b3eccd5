#pragma once

/// The threads of this node, kept as the store grows, and the desks of its officers over them.

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "desk/desk.h"
#include "node/node.h"
#include "node/partners/directory.h"

namespace tansiq::node {

/// The types of which threads are made.
inline constexpr std::string_view thread_types[] = {"threat-warning", "acknowledgement", "outcome-report"};

/// Whether an object of this id can belong to a thread.
bool makes_threads(std::string_view id);

/// Folds what the node holds. Nothing runs in the background: whoever looks brings it up to date first, which
/// costs what came since somebody looked last. Safe from any thread; one looks at a time.
class ThreadBook {
 public:
  /// What a look shows; valid inside it.
  class View {
   public:
    [[nodiscard]] const desk::Service& me() const { return book_.me_; }
    [[nodiscard]] const desk::Threads& threads() const { return *book_.threads_; }
    /// The thread of a root as this service sees it; `asker` is this node's name for who asked, or empty
    /// where only one did. Fault::not_found; Fault::conflict where several services hold a root of this id.
    [[nodiscard]] Result<desk::Thread> find(const Directory& directory, const std::string& root,
                                            std::string_view asker) const;
    /// The desk of an officer.
    [[nodiscard]] Result<const desk::Desk*> desk_of(std::string_view officer);
    /// The threads in which somebody is silent whose silence is this service's business: its own, or that of
    /// whom it asked. With each since when it has been so.
    [[nodiscard]] std::vector<std::pair<desk::Thread, Time>> awaiting() const;
    /// Notes that an officer has read a thread at a mark. Durable only with keep_read() in a write.
    void read(std::string_view officer, const desk::ThreadKey& key, std::uint64_t mark);

   private:
    friend class ThreadBook;
    View(ThreadBook& book, store::Reader& reader) : book_(book), reader_(reader) {}
    ThreadBook& book_;
    store::Reader& reader_;
  };

  /// Shows the threads that a snapshot holds, at a time; what is past its review date is in none. The first
  /// look folds everything, and whoever looks meanwhile is told to come again (Fault::unavailable).
  /// Fault::not_found where the node has no card yet, and so can neither ask nor be asked.
  Result<> look(store::Reader& reader, const Directory& directory, Time now,
                const std::function<Result<>(View&)>& at);

  /// Forgets everything, to be folded anew by the next look: after an object was erased or recalled, or its
  /// review date changed.
  void forget();

 private:
  using Take = std::function<void(const desk::Filed&)>;
  Result<> start(store::Reader& reader, const Directory& directory, Time now);
  /// Hands over what came since the last time.
  Result<> follow(store::Reader& reader, const Directory& directory, Time now, const Take& take);
  Result<> follow(store::Reader& reader, const Directory& directory, const store::Collection& collection,
                  Time now, const Take& take);
  Result<> note_review(store::Reader& reader, std::int64_t handling, Time now);
  [[nodiscard]] Result<std::optional<Time>> came_at(store::Reader& reader, const Directory& directory,
                                                    const desk::ThreadKey& key) const;
  void reset();
  void note_awaiting(const desk::Thread& thread, Time at);
  void changed(const std::vector<desk::ThreadKey>& keys, Time at);

  std::mutex mutex_;
  std::atomic<bool> starting_{false};  ///< whoever holds the mutex folds everything
  std::optional<Time> next_review_;    ///< when something in a thread passes its review date
  std::map<std::int64_t, std::optional<Time>> reviews_;  ///< by handling
  desk::Service me_;
  std::unique_ptr<desk::Threads> threads_;
  Time filed_at_{};                           ///< of the object that is handed over
  std::map<std::int64_t, Time> seen_;         ///< by collection: up to where
  std::map<desk::ThreadKey, Time> awaiting_;  ///< since when
  std::map<std::string, desk::Desk, std::less<>> desks_;
};

/// The service that an identity stands for, this one included; null where it is not known.
const Peer* peer_of(const Directory& directory, const desk::Service& service);

/// What this node calls the services that a thread names; an identity that it does not know stays as it is.
std::map<desk::Service, std::string> names_in(const Directory& directory);

/// Keeps what an officer has read, inside a write.
Result<> keep_read(store::Transaction& transaction, std::string_view officer, const desk::ThreadKey& key,
                   std::uint64_t mark, std::int64_t act);

}  // namespace tansiq::node
