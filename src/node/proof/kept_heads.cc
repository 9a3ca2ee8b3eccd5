#include "node/proof/kept_heads.h"

#include <fmt/format.h>

#include "exchange/receipt.h"
#include "node/duty/thread_book.h"
#include "node/partners/pairs.h"
#include "node/partners/papers.h"
#include "node/proof/sealing.h"

namespace tansiq::node {

using base::fail;

namespace {

std::string subject_of(store::ServiceNumber partner, std::uint64_t epoch, Time time) {
  return fmt::format("{} {} {}", partner, epoch, day_of(time));
}

}  // namespace

void await_statement(const Node& node, store::ServiceNumber partner, std::string_view id,
                     std::uint64_t number) {
  if (!makes_threads(id)) return;
  node.pairs->change(partner, [&](Pair& pair) {
    if (!pair.awaited) pair.awaited = number;
  });
}

bool worth_a_head(const Node& node, store::ServiceNumber partner, const std::vector<Arrival>& arrivals) {
  bool worth = false;
  for (const auto& arrival : arrivals) {
    worth = worth || (arrival.object && makes_threads(arrival.object->id));
    if (arrival.kind() != exchange::Kind::receipt) continue;
    const auto receipt = exchange::read_receipt(arrival.copy());
    if (!receipt) continue;
    if (receipt->kind != exchange::Receipt::Kind::delivered) {
      worth = true;
      continue;
    }
    node.pairs->change(partner, [&](Pair& pair) {
      if (!pair.awaited || receipt->number < *pair.awaited) return;
      pair.awaited.reset();
      worth = true;
    });
  }
  return worth;
}

Result<> keep_head(Node& node, store::Transaction& transaction, store::ServiceNumber partner,
                   const exchange::Inbox& inbox, bool always, std::int64_t act) {
  if (inbox.proof.empty()) return {};
  const auto now = transaction.now();
  bool due = always;
  node.pairs->change(partner, [&](Pair& pair) {
    due = due || !pair.head_kept || now - *pair.head_kept >= between_kept_heads;
    if (due) pair.head_kept = now;
  });
  if (!due) return {};
  const auto head = exchange::read_head(inbox.proof);
  if (!head) return fail(head);
  return put_paper(transaction, {std::string(paper::kept_head),
                                 subject_of(partner, inbox.epoch, now),
                                 static_cast<std::int64_t>(head->head.number),
                                 inbox.proof,
                                 {},
                                 act});
}

Result<std::optional<exchange::SignedHead>> head_above(store::Reader& reader,
                                                       const store::EnvelopeName& envelope, Time from) {
  for (const auto time : {from, from + std::chrono::hours(24)}) {
    const auto papers =
        reader.exchange().papers(paper::kept_head, subject_of(envelope.service, envelope.epoch, time));
    if (!papers) return fail(papers);
    for (const auto& paper : *papers) {
      if (static_cast<std::uint64_t>(paper.number) < envelope.number) continue;
      auto head = exchange::read_head(paper.text);
      if (!head) return fail(head);
      return std::optional(*std::move(head));
    }
  }
  const auto inbox = reader.exchange().inbox(envelope.service);
  if (!inbox) return fail(inbox);
  if (inbox->epoch != envelope.epoch || inbox->proof.empty()) return std::optional<exchange::SignedHead>();
  auto head = exchange::read_head(inbox->proof);
  if (!head) return fail(head);
  if (head->head.number < envelope.number) return std::optional<exchange::SignedHead>();
  return std::optional(*std::move(head));
}

}  // namespace tansiq::node
