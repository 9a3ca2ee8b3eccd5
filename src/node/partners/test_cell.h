#pragma once

/// For tests only: several nodes in one process that know each other's cards and sit in one cell, and a way
/// to carry what one says to another without a socket.

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "exchange/exchange.h"
#include "node/partners/bell.h"
#include "node/partners/directory.h"
#include "node/partners/feed.h"
#include "node/partners/identity.h"
#include "node/partners/outgoing.h"
#include "node/partners/papers.h"
#include "node/test_node.h"

namespace tansiq::node::testing {

/// A node with a card of its own.
class TestService {
 public:
  TestService(std::string name, std::string country)
      : name_(std::move(name)), root_(exchange::SigningKey::generate()) {
    const auto key = *Identity::generate(node_.folder() + "/keys");
    node_->identity = std::move(*Identity::open(node_.folder() + "/keys"));
    card_ = exchange::sign(root_, exchange::first_card(root_.public_key(), key, name_, std::move(country),
                                                       "https://" + name_ + ".example:8444",
                                                       {base::sha256(name_)}, node_->clock()));
    const auto id = exchange::CardChain::begin(card_.text())->service();
    write([&](store::Transaction& transaction, Outgoing&) {
      return know(transaction, id, name_, card_, true);
    });
  }

  Node& operator*() { return *node_; }
  Node* operator->() { return node_.operator->(); }
  TestNode& test_node() { return node_; }
  const std::string& name() const { return name_; }
  const exchange::Document& card() const { return card_; }
  const exchange::SigningKey& root() const { return root_; }

  std::shared_ptr<const Directory> directory() {
    const auto reader = node_->store.read();
    return *node_->directories->of(**reader);
  }
  exchange::ServiceId id() { return directory()->own()->service(); }
  store::ServiceNumber number_of(TestService& other) { return directory()->find(other.id())->number(); }
  const exchange::SigningKey& key() { return *node_->identity->key_of(directory()->own()->cards->newest()); }

  /// A copy of the store as it is now.
  std::string back_up() {
    auto file = node_.folder() + "/backup-" + base::random_uuid();
    const auto done = node_.store().backup(file, {});
    if (!done) throw std::runtime_error(done.error().text());
    return file;
  }
  /// Puts the copy in the place of the store; the keys stay.
  void restore(const std::string& backup) {
    node_.restore(backup);
    node_->identity = std::move(*Identity::open(node_.folder() + "/keys"));
  }

  /// Ends the node and starts it again with what is durable.
  void restart() {
    node_.restart();
    node_->identity = std::move(*Identity::open(node_.folder() + "/keys"));
  }

  /// Makes the other service a partner, under its own name, as an officer would.
  void meet(TestService& other) {
    const auto id = other.id();
    write([&](store::Transaction& transaction, Outgoing&) {
      return know(transaction, id, other.name(), other.card(), false);
    });
  }

  void write(const std::function<Result<>(store::Transaction&, Outgoing&)>& work) {
    const auto written = commit(*node_, 0, work);
    if (!written) throw std::runtime_error(written.error().text());
  }

  void put(std::string_view kind, const std::string& subject, std::int64_t number, const std::string& text) {
    write([&](store::Transaction& transaction, Outgoing&) {
      return put_paper(transaction, {std::string(kind), subject, number, text, {}, 0});
    });
  }

 private:
  static Result<> know(store::Transaction& transaction, const exchange::ServiceId& id,
                       const std::string& label, const exchange::Document& card, bool own) {
    store::Partner partner;
    partner.service = id;
    partner.label = label;
    if (auto put = transaction.exchange_writer().put(partner, own); !put) return base::fail(put);
    return put_paper(transaction, {std::string(paper::card), exchange::to_text(id), 1, card.text(), {}, 0});
  }

