#include "node/partners/outgoing.h"

#include <cassert>
#include <optional>

#include "node/partners/bell.h"
#include "node/partners/papers.h"
#include "node/partners/shelving.h"
#include "node/partners/signing.h"
#include "node/proof/kept_heads.h"

namespace tansiq::node {

using base::fail;

Result<const exchange::Outbox*> Outgoing::end(store::ServiceNumber recipient) {
  if (const auto held = ends_.find(recipient); held != ends_.end()) return &held->second;
  const auto read = transaction_.exchange().outbox(recipient);
  if (!read) return fail(read);
  return &ends_.emplace(recipient, *read).first->second;
}

Result<std::uint64_t> Outgoing::send(store::ServiceNumber recipient, exchange::Release release,
                                     std::int64_t act, std::string salt) {
  assert(recipient != store::own_service);
  const auto* peer = directory_->find(recipient);
  assert(peer == nullptr || !peer->partner.suspended || exchange::passes_suspension(release.kind) ||
         release.kind == exchange::Kind::receipt);
  if (const auto found = end(recipient); !found) return fail(found);
  auto& outbox = ends_.at(recipient);
  const auto kind = release.kind;
  if (release.record) await_statement(node_, recipient, release.record->id, outbox.number + 1);
  if (salt.empty()) salt = base::random_bytes(exchange::salt_size);
  const auto envelope = outbox.append(std::move(release), std::move(salt));
  if (auto appended = transaction_.exchange_writer().append(recipient, envelope, act); !appended)
    return fail(appended);
  if (peer != nullptr && peer->is_reader())
    if (auto shelved = shelve(transaction_, *directory_, *peer, envelope); !shelved) return fail(shelved);
  reached_.insert(recipient);
  if (kind != exchange::Kind::receipt) say_released(peer, kind, outbox);
  return outbox.number;
}

void Outgoing::say_released(const Peer* peer, exchange::Kind kind, const exchange::Outbox& outbox) {
  if (peer == nullptr) return;
  if (const auto run = last_run_.find(peer); run != last_run_.end()) {
    auto& last = happenings_[run->second];
    if (last.kind == kind && last.epoch == outbox.epoch && last.to + 1 == outbox.number) {
      last.to = outbox.number;
      ++last.count;
      return;
    }
  }
  last_run_[peer] = happenings_.size();
  happenings_.push_back({.what = Happening::What::released,
                         .partner = peer->label(),
                         .kind = kind,
                         .epoch = outbox.epoch,
                         .from = outbox.number,
                         .to = outbox.number,
                         .count = 1});
}

Result<const exchange::SigningKey*> Outgoing::key() const {
  return own_key(node_, *directory_);
}

Result<> Outgoing::queue(const store::Redecision& redecision) {
  if (auto queued = transaction_.exchange_writer().queue(redecision); !queued) return queued;
  reached_.insert(store::own_service);
  return {};
}

Result<> Outgoing::refresh(Directories& directories) {
  auto fresh = directories.within(transaction_);
  if (!fresh) return fail(fresh);
  earlier_.push_back(std::exchange(directory_, std::move(*fresh)));
  return {};
}

Result<> commit(Node& node, std::size_t bytes,
                const std::function<Result<>(store::Transaction&, Outgoing&)>& work) {
  std::set<store::ServiceNumber> reached;
  std::vector<Happening> happenings;
  bool papers_changed = false;
  auto written = node.store.write(bytes, [&](store::Transaction& transaction) -> Result<> {
    const auto before = directory_revision(transaction);
    if (!before) return fail(before);
    auto directory = node.directories->within(transaction);
    if (!directory) return fail(directory);
    Outgoing outgoing(node, transaction, std::move(*directory));
    if (auto done = work(transaction, outgoing); !done) return done;
    const auto after = directory_revision(transaction);
    if (!after) return fail(after);
    papers_changed = *after != *before;
    reached = outgoing.reached();
    happenings = outgoing.take_happenings();
    return {};
  });
  if (!written) return written;
  if (papers_changed) {
    node.bell->ring_all();
  } else {
    for (const auto service : reached) node.bell->ring(service);
  }
  for (auto& happening : happenings) node.happenings->say(std::move(happening));
  return {};
}

}  // namespace tansiq::node
