#include "node/duty/shift_book.h"

#include <algorithm>
#include <tuple>

#include "exchange/card.h"
#include "exchange/signature.h"
#include "node/duty/thread_book.h"
#include "node/partners/papers.h"
#include "node/partners/signing.h"

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

constexpr std::size_t most_bytes = desk::most_shift_bytes + 4096;

}  // namespace

Result<std::vector<desk::ShiftChange>> shift_changes(store::Reader& reader, std::string_view post) {
  const auto papers = reader.exchange().papers(paper::shift, post);
  if (!papers) return fail(papers);
  std::vector<desk::ShiftChange> changes;
  for (const auto& paper : *papers) {
    const auto document =
        exchange::read_document(paper.text, desk::shift_context, most_bytes,
                                [](const exchange::json::Value&) -> Result<> { return {}; });
    auto change =
        document ? desk::read_shift_change(document->body) : Result<desk::ShiftChange>(fail(document));
    if (!change) return fail(Fault::internal, "a shift change that was kept does not read back");
    changes.push_back(*std::move(change));
  }
  return changes;
}

Result<std::vector<desk::ShiftChange>> offered_shifts(store::Reader& reader, std::string_view post,
                                                      Time now) {
  const auto papers = reader.exchange().papers(paper::shift_offer, post);
  if (!papers) return fail(papers);
  std::vector<desk::ShiftChange> offers;
  for (const auto& paper : *papers) {
    auto offer = desk::read_shift_change(paper.text);
    if (!offer) return fail(Fault::internal, "a hand-over that was kept does not read back");
    if (now - offer->at <= longest_offer) offers.push_back(*std::move(offer));
  }
  return offers;
}

Result<> keep_shift(Node& node, store::Transaction& transaction, const Directory& directory,
                    const desk::ShiftChange& change, std::int64_t act) {
  if (auto checked = desk::check(change); !checked) return checked;
  const auto key = own_key(node, directory);
  if (!key) return fail(key);
  store::Paper paper;
  paper.kind = paper::shift;
  paper.subject = change.post;
  paper.text = exchange::sign(**key, desk::shift_context, desk::render(change)).text();
  paper.since = change.at;
  paper.act = act;
  if (auto added = add_paper(transaction, std::move(paper)); !added) return fail(added);
  return remove_paper(transaction, paper::shift_offer, change.post, 1);
}

Result<> keep_offer(store::Transaction& transaction, const desk::ShiftChange& offer, std::int64_t act) {
  if (auto checked = desk::check(offer); !checked) return checked;
  store::Paper paper;
  paper.kind = paper::shift_offer;
  paper.subject = offer.post;
  paper.text = desk::render(offer);
  paper.since = offer.at;
  paper.act = act;
  return put_paper(transaction, paper);
}

Result<std::vector<desk::OpenThread>> threads_to_hand_over(Node& node, store::Reader& reader,
                                                           const Directory& directory) {
  std::vector<desk::OpenThread> open;
  auto looked = node.threads->look(reader, directory, node.clock(), [&](ThreadBook::View& view) -> Result<> {
    std::vector<desk::Thread> threads;
    view.threads().each([&](desk::Thread thread) {
      if (thread.standing != desk::Standing::closed)
        threads.push_back(desk::as_seen_by(std::move(thread), view.me()));
    });
    std::sort(threads.begin(), threads.end(), [](const desk::Thread& left, const desk::Thread& right) {
      return std::tie(right.created, left.key) < std::tie(left.created, right.key);
    });
    if (threads.size() > desk::most_open_threads) threads.resize(desk::most_open_threads);
    open = desk::open_threads(threads);
    return {};
  });
  if (!looked) return fail(looked);
  return open;
}

Result<desk::Service> own_identity(const Directory& directory) {
  const auto* own = directory.own();
  if (own == nullptr)
    return fail(Fault::not_found, "this node has no card yet, and so no shifts", {}, "tansiq card show");
  return exchange::identity_of(own->service());
}

}  // namespace tansiq::node
