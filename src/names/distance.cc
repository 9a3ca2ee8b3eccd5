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
  constexpr std::size_t rows =
      8;  // a cell looks at most four rows back; a power of two keeps the remainder cheap
  const std::size_t height = left.size, width = right.size;
  const Script left_script = script_of_symbol(height ? left.single(0) : symbol::none);
  const Script right_script = script_of_symbol(width ? right.single(0) : symbol::none);
  const auto* omit_left = &omit_[static_cast<std::size_t>(right_script) * symbol::most];
  const auto* omit_right = &omit_[static_cast<std::size_t>(left_script) * symbol::most];
  const bool same_script = left_script == right_script;
  Cost cells[rows][Word::most + 1];
  Cost least[rows] = {never, never, never, never, never, never, never, never};
  std::array<Cost, Word::most> omitted_right;
  cells[0][0] = 0;
  least[0] = 0;
  for (std::size_t j = 1; j <= width; ++j) {
    omitted_right[j - 1] = omit_right[right.single(j - 1)];
    cells[0][j] = cells[0][j - 1] + omitted_right[j - 1];
  }
  for (std::size_t i = 1; i <= height; ++i) {
    Cost* row = cells[i % rows];
    const Cost* above = cells[(i - 1) % rows];
    const Spelling::Ends& ends_left = left.ends[i - 1];
    const Cost left_omitted = omit_left[ends_left.symbol[0]];
    const std::int16_t* prices[symbol::longest];
    const Cost* from[symbol::longest];
    for (std::size_t n = 0; n < ends_left.count; ++n) {
      prices[n] = &replace_[ends_left.symbol[n] * symbol::most];
      from[n] = cells[(i - ends_left.length[n]) % rows];
    }
    row[0] = above[0] + left_omitted;
    Cost row_least = row[0];
    for (std::size_t j = 1; j <= width; ++j) {
      const Spelling::Ends& ends_right = right.ends[j - 1];
      Cost best = std::min(above[j] + left_omitted, row[j - 1] + omitted_right[j - 1]);
      for (std::size_t m = 0; m < ends_right.count; ++m) {
        const Symbol t = ends_right.symbol[m];
        const std::size_t column = j - ends_right.length[m];
        for (std::size_t n = 0; n < ends_left.count; ++n)
          best = std::min(best, from[n][column] + prices[n][t]);
      }
      if (same_script && i > 1 && j > 1 && left.single(i - 2) == right.single(j - 1) &&
          left.single(i - 1) == right.single(j - 2))
        best = std::min(best, cells[(i - 2) % rows][j - 2] + swapped);
      row[j] = best;
      row_least = std::min(row_least, best);
    }
    least[i % rows] = row_least;
    // Every way to the end leaves one of the rows that the longest symbol can start from.
    Cost bound = row_least;
    for (std::size_t back = 1; back < left.longest && back <= i; ++back)
      bound = std::min(bound, least[(i - back) % rows]);
    if (bound > limit) return limit + 1;
  }
  return cells[height % rows][width];
}

}  // namespace tansiq::names
