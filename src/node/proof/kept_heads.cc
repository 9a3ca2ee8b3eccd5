#include "node/proof/kept_heads.h"

#include <fmt/format.h>

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
