#include "cli/output.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <numeric>
#include <sys/ioctl.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unistd.h>

namespace tansiq::cli {
namespace {

constexpr UChar32 replacement = 0xFFFD;

// ICU's macro computes with int.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
/// Calls `each` with every code point; broken sequences come as U+FFFD.
template <typename Each>
void code_points(std::string_view text, Each each) {
  const auto length = static_cast<std::int32_t>(std::min<std::size_t>(text.size(), 1U << 30U));
  for (std::int32_t at = 0; at < length;) {
    const std::int32_t begin = at;
    UChar32 point = 0;
    U8_NEXT(text.data(), at, length, point);
    each(point < 0 ? replacement : point,
         text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)));
  }
}

#pragma GCC diagnostic pop

/// Appends a code point of the basic multilingual plane above U+07FF, which takes three bytes.
void append(std::string& out, UChar32 point) {
  out += static_cast<char>(0xE0 | (point >> 12));
  out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
  out += static_cast<char>(0x80 | (point & 0x3F));
}

bool is_bidi_control(UChar32 point) {
  return u_hasBinaryProperty(point, UCHAR_BIDI_CONTROL) != 0;
}

std::size_t width_of(UChar32 point) {
  const auto category = U_MASK(u_charType(point));
  if ((category & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK | U_GC_CC_MASK)) != 0) return 0;
  const int east_asian = u_getIntPropertyValue(point, UCHAR_EAST_ASIAN_WIDTH);
  return east_asian == U_EA_WIDE || east_asian == U_EA_FULLWIDTH ? 2 : 1;
}

bool has_right_to_left(std::string_view text) {
  bool found = false;
  code_points(text, [&](UChar32 point, std::string_view) {
    const auto direction = u_charDirection(point);
    found = found || direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
  });
  return found;
}

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

std::string harmless(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  code_points(text, [&](UChar32 point, std::string_view bytes) {
    if (point < 0x20) {
      append(out, 0x2400 + point);  // CONTROL PICTURES
    } else if (point == 0x7F) {
      append(out, 0x2421);
    } else if ((point >= 0x80 && point < 0xA0) || point == 0x2028 || point == 0x2029 ||
               (is_bidi_control(point) && point != 0x200E && point != 0x200F && point != 0x061C)) {
      out += fmt::format("<U+{:04X}>", static_cast<unsigned>(point));
    } else if (point == replacement) {
      append(out, replacement);
    } else {
      out += bytes;
    }
  });
  return out;
}

std::size_t columns(std::string_view text) {
  std::size_t sum = 0;
  code_points(text, [&](UChar32 point, std::string_view) { sum += width_of(point); });
  return sum;
}

std::string cut(std::string_view text, std::size_t most) {
  if (columns(text) <= most) return std::string(text);
  if (most == 0) return {};
  std::string out;
  std::size_t sum = 0;
  bool full = false;
  code_points(text, [&](UChar32 point, std::string_view bytes) {
    full = full || sum + width_of(point) > most - 1;
    if (full) return;
    sum += width_of(point);
    out += bytes;
  });
  return out + "…";
}

std::string isolate(std::string_view text) {
  if (!has_right_to_left(text)) return std::string(text);
  return "\u2068" + std::string(text) + "\u2069";
}

std::size_t terminal_width() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

std::string Table::text(std::size_t width) const {
  constexpr std::size_t gap = 2;
  constexpr std::size_t narrowest = 8;
  std::vector<std::size_t> widths;
  for (const auto& title : header_) widths.push_back(columns(title));
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
      widths[i] = std::max(widths[i], columns(row[i]));
  const auto total = [&] { return std::accumulate(widths.begin(), widths.end(), (widths.size() - 1) * gap); };
  while (width != 0 && total() > width) {
    auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= narrowest) break;
    *widest = std::max(narrowest, *widest - std::min(*widest, total() - width));
  }
  std::string out;
  const auto line = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const auto cell = cut(i < row.size() ? row[i] : "", widths[i]);
      out += isolate(cell);
      if (i + 1 < widths.size()) out.append(widths[i] - columns(cell) + gap, ' ');
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    out += '\n';
  };
  line(header_);
  for (const auto& row : rows_) line(row);
  return out;
}

std::string fields(const std::vector<std::pair<std::string, std::string>>& list) {
  std::size_t widest = 0;
  for (const auto& [name, value] : list)
    if (!value.empty()) widest = std::max(widest, columns(name));
  std::string out;
  for (const auto& [name, value] : list) {
    if (value.empty()) continue;
    out += "  " + name + std::string(widest - columns(name) + 2, ' ') + isolate(value) + "\n";
  }
  return out;
}

std::string grouped(std::uint64_t number) {
  std::string digits = fmt::to_string(number);
  for (std::size_t i = digits.size(); i > 3;) {
    i -= 3;
    digits.insert(i, ",");
  }
  return digits;
}

std::string as_bytes(std::uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} bytes", bytes);
  static constexpr const char* units[] = {"KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(units)) {
    value /= 1024;
    ++unit;
  }
  return fmt::format("{:.1f} {}", value, units[unit]);
}

std::string short_time(std::string_view time) {
  if (time.size() < 20 || time[10] != 'T' || time.back() != 'Z') return std::string(time);
  return std::string(time.substr(0, 10)) + " " + std::string(time.substr(11, 8));
}

Progress::Progress(bool wanted) : wanted_(wanted && isatty(STDERR_FILENO) != 0), started_us_(now_us()) {}

Progress::~Progress() {
  clear();
}

void Progress::show(std::string_view name, std::uint64_t done, std::uint64_t all, std::uint64_t count) {
  constexpr std::int64_t interval_us = 100'000;
  constexpr std::size_t bar_columns = 24;
  if (!wanted_ || (drawn_ && now_us() - last_us_ < interval_us)) return;
  last_us_ = now_us();
  drawn_ = true;
  const double seconds = static_cast<double>(last_us_ - started_us_) / 1e6;
  const double rate = seconds > 0 ? static_cast<double>(count) / seconds : 0;
  std::string line = cut(harmless(name), 32);
  if (all > 0) {
    const double part = std::min(1.0, static_cast<double>(done) / static_cast<double>(all));
    const auto filled = static_cast<std::size_t>(part * bar_columns);
    std::string bar;
    for (std::size_t i = 0; i < bar_columns; ++i) bar += i < filled ? "█" : "░";
    line += fmt::format("  {} {:3.0f} %", bar, part * 100);
    if (part > 0.01 && part < 1) line += fmt::format("  {:.0f} s left", seconds / part * (1 - part));
  }
  line += fmt::format("  {} objects  {}/s", grouped(count), grouped(static_cast<std::uint64_t>(rate)));
  fmt::print(stderr, "\r\x1b[K{}", line);
  std::fflush(stderr);
}

void Progress::clear() {
  if (!drawn_) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
  drawn_ = false;
}

}  // namespace tansiq::cli
