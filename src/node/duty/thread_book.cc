#include "node/duty/thread_book.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fmt/format.h>

#include "exchange/card.h"
#include "node/held.h"

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

/// Records that are read in one go.
constexpr std::size_t batch = 1'000;

/// The number of the paper about a thread. Two threads of one officer would have to share 63 bits of a hash.
std::int64_t number_of(const desk::ThreadKey& key) {
  const auto hash = base::sha256(key.asker + " " + key.root);
  std::uint64_t number = 0;
  std::memcpy(&number, hash.data(), sizeof number);
  return static_cast<std::int64_t>(number >> 1);
}

/// A paper's "MARK ASKER ROOT"; false where it is something else.
bool read_mark(std::string_view text, desk::ThreadKey& key, std::uint64_t& mark) {
  const auto first = text.find(' ');
  const auto second = text.find(' ', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return false;
  if (std::from_chars(text.data(), text.data() + first, mark).ec != std::errc()) return false;
  key = {std::string(text.substr(first + 1, second - first - 1)), std::string(text.substr(second + 1))};
  return true;
}

/// Only the asker's own node knows when it held an answer. In canonical JSON a member cannot stand inside a
/// string: its quotation marks would be escaped.
bool asks(const desk::Service& service, std::string_view bytes) {
  return bytes.find("\"asked_by_ref\":\"" + service + "\"") != std::string_view::npos;
}

/// Whether somebody has not acknowledged what `me` must, or what it asked others to.
bool awaits(const desk::Thread& thread, const desk::Service& me) {
  if (thread.standing == desk::Standing::closed) return false;
  return std::any_of(thread.owed.begin(), thread.owed.end(), [&](const desk::Owed& owed) {
    return owed.pile == desk::Pile::acknowledge && (owed.by == me || thread.key.asker == me);
  });
}

}  // namespace

bool makes_threads(std::string_view id) {
  return std::any_of(std::begin(thread_types), std::end(thread_types), [&](std::string_view type) {
    return id.starts_with(type) && id.substr(type.size()).starts_with("--");
  });
}

Result<> ThreadBook::look(store::Reader& reader, const Directory& directory, Time now,
                          const std::function<Result<>(View&)>& at) {
  const auto* own = directory.own();
  if (own == nullptr)
    return fail(Fault::not_found, "this node has no card yet, and so no threads", {}, "tansiq card show");
  std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock()) {
    if (starting_)
      return fail(Fault::unavailable, "the threads are read in after a start", {}, "try again in a moment");
    lock.lock();
  }
  if (next_review_ && now >= *next_review_) reset();
  if (!threads_) {
    me_ = exchange::identity_of(own->service());
    starting_ = true;
    auto started = start(reader, directory, now);
    starting_ = false;
    if (!started) {
      reset();
      return started;
    }
  } else if (auto followed =
                 follow(reader, directory, now,
                        [&](const desk::Filed& filed) { changed(threads_->add(filed), filed_at_); });
             !followed) {
    return followed;
  }
  // Going back would fold everything anew; whoever came a moment earlier sees the later moment.
  if (now > threads_->now()) changed(threads_->advance(now), now);
  View view(*this, reader);
  return at(view);
}

void ThreadBook::forget() {
  const std::lock_guard lock(mutex_);
  reset();
}

void ThreadBook::reset() {
  threads_.reset();
  seen_.clear();
  desks_.clear();
  awaiting_.clear();
  reviews_.clear();
  next_review_.reset();
}

Result<> ThreadBook::start(store::Reader& reader, const Directory& directory, Time now) {
  threads_ = std::make_unique<desk::Threads>(now);
  Result<> followed;
  threads_->load([&](const Take& take) { followed = follow(reader, directory, now, take); },
                 [&](const desk::Thread& thread) { note_awaiting(thread, now); });
  if (!followed) return followed;
  for (auto& [key, since] : awaiting_) {
    const auto came = came_at(reader, directory, key);
    if (!came) return fail(came);
    if (*came) since = **came;
  }
  return {};
}

/// When this node got the first version of a root: from then on somebody waits.
Result<std::optional<Time>> ThreadBook::came_at(store::Reader& reader, const Directory& directory,
                                                const desk::ThreadKey& key) const {
  std::optional<Time> came;
  store::Filter filter;
  filter.ids = {key.root};
  filter.versions = {.first = true, .last = false, .all = false, .exact = {}};
  filter.with_bytes = false;
  for (const auto& [collection, seen] : seen_) {
    const auto visited = reader.visit(collection, filter, [&](const store::RecordView& record) {
      const auto* originator = directory.find(record.originator);
      if (originator != nullptr && exchange::identity_of(originator->service()) == key.asker)
        came = record.added;
      return true;
    });
    if (!visited) return fail(visited);
  }
  return came;
}

Result<> ThreadBook::follow(store::Reader& reader, const Directory& directory, Time now, const Take& take) {
  const auto collections = reader.collections();
  if (!collections) return fail(collections);
  for (const auto& collection : *collections)
    if (auto followed = follow(reader, directory, collection, now, take); !followed) return followed;
  return {};
}

