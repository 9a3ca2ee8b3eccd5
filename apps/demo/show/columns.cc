#include "columns.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace tansiq::demo {
namespace {

constexpr std::array<int, 5> colours = {32, 34, 33, 35, 36};  // green, blue, yellow, magenta, cyan
constexpr std::size_t narrowest = 14;
constexpr std::size_t gap = 1;

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (text.size() > width) {
    auto end = text.rfind(' ', width);
    if (end == std::string_view::npos || end == 0) end = width;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    if (text.starts_with(' ')) text.remove_prefix(1);
  }
  lines.emplace_back(text);
  return lines;
}

Columns::Columns(std::vector<std::string> cities, std::size_t width, bool coloured)
    : cities_(std::move(cities)),
      column_(std::max(narrowest, width / std::max<std::size_t>(1, cities_.size()) - gap)),
      coloured_(coloured) {}

std::string Columns::in_column(std::size_t city, std::string_view text) const {
  std::string line(city * (column_ + gap), ' ');
  if (coloured_) line += fmt::format("\x1b[{}m", colours[city % colours.size()]);
  line += text;
  if (coloured_) line += "\x1b[0m";
  return line;
}

std::string Columns::header() const {
  std::string names;
  for (std::size_t city = 0; city < cities_.size(); ++city) {
    const auto name = cities_[city].substr(0, column_);
    if (coloured_) names += fmt::format("\x1b[1;{}m", colours[city % colours.size()]);
    names += name;
    if (coloured_) names += "\x1b[0m";
    if (city + 1 < cities_.size()) names += std::string(column_ + gap - name.size(), ' ');
  }
  return names + "\n" + std::string(cities_.size() * (column_ + gap) - gap, '-') + "\n";
}

std::string Columns::row(std::size_t city, std::string_view time, std::string_view sentence) const {
  std::string rows = in_column(city, time) + "\n";
  for (const auto& line : wrapped(sentence, column_)) rows += in_column(city, line) + "\n";
  return rows;
}

}  // namespace tansiq::demo
