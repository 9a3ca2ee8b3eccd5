#include "node/partners/card_file.h"

#include <fmt/format.h>
#include <optional>

#include "node/partners/papers.h"

namespace tansiq::node {

using base::fail;
using base::Fault;
using base::Result;

Result<exchange::CardChain> read_card_file(std::string_view text) {
  if (text.size() > most_card_file_bytes) return fail(Fault::too_large, "too long for cards", "cards");
  std::optional<exchange::CardChain> chain;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const auto wrong = [&](const base::Error& error) {
      return fail(error.fault, error.what, fmt::format("cards, line {}", number),
                  "the file that `tansiq card show --export` wrote at the partner, as it is");
    };
    if (!chain) {
      auto begun = exchange::CardChain::begin(line);
      if (!begun) return wrong(begun.error());
      chain = std::move(*begun);
    } else if (auto extended = chain->extend(line); !extended) {
      return wrong(extended.error());
    }
  }
  if (!chain) return fail(Fault::invalid, "no card is in it", "cards");
  return std::move(*chain);
}

std::string card_file(const std::vector<exchange::Document>& cards) {
  std::string text;
  for (const auto& card : cards) text += card.text() + "\n";
  return text;
}

std::vector<store::Paper> card_papers(const exchange::CardChain& cards, std::int64_t act) {
  std::vector<store::Paper> papers;
  for (const auto& document : cards.documents())
    papers.push_back({std::string(paper::card),
                      exchange::to_text(cards.service()),
                      static_cast<std::int64_t>(papers.size() + 1),
                      document.text(),
                      {},
                      act});
  return papers;
}

}  // namespace tansiq::node
