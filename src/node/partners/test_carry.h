#pragma once

/// For tests only: carries documents about cells and cards from node to node, without the acts of receiving.

#include <map>
#include <utility>

#include "node/acts/take_cards.h"
#include "node/partners/cell_documents.h"
#include "node/partners/test_cell.h"

namespace tansiq::node::testing {

/// Remembers how far each pair has heard.
class Carrier {
 public:
  /// Brings what `from` has for `to`; gives the words with which documents were refused.
  std::vector<std::string> carry(TestService& from, TestService& to) {
    std::vector<std::string> refused;
    const auto* known = from.directory()->find(to.id());
    if (known == nullptr || to.directory()->find(from.id()) == nullptr) return refused;
    auto& heard = heard_[{from.name(), to.name()}];
    const auto batch = next_batch(*from, known->number(), heard);
    EXPECT_TRUE(batch) << batch.error().text();
    if (!batch) return refused;
    for (const auto& text : taken_apart(*batch).envelopes) {
      const auto envelope = exchange::read_envelope(text);
      EXPECT_TRUE(envelope);
      if (!envelope || !envelope->content || envelope->body.kind != exchange::Kind::cell) continue;
      ++carried;
      to.write([&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        const auto* sender = outgoing.directory().find(from.id());
        const auto taken =
            take_cell_document(transaction, outgoing, *to, *sender, envelope->content->copy, 0);
        if (!taken) return base::fail(taken);
        if (!taken->empty()) refused.push_back(*taken);
        return {};
      });
    }
    heard = batch->heard;
    return refused;
  }

  /// Carries between all until nobody has anything new; gives every refusal.
  std::vector<std::string> carry_all(std::vector<TestService*> services) {
    std::vector<std::string> refused;
    std::size_t before = 0;
    int rounds = 0;
    do {
      before = carried;
      for (auto* from : services)
        for (auto* to : services)
          if (from != to)
            for (auto& word : carry(*from, *to)) refused.push_back(word);
      EXPECT_LT(++rounds, 20) << "documents go round for ever";
    } while (carried != before && rounds < 20);
    return refused;
  }

  std::size_t carried = 0;

 private:
  std::map<std::pair<std::string, std::string>, Heard> heard_;
};

}  // namespace tansiq::node::testing
