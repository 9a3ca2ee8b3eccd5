#include "node/partners/taking.h"

#include <map>

#include "exchange/exchange.h"
#include "node/partners/cell_documents.h"
#include "node/partners/onward.h"
#include "node/partners/orders.h"
#include "node/partners/pair_faults.h"
#include "node/partners/statements.h"

namespace tansiq::node {

using base::fail;
using exchange::Kind;

namespace {

class Taking {
 public:
  Taking(Node& node, store::Transaction& transaction, Outgoing& outgoing, const Peer& sender,
         std::int64_t act)
      : node_(node), transaction_(transaction), outgoing_(outgoing), sender_(sender), act_(act) {}

  Result<Taken> run(std::vector<Arrival>& arrivals) {
    for (auto& arrival : arrivals) {
      if (auto done = take(arrival); !done) return fail(done);
      const store::NewArrival kept{sender_.number(), arrival.originator, &arrival.item};
      if (auto added = transaction_.exchange_writer().add(kept); !added) return fail(added);
    }
    if (late_.empty()) return taken_;
    if (auto stated = state_of(outgoing_, exchange::Receipt::Kind::purged, late_, act_); !stated)
      return fail(stated);
    return taken_;
  }

 private:
  Result<> take(Arrival& arrival) {
    if (arrival.refused()) return {};
    switch (arrival.kind()) {
      case Kind::record:
        return take_record(arrival);
      case Kind::receipt:
        return take_receipt(arrival);
      case Kind::recall:
      case Kind::erase:
        return take_order(arrival);
      case Kind::cell:
        return take_cell(arrival);
      case Kind::ask:
        return take_ask(transaction_, outgoing_, sender_, arrival, act_);
      case Kind::permission:
        return take_answer(transaction_, outgoing_, sender_, arrival, act_);
      case Kind::seal:
        return take_seal(arrival);
      case Kind::activity:
        break;
    }
    return {};
  }

  /// Kept as it came. One that is not the sender's own word is worth nothing.
  Result<> take_seal(Arrival& arrival) {
    const auto sealed = exchange::read_seal(arrival.copy());
    const auto key =
        sealed && sender_.cards ? sender_.cards->key(sealed->document.signature.key) : std::nullopt;
    if (!key || sealed->seal.service != sender_.service() || !exchange::verify(sealed->document, *key))
      arrival.refuse(exchange::refusal::not_valid);
    return {};
  }

  Result<> take_cell(Arrival& arrival) {
    auto refused = take_cell_document(transaction_, outgoing_, node_, sender_, arrival.copy(), act_);
    if (!refused) return fail(refused);
    if (!refused->empty()) arrival.refuse(*refused);
    return {};
  }

  Result<> take_record(Arrival& arrival) {
    if (arrival.originator != sender_.number()) {
      const auto back =
          asked_back(transaction_, arrival.body().originator, *arrival.item.envelope.content->record);
      if (!back) return fail(back);
      if (*back) return let_go(arrival);
    }
    const auto collection = collection_for_records();
    if (!collection) return fail(collection);
    const auto handling = intern(*arrival.handling);
    if (!handling) return fail(handling);
    const auto added = transaction_.add({*collection, arrival.originator, &*arrival.object, *handling}, act_);
    if (!added) return fail(added);
    switch (*added) {
      case store::Added::created:
      case store::Added::version:
        ++taken_.records;
        return {};
      case store::Added::same:
        return renew(arrival, *collection, *handling);
      case store::Added::conflict:
        ++taken_.conflicts;
        arrival.refuse(exchange::refusal::conflict);
        return {};
    }
    return {};
  }

  /// A copy that comes after its originator asked it back.
  Result<> let_go(Arrival& arrival) {
    arrival.item.envelope.content.reset();
    late_.push_back({sender_.number(), arrival.body().epoch, arrival.body().number});
    ++taken_.late;
    return {};
  }

  Result<> take_order(const Arrival& arrival) {
    const auto order = exchange::read_recall(arrival.copy());
    if (!order) return fail(order);
    ++taken_.recalls;
    return note_order(transaction_, outgoing_, sender_, arrival.body(), *order, act_);
  }

