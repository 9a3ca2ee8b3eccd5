#include "base/time.h"

#include <array>
#include <fmt/format.h>
#include <optional>

namespace tansiq::base {
namespace {

using namespace std::chrono;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The number that stands at [at, at + width), or nothing where one of the characters is no digit.
std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t width) {
  if (at + width > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + width; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

tl::unexpected<Error> not_a_time(std::string_view why) {
  return fail(Fault::invalid, fmt::format("not a timestamp: {}", why), {},
              "a timestamp looks like 2026-05-01T10:00:00.000Z");
}

}  // namespace

Time system_now() {
  return time_point_cast<microseconds>(system_clock::now());
}

Result<Time> parse_time(std::string_view text) {
  constexpr std::size_t whole_seconds = 19;  // YYYY-MM-DDThh:mm:ss
  if (text.size() <= whole_seconds || text.back() != 'Z') return not_a_time("it must end in Z (UTC)");
  const auto y = number_at(text, 0, 4);
  const auto mo = number_at(text, 5, 2);
  const auto d = number_at(text, 8, 2);
  const auto h = number_at(text, 11, 2);
  const auto mi = number_at(text, 14, 2);
  const auto s = number_at(text, 17, 2);
  if (!y || !mo || !d || !h || !mi || !s)
    return not_a_time("a date or time part is missing or has other characters");
  if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return not_a_time("the separators are - - T : :");
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*mo)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return not_a_time("there is no such day");
  if (*h > 23 || *mi > 59 || *s > 60) return not_a_time("there is no such time of day");

  std::int64_t micros = 0;
  std::size_t at = whole_seconds;
  if (text[at] == '.') {
    ++at;
    if (at + 1 >= text.size()) return not_a_time("a fraction needs at least one digit");
    std::int64_t unit = 100'000;
    for (; at + 1 < text.size(); ++at) {
      if (!is_digit(text[at])) return not_a_time("the fraction has other characters than digits");
      micros += unit * (text[at] - '0');
      unit /= 10;
    }
  }
  if (at + 1 != text.size()) return not_a_time("something stands between the seconds and the Z");
  return Time{sys_days{date}} + hours{*h} + minutes{*mi} + seconds{*s} + microseconds{micros};
}

std::string format_time(Time time, int digits) {
  const auto day_start = floor<days>(time);
  const year_month_day date{day_start};
  const hh_mm_ss clock{time - day_start};
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (digits > 0) {
    const std::string fraction = fmt::format("{:06}", clock.subseconds().count());
    text += '.';
    text += fraction.substr(0, static_cast<std::size_t>(digits));
  }
  text += 'Z';
  return text;
}

}  // namespace tansiq::base
