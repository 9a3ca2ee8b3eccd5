#include "wire/peer/serve.h"

#include <fmt/format.h>

#include "exchange/sse.h"
#include "node/partners/directory.h"
#include "node/partners/feed.h"
#include "node/partners/handing_back.h"
#include "wire/peer/outbox_stream.h"

namespace tansiq::wire::peer {

using base::fail;
using base::Fault;
using base::Result;

namespace {

constexpr std::string_view events_type = "text/event-stream";

http::Response refusal(int status, const base::Error& error) {
  return {status,
          {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}},
          error.text() + "\n"};
}

http::Response refused(const base::Error& error) {
  return refusal(status_of(error.fault), error);
}

http::Response events(std::string bytes) {
  return {200, {{"Content-Type", std::string(events_type)}, {"Cache-Control", "no-store"}}, std::move(bytes)};
}

/// A number of the query; 0 where it is left out.
Result<std::uint64_t> number_in(const http::Request& request, std::string_view name) {
  std::optional<std::uint64_t> found;
  for (const auto& [key, value] : request.query) {
    if (key != name) continue;
    const auto number = exchange::number_of(value);
    if (!number || found) return fail(Fault::invalid, "not one plain number", std::string(name));
    found = *number;
  }
  return found.value_or(0);
}

class Serve {
 public:
  Serve(node::Node& node, std::uint32_t heartbeat_ms) : node_(node), heartbeat_ms_(heartbeat_ms) {}

  http::Response stream(const http::Request& request) const {
    auto opening = opening_of(request);
    if (!opening) return refused(opening.error());
    const auto last = request.field("last-event-id");
    const auto number = exchange::number_of(last.value_or("0"));
    if (!number) return refused({Fault::invalid, number.error().what, "Last-Event-ID", number.error().hint});
    opening->heard.number = *number;
    if (auto ready = node::ready_to_serve(node_, opening->partner); !ready) return refused(ready.error());
    const auto card = number_in(request, "card");
    if (!card) return refused(card.error());
    opening->card = *card;
    auto response = events({});
    response.stream = std::make_shared<OutboxStream>(node_, newest_, *opening, heartbeat_ms_);
    return response;
  }

  http::Response page(const http::Request& request) const {
    auto opening = opening_of(request);
    if (!opening) return refused(opening.error());
    const auto after = number_in(request, "after");
    if (!after) return refused(after.error());
    opening->heard.number = *after;
    auto batch = node::next_batch(node_, opening->partner, opening->heard);
    if (!batch) return refused(batch.error());
    return events(std::move(batch->events));
  }

  /// What this node holds of what the partner sent before it was restored.
  http::Response held(const http::Request& request) const {
    const auto opening = opening_of(request);
    if (!opening) return refused(opening.error());
    const auto after = number_in(request, "after");
    if (!after) return refused(after.error());
    auto batch = node::hand_back(node_, opening->partner, opening->heard.epoch, *after);
    if (!batch) return refused(batch.error());
    return events(*std::move(batch));
  }

  http::Response cards(const http::Request& request) const {
    const auto partner = partner_with(node_, request.client_key);
    if (!partner) return refused(partner.error());
    const auto after = number_in(request, "after");
    if (!after) return refused(after.error());
    auto cards = node::newer_cards(node_, *partner, *after);
    if (!cards) return refused(cards.error());
    return events(std::move(*cards));
  }

 private:
  [[nodiscard]] Result<Opening> opening_of(const http::Request& request) const {
    const auto partner = partner_with(node_, request.client_key);
    if (!partner) return fail(partner);
    const auto epoch = number_in(request, "epoch");
    if (!epoch) return fail(epoch);
    return Opening{*partner, *request.client_key, {*epoch, 0}, 0};
  }

  node::Node& node_;
  const std::uint32_t heartbeat_ms_;
  const std::shared_ptr<Newest> newest_ = std::make_shared<Newest>();
};

Route route(std::string pattern, std::string operation, std::string summary,
            std::vector<Parameter> parameters) {
  Route route{
      "GET", std::move(pattern), std::move(operation), std::move(summary), std::move(parameters), {}, {}, {}};
  route.answers = {{200, "server-sent events", "text"},
                   {400, "a number is none", "text"},
                   {403, "no partner has this key", "text"},
                   {404, "this node has no card, or no key of it", "text"},
                   {503, "try again later", "text"}};
  return route;
}

}  // namespace

Result<store::ServiceNumber> partner_with(node::Node& node, const std::optional<base::Digest>& key) {
  if (!key) return fail(Fault::forbidden, "no certificate was shown");
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  const auto* peer = (*directory)->with_tls_key(*key);
  if (!peer) return fail(Fault::forbidden, "no partner has this key");
  return peer->number();
}

Group make_group(node::Node& node, std::uint32_t heartbeat_ms) {
  const auto serve = std::make_shared<Serve>(node, heartbeat_ms);
  const Parameter epoch{"epoch", Parameter::In::query, "The epoch that is held; left out where none is",
                        "integer"};
  auto stream =
      route("/exchange/1/stream", "exchange_stream", "The outbox to this partner, as it grows",
            {epoch,
             {"card", Parameter::In::query, "The newest card of this service that is held", "integer"},
             {"Last-Event-ID", Parameter::In::header, "The last number that is held", "integer"}});
  stream.handler = [serve](const Call& call) { return serve->stream(call.request); };
  auto page = route("/exchange/1/page", "exchange_page", "One batch of the outbox to this partner",
                    {epoch, {"after", Parameter::In::query, "The last number that is held", "integer"}});
  page.handler = [serve](const Call& call) { return serve->page(call.request); };
  auto held =
      route("/exchange/1/held", "exchange_held", "What is held of a lost epoch of the asker's own outbox",
            {{"epoch", Parameter::In::query, "The epoch", "integer"},
             {"after", Parameter::In::query, "The last number that the asker has", "integer"}});
  held.answers.push_back({409, "another epoch is held", "text"});
  held.handler = [serve](const Call& call) { return serve->held(call.request); };
  auto cards = route("/exchange/1/cards", "exchange_cards", "Newer cards of this service, and revocations",
                     {{"after", Parameter::In::query, "The newest card that is held", "integer"}});
  cards.handler = [serve](const Call& call) { return serve->cards(call.request); };
  return {"/exchange/1/", {std::move(stream), std::move(page), std::move(held), std::move(cards)}, refusal};
}

}  // namespace tansiq::wire::peer
