#include "names/names.h"

#include <array>
#include <charconv>
#include <fmt/format.h>

#include "names/parts.h"

namespace tansiq::names {
namespace {

using std::chrono::year_month_day;

/// Reads "1970", "1970-05" or "1970-05-01" as the first and the last day that it covers.
base::Result<BirthDate> parse_one(std::string_view text) {
  const auto wrong = [&] {
    return base::fail(base::Fault::invalid, fmt::format("\"{}\" is not a date", text), "born",
                      "write 1970, 1970-05, 1970-05-01 or a range such as 1968/1972");
  };
  std::array<int, 3> number{1, 1, 1};
  const std::size_t fields = text.size() == 4 ? 1 : text.size() == 7 ? 2 : text.size() == 10 ? 3 : 0;
  if (fields == 0) return wrong();
  constexpr std::array<std::size_t, 3> at{0, 5, 8}, digits{4, 2, 2};
  for (std::size_t i = 0; i < fields; ++i) {
    if (i > 0 && text[at[i] - 1] != '-') return wrong();
    const char* begin = text.data() + at[i];
    const auto [end, error] = std::from_chars(begin, begin + digits[i], number[i]);
    if (error != std::errc() || end != begin + digits[i]) return wrong();
  }
  const std::chrono::year year(number[0]);
  const std::chrono::month month(static_cast<unsigned>(number[1]));
  const auto first = year / month / number[2];
  auto last = year_month_day(first);
  if (fields == 1) last = year / 12 / 31;
  if (fields == 2) last = year_month_day(year / month / std::chrono::last);
  if (number[0] < 1 || !first.ok() || !last.ok()) return wrong();
  return BirthDate{first, last};
}

}  // namespace

BirthDate BirthDate::years(int first_year, int last_year) {
  return {std::chrono::year(first_year) / 1 / 1, std::chrono::year(last_year) / 12 / 31};
}

base::Result<BirthDate> parse_birth_date(std::string_view text) {
  const auto slash = text.find('/');
  auto first = parse_one(text.substr(0, slash));
  if (!first || slash == std::string_view::npos) return first;
  auto second = parse_one(text.substr(slash + 1));
  if (!second) return second;
  if (second->last < first->first)
    return base::fail(base::Fault::invalid, "the range of birth dates ends before it begins", "born");
  return BirthDate{first->first, second->last};
}

base::Result<> check(const Record& record) {
  const auto wrong = [&](std::string what) {
    return base::fail(base::Fault::invalid, std::move(what), record.id);
  };
  if (record.id.empty() || record.id.size() > Record::longest_id)
    return wrong(fmt::format("an id has 1 to {} bytes", Record::longest_id));
  if (record.names.empty() || record.names.size() > Record::most_names)
    return wrong(fmt::format("a record has 1 to {} names", Record::most_names));
  if (record.nationalities.size() > Record::most_nationalities)
    return wrong(fmt::format("a record has at most {} nationalities", Record::most_nationalities));
  for (const std::string& code : record.nationalities)
    if (code.size() != 2 || code[0] < 'A' || code[0] > 'Z' || code[1] < 'A' || code[1] > 'Z')
      return wrong("a nationality is two capital letters (ISO 3166-1)");
  if (record.born && record.born->last < record.born->first)
    return wrong("the birth date ends before it begins");
  ParsedName parsed;
  for (const Name& name : record.names)
    if (auto read = parse(name.text, parsed, record.subject); !read) {
      base::Error error = read.error();
      error.where = record.id;
      return tl::unexpected<base::Error>(std::move(error));
    }
  return {};
}

}  // namespace tansiq::names
