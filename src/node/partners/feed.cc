#include "node/partners/feed.h"

#include <fmt/format.h>

#include "exchange/exchange.h"
#include "node/partners/directory.h"
#include "node/partners/identity.h"
#include "node/partners/papers.h"

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

/// What is needed to speak to one partner.
struct Speaker {
  std::shared_ptr<const Directory> directory;
  const Peer* partner = nullptr;
  const exchange::Card* card = nullptr;       ///< the own newest one
  const exchange::SigningKey* key = nullptr;  ///< that it names
};

Result<Speaker> speaker_to(Node& node, store::Reader& reader, store::ServiceNumber number) {
  Speaker speaker;
  auto directory = node.directories->of(reader);
  if (!directory) return fail(directory);
  speaker.directory = std::move(*directory);
  const auto* own = speaker.directory->own();
  if (own == nullptr || !own->cards || !node.identity)
    return fail(Fault::not_found, "this node has no card yet", {}, "tansiq card create");
  speaker.card = &own->cards->newest();
  speaker.key = node.identity->key_of(*speaker.card);
  if (speaker.key == nullptr)
    return fail(Fault::not_found, "no key of this node's newest card is in its folder of keys", {},
                "put the key back, or issue a card with a new one: tansiq card rotate");
  speaker.partner = speaker.directory->find(number);
  if (speaker.partner == nullptr || number == store::own_service)
    return fail(Fault::not_found, "there is no such partner");
  return speaker;
}

/// A suspended partner gets no content, and nobody gets what was asked back before it was fetched.
bool may_see_content(const Peer& partner, const store::ReleaseView& release) {
  if (release.kind == exchange::Kind::record && release.fate == exchange::Fate::recalled) return false;
  return !partner.partner.suspended || exchange::passes_suspension(release.kind) ||
         release.kind == exchange::Kind::receipt;
}

std::string text_of(const store::ReleaseView& release, const Peer& partner) {
  exchange::Envelope envelope;
  envelope.bytes = std::string(release.body);
  if (!release.salt.empty() && may_see_content(partner, release)) {
    exchange::Content content{std::string(release.salt), std::string(release.copy), std::nullopt};
    if (release.kind == exchange::Kind::record)
      content.record = exchange::RecordKey{std::string(release.id), std::string(release.version)};
    envelope.content = std::move(content);
  }
  return envelope.text();
}

Result<> is_ready(const Peer& partner) {
  if (!partner.lost_epoch) return {};
  return fail(Fault::busy, "this node was restored and first takes back what this partner holds");
}

}  // namespace

Result<> ready_to_serve(Node& node, store::ServiceNumber partner) {
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  const auto* peer = (*directory)->find(partner);
  if (peer == nullptr) return fail(Fault::not_found, "there is no such partner");
  return is_ready(*peer);
}

Result<Batch> next_batch(Node& node, store::ServiceNumber partner, const Heard& heard,
                         const BatchLimits& limits) {
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto speaker = speaker_to(node, **reader, partner);
  if (!speaker) return fail(speaker);
  if (auto ready = is_ready(*speaker->partner); !ready) return fail(ready);
  auto end = (*reader)->exchange().outbox(partner);
  if (!end) return fail(end);

  Batch batch;
  const bool follows = (heard.epoch == end->epoch || heard.epoch == 0) && heard.number <= end->number;
  if (follows && heard.number < end->number) {
    std::uint64_t number = heard.number;
    auto visited = (*reader)->exchange().visit_outbox(
        {partner, end->epoch, heard.number}, [&](const store::ReleaseView& release) {
          const std::string envelope = text_of(release, *speaker->partner);
          if (batch.envelopes > 0 &&
              (batch.envelopes == limits.envelopes || batch.events.size() + envelope.size() > limits.bytes))
            return false;
          exchange::append_event(batch.events, exchange::event::envelope, release.name.number, envelope);
          ++batch.envelopes;
          number = release.name.number;
          end->chain = release.chain;
          return true;
        });
    if (!visited) return fail(visited);
    batch.more = number < end->number;
    end->number = number;
  }
  const auto head =
      exchange::sign(*speaker->key, exchange::head_of(*end, speaker->card->number, node.clock()));
  exchange::append_event(batch.events, exchange::event::head, std::nullopt, head.text());
  batch.heard = follows ? Heard{end->epoch, end->number} : heard;
  return batch;
}

Result<std::string> newer_cards(Node& node, store::ServiceNumber partner, std::uint64_t after) {
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto speaker = speaker_to(node, **reader, partner);
  if (!speaker) return fail(speaker);
  const auto& own = *speaker->directory->own();
  std::string events;
  const auto& cards = own.cards->documents();
  for (std::size_t i = after; i < cards.size(); ++i)
    exchange::append_event(events, exchange::event::card, std::nullopt, cards[i].text());
  const auto revocations = (*reader)->exchange().papers(paper::revocation, exchange::to_text(own.service()));
  if (!revocations) return fail(revocations);
  for (const auto& paper : *revocations) {
    const auto revocation = exchange::read_revocation(paper.text);
    if (revocation && revocation->recipient == speaker->partner->service())
      exchange::append_event(events, exchange::event::card, std::nullopt, paper.text);
  }
  return events;
}

}  // namespace tansiq::node
