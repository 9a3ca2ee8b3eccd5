// Three services, crashes, backups, new keys, recalls and erasures in random order from a printed seed. What
// a node stores is durable, what it has not stored is lost in a crash; nothing else is assumed. At the end
// everybody agrees with everybody.

#include <set>

#include "exchange/exchange_test_support.h"

namespace tansiq::exchange {
namespace {

using namespace testing;

constexpr std::size_t node_count = 3;

/// One direction of a pair at its sender: the outbox with its envelopes.
struct Sending {
  Outbox outbox;
  std::vector<Envelope> sent;     ///< of this epoch, number n at n-1
  std::vector<Receipt> receipts;  ///< about this outbox, from the recipient
};

/// One direction at its recipient.
struct Receiving {
  Inbox inbox;
  std::vector<std::string> held;  ///< envelopes of this epoch as they came
  std::set<std::string> records;  ///< ids that are held, of whatever epoch
  std::set<std::string> purged;
};

/// Everything that a node stores, one value, so that a backup is a copy.
struct Stored {
  std::uint64_t epoch = 1;
  std::map<std::size_t, Sending> to;
  std::map<std::size_t, Receiving> from;
};

struct Node {
  explicit Node(std::size_t number) : name("node" + std::to_string(number)), service(name) {}

  std::string name;
  Service service;
  Stored stored;
  std::size_t keys = 1;  ///< how many keys it has had

  /// Publishes a new key; the old one is retired.
  void rotate() {
    auto next = key_of(name + "/key" + std::to_string(++keys));
    Card card = service.chain.newest();
    card.number = service.chain.cards().size() + 1;
    card.service = service.id();
    card.previous = service.chain.documents().back().hash();
    card.keys = {next.public_key()};
    ASSERT_TRUE(service.chain.extend(sign(service.root, card).text()));
    service.key = std::move(next);
  }
};

class Simulation {
 public:
  explicit Simulation(std::uint64_t seed) : random_(seed) {
    for (std::size_t i = 0; i < node_count; ++i) nodes_.push_back(std::make_unique<Node>(i));
    for (std::size_t i = 0; i < node_count; ++i)
      for (std::size_t k = 0; k < node_count; ++k)
        if (i != k) {
          nodes_[i]->stored.to[k].outbox = Outbox::begin(id(i), id(k), 1);
          nodes_[i]->stored.from[k].inbox = Inbox::begin(id(i), id(k));
        }
    for (std::size_t i = 0; i < node_count; ++i) backups_.push_back(nodes_[i]->stored);
  }

  void run(int steps) {
    for (int step = 0; step < steps; ++step) {
      const auto i = pick(node_count), k = other(i);
      switch (pick(12)) {
        case 0:
        case 1:
        case 2:
          release(i);
          break;
        case 3:
          recall(i);
          break;
        case 4:
          erase(i);
          break;
        case 5:
          nodes_[i]->rotate();
          break;
        case 6:
          backups_[i] = nodes_[i]->stored;
          break;
        case 7:
          if (pick(3) == 0) restore(i);
          break;
        case 8:
          state(i, k);
          break;
        default:
          fetch(i, k, 1 + pick(4), pick(4) == 0);
          break;
      }
      if (::testing::Test::HasFatalFailure()) return;
    }
    settle();
    check();
  }

  int restored = 0, lost_in_crashes = 0, handed_back = 0;

