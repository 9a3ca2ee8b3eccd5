#pragma once

/// For tests only: services that exchange over real sockets of this machine, and acts that keep what comes in
/// the inbox and do nothing else.

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "node/partners/pairs.h"
#include "node/partners/test_cell.h"
#include "wire/http/test_client.h"
#include "wire/peer/peer.h"

namespace tansiq::wire::peer::testing {

using http::testing::CertificateFolder;
using node::testing::TestService;
using Steady = std::chrono::steady_clock;

template <typename Condition>
bool eventually(Condition holds, milliseconds most = milliseconds(20'000)) {
  const auto begin = Steady::now();
  while (!holds()) {
    if (Steady::now() - begin > most) return false;
    std::this_thread::sleep_for(milliseconds(1));
  }
  return true;
}

/// Checks what came as a node does, and keeps the state of the inbox.
inline base::Result<node::acts::Reception> receive(node::Node& node, store::ServiceNumber partner,
                                                   std::string_view head,
                                                   std::span<const std::string_view> envelopes) {
  const auto reader = node.store.read();
  const auto directory = *node.directories->of(**reader);
  const auto inbox = *(*reader)->exchange().inbox(partner);
  const exchange::Knowledge knowledge{
      &*directory->find(partner)->cards,
      [&](const exchange::ServiceId& service) { return directory->cards(service); },
      {}};
  const auto received = exchange::receive(inbox, head, envelopes, knowledge);
  node::acts::Reception reception;
  reception.taken = received.items.size();
  reception.fault = received.fault;
  reception.epoch = received.inbox.epoch;
  reception.number = received.inbox.number;
  reception.announced = received.inbox.announced;
  if (received.head) reception.head_time = received.head->time;
  if (received.inbox.number == inbox.number && received.inbox.held == inbox.held) return reception;
  auto written = node::commit(node, 0, [&](store::Transaction& transaction, node::Outgoing&) {
    return transaction.exchange_writer().put(partner, received.inbox);
  });
  if (!written) return base::fail(written);
  return reception;
}

/// A service with a TLS key and a running exchange. Its second card names both.
class PeerService {
 public:
  PeerService(std::string name, std::string country) : service_(std::move(name), std::move(country)) {
    settings.port = 0;
    settings.heartbeat_ms = 200;
    settings.report = [this](const std::string&, const std::string&) { ++reports; };
    acts.receive = [this](auto partner, auto head, auto envelopes) {
      ++receptions;
      return receive(*service_, partner, head, envelopes);
    };
    acts.take_cards = [this](store::ServiceNumber partner,
                             std::span<const std::string> cards) -> base::Result<bool> {
      const auto of = exchange::to_text(service_.directory()->find(partner)->service());
      for (const auto& card : cards) {
        const auto read = exchange::read_card(card);
        if (!read) return base::fail(read);
        service_.put(node::paper::card, of, static_cast<std::int64_t>(read->number), card);
        ++cards_taken;
      }
      return false;
    };
  }

  /// Serves and follows; the first time, issues the card that says where.
  void start() {
    auto started = Exchange::start(*service_, settings, certificate_->listen(), limits, acts);
    ASSERT_TRUE(started) << started.error().text();
    exchange_ = std::move(*started);
    settings.port = exchange_->port();
    if (cards_.empty()) issue("https://127.0.0.1:" + std::to_string(settings.port), {certificate_->key()});
  }
  void stop() {
    exchange_->stop(1'000);
    exchange_.reset();
  }

  /// A further card, which those who met this service learn from it alone.
  void issue(const std::string& url, std::vector<base::Digest> pins) {
    auto card = *exchange::read_card(cards_.empty() ? service_.card().text() : cards_.back().text());
    card.previous = cards_.empty() ? service_.card().hash() : cards_.back().hash();
    card.service = service_.id();
    ++card.number;
    card.url = url;
    std::sort(pins.begin(), pins.end());
    card.tls = std::move(pins);
    cards_.push_back(exchange::sign(service_.root(), card));
    service_.put(node::paper::card, exchange::to_text(service_.id()), static_cast<std::int64_t>(card.number),
                 cards_.back().text());
  }

  /// As an officer would, with the cards that the other has so far.
  void meet(PeerService& other) {
    const auto id = other.service_.id();
    service_.write([&](store::Transaction& transaction, node::Outgoing&) -> base::Result<> {
      store::Partner partner;
      partner.service = id;
      partner.label = other.service_.name();
      if (auto put = transaction.exchange_writer().put(partner); !put) return base::fail(put);
      std::int64_t number = 0;
      auto all = other.cards_;
      all.insert(all.begin(), other.service_.card());
      for (const auto& card : all) {
        auto put = node::put_paper(
            transaction,
            {std::string(node::paper::card), exchange::to_text(id), ++number, card.text(), {}, 0});
        if (!put) return put;
      }
      return {};
    });
  }

  /// Releases so many records to the other in one commit.
  void release(PeerService& to, int count, std::size_t bytes = 200) {
    const auto number = service_.number_of(to.service_);
    const auto me = service_.id();
    service_.write([&](store::Transaction&, node::Outgoing& outgoing) -> base::Result<> {
      for (int i = 0; i < count; ++i) {
        exchange::Release release{exchange::Kind::record, me};
        const auto id = "campaign--" + base::random_uuid();
        release.copy = R"({"id":")" + id + R"(","name":")" + std::string(bytes, 'n') + R"("})";
        release.record = exchange::RecordKey{id, node::testing::first_version};
        release.conditions = "{}";
        if (auto sent = outgoing.send(number, std::move(release), 0); !sent) return base::fail(sent);
      }
      return {};
    });
  }

  /// How far this service holds what the other released.
  std::uint64_t held(PeerService& from) {
    const auto reader = service_->store.read();
    return (*reader)->exchange().inbox(service_.number_of(from.service_))->number;
  }
  node::Pair pair(PeerService& with) { return service_->pairs->of(service_.number_of(with.service_)); }
  bool waits_for(PeerService& from, std::uint64_t number) {
    return eventually([&] { return held(from) == number; });
  }

  TestService& service() { return service_; }
  Exchange& exchange() { return *exchange_; }
  CertificateFolder& certificate() { return *certificate_; }
  void change_certificate() { certificate_ = std::make_unique<CertificateFolder>(); }

  Settings settings;
  http::Limits limits;
  Acts acts;
  std::atomic<int> receptions{0}, cards_taken{0}, reports{0};

 private:
  TestService service_;
  std::unique_ptr<CertificateFolder> certificate_ = std::make_unique<CertificateFolder>();
  std::vector<exchange::Document> cards_;
  std::unique_ptr<Exchange> exchange_;  // stops first
};

}  // namespace tansiq::wire::peer::testing
