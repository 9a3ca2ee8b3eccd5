#include "node/partners/handing_back.h"

#include <fmt/format.h>

#include "exchange/exchange.h"
#include "node/journaling.h"
#include "node/partners/directory.h"

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

constexpr std::size_t most_bytes = std::size_t{2} << 20;

std::string text_of(const store::ArrivalView& arrival) {
  exchange::Envelope envelope;
  envelope.bytes = std::string(arrival.body);
  if (!arrival.salt.empty()) {
    exchange::Content content{std::string(arrival.salt), std::string(arrival.copy), std::nullopt};
    if (arrival.kind == exchange::Kind::record)
      content.record = exchange::RecordKey{std::string(arrival.id), std::string(arrival.version)};
    envelope.content = std::move(content);
  }
  return envelope.text();
}

}  // namespace

Result<std::string> hand_back(Node& node, store::ServiceNumber partner, std::uint64_t epoch,
                              std::uint64_t after) {
  std::string events;
  std::uint64_t last = after;
  std::string subject, label;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto directory = node.directories->of(**reader);
    if (!directory) return fail(directory);
    const auto* peer = (*directory)->find(partner);
    if (peer == nullptr || partner == store::own_service)
      return fail(Fault::not_found, "there is no such partner");
    subject = exchange::to_text(peer->service());
    label = peer->label();
    const auto inbox = (*reader)->exchange().inbox(partner);
    if (!inbox) return fail(inbox);
    if (inbox->epoch == 0) return events;
    if (inbox->epoch != epoch)
      return fail(Fault::conflict, fmt::format("epoch {} is held, not {}", inbox->epoch, epoch), "epoch");
    auto visited =
        (*reader)->exchange().visit_inbox({partner, epoch, after}, [&](const store::ArrivalView& arrival) {
          const auto envelope = text_of(arrival);
          if (!events.empty() && events.size() + envelope.size() > most_bytes) return false;
          exchange::append_event(events, exchange::event::envelope, arrival.name.number, envelope);
          last = arrival.name.number;
          return true;
        });
    if (!visited) return fail(visited);
    if (last >= inbox->number && !inbox->proof.empty())
      exchange::append_event(events, exchange::event::head, std::nullopt, inbox->proof);
  }
  Actor actor;
  actor.name = label;
  if (auto entered = enter(node, entry_of(actor, rules::hand_back, subject,
                                          fmt::format("epoch {}, after {} to {}", epoch, after, last)));
      !entered)
    return fail(entered);
  return events;
}

}  // namespace tansiq::node
