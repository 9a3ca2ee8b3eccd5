#include "wire/peer/follower.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <utility>

#include "exchange/sse.h"
#include "node/partners/directory.h"
#include "node/partners/happenings.h"
#include "node/partners/pairs.h"

namespace tansiq::wire::peer {

using base::fail;
using base::Fault;
using base::Result;
using std::chrono::duration_cast;

namespace {

constexpr milliseconds officer_pause{5'000};   // an inbox may be cleared without any paper being changed
constexpr milliseconds update_pause{300'000};  // or the partner may go back to what this node understands
constexpr milliseconds cards_patience{20'000};
constexpr milliseconds settled{10'000};  // a connection that lasted so long was a good one
constexpr milliseconds held_patience{120'000};
constexpr std::size_t most_lost_bytes = std::size_t{512} << 20;  // what is taken back is one commit
constexpr std::size_t most_cards_bytes = std::size_t{4} << 20;

std::uint32_t random_number() {
  std::uint32_t number = 0;
  const auto bytes = base::random_bytes(sizeof number);
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

}  // namespace

Follower::Follower(node::Node& node, const Acts& acts, const FollowSettings& settings,
                   store::ServiceNumber partner)
    : node_(node), acts_(acts), settings_(settings), partner_(partner), thread_([this] { run(); }) {}

Follower::~Follower() {
  stop();
  thread_.join();
}

void Follower::look_again() {
  const std::lock_guard lock(mutex_);
  changed_ = true;
  woken_.notify_all();
  if (link_) link_->wake();
}

void Follower::stop() {
  stopping_ = true;
  look_again();
}

milliseconds Follower::steady_now() const {
  return duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

// ---- what is known of the pair

void Follower::note_trouble(std::string text) {
  node_.pairs->change(partner_, [&](node::Pair& pair) {
    if (pair.hearing.trouble.empty()) pair.hearing.trouble_since = node_.clock();
    pair.hearing.trouble = text;
  });
  if (text == trouble_) return;
  trouble_ = std::move(text);
  if (settings_.report) settings_.report(label_, trouble_);
}

void Follower::note_connected(bool connected) {
  bool changed = false;
  node_.pairs->change(partner_, [&](node::Pair& pair) {
    auto& since = pair.hearing.connected_since;
    changed = since.has_value() != connected;
    if (changed) since = connected ? std::optional(node_.clock()) : std::nullopt;
  });
  if (!changed) return;
  node::Happening happening;
  happening.what = connected ? node::Happening::What::connected : node::Happening::What::disconnected;
  happening.partner = label_;
  if (!connected) happening.detail = trouble_;
  node_.happenings->say(std::move(happening));
}

void Follower::note(const node::acts::Reception& reception, bool heartbeat) {
  const auto now = node_.clock();
  node_.pairs->change(partner_, [&](node::Pair& pair) {
    auto& hearing = pair.hearing;
    hearing.epoch = reception.epoch;
    hearing.number = reception.number;
    hearing.announced = reception.announced;
    if (reception.fault) return;
    hearing.last_heard = now;
    if (heartbeat) hearing.skew = reception.head_time - now;
    hearing.trouble.clear();
    hearing.trouble_since.reset();
  });
  if (!reception.fault) trouble_.clear();
}

// ---- coming and going

void Follower::run() {
  while (!stopping_) {
    const Next next = once();
    note_connected(false);
    if (!stopping_) pause(next);
  }
}

Follower::Next Follower::once() {
  changed_ = false;
  asked_to_wait_ = {};
  const auto plan = this->plan();
  if (!plan) {
    note_trouble(plan.error().text());
    return Next::again;
  }
  label_ = plan->label;
  if (plan->held) {
    if (trouble_.empty()) note_trouble("an earlier fault of this pair waits for an officer");
    return Next::wait_for_officer;
  }
  if (auto connected = connect(plan->target); !connected) {
    note_trouble(connected.error().text());
    return Next::again;
  }
  if (plan->lost && acts_.take_back)
    if (const auto next = take_back(*plan->lost)) return *next;
  return follow(*plan);
}

void Follower::pause(Next next) {
  switch (next) {
    case Next::at_once:
      return;
    case Next::wait_for_officer:
      return rest(officer_pause);
    case Next::wait_for_update:
      return rest(update_pause);
    case Next::fetch_cards:
      if (auto fetched = fetch_cards(); !fetched) note_trouble(fetched.error().text());
      break;
    case Next::again:
      break;
  }
  rest(backoff_.next(random_number(), asked_to_wait_));
}

void Follower::rest(milliseconds most) {
  std::unique_lock lock(mutex_);
  woken_.wait_for(lock, most, [this] { return stopping_ || changed_; });
}

Result<Follower::Plan> Follower::plan() {
  const auto reader = node_.store.read();
  if (!reader) return fail(reader);
  const auto directory = node_.directories->of(**reader);
  if (!directory) return fail(directory);
  const auto* peer = (*directory)->find(partner_);
  if (!peer || !peer->cards) return fail(Fault::not_found, "there is no such partner");
  const auto inbox = (*reader)->exchange().inbox(partner_);
  if (!inbox) return fail(inbox);
  const auto& card = peer->cards->newest();
  std::optional<node::Heard> lost;
  if (peer->lost_epoch) {
    const auto end = (*reader)->exchange().outbox(partner_, *peer->lost_epoch);
    if (!end) return fail(end);
    lost = node::Heard{end->epoch, end->number};
  }
  return Plan{{card.url, card.tls, settings_.certificate_file, settings_.key_file},
              peer->label(),
              card.number,
              inbox->epoch,
              inbox->number,
              inbox->held,
              lost};
}

/// The same link as long as the partner stays where it is, with its connection and TLS session.
Result<> Follower::connect(const Target& target) {
  if (link_ && link_->target() == target) return {};
  auto link = Link::make(target);
  if (!link) return fail(link);
  const std::lock_guard lock(mutex_);
  link_ = std::move(*link);
  return {};
}

Result<> Follower::fetch_cards() {
  const auto plan = this->plan();
  if (!plan) return fail(plan);
  if (auto connected = connect(plan->target); !connected) return connected;
  if (auto opened = link_->open(fmt::format("/exchange/1/cards?after={}", plan->card), {}); !opened)
    return opened;
  std::string bytes;
  const auto begin = steady_now();
  for (;;) {
    const auto state = link_->read(bytes, cards_patience);
    if (!state) return fail(state);
    if (*state == Link::State::ended) break;
    if (bytes.size() > most_cards_bytes || stopping_ || steady_now() - begin > cards_patience)
      return fail(Fault::unavailable, "the partner's cards do not come");
  }
  IncomingReader reader;
  if (auto fed = reader.feed(bytes); !fed) return fed;
  while (const auto piece = reader.take(false)) {
    if (piece->cards.empty()) continue;
    if (auto taken = acts_.take_cards(partner_, piece->cards); !taken) return fail(taken);
  }
  return {};
}

/// Asks for what the partner holds above the backup, piece by piece, up to the head that ends it.
Result<> Follower::fetch_lost(const node::Heard& lost, std::string& head,
                              std::vector<std::string>& envelopes) {
  std::size_t held = 0;
  for (auto after = lost.number; head.empty() && !stopping_; after = lost.number + envelopes.size()) {
    if (auto opened = link_->open(fmt::format("/exchange/1/held?epoch={}&after={}", lost.epoch, after), {});
        !opened)
      return opened;
    exchange::EventReader events(exchange::most_envelope_bytes);
    const auto before = envelopes.size();
    const auto begin = steady_now();
    for (;;) {
      std::string bytes;
      const auto state = link_->read(bytes, cards_patience);
      if (!state) return fail(state);
      auto fed = events.feed(bytes, [&](const exchange::Event& event) -> Result<> {
        held += event.data.size();
        if (event.name == exchange::event::envelope) envelopes.push_back(event.data);
        if (event.name == exchange::event::head) head = event.data;
        return {};
      });
      if (!fed) return fed;
      if (held > most_lost_bytes)
        return fail(Fault::too_large,
                    fmt::format("the partner hands back more than {} MiB", most_lost_bytes >> 20));
      if (*state == Link::State::ended) break;
      if (stopping_ || steady_now() - begin > held_patience)
        return fail(Fault::unavailable, "what the partner hands back does not come");
    }
    if (envelopes.size() == before) break;
  }
  if (stopping_) return fail(Fault::unavailable, "this node stops");
  return {};
}

/// What of a restore's loss this partner holds; nothing where its stream can be followed now. What is wrong
/// with what it handed back, an officer sees, and what the partner says is heard all the same.
std::optional<Follower::Next> Follower::take_back(const node::Heard& lost) {
  std::vector<std::string> envelopes;
  std::string head;
  auto taken = fetch_lost(lost, head, envelopes);
  const bool fetched = taken.has_value();
  if (fetched) taken = acts_.take_back(partner_, head, envelopes);
  if (taken) return std::nullopt;
  note_trouble("what was lost by a restore is not taken back: " + taken.error().text());
  const auto fault = taken.error().fault;
  const bool key_refused = !fetched && fault == Fault::forbidden;
  if (key_refused || fault == Fault::busy || fault == Fault::unavailable || fault == Fault::internal)
    return Next::again;
  return std::nullopt;
}

// ---- a stream

Follower::Next Follower::follow(const Plan& plan) {
  const auto path = fmt::format("/exchange/1/stream?epoch={}&card={}", plan.epoch, plan.card);
  auto opened =
      link_->open(path, {"Accept: text/event-stream", fmt::format("Last-Event-ID: {}", plan.number)});
  if (!opened) {
    note_trouble(opened.error().text());
    return Next::again;
  }
  IncomingReader reader;
  std::string bytes;
  bool accepted = false;
  connected_ = last_complete_ = std::chrono::steady_clock::now();
  asked_epoch_ = plan.epoch;
  for (;;) {
    const auto since = duration_cast<milliseconds>(std::chrono::steady_clock::now() - last_complete_);
    const auto patience = settings_.silence.most;
    if (settings_.silence.is_too_long(since, reader.held_bytes())) {
      note_trouble("the partner's node is connected and says nothing");
      return Next::again;
    }
    const auto state = link_->read(bytes, std::max(milliseconds(10), patience - std::min(patience, since)));
    if (stopping_) return Next::at_once;
    asked_to_wait_ = std::max(link_->retry_after(), milliseconds(reader.retry_ms().value_or(0)));
    if (!accepted && link_->accepted()) note_connected(accepted = true);
    if (auto fed = reader.feed(bytes); !fed) {
      note_trouble(fed.error().text());
      return Next::again;
    }
    bytes.clear();
    if (const auto next = hear(reader)) return *next;
    if (!state) {
      note_trouble(state.error().text());
      return Next::again;
    }
    if (*state == Link::State::ended) {
      note_trouble("the partner's node has ended the stream");
      return Next::again;
    }
    if (changed_.exchange(false)) {
      const auto fresh = this->plan();
      if (!fresh || fresh->held || fresh->target != plan.target) return Next::at_once;
    }
  }
}

/// Acts on what is complete; says what to do where the stream is to be left.
std::optional<Follower::Next> Follower::hear(IncomingReader& reader) {
  while (auto piece = reader.take(merges_)) {
    if (stopping_) return Next::at_once;
    const auto next = piece->cards.empty() ? take(*piece) : take_cards(*piece);
    if (next) return next;
    last_complete_ = std::chrono::steady_clock::now();
  }
  return std::nullopt;
}

std::optional<Follower::Next> Follower::take_cards(const Incoming& piece) {
  const auto taken = acts_.take_cards(partner_, piece.cards);
  if (taken && !*taken) return std::nullopt;
  if (!taken) note_trouble(taken.error().text());
  return Next::again;
}

std::optional<Follower::Next> Follower::take(const Incoming& batch) {
  const bool heartbeat = batch.envelopes.empty();
  if (heartbeat && !heads_.spend(steady_now())) {
    note_trouble("the partner sends heads that bring nothing, one after the other");
    return Next::again;
  }
  const std::vector<std::string_view> envelopes(batch.envelopes.begin(), batch.envelopes.end());
  const auto reception = acts_.receive(partner_, batch.head, envelopes);
  if (!reception) {
    note_trouble(reception.error().text());
    return Next::again;
  }
  note(*reception, heartbeat);
  if (reception->fault) return judge(*reception->fault, merges_);
  // The partner was restored: of its new epoch nothing comes on a stream that was opened for the old one.
  if (asked_epoch_ != 0 && reception->epoch != asked_epoch_) return Next::at_once;
  // A head alone is cheap to send: a partner that sends one and then nonsense is not come back to at once.
  if (reception->taken > 0 || std::chrono::steady_clock::now() - connected_ > settled) backoff_.reset();
  if (heartbeat) merges_ = true;
  return std::nullopt;
}

std::optional<Follower::Next> Follower::judge(const exchange::Finding& fault, bool was_merged) {
  note_trouble(fault.sentence());
  merges_ = false;
  switch (exchange::remedy_of(fault.fault)) {
    case exchange::Remedy::ask_again:
      return Next::again;
    case exchange::Remedy::fetch_card:
      return Next::fetch_cards;
    case exchange::Remedy::enter:
      return Next::again;
    case exchange::Remedy::update_node:
      return was_merged ? Next::again : Next::wait_for_update;
    case exchange::Remedy::officer:
      return Next::wait_for_officer;
  }
  return Next::again;
}

}  // namespace tansiq::wire::peer
