#include "node/partners/statements.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "exchange/exchange.h"

namespace tansiq::node {

using base::fail;
using exchange::Fate;
using exchange::Receipt;

namespace {

/// A release as far as a statement about it is compared with it.
struct Known {
  base::Digest chain{};
  Time added;
};

Result<std::optional<Known>> find_release(store::Transaction& transaction, const store::EnvelopeName& name) {
  std::optional<Known> known;
  if (name.number == 0) return known;
  const auto visited = transaction.exchange().visit_outbox({name.service, name.epoch, name.number - 1},
                                                           [&](const store::ReleaseView& release) {
                                                             if (release.name.number == name.number)
                                                               known = Known{release.chain, release.added};
                                                             return false;
                                                           });
  if (!visited) return fail(visited);
  return known;
}

Result<> believe_delivered(store::Transaction& transaction, store::ServiceNumber partner,
                           const Receipt& receipt, Believed& believed) {
  const auto last = find_release(transaction, {partner, receipt.epoch, receipt.number});
  if (!last) return fail(last);
  if (!*last || (*last)->chain != receipt.chain) {
    believed.contradictions.push_back(
        last->has_value()
            ? fmt::format("it states another history up to number {}", receipt.number)
            : fmt::format("it states number {}, which was never released to it", receipt.number));
    return {};
  }
  auto& writer = transaction.exchange_writer();
  for (const auto& except : receipt.except)
    if (auto set = writer.set_fate({partner, receipt.epoch, except.number}, except.number, Fate::refused,
                                   except.reason);
        !set)
      return set;
  believed.epoch = receipt.epoch;
  believed.from = receipt.from;
  believed.to = receipt.number;
  believed.released = (*last)->added;
  believed.refused = receipt.except.size();
  if (!receipt.except.empty()) believed.refusal = receipt.except.front().reason;
  believed.delivered = receipt.number - receipt.from + 1 - receipt.except.size();
  return writer.set_fate({partner, receipt.epoch, receipt.from}, receipt.number, Fate::delivered, {});
}

Result<> believe_numbers(store::Transaction& transaction, store::ServiceNumber partner,
                         const Receipt& receipt, Believed& believed) {
  const Fate fate = receipt.kind == Receipt::Kind::opened ? Fate::opened : Fate::purged;
  auto& count = receipt.kind == Receipt::Kind::opened ? believed.opened : believed.purged;
  for (const auto number : receipt.numbers) {
    const store::EnvelopeName name{partner, receipt.epoch, number};
    const auto known = find_release(transaction, name);
    if (!known) return fail(known);
    if (!known->has_value()) {
      believed.contradictions.push_back(fmt::format("it states {} of number {}, which was never released",
                                                    exchange::name_of(receipt.kind), number));
      continue;
    }
    if (auto set = transaction.exchange_writer().set_fate(name, number, fate, {}); !set) return set;
    ++count;
  }
  return {};
}

}  // namespace

Result<Believed> believe(store::Transaction& transaction, store::ServiceNumber partner,
                         std::string_view copy) {
  Believed believed;
  const auto receipt = exchange::read_receipt(copy);
  if (!receipt) {
    believed.contradictions.push_back("it is no receipt: " + receipt.error().what);
    return believed;
  }
  const auto done = receipt->kind == Receipt::Kind::delivered
                        ? believe_delivered(transaction, partner, *receipt, believed)
                        : believe_numbers(transaction, partner, *receipt, believed);
  if (!done) return fail(done);
  return believed;
}

Result<> state(Outgoing& outgoing, store::ServiceNumber partner, const Receipt& receipt, std::int64_t act) {
  exchange::Release release;
  release.kind = exchange::Kind::receipt;
  release.originator = outgoing.directory().own()->service();
  release.copy = exchange::render(receipt);
  if (auto sent = outgoing.send(partner, std::move(release), act); !sent) return fail(sent);
  return {};
}

Result<> state_of(Outgoing& outgoing, Receipt::Kind kind, std::vector<store::EnvelopeName> names,
                  std::int64_t act) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (std::size_t i = 0; i < names.size();) {
    Receipt receipt;
    receipt.kind = kind;
    receipt.epoch = names[i].epoch;
    const auto partner = names[i].service;
    while (i < names.size() && names[i].service == partner && names[i].epoch == receipt.epoch &&
           receipt.numbers.size() < exchange::most_receipt_numbers)
      receipt.numbers.push_back(names[i++].number);
    if (auto stated = state(outgoing, partner, receipt, act); !stated) return stated;
  }
  return {};
}

}  // namespace tansiq::node
