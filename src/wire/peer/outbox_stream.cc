#include "wire/peer/outbox_stream.h"

#include <algorithm>
#include <utility>

#include "node/partners/bell.h"
#include "node/partners/directory.h"
#include "node/partners/pairs.h"
#include "wire/peer/serve.h"

namespace tansiq::wire::peer {

using base::fail;
using base::Fault;
using base::Result;
using std::chrono::milliseconds;

namespace {

constexpr node::BatchLimits first_batch{.envelopes = 16, .bytes = 16 * 1024};

/// Twice as much, up to what a batch may be.
node::BatchLimits grown(const node::BatchLimits& limits) {
  const node::BatchLimits most;
  return {std::min(2 * limits.envelopes, most.envelopes), std::min(2 * limits.bytes, most.bytes)};
}

}  // namespace

std::uint64_t Newest::enter(store::ServiceNumber partner) {
  const std::lock_guard lock(mutex_);
  return of_partner_[partner] = ++last_;
}

bool Newest::is(store::ServiceNumber partner, std::uint64_t stream) const {
  const std::lock_guard lock(mutex_);
  const auto found = of_partner_.find(partner);
  return found != of_partner_.end() && found->second == stream;
}

OutboxStream::OutboxStream(node::Node& node, std::shared_ptr<Newest> newest, const Opening& opening,
                           std::uint32_t heartbeat_ms)
    : node_(node),
      newest_(std::move(newest)),
      stream_(newest_->enter(opening.partner)),
      opening_(opening),
      heartbeat_ms_(heartbeat_ms),
      heard_(opening.heard),
      limits_(first_batch),
      told_card_(opening.card) {
  node_.pairs->change(opening_.partner, [&](node::Pair& pair) {
    pair.telling = {node_.clock(), heard_.epoch, heard_.number};
  });
}

OutboxStream::~OutboxStream() {
  hears_outbox_.reset();
  hears_papers_.reset();
  if (!newest_->is(opening_.partner, stream_)) return;
  node_.pairs->change(opening_.partner, [](node::Pair& pair) { pair.telling.connected_since.reset(); });
}

void OutboxStream::listen(std::function<void()> wake) {
  hears_papers_ = node_.bell->listen(store::own_service, [this, wake] {
    papers_changed_ = true;
    wake();
  });
  hears_outbox_ = node_.bell->listen(opening_.partner, std::move(wake));
}

/// Whether this stream may still go on.
Result<> OutboxStream::check(bool papers_changed) {
  if (!newest_->is(opening_.partner, stream_))
    return fail(Fault::conflict, "the partner has opened another stream");
  if (!papers_changed) return {};
  const auto partner = partner_with(node_, opening_.key);
  if (!partner) return fail(partner);
  if (*partner != opening_.partner) return fail(Fault::forbidden, "the key is another partner's now");
  return {};
}

Result<std::string> OutboxStream::new_cards() {
  const auto reader = node_.store.read();
  if (!reader) return fail(reader);
  const auto directory = node_.directories->of(**reader);
  if (!directory) return fail(directory);
  const auto* own = (*directory)->own();
  if (!own || !own->cards) return std::string();
  const std::uint64_t newest = own->cards->newest().number;
  const std::uint64_t held = std::exchange(told_card_, newest);
  if (held == 0 || held >= newest) return std::string();
  return node::newer_cards(node_, opening_.partner, held);
}

Result<http::Portion> OutboxStream::next(bool rested) {
  const bool papers_changed = papers_changed_.exchange(false);
  if (auto checked = check(papers_changed); !checked) return fail(checked);
  http::Portion portion;
  if (papers_changed) {
    auto cards = new_cards();
    if (!cards) return fail(cards);
    portion.bytes = std::move(*cards);
  }
  auto batch = node::next_batch(node_, opening_.partner, heard_, limits_);
  if (!batch) return fail(batch);
  const auto now = std::chrono::steady_clock::now();
  const bool due = rested || !last_said_ || now - *last_said_ >= milliseconds(heartbeat_ms_);
  if (batch->envelopes == 0 && !due && portion.bytes.empty()) return portion;
  if (portion.bytes.empty()) {
    portion.bytes = std::move(batch->events);
  } else {
    portion.bytes += batch->events;
  }
  portion.more = batch->more;
  if (batch->envelopes > 0) limits_ = grown(limits_);
  heard_ = batch->heard;
  last_said_ = now;
  node_.pairs->change(opening_.partner, [&](node::Pair& pair) {
    pair.telling.epoch = heard_.epoch;
    pair.telling.number = heard_.number;
  });
  return portion;
}

}  // namespace tansiq::wire::peer
