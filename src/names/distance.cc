#include "names/distance.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <stdexcept>

#include "names/data.h"

namespace tansiq::names {

Costs::Costs() {
  replace_.fill(static_cast<std::int16_t>(most * 2));
  omit_.fill(static_cast<std::int16_t>(omission));
  // One letter for any other letter is a typing error; groups have no price that the data does not give.
  for (std::size_t left = 1; left < symbol_count(); ++left)
    for (std::size_t right = 1; right < symbol_count(); ++right)
      if (length_of_symbol(static_cast<Symbol>(left)) == 1 &&
          length_of_symbol(static_cast<Symbol>(right)) == 1)
        replace_[left * symbol::most + right] = static_cast<std::int16_t>(most);
  for (std::size_t s = 1; s < symbol_count(); ++s) replace_[s * symbol::most + s] = 0;
}

base::Result<std::unique_ptr<Costs>> Costs::read(std::string_view file) {
  std::unique_ptr<Costs> costs(new Costs());
  std::size_t line_number = 0;
  while (!file.empty()) {
    ++line_number;
    const auto end = file.find('\n');
    const std::string_view line = file.substr(0, end);
    file = end == std::string_view::npos ? std::string_view() : file.substr(end + 1);
    if (line.empty() || line.starts_with('#')) continue;
    const auto first_tab = line.find('\t');
    const auto second_tab = line.find('\t', first_tab + 1);
    int value = 0;
    const bool well_formed =
        first_tab != std::string_view::npos && second_tab != std::string_view::npos &&
        std::from_chars(line.data() + second_tab + 1, line.data() + line.size(), value).ec == std::errc();
    if (!well_formed || value < 0 || value > 2 * most)
      return base::fail(base::Fault::invalid, "not a line of two symbols and a cost",
                        fmt::format("line {}", line_number));
    const Symbol left = symbol_of(line.substr(0, first_tab));
    const std::string_view other = line.substr(first_tab + 1, second_tab - first_tab - 1);
    if (left == symbol::none)
      return base::fail(base::Fault::invalid, "no such symbol", fmt::format("line {}", line_number));
    if (other == "-latin" || other == "-arabic") {
      const auto side = static_cast<std::size_t>(other == "-latin" ? Script::latin : Script::arabic);
      costs->omit_[side * symbol::most + left] = static_cast<std::int16_t>(std::min<Cost>(value, omission));
      continue;
    }
    const Symbol right = symbol_of(other);
    if (right == symbol::none)
      return base::fail(base::Fault::invalid, "no such symbol", fmt::format("line {}", line_number));
    costs->replace_[left * symbol::most + right] = static_cast<std::int16_t>(value);
    costs->replace_[right * symbol::most + left] = static_cast<std::int16_t>(value);
  }
  return costs;
}

const Costs& Costs::built_in() {
  static const std::unique_ptr<Costs> costs = [] {
    auto read = Costs::read(data::costs());
    if (!read) throw std::logic_error("the table of costs that is built in: " + read.error().text());
    return std::move(*read);
  }();
  return *costs;
}

Cost Costs::between(const Spelling& left, const Spelling& right, Cost limit) const {
  constexpr Cost never = 1 << 20;
  constexpr std::size_t rows = symbol::longest + 1;
  const std::size_t width = right.size + 1U;
  const Script left_script = script_of_symbol(left.size ? left.symbols[0][0] : symbol::none);
  const Script right_script = script_of_symbol(right.size ? right.symbols[0][0] : symbol::none);
  const auto* omit_left = &omit_[static_cast<std::size_t>(right_script) * symbol::most];
  const auto* omit_right = &omit_[static_cast<std::size_t>(left_script) * symbol::most];
  // Rows of the table by remainder: a cell looks at most four letters back.
  Cost cells[rows][Word::most + 1];
  Cost least[rows] = {};
  cells[0][0] = 0;
  for (std::size_t j = 1; j < width; ++j) cells[0][j] = cells[0][j - 1] + omit_right[right.symbols[j - 1][0]];
  for (std::size_t i = 1; i <= left.size; ++i) {
    Cost* row = cells[i % rows];
    const Cost* above = cells[(i - 1) % rows];
    const auto& ends_left = left.symbols[i - 1];
    const Cost left_omitted = omit_left[ends_left[0]];
    Cost row_least = never;
    for (std::size_t j = 0; j < width; ++j) {
      Cost best = above[j] + left_omitted;
      if (j > 0) {
        const auto& ends_right = right.symbols[j - 1];
        best = std::min(best, row[j - 1] + omit_right[ends_right[0]]);
        for (std::size_t n = 1; n <= symbol::longest && n <= i; ++n) {
          const Symbol s = ends_left[n - 1];
          if (s == symbol::none) continue;
          const std::int16_t* prices = &replace_[s * symbol::most];
          const Cost* from = cells[(i - n) % rows];
          for (std::size_t m = 1; m <= symbol::longest && m <= j; ++m) {
            const Symbol t = ends_right[m - 1];
            if (t != symbol::none) best = std::min(best, from[j - m] + prices[t]);
          }
        }
        if (i > 1 && j > 1 && left_script == right_script) {
          const auto& before_left = left.symbols[i - 2];
          const auto& before_right = right.symbols[j - 2];
          if (before_left[0] == ends_right[0] && before_right[0] == ends_left[0])
            best = std::min(best, cells[(i - 2) % rows][j - 2] + swapped);
        }
      }
      row[j] = best;
      row_least = std::min(row_least, best);
    }
    least[i % rows] = row_least;
    // A way to the end leaves one of the last four rows.
    if (i >= symbol::longest) {
      Cost bound = never;
      for (std::size_t back = 0; back < symbol::longest; ++back)
        bound = std::min(bound, least[(i - back) % rows]);
      if (bound > limit) return limit + 1;
    }
  }
  return cells[left.size % rows][width - 1];
}

}  // namespace tansiq::names