  TestNode node_;
  std::string name_;
  exchange::SigningKey root_;
  exchange::Document card_;
};

/// Rabat (coordinator), Paris, Brussels and Madrid as members, an Observatory as observer, all of whom know
/// each other; one cell called "straits" with the purpose "counter-terrorism", which everybody accepted and
/// everybody confirmed everybody for; a policy with one agreement that covers everything.
class TestCell {
 public:
  TestCell() {
    for (const auto& [name, country] : {std::pair{"rabat", "MA"},
                                        {"paris", "FR"},
                                        {"brussels", "BE"},
                                        {"madrid", "ES"},
                                        {"observatory", "CH"}})
      services_.push_back(std::make_unique<TestService>(name, country));
    for (auto& each : services_)
      for (auto& other : services_)
        if (each != other) each->meet(*other);
    found_cell();
    for (auto& each : services_) each->put(paper::policy, "policy", 1, policy);
  }

  TestService& rabat() { return *services_[0]; }
  TestService& paris() { return *services_[1]; }
  TestService& brussels() { return *services_[2]; }
  TestService& madrid() { return *services_[3]; }
  TestService& observatory() { return *services_[4]; }
  std::vector<std::unique_ptr<TestService>>& services() { return services_; }
  const exchange::CellId& cell() const { return cell_; }

  static constexpr const char* policy =
      R"({"agreements":[{"countries":["BE","CH","ES","FR","MA"],"name":"straits agreement","uses":["intelligence"]}]})";

 private:
  void found_cell() {
    exchange::CellVersion version;
    version.nonce = base::random_bytes(32);
    version.name = "straits";
    for (auto& service : services_) {
      auto role = exchange::CellRole::member;
      if (service == services_[0]) role = exchange::CellRole::coordinator;
      if (service == services_[4]) role = exchange::CellRole::observer;
      version.roster.push_back({service->id(), role});
    }
    std::sort(version.roster.begin(), version.roster.end(),
              [](const auto& left, const auto& right) { return left.service < right.service; });
    version.purposes = {{"counter-terrorism", "Counter-terrorism", "Straits agreement, article 3"}};
    version.issued = some_day;
    const auto document = exchange::sign(rabat().key(), version);
    cell_ = document.hash();
    const std::string subject = exchange::to_text(cell_);
    for (auto& service : services_) {
      if (service == services_[4]) {
        exchange::ObserverSeat seat{cell_, "straits", rabat().id(), service->id(), 1, true, some_day};
        service->put(paper::seat, subject, 1, exchange::sign(rabat().key(), seat).text());
        continue;
      }
      service->put(paper::cell, subject, 1, document.text());
      service->put(paper::cell_label, subject, 1, "straits");
      std::int64_t ordinal = 0;
      for (auto& other : services_) {
        service->put(paper::confirmed, subject + " " + exchange::to_text(other->id()), 1, "tests");
        if (other == services_[0]) continue;
        const exchange::Acceptance acceptance{cell_, 1, document.hash(), other->id(), true};
        service->put(paper::acceptance, subject, ++ordinal, exchange::sign(other->key(), acceptance).text());
      }
    }
  }

  std::vector<std::unique_ptr<TestService>> services_;
  exchange::CellId cell_{};
};

/// A batch taken apart as a recipient does.
struct HeardBatch {
  std::vector<std::string> envelopes;
  std::string head;
};

inline HeardBatch taken_apart(const Batch& batch) {
  HeardBatch heard;
  exchange::EventReader reader(exchange::most_envelope_bytes);
  const auto fed = reader.feed(batch.events, [&](const exchange::Event& event) -> base::Result<> {
    if (event.name == exchange::event::envelope) heard.envelopes.push_back(event.data);
    if (event.name == exchange::event::head) heard.head = event.data;
    return {};
  });
  EXPECT_TRUE(fed);
  return heard;
}

/// What `from` has for `to` behind `heard`.
inline HeardBatch fetch(TestService& from, TestService& to, const Heard& heard) {
  const auto batch = next_batch(*from, from.number_of(to), heard);
  EXPECT_TRUE(batch) << batch.error().text();
  return batch ? taken_apart(*batch) : HeardBatch{};
}

}  // namespace tansiq::node::testing
