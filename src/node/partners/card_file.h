#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "exchange/card.h"
#include "store/store.h"

namespace tansiq::node {

/// Largest file of cards that is read.
inline constexpr std::size_t most_card_file_bytes = std::size_t{8} << 20;

/// Reads a service's cards as they are handed to a partner: one signed card a line, the first card first.
base::Result<exchange::CardChain> read_card_file(std::string_view text);

/// Writes what read_card_file() reads.
std::string card_file(const std::vector<exchange::Document>& cards);

/// The papers of a chain of cards.
std::vector<store::Paper> card_papers(const exchange::CardChain& cards, std::int64_t act);

}  // namespace tansiq::node
