#include "node/partners/set_aside.h"

#include <algorithm>
#include <string>
#include <vector>

#include "exchange/cell.h"
#include "node/partners/papers.h"

namespace tansiq::node {

using base::fail;
using base::Result;

namespace {

/// One envelope that goes, with what must be looked after.
struct Gone {
  exchange::Kind kind = exchange::Kind::record;
  store::ServiceNumber originator = store::own_service;
  std::string body, id, version;
  std::string copy;  ///< of Kind::cell only
};

/// Whether another envelope that stays brought the very same record.
Result<bool> came_otherwise(store::ExchangeReader& reader, const Gone& gone) {
  bool other = false;
  auto visited = reader.visit_arrivals(gone.id, [&](const store::ArrivalView& arrival) {
    other = arrival.originator == gone.originator && arrival.version == gone.version &&
            !arrival.salt.empty() && arrival.refused.empty();
    return !other;
  });
  if (!visited) return fail(visited);
  return other;
}

Result<> remove_record(store::Transaction& transaction, const Gone& gone, std::int64_t act) {
  if (gone.id.empty()) return {};
  const auto other = came_otherwise(transaction.exchange(), gone);
  if (!other) return fail(other);
  if (*other) return {};
  const auto collections = transaction.collections();
  if (!collections) return fail(collections);
  for (const auto& collection : *collections)
    if (auto purged = transaction.exchange_writer().purge(collection.number, gone.originator, gone.id,
                                                          {gone.version}, act);
        !purged)
      return fail(purged);
  return {};
}

Result<> remove_equal(store::Transaction& transaction, std::string_view kind, const std::string& cell,
                      const std::string& text, bool only_last) {
  const auto papers = transaction.exchange().papers(kind, cell);
  if (!papers) return fail(papers);
  for (const auto& paper : *papers) {
    if (paper.text != text || (only_last && paper.number != papers->back().number)) continue;
    if (auto removed = remove_paper(transaction, kind, cell, paper.number); !removed) return removed;
  }
  return {};
}

/// A word or version of a cell that the thief of a key may have signed. A version on which another one stands
/// stays: whoever signed that one knew it.
Result<> remove_document(store::Transaction& transaction, const std::string& text) {
  if (const auto acceptance = exchange::read_acceptance(text))
    return remove_equal(transaction, paper::acceptance, exchange::to_text(acceptance->acceptance.cell), text,
                        false);
  const auto version = exchange::read_cell_version(text);
  if (!version) return {};
  const std::string cell =
      exchange::to_text(version->version.cell ? *version->version.cell : version->document.hash());
  if (auto removed = remove_equal(transaction, paper::cell_rival, cell, text, false); !removed)
    return removed;
  return remove_equal(transaction, paper::cell, cell, text, true);
}

}  // namespace

Result<std::size_t> set_aside(store::Transaction& transaction, const store::EnvelopeName& above,
                              std::int64_t act) {
  const auto partners = transaction.exchange().partners();
  if (!partners) return fail(partners);
  const auto partner = std::find_if(partners->begin(), partners->end(),
                                    [&](const auto& one) { return one.number == above.service; });
  if (partner == partners->end()) return fail(base::Fault::not_found, "there is no such partner");
  std::vector<Gone> gone;
  auto visited = transaction.exchange().visit_inbox(above, [&](const store::ArrivalView& arrival) {
    Gone one{arrival.kind, arrival.originator, std::string(arrival.body), {}, {}, {}};
    if (arrival.kind == exchange::Kind::record) {
      one.id = std::string(arrival.id);
      one.version = std::string(arrival.version);
    }
    if (arrival.kind == exchange::Kind::cell) one.copy = std::string(arrival.copy);
    gone.push_back(std::move(one));
    return true;
  });
  if (!visited) return fail(visited);
  if (auto removed = transaction.exchange_writer().remove_arrivals(above); !removed) return fail(removed);
  // The newest first, so that versions of a cell go from its end.
  for (auto one = gone.rbegin(); one != gone.rend(); ++one) {
    if (auto removed = remove_record(transaction, *one, act); !removed) return fail(removed);
    if (one->copy.empty()) continue;
    if (auto removed = remove_document(transaction, one->copy); !removed) return fail(removed);
  }
  for (const auto& one : gone)
    if (auto kept =
            add_paper(transaction,
                      {std::string(paper::aside), exchange::to_text(partner->service), 0, one.body, {}, act});
        !kept)
      return fail(kept);
  return gone.size();
}

}  // namespace tansiq::node