 private:
  std::size_t pick(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  std::size_t other(std::size_t i) { return (i + 1 + pick(node_count - 1)) % node_count; }
  const ServiceId& id(std::size_t i) const { return nodes_[i]->service.id(); }

  void append(std::size_t i, std::size_t k, Release release) {
    auto& sending = nodes_[i]->stored.to[k];
    release.originator = id(i);
    sending.sent.push_back(sending.outbox.append(std::move(release), salt_of(random_())));
  }

  /// One record to everybody: in every outbox or in none.
  void release(std::size_t i) {
    // Numbers of records are never used twice, whatever is restored.
    const auto record_id = "note--" + nodes_[i]->name + "-" + std::to_string(records_++);
    for (std::size_t k = 0; k < node_count; ++k) {
      if (k == i) continue;
      Release release;
      release.record = RecordKey{record_id, "v1"};
      release.copy = "{\"id\":\"" + record_id + "\"}";
      append(i, k, std::move(release));
    }
    released_[i].insert(record_id);
  }

  void recall(std::size_t i) {
    const auto& mine = released_[i];
    if (mine.empty()) return;
    Recall recall;
    recall.originator = id(i);
    recall.id = *std::next(mine.begin(), static_cast<std::ptrdiff_t>(pick(mine.size())));
    recall.issued = recall.deadline = noon;
    for (std::size_t k = 0; k < node_count; ++k) {
      if (k == i) continue;
      Release order;
      order.kind = Kind::recall;
      order.copy = sign(nodes_[i]->service.key, recall).text();
      append(i, k, std::move(order));
    }
    recalled_[i].insert(recall.id);
  }

  /// Content and salt of a random envelope go; the chain must not mind.
  void erase(std::size_t i) {
    auto& sending = nodes_[i]->stored.to[other(i)];
    if (sending.sent.empty()) return;
    auto& envelope = sending.sent[pick(sending.sent.size())];
    if (envelope.body.kind != Kind::record || !envelope.content) return;
    released_[i].erase(envelope.content->record->id);  // nobody need hold it any more
    envelope.content.reset();
  }

  Knowledge knowledge(std::size_t me, std::size_t partner) const {
    const auto* held = &nodes_[me]->stored.from.at(partner).held;
    return {&nodes_[partner]->service.chain, {}, [held](std::uint64_t number) -> std::optional<Digest> {
              if (number == 0 || number > held->size()) return std::nullopt;
              return read_envelope((*held)[number - 1])->chain();
            }};
  }

  /// `i` asks `k` for what follows the number it holds, at most `most` envelopes. In a crash what came is
  /// lost.
  void fetch(std::size_t i, std::size_t k, std::size_t most, bool crash) {
    auto& receiving = nodes_[i]->stored.from[k];
    const auto& sending = nodes_[k]->stored.to[i];
    const auto at = receiving.inbox.epoch == sending.outbox.epoch || receiving.inbox.epoch == 0
                        ? receiving.inbox.number
                        : 0;
    std::vector<std::string> batch;
    for (auto n = at; n < sending.sent.size() && batch.size() < most; ++n)
      batch.push_back(sending.sent[n].text());
    Outbox end = sending.outbox;
    if (!batch.empty()) {
      end.number = at + batch.size();
      end.chain = sending.sent[end.number - 1].chain();
    }
    const auto head =
        sign(nodes_[k]->service.key, head_of(end, nodes_[k]->service.chain.cards().size(), noon)).text();
    const std::vector<std::string_view> views(batch.begin(), batch.end());
    const auto received = receive(receiving.inbox, head, views, knowledge(i, k));
    if (received.fault) {
      ASSERT_EQ(received.fault->fault, InboxFault::new_epoch) << received.fault->sentence();
      follow_new_epoch(i, k);
      return;
    }
    if (crash) {
      ++lost_in_crashes;
      return;
    }
    receiving.inbox = received.inbox;
    for (std::size_t n = 0; n < received.items.size(); ++n) take(i, k, received.items[n], batch[n]);
  }

  void take(std::size_t i, std::size_t k, const Item& item, const std::string& text) {
    auto& receiving = nodes_[i]->stored.from[k];
    receiving.held.push_back(text);
    if (!item.refused.empty()) {
      ASSERT_EQ(item.refused, refusal::no_content);
      return;
    }
    const auto& content = *item.envelope.content;
    if (item.envelope.body.kind == Kind::record && !receiving.purged.contains(content.record->id))
      receiving.records.insert(content.record->id);
    if (item.envelope.body.kind == Kind::recall) purge(i, k, read_recall(content.copy)->recall);
    if (item.envelope.body.kind == Kind::receipt) {
      const auto receipt = read_receipt(content.copy);
      ASSERT_TRUE(receipt) << receipt.error().text();
      nodes_[i]->stored.to[k].receipts.push_back(*receipt);
    }
  }

  void purge(std::size_t i, std::size_t k, const Recall& recall) {
    nodes_[i]->stored.from[k].records.erase(recall.id);
    nodes_[i]->stored.from[k].purged.insert(recall.id);
  }

  /// `i` states to `k` what it durably holds.
  void state(std::size_t i, std::size_t k) {
    auto& receiving = nodes_[i]->stored.from[k];
    if (receiving.inbox.number == 0) return;
    Receipt receipt;
    receipt.epoch = receiving.inbox.epoch;
    receipt.from = 1;
    receipt.number = receiving.inbox.number;
    receipt.chain = receiving.inbox.chain;
    for (std::size_t n = 0; n < receiving.held.size(); ++n)
      if (!read_envelope(receiving.held[n])->content)
        receipt.except.push_back({n + 1, std::string(refusal::no_content)});
    Release release;
    release.kind = Kind::receipt;
    release.copy = render(receipt);
    append(i, k, std::move(release));
  }

  /// `i` comes back from its last backup. Its partners still hold what it has forgotten.
  void restore(std::size_t i) {
    ++restored;
    auto& node = *nodes_[i];
    const auto lost = node.stored.to.begin()->second.outbox.epoch;
    node.stored = backups_[i];
    // A clock that goes on, a second for each restore.
    const auto epoch = next_epoch(node.stored.epoch, std::chrono::seconds(lost + 1));
    node.stored.epoch = epoch;
    std::set<std::string> known;
    for (std::size_t k = 0; k < node_count; ++k) {
      if (k == i) continue;
      recover(i, k, known);
      node.stored.to[k] = Sending{Outbox::begin(id(i), id(k), epoch), {}, {}};
    }
    // What neither the backup nor a partner holds never reached anybody: it is gone, and everybody agrees
    // that it is.
    for (auto* ids : {&released_[i], &recalled_[i]})
      std::erase_if(*ids, [&](const auto& record) { return !known.contains(record); });
    backups_[i] = node.stored;
    for (const auto& record : released_[i]) known.insert(record);
    again(i);
  }

  /// Takes back from `k` what it holds above the backup, and learns which records stand anywhere.
  void recover(std::size_t i, std::size_t k, std::set<std::string>& known) {
    const auto& backup = nodes_[i]->stored.to[k];
    const auto& theirs = nodes_[k]->stored.from[i];
    const auto learn = [&](const Envelope& envelope) {
      if (!envelope.content) return;
      if (envelope.content->record) known.insert(envelope.content->record->id);
      if (envelope.body.kind == Kind::recall) known.insert(read_recall(envelope.content->copy)->recall.id);
    };
    for (const auto& envelope : backup.sent) learn(envelope);
    for (const auto& record : theirs.records) known.insert(record);
    for (const auto& record : theirs.purged) known.insert(record);
    if (theirs.inbox.epoch != backup.outbox.epoch || theirs.inbox.number <= backup.outbox.number) return;
    const std::vector<std::string> tail(
        theirs.held.begin() + static_cast<std::ptrdiff_t>(backup.outbox.number), theirs.held.end());
    const auto& head = theirs.inbox.proof;
    const auto taken = take_back(backup.outbox, head, tail, nodes_[i]->service.chain,
                                 [](std::uint64_t) -> std::optional<Digest> { return std::nullopt; });
    ASSERT_TRUE(taken) << taken.error().text();
    ASSERT_EQ(taken->end.chain, theirs.inbox.chain);
    handed_back += static_cast<int>(taken->envelopes.size());
    for (const auto& envelope : taken->envelopes) learn(envelope);
  }

  /// What stands is released again in the new epoch, and what was recalled is recalled again.
  void again(std::size_t i) {
    for (std::size_t k = 0; k < node_count; ++k) {
      if (k == i) continue;
      for (const auto& record_id : released_[i]) {
        Release release;
        release.record = RecordKey{record_id, "v1"};
        release.copy = "{\"id\":\"" + record_id + "\"}";
        append(i, k, std::move(release));
      }
      for (const auto& record_id : recalled_[i]) {
        Recall recall;
        recall.originator = id(i);
        recall.id = record_id;
        recall.issued = recall.deadline = noon;
        Release order;
        order.kind = Kind::recall;
        order.copy = sign(nodes_[i]->service.key, recall).text();
        append(i, k, std::move(order));
      }
    }
  }

  /// `i` follows `k`'s new epoch.
  void follow_new_epoch(std::size_t i, std::size_t k) {
    auto& receiving = nodes_[i]->stored.from[k];
    receiving.inbox = enter(receiving.inbox, nodes_[k]->stored.to[i].outbox.epoch);
    receiving.held.clear();
  }

  /// Everybody fetches until nobody has anything new.
  void settle() {
    for (int round = 0; round < 200; ++round) {
      bool moved = false;
      for (std::size_t i = 0; i < node_count; ++i)
        for (std::size_t k = 0; k < node_count; ++k) {
          if (i == k) continue;
          const auto before = nodes_[i]->stored.from[k].inbox;
          fetch(i, k, 50, false);
          moved = moved || !(before == nodes_[i]->stored.from[k].inbox);
          if (::testing::Test::HasFatalFailure()) return;
        }
      if (!moved) return;
    }
    FAIL() << "the nodes never come to rest";
  }

  void check() {
    for (std::size_t i = 0; i < node_count; ++i)
      for (std::size_t k = 0; k < node_count; ++k) {
        if (i == k) continue;
        const auto& sending = nodes_[i]->stored.to.at(k);
        const auto& receiving = nodes_[k]->stored.from.at(i);
        ASSERT_EQ(receiving.inbox.epoch == 0 ? 0U : receiving.inbox.number, sending.outbox.number);
        if (receiving.inbox.epoch != 0) {
          ASSERT_EQ(receiving.inbox.chain, sending.outbox.chain);
        }
        for (const auto& record : released_[i]) {
          const bool recalled = recalled_[i].contains(record);
          ASSERT_EQ(receiving.records.contains(record), !recalled) << record;
        }
        std::vector<Released> releases;
        for (const auto& envelope : sending.sent)
          releases.push_back({envelope.body.number, envelope.chain()});
        const auto folded = fold(releases, sending.outbox.epoch, sending.receipts, {}, noon);
        ASSERT_TRUE(folded.contradictions.empty()) << folded.contradictions.front();
      }
  }

  std::mt19937_64 random_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<Stored> backups_;
  int records_ = 0;
  std::map<std::size_t, std::set<std::string>> released_, recalled_;
};

TEST(Simulation, ThreeServicesAgreeWhateverHappens) {
  const auto seed = printed_seed();
  int restored = 0, lost = 0, handed_back = 0;
  for (int round = 0; round < rounds(200, 10'000); ++round) {
    Simulation simulation(seed + static_cast<std::uint64_t>(round));
    simulation.run(120);
    ASSERT_FALSE(HasFatalFailure()) << "schedule " << seed + static_cast<std::uint64_t>(round);
    restored += simulation.restored;
    lost += simulation.lost_in_crashes;
    handed_back += simulation.handed_back;
  }
  EXPECT_GT(restored, 100);
  EXPECT_GT(lost, 100);
  EXPECT_GT(handed_back, 100);
}

}  // namespace
}  // namespace tansiq::exchange