  /// The same bytes again: what may be done with them is what was said last.
  Result<> renew(const Arrival& arrival, std::int64_t collection, std::int64_t handling) {
    store::Filter filter;
    filter.ids = {arrival.object->id};
    filter.versions = {.first = false, .last = false, .all = false, .exact = {arrival.object->version}};
    filter.specs = {arrival.object->spec};
    filter.with_bytes = false;
    std::int64_t number = 0;
    std::int64_t held = 0;
    const auto visited = transaction_.visit(collection, filter, [&](const store::RecordView& record) {
      if (record.originator != arrival.originator) return true;
      number = record.number;
      held = record.handling;
      return false;
    });
    if (!visited) return fail(visited);
    if (number == 0 || held == handling) return {};
    ++taken_.renewed;
    return transaction_.set_handling(number, handling, act_);
  }

  Result<> take_receipt(const Arrival& arrival) {
    const auto believed = believe(transaction_, sender_.number(), arrival.copy());
    if (!believed) return fail(believed);
    for (const auto& contradiction : believed->contradictions) {
      PairFault fault;
      fault.word = pair_fault::false_receipt;
      fault.at = arrival.body().number;
      fault.detail = contradiction;
      fault.sentence = "The partner stated something that cannot be true of what was released to it (" +
                       contradiction +
                       "). It counts for nothing; speak with the partner's people, since one of the two "
                       "nodes has lost something, and then clear the fault.";
      fault.needs_officer = true;
      if (auto noted = note_fault(transaction_, sender_.service(), std::move(fault), act_); !noted)
        return fail(noted);
    }
    say(*believed, arrival);
    return {};
  }

  void say(const Believed& believed, const Arrival& arrival) {
    using What = Happening::What;
    const auto say_one = [&](What what, std::size_t count, std::string detail = {}) {
      if (count == 0) return;
      Happening happening{
          .what = what, .partner = sender_.label(), .count = count, .detail = std::move(detail)};
      if (what == What::delivered) {
        happening.epoch = believed.epoch;
        happening.from = believed.from;
        happening.to = believed.to;
        happening.latency = node_.clock() - believed.released;
      }
      outgoing_.say(std::move(happening));
    };
    say_one(What::delivered, believed.delivered);
    say_one(What::refused, believed.refused, believed.refusal);
    say_one(What::opened, believed.opened);
    say_one(What::purged, believed.purged);
    if (!believed.contradictions.empty())
      outgoing_.say({.what = What::fault,
                     .partner = sender_.label(),
                     .from = arrival.body().number,
                     .to = arrival.body().number,
                     .detail = std::string(pair_fault::false_receipt)});
  }

  Result<std::int64_t> collection_for_records() {
    if (collection_ != 0) return collection_;
    const auto held = received_collection(transaction_);
    if (!held) return fail(held);
    if (held->has_value()) return collection_ = **held;
    store::Collection collection;
    collection.id = base::random_uuid();
    collection.alias = received_alias;
    collection.title = "Received";
    collection.description = "What partners released to this service";
    const auto put = transaction_.put(collection);
    if (!put) return fail(put);
    return collection_ = *put;
  }

  /// Most records of a batch have the same conditions.
  Result<std::int64_t> intern(const store::Handling& handling) {
    const auto held = handlings_.find(handling.json);
    if (held != handlings_.end()) return held->second;
    auto number = transaction_.intern(handling);
    if (number) handlings_.emplace(handling.json, *number);
    return number;
  }

  Node& node_;
  store::Transaction& transaction_;
  Outgoing& outgoing_;
  const Peer& sender_;
  const std::int64_t act_;
  Taken taken_;
  std::vector<store::EnvelopeName> late_;
  std::int64_t collection_ = 0;
  std::map<std::string, std::int64_t> handlings_;
};

}  // namespace

Result<std::optional<std::int64_t>> received_collection(store::Reader& reader) {
  const auto found = reader.collection(received_alias);
  if (!found) return fail(found);
  if (!found->has_value()) return std::optional<std::int64_t>();
  return std::optional((*found)->number);
}

Result<Taken> take(Node& node, store::Transaction& transaction, Outgoing& outgoing, const Peer& sender,
                   std::vector<Arrival>& arrivals, std::int64_t act) {
  return Taking(node, transaction, outgoing, sender, act).run(arrivals);
}

}  // namespace tansiq::node
