#include "wire/peer/incoming.h"

#include <fmt/format.h>
#include <iterator>

namespace tansiq::wire::peer {

using base::fail;
using base::Fault;
using base::Result;

Result<> IncomingReader::feed(std::string_view bytes) {
  open_bytes_ += bytes.size();
  auto fed = events_.feed(bytes, [this](const exchange::Event& event) { return take_event(event); });
  if (!fed) return fed;
  if (open_bytes_ > limits_.batch_bytes)
    return fail(Fault::too_large, "the partner sends and sends, and no head covers it", {},
                fmt::format("a head at the latest after {} bytes", limits_.batch_bytes));
  return {};
}

Result<> IncomingReader::take_event(const exchange::Event& event) {
  if (event.name == exchange::event::envelope) {
    if (envelopes_.size() == limits_.batch_envelopes)
      return fail(Fault::too_large, "too many envelopes, and no head covers them", {},
                  fmt::format("a head at the latest after {} envelopes", limits_.batch_envelopes));
    envelopes_.push_back(event.data);
    envelope_bytes_ += event.data.size();
  } else if (event.name == exchange::event::head) {
    complete_.push_back({std::move(envelopes_), event.data, {}});
    envelopes_.clear();
    envelope_bytes_ = open_bytes_ = 0;
  } else if (event.name == exchange::event::card) {
    if (complete_.empty() || complete_.back().cards.empty()) complete_.emplace_back();
    complete_.back().cards.push_back(event.data);
    if (envelopes_.empty()) open_bytes_ = 0;
  }
  return {};
}

std::optional<Incoming> IncomingReader::take(bool merged) {
  if (complete_.empty()) return std::nullopt;
  Incoming first = std::move(complete_.front());
  complete_.pop_front();
  if (!first.cards.empty()) return first;
  while (merged && !complete_.empty() && complete_.front().cards.empty() &&
         first.envelopes.size() + complete_.front().envelopes.size() <= limits_.merged_envelopes) {
    auto& next = complete_.front();
    std::move(next.envelopes.begin(), next.envelopes.end(), std::back_inserter(first.envelopes));
    first.head = std::move(next.head);
    complete_.pop_front();
  }
  return first;
}

}  // namespace tansiq::wire::peer