Result<> ThreadBook::follow(store::Reader& reader, const Directory& directory,
                            const store::Collection& collection, Time now, const Take& take) {
  if (collection.kind != store::Collection::Kind::records) return {};
  auto& seen = seen_.try_emplace(collection.number, Time{std::chrono::microseconds{-1}}).first->second;
  store::Filter filter;
  filter.types.assign(std::begin(thread_types), std::end(thread_types));
  filter.versions.all = true;
  filter.review = current_at(now);
  filter.limit = batch;
  std::size_t taken = 0;
  do {
    taken = 0;
    filter.added_after = seen;
    Result<> noted;
    const auto visited = reader.visit(collection.number, filter, [&](const store::RecordView& record) {
      ++taken;
      seen = record.added;
      noted = note_review(reader, record.handling, now);
      if (!noted) return false;
      const auto* originator = directory.find(record.originator);
      if (originator == nullptr) return true;
      desk::Filed filed{record.bytes, exchange::identity_of(originator->service()), {}};
      if (asks(me_, record.bytes)) filed.held = record.added;
      filed_at_ = record.added;
      take(filed);
      return true;
    });
    if (!visited) return fail(visited);
    if (!noted) return noted;
  } while (taken == batch);
  return {};
}

Result<> ThreadBook::note_review(store::Reader& reader, std::int64_t handling, Time now) {
  if (handling == 0) return {};
  const auto known = reviews_.find(handling);
  if (known != reviews_.end()) return {};
  const auto kept = reader.handling(handling);
  if (!kept) return fail(kept);
  const auto review = *kept ? (*kept)->review : std::nullopt;
  reviews_.emplace(handling, review);
  if (review && *review > now && (!next_review_ || *review < *next_review_)) next_review_ = review;
  return {};
}

void ThreadBook::note_awaiting(const desk::Thread& thread, Time at) {
  if (awaits(thread, me_))
    awaiting_.try_emplace(thread.key, at);
  else
    awaiting_.erase(thread.key);
}

void ThreadBook::changed(const std::vector<desk::ThreadKey>& keys, Time at) {
  for (const auto& key : keys) {
    const auto thread = threads_->find(key);
    if (thread)
      note_awaiting(*thread, at);
    else
      awaiting_.erase(key);
    for (auto& [officer, desk] : desks_) {
      if (thread)
        desk.put(*thread);
      else
        desk.remove(key);
    }
  }
}

std::vector<std::pair<desk::Thread, Time>> ThreadBook::View::awaiting() const {
  std::vector<std::pair<desk::Thread, Time>> awaiting;
  for (const auto& [key, since] : book_.awaiting_)
    if (auto thread = threads().find(key)) awaiting.emplace_back(*std::move(thread), since);
  return awaiting;
}

Result<desk::Thread> ThreadBook::View::find(const Directory& directory, const std::string& root,
                                            std::string_view asker) const {
  std::optional<desk::Thread> found;
  const auto look_at = [&](const Peer& peer) {
    auto thread = threads().find({exchange::identity_of(peer.service()), root});
    if (!thread) return true;
    const bool first = !found;
    found = std::move(thread);
    return first;
  };
  if (!asker.empty()) {
    const auto* peer = directory.find(asker);
    if (peer == nullptr)
      return fail(Fault::not_found, fmt::format("there is no partner '{}'", asker), "asker",
                  "tansiq partner list shows them");
    look_at(*peer);
  } else {
    bool one = look_at(*directory.own());
    for (const auto* peer : directory.partners()) one = look_at(*peer) && one;
    if (!one) return fail(Fault::conflict, "several services ask under this id", "asker", "say whose it is");
  }
  if (!found)
    return fail(Fault::not_found, fmt::format("there is no thread {}", root), "id",
                "tansiq thread list shows them");
  return desk::as_seen_by(*std::move(found), me());
}

Result<const desk::Desk*> ThreadBook::View::desk_of(std::string_view officer) {
  if (const auto known = book_.desks_.find(officer); known != book_.desks_.end()) return &known->second;
  const auto papers = reader_.exchange().papers(paper::thread_read, officer);
  if (!papers) return fail(papers);
  desk::Desk desk(book_.me_);
  for (const auto& paper : *papers) {
    desk::ThreadKey key;
    std::uint64_t mark = 0;
    if (read_mark(paper.text, key, mark)) desk.read(key, mark);
  }
  book_.threads_->each([&](desk::Thread thread) { desk.put(std::move(thread)); });
  return &book_.desks_.emplace(std::string(officer), std::move(desk)).first->second;
}

void ThreadBook::View::read(std::string_view officer, const desk::ThreadKey& key, std::uint64_t mark) {
  if (const auto known = book_.desks_.find(officer); known != book_.desks_.end())
    known->second.read(key, mark);
}

const Peer* peer_of(const Directory& directory, const desk::Service& service) {
  const auto is_it = [&](const Peer* peer) {
    return peer != nullptr && !peer->is_reader() && exchange::identity_of(peer->service()) == service;
  };
  if (is_it(directory.own())) return directory.own();
  for (const auto* peer : directory.partners())
    if (is_it(peer)) return peer;
  return nullptr;
}

std::map<desk::Service, std::string> names_in(const Directory& directory) {
  std::map<desk::Service, std::string> names;
  if (const auto* own = directory.own()) names[exchange::identity_of(own->service())] = own->label();
  for (const auto* peer : directory.partners())
    if (!peer->is_reader()) names[exchange::identity_of(peer->service())] = peer->label();
  return names;
}

Result<> keep_read(store::Transaction& transaction, std::string_view officer, const desk::ThreadKey& key,
                   std::uint64_t mark, std::int64_t act) {
  store::Paper paper;
  paper.kind = paper::thread_read;
  paper.subject = officer;
  paper.number = number_of(key);
  paper.text = fmt::format("{} {} {}", mark, key.asker, key.root);
  paper.since = transaction.now();
  paper.act = act;
  return put_paper(transaction, paper);
}

}  // namespace tansiq::node
