#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/error.h"
#include "names/spelling.h"

namespace tansiq::names {

/// What it costs to hear one spelling as another, in hundredths of a nat; 0 where they are the same.
using Cost = std::int32_t;

/// Costs of writing one symbol for another: within Latin, within Arabic script, and between them. Learnt from
/// pairs of tokens by expectation maximisation (tools/names/train_costs.cc; the method is in docs/names.md).
class Costs {
 public:
  static constexpr Cost most = 300;      ///< no replacement of one symbol costs more
  static constexpr Cost omission = 220;  ///< no omission of one letter costs more
  static constexpr Cost swapped = 160;   ///< two neighbouring letters in the wrong order

  /// Reads the data file: lines of symbol, symbol (or "-" for nothing) and cost, separated by tabs.
  static base::Result<std::unique_ptr<Costs>> read(std::string_view file);

  /// The costs that are built in.
  static const Costs& built_in();

  /// The least total cost of turning one spelling into the other; symmetric. Stops early and returns a value
  /// above `limit` once every way costs more. Time in the product of the lengths.
  [[nodiscard]] Cost between(const Spelling& left, const Spelling& right, Cost limit) const;

  [[nodiscard]] Cost replace(Symbol left, Symbol right) const {
    return replace_[left * symbol::most + right];
  }
  [[nodiscard]] Cost omit(Symbol s, Script other_side) const {
    return omit_[static_cast<std::size_t>(other_side) * symbol::most + s];
  }

 private:
  Costs();
  std::array<std::int16_t, symbol::most * symbol::most> replace_;
  std::array<std::int16_t, 3 * symbol::most> omit_;
};

}  // namespace tansiq::names
