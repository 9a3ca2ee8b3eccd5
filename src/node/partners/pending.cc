#include "node/partners/pending.h"

#include <algorithm>
#include <map>

#include "exchange/fields.h"
#include "node/partners/papers.h"

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

constexpr std::size_t most_head_bytes = 256 * 1024;
constexpr std::size_t most_list_bytes = std::size_t{4} << 20;
constexpr std::size_t most_partners = 10'000;
constexpr std::size_t most_records_in_list = 10'000;
constexpr std::size_t most_id_bytes = 500;

std::string render_head(const ReadyOrder& order, std::string_view case_id) {
  exchange::Writer writer;
  writer.text("basis", order.purpose.basis).text("by", order.by.by).text("case", case_id);
  if (order.recipients.cell) writer.digest("cell", *order.recipients.cell);
  std::vector<std::string> to;
  to.reserve(order.recipients.partners.size());
  for (const auto number : order.recipients.partners) to.push_back(std::to_string(number));
  return writer.texts("cut", order.by.cut)
      .text("purpose", order.purpose.purpose)
      .text("reason", order.reason)
      .raws("to", to)
      .finish();
}

Result<> read_head(std::string_view text, PendingOrder& pending) {
  return exchange::read_json(text, most_head_bytes, [&](const exchange::json::Value& value) -> Result<> {
    exchange::Fields fields(value, "order");
    auto& order = pending.order;
    order.purpose.basis = fields.text("basis", most_line_bytes, true);
    order.by.by = fields.text("by", most_line_bytes);
    pending.case_id = fields.text("case", most_line_bytes, true);
    order.recipients.cell = fields.digest_if("cell");
    order.by.cut = fields.texts("cut", most_partners, most_line_bytes);
    order.purpose.purpose = fields.text("purpose", most_line_bytes, true);
    order.reason = fields.text("reason", most_line_bytes, true);
    for (const auto& number : fields.list("to", most_partners))
      order.recipients.partners.push_back(number.integer());
    return fields.finish();
  });
}

Result<> read_list(std::string_view text, std::vector<Ordered>& records) {
  return exchange::read_json(text, most_list_bytes, [&](const exchange::json::Value& value) -> Result<> {
    exchange::Fields fields(value, "order");
    for (const auto& item : fields.list("records", most_records_in_list)) {
      exchange::Fields record(item, "order/records");
      Ordered ordered;
      ordered.collection = static_cast<std::int64_t>(record.number("collection"));
      ordered.id = record.text("id", most_id_bytes);
      ordered.only_last = record.flag("only_last");
      ordered.originator = static_cast<store::ServiceNumber>(record.number("originator"));
      ordered.version = record.text("version", most_id_bytes);
      if (auto read = record.finish(); !read) return read;
      records.push_back(std::move(ordered));
    }
    return fields.finish();
  });
}

Result<> take(const store::Paper& paper, PendingOrder& pending) {
  if (paper.number != 1) return read_list(paper.text, pending.order.records);
  pending.order.order = paper.subject;
  pending.since = paper.since;
  return read_head(paper.text, pending);
}

}  // namespace

Result<> keep_waiting(store::Transaction& transaction, const ReadyOrder& order, const journal::Act& entry,
                      std::size_t first, const std::vector<Outcome>& outcomes, std::int64_t act) {
  std::vector<std::string> records;
  const auto partners = order.recipients.partners.size();
  for (std::size_t i = 0; i < outcomes.size(); i += partners) {
    const auto behind = outcomes.begin() + static_cast<std::ptrdiff_t>(i + partners);
    const auto waiting = std::find_if(outcomes.begin() + static_cast<std::ptrdiff_t>(i), behind,
                                      [](const auto& one) { return one.kind == Outcome::Kind::waiting; });
    if (waiting == behind) continue;
    const auto& ordered = order.records[first + i / partners];
    records.push_back(exchange::Writer{}
                          .number("collection", static_cast<std::uint64_t>(ordered.collection))
                          .text("id", ordered.id)
                          .flag("only_last", ordered.version.empty())
                          .number("originator", static_cast<std::uint64_t>(ordered.originator))
                          .text("version", waiting->version)
                          .finish());
  }
  if (records.empty()) return {};
  const auto held = transaction.exchange().papers(paper::order, order.order);
  if (!held) return fail(held);
  if (held->empty())
    if (auto put = put_paper(
            transaction,
            {std::string(paper::order), order.order, 1, render_head(order, entry.case_id), {}, act});
        !put)
      return put;
  const auto added = add_paper(transaction, {std::string(paper::order),
                                             order.order,
                                             0,
                                             exchange::Writer{}.raws("records", records).finish(),
                                             {},
                                             act});
  if (!added) return fail(added);
  return {};
}

Result<std::vector<PendingOrder>> pending_orders(store::Reader& reader) {
  const auto papers = reader.exchange().papers(paper::order, {});
  if (!papers) return fail(papers);
  std::vector<PendingOrder> orders;
  for (const auto& paper : *papers) {
    if (orders.empty() || orders.back().order.order != paper.subject) orders.emplace_back();
    if (auto taken = take(paper, orders.back()); !taken) return fail(taken);
  }
  std::stable_sort(orders.begin(), orders.end(),
                   [](const auto& left, const auto& right) { return left.since < right.since; });
  return orders;
}

Result<PendingOrder> pending_order(store::Reader& reader, std::string_view order) {
  const auto papers = reader.exchange().papers(paper::order, order);
  if (!papers) return fail(papers);
  if (papers->empty() || order.empty())
    return fail(Fault::not_found, "no such order waits for a second officer", "order",
                "tansiq release pending");
  PendingOrder pending;
  for (const auto& paper : *papers)
    if (auto taken = take(paper, pending); !taken) return fail(taken);
  return pending;
}

Result<> forget_pending(store::Transaction& transaction, std::string_view order) {
  const auto papers = transaction.exchange().papers(paper::order, order);
  if (!papers) return fail(papers);
  for (const auto& paper : *papers)
    if (auto removed = remove_paper(transaction, paper.kind, paper.subject, paper.number); !removed)
      return removed;
  return {};
}

}  // namespace tansiq::node
