#pragma once

/// A small invented world for this part's tests: services with keys and cards, a pair with an outbox and an
/// inbox.

#include <cstdlib>
#include <gtest/gtest.h>
#include <map>
#include <random>

#include "exchange/exchange.h"

namespace tansiq::exchange::testing {

inline const Time noon = *base::parse_time("2026-05-01T12:00:00Z");

inline SigningKey key_of(std::string_view seed) {
  return *SigningKey::from_seed(base::view(base::sha256(seed)));
}

/// A service of one name with a root and a signing key that follow from it.
struct Service {
  explicit Service(std::string_view name)
      : root(key_of(std::string(name) + "/root")),
        key(key_of(std::string(name) + "/key")),
        chain(*CardChain::begin(sign(root, first_card(root.public_key(), key.public_key(), std::string(name),
                                                      "MA", "https://" + std::string(name) + ".example:8443",
                                                      {base::sha256(name)}, noon))
                                    .text())) {}

  const ServiceId& id() const { return chain.service(); }

  SigningKey root, key;
  CardChain chain;
};

/// Every service that somebody holds a card of.
struct Directory {
  std::map<ServiceId, const CardChain*> chains;

  explicit Directory(std::initializer_list<const Service*> services) {
    for (const auto* service : services) chains[service->id()] = &service->chain;
  }
  FindCards find() const {
    return [this](const ServiceId& id) -> const CardChain* {
      const auto found = chains.find(id);
      return found == chains.end() ? nullptr : found->second;
    };
  }
};

/// The seed of a test with random choices, printed so that a failure can be repeated: TANSIQ_SEED sets it;
/// long runs (TANSIQ_ALL) draw a new one each time.
inline std::uint64_t printed_seed() {
  const char* given = std::getenv("TANSIQ_SEED");
  std::uint64_t seed = 20260501;
  if (std::getenv("TANSIQ_ALL") != nullptr) seed = std::random_device{}();
  if (given != nullptr) seed = std::strtoull(given, nullptr, 10);
  std::printf("TANSIQ_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

/// How many rounds a randomised test runs: more where TANSIQ_ALL is set.
inline int rounds(int usual, int all) {
  return std::getenv("TANSIQ_ALL") != nullptr ? all : usual;
}

inline std::string salt_of(std::uint64_t n) {
  return std::string(base::view(base::sha256("salt" + std::to_string(n))));
}

/// A record in the outbox of `sender`.
inline Release record_of(const Service& sender, int n) {
  Release release;
  release.originator = sender.id();
  release.record = RecordKey{"indicator--" + std::to_string(n), "2026-05-01T12:00:00.000Z"};
  release.copy = R"({"id":"indicator--)" + std::to_string(n) + R"(","type":"indicator"})";
  release.conditions = R"({"tlp":"amber"})";
  return release;
}

/// One direction between two services.
struct Pair {
  const Service& sender;
  const Service& recipient;
  Outbox outbox = Outbox::begin(sender.id(), recipient.id(), 1);
  std::vector<std::string> sent = {};  ///< envelope n at n-1
  std::vector<Digest> chains = {};
  Inbox inbox = Inbox::begin(recipient.id(), sender.id());
  Directory directory{{&sender, &recipient}};

  const Envelope release(Release next) {
    auto envelope = outbox.append(std::move(next), salt_of(outbox.number + 1));
    sent.push_back(envelope.text());
    chains.push_back(envelope.chain());
    return envelope;
  }
  void release(int count) {
    for (int i = 0; i < count; ++i) release(record_of(sender, static_cast<int>(sent.size())));
  }

  std::string head(int seconds = 0) const {
    return sign(sender.key, head_of(outbox, 1, noon + std::chrono::seconds(seconds))).text();
  }
  /// The head as it was after envelope `number`.
  Head head_at(std::uint64_t number) const {
    Outbox end = outbox;
    end.number = number;
    end.chain = number == 0 ? genesis(sender.id(), recipient.id(), outbox.epoch) : chains[number - 1];
    return head_of(end, 1, noon);
  }

  Knowledge knowledge() const {
    return {&sender.chain, directory.find(), [this](std::uint64_t number) -> std::optional<Digest> {
              if (number == 0 || number > chains.size()) return std::nullopt;
              return chains[number - 1];
            }};
  }
  Received receive(std::string_view head_text, std::vector<std::string> envelopes) const {
    const std::vector<std::string_view> views(envelopes.begin(), envelopes.end());
    return exchange::receive(inbox, head_text, views, knowledge());
  }
  /// Everything that the inbox lacks, with the newest head.
  Received receive_rest() const {
    return receive(head(), {sent.begin() + static_cast<std::ptrdiff_t>(inbox.number), sent.end()});
  }
};

}  // namespace tansiq::exchange::testing
