#include "node/acts/receive.h"

#include <array>
#include <fmt/format.h>
#include <map>

#include "exchange/exchange.h"
#include "node/journaling.h"
#include "node/partners/arriving.h"
#include "node/partners/directory.h"
#include "node/partners/orders.h"
#include "node/partners/outgoing.h"
#include "node/partners/pair_faults.h"
#include "node/partners/statements.h"
#include "node/partners/taking.h"
#include "node/proof/kept_heads.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

/// How often a batch is looked at again because the inbox moved meanwhile (an officer cleared a fault, a
/// revocation cut it back). Each time something else must have written.
constexpr int most_attempts = 3;

/// One batch of one partner.
class Receiving {
 public:
  Receiving(Node& node, store::ServiceNumber partner, std::string_view head,
            std::span<const std::string_view> envelopes)
      : node_(node), number_(partner), head_(head), envelopes_(envelopes) {}

  Result<Reception> run() {
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
      moved_ = false;
      if (auto checked = check(); !checked) return fail(checked);
      if (!must_write()) {
        if (order_due_) carry_out();
        return reception();
      }
      auto written = commit(node_, bytes(), [&](store::Transaction& transaction, Outgoing& outgoing) {
        return write(transaction, outgoing);
      });
      if (written) {
        if (order_due_ || taken_.recalls > 0) carry_out();
        return reception();
      }
      if (!moved_) return fail(written);
    }
    return fail(Fault::busy, "the inbox of this partner moves all the time", {}, "try again");
  }

 private:
  /// Judges the batch against what is held, and looks at what it brought.
  Result<> check() {
    const auto reader = node_.store.read();
    if (!reader) return fail(reader);
    auto directory = node_.directories->of(**reader);
    if (!directory) return fail(directory);
    partner_ = (*directory)->find(number_);
    if (partner_ == nullptr || number_ == store::own_service || partner_->is_reader())
      return fail(Fault::not_found, "there is no such partner");
    auto inbox = (*reader)->exchange().inbox(number_);
    if (!inbox) return fail(inbox);
    before_ = *std::move(inbox);
    exchange::Knowledge knowledge;
    knowledge.partner = &*partner_->cards;
    knowledge.cards = [&](const exchange::ServiceId& service) { return (*directory)->cards(service); };
    knowledge.chain_at = [&](std::uint64_t number) { return chain_at(**reader, number); };
    base_ = before_;
    received_ = exchange::receive(base_, head_, envelopes_, knowledge);
    if (received_.fault && received_.fault->fault == exchange::InboxFault::new_epoch && received_.head) {
      base_ = exchange::enter(before_, received_.head->epoch);
      received_ = exchange::receive(base_, head_, envelopes_, knowledge);
    }
    if (!received_.fault) {
      const auto passing = any_passing(**reader, partner_->service());
      if (!passing) return fail(passing);
      fault_passes_ = *passing;
    }
    const auto order_due = any_order_due(**reader);
    if (!order_due) return fail(order_due);
    order_due_ = *order_due;
    arrivals_ = examine(**directory, node_.limits, std::move(received_.items));
    directory_ = *std::move(directory);
    return {};
  }

  std::optional<base::Digest> chain_at(store::Reader& reader, std::uint64_t number) const {
    std::optional<base::Digest> chain;
    if (number == 0) return chain;
    static_cast<void>(reader.exchange().visit_inbox({number_, base_.epoch, number - 1},
                                                    [&](const store::ArrivalView& arrival) {
                                                      if (arrival.name.number == number)
                                                        chain = arrival.chain;
                                                      return false;
                                                    }));
    return chain;
  }

  /// A heartbeat that says nothing new writes nothing, and neither does what comes while a fault stops all.
  [[nodiscard]] bool must_write() const {
    if (received_.fault) return received_.fault->fault != exchange::InboxFault::held;
    return !arrivals_.empty() || fault_passes_ || received_.inbox.announced != before_.announced ||
           received_.inbox.epoch != before_.epoch;
  }

  [[nodiscard]] std::size_t bytes() const {
    std::size_t bytes = head_.size();
    for (const auto envelope : envelopes_) bytes += envelope.size();
    return bytes;
  }

  Result<> write(store::Transaction& transaction, Outgoing& outgoing) {
    const auto now = transaction.exchange().inbox(number_);
    if (!now) return fail(now);
    moved_ = *now != before_;
    if (moved_) return fail(Fault::busy, "the inbox moved");
    const auto act = transaction.append(entry());
    if (!act) return fail(act);
    if (auto put = transaction.exchange_writer().put(number_, received_.inbox); !put) return put;
    if (received_.fault) {
      const auto noted = note_fault(transaction, partner_->service(), fault_of(*received_.fault), *act);
      if (!noted) return fail(noted);
      // It is said once; that it comes again at each try is counted in the list of faults.
      if (*noted == Noted::first)
        outgoing.say({.what = Happening::What::fault,
                      .partner = partner_->label(),
                      .detail = std::string(exchange::name_of(received_.fault->fault))});
      return {};
    }
    if (auto passed = let_pass(transaction, partner_->service()); !passed) return fail(passed);
    if (arrivals_.empty()) return {};
    auto taken = take(node_, transaction, outgoing, *partner_, arrivals_, *act);
    if (!taken) return fail(taken);
    taken_ = *std::move(taken);
    if (auto kept = keep_head(node_, transaction, number_, received_.inbox,
                              worth_a_head(node_, number_, arrivals_), *act);
        !kept)
      return kept;
    say_received(outgoing);
    return state_delivered(outgoing, *act);
  }

  /// What was received stands, whether or not an order can be carried out at once: it is noted and tried
  /// again.
  void carry_out() {
    const auto done = carry_out_orders(node_);
    if (done || done.error().fault == Fault::unavailable) return;
    PairFault fault;
    fault.word = pair_fault::order_waits;
    fault.detail = done.error().text().substr(0, most_line_bytes);
    fault.sentence = "What this partner asked back could not be removed yet (" + fault.detail +
                     "). This node tries again with whatever comes next; if it persists, see to its disk.";
    static_cast<void>(node_.store.write(0, [&](store::Transaction& transaction) -> Result<> {
      return note_fault(transaction, partner_->service(), fault, 0).map([](Noted) {});
    }));
  }

  /// One happening for each run of one kind; receipts are said by what they state.
  void say_received(Outgoing& outgoing) const {
    for (std::size_t first = 0; first < arrivals_.size();) {
      std::size_t behind = first + 1;
      while (behind < arrivals_.size() && arrivals_[behind].kind() == arrivals_[first].kind()) ++behind;
      if (arrivals_[first].kind() != exchange::Kind::receipt)
        outgoing.say({.what = Happening::What::received,
                      .partner = partner_->label(),
                      .kind = arrivals_[first].kind(),
                      .epoch = received_.inbox.epoch,
                      .from = arrivals_[first].body().number,
                      .to = arrivals_[behind - 1].body().number,
                      .count = behind - first});
      first = behind;
    }
  }

  /// One statement for all of the batch, where it holds anything but receipts.
  Result<> state_delivered(Outgoing& outgoing, std::int64_t act) {
    bool is_more_than_receipts = false;
    exchange::Receipt receipt;
    for (const auto& arrival : arrivals_) {
      is_more_than_receipts = is_more_than_receipts || arrival.kind() != exchange::Kind::receipt;
      if (arrival.refused()) receipt.except.push_back({arrival.body().number, arrival.item.refused});
    }
    if (!is_more_than_receipts) return {};
    receipt.epoch = received_.inbox.epoch;
    receipt.from = arrivals_.front().body().number;
    receipt.number = received_.inbox.number;
    receipt.chain = received_.inbox.chain;
    return state(outgoing, number_, receipt, act);
  }

  /// Counts and no content. What is refused is known only once it is stored; it stands in the inbox.
  [[nodiscard]] journal::Act entry() const {
    Actor actor;
    actor.name = partner_->label();
    std::string detail;
    if (received_.fault) {
      detail = fmt::format("fault {} at number {}", exchange::name_of(received_.fault->fault),
                           received_.fault->number);
    } else if (arrivals_.empty()) {
      detail = fmt::format("head of epoch {}, number {}", received_.inbox.epoch, received_.inbox.announced);
    } else {
      detail = fmt::format("epoch {}, numbers {} to {}:", received_.inbox.epoch,
                           arrivals_.front().body().number, received_.inbox.number);
      std::array<std::size_t, exchange::kind_count> counts{};
      for (const auto& arrival : arrivals_) ++counts[static_cast<std::size_t>(arrival.kind())];
      for (std::size_t kind = 0; kind < counts.size(); ++kind)
        if (counts[kind] > 0)
          detail += fmt::format(" {} {}", exchange::name_of(static_cast<exchange::Kind>(kind)), counts[kind]);
    }
    return entry_of(actor, rules::receive, exchange::to_text(partner_->service()), std::move(detail));
  }

  Reception reception() {
    Reception reception;
    reception.taken = arrivals_.size();
    for (const auto& arrival : arrivals_) reception.refused += arrival.refused() ? 1 : 0;
    reception.fault = received_.fault;
    const auto& inbox = received_.inbox;
    reception.epoch = inbox.epoch;
    reception.number = inbox.number;
    reception.announced = inbox.announced;
    if (received_.head) reception.head_time = received_.head->time;
    return reception;
  }

  Node& node_;
  const store::ServiceNumber number_;
  const std::string_view head_;
  const std::span<const std::string_view> envelopes_;

  std::shared_ptr<const Directory> directory_;  ///< keeps partner_ alive
  const Peer* partner_ = nullptr;
  exchange::Inbox before_;  ///< as it is held
  exchange::Inbox base_;    ///< as it is judged by: of a restored partner, the beginning of its new epoch
  exchange::Received received_;
  std::vector<Arrival> arrivals_;
  Taken taken_;
  bool fault_passes_ = false;
  bool order_due_ = false;
  bool moved_ = false;
};

}  // namespace

Result<Reception> receive(Node& node, store::ServiceNumber partner, std::string_view head,
                          std::span<const std::string_view> envelopes) {
  return Receiving(node, partner, head, envelopes).run();
}

}  // namespace tansiq::node::acts
