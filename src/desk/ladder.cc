#include "desk/ladder.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace tansiq::desk {
namespace {

constexpr std::size_t most_rungs = 16;
constexpr std::size_t longest_name = 100;
constexpr std::chrono::seconds longest_wait = std::chrono::hours(24 * 7);

/// When a rung is told: as configured, or earlier where the deadline is near.
Time instant_of(const Rung& rung, const Ladder& ladder, Time came, Time due) {
  const std::chrono::microseconds wanted = rung.after;
  const std::chrono::microseconds whole = ladder.rungs.back().after;
  const auto left = std::max(due - came, Time::duration::zero());
  if (whole <= left || whole.count() == 0) return came + wanted;
  // In double precision: a week in microseconds squared is beyond 64 bits, and a microsecond does not matter.
  const double part = static_cast<double>(wanted.count()) / static_cast<double>(whole.count());
  return came +
         std::chrono::microseconds(static_cast<std::int64_t>(part * static_cast<double>(left.count())));
}

struct Unit {
  char letter;
  std::chrono::seconds length;
};
constexpr Unit units[] = {{'s', std::chrono::seconds(1)},
                          {'m', std::chrono::minutes(1)},
                          {'h', std::chrono::hours(1)},
                          {'d', std::chrono::hours(24)}};

/// "10m"; at most a number that cannot overflow, whatever the unit.
std::optional<std::chrono::seconds> duration_of(std::string_view text) {
  constexpr std::uint32_t most = 7 * 24 * 3600;
  std::uint32_t number = 0;
  if (text.empty()) return std::nullopt;
  const auto* end = text.data() + text.size() - 1;
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stopped != end || number > most) return std::nullopt;
  for (const auto& unit : units)
    if (unit.letter == text.back()) return unit.length * number;
  return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace

Result<Ladder> ladder_of(std::string_view text) {
  Ladder ladder;
  for (bool more = true; more;) {
    const auto comma = text.find(',');
    const auto written = trimmed(text.substr(0, comma));
    more = comma != std::string_view::npos;
    if (more) text.remove_prefix(comma + 1);
    const auto space = written.find_last_of(" \t");
    const auto after = duration_of(space == std::string_view::npos ? written : written.substr(space + 1));
    if (!after || space == std::string_view::npos)
      return base::fail(Fault::invalid, fmt::format("'{}' is no rung", written), "ladder",
                        "who, a space, how long after it came: next duty officer 10m");
    ladder.rungs.push_back({std::string(trimmed(written.substr(0, space))), *after});
  }
  if (auto checked = check(ladder); !checked) return base::fail(checked);
  return ladder;
}

Result<> check(const Ladder& ladder) {
  const auto wrong = [](std::string what, std::string hint) {
    return base::fail(Fault::invalid, std::move(what), "ladder", std::move(hint));
  };
  if (ladder.rungs.empty() || ladder.rungs.size() > most_rungs)
    return wrong(fmt::format("{} rungs", ladder.rungs.size()), fmt::format("1 to {}", most_rungs));
  std::chrono::seconds before{0};
  for (const Rung& rung : ladder.rungs) {
    if (rung.who.empty()) return wrong("a rung that names nobody", "who is told");
    if (auto line = base::check_line(rung.who, longest_name, "ladder"); !line) return line;
    if (rung.after < before || rung.after > longest_wait)
      return wrong(fmt::format("{} comes after {} s", rung.who, rung.after.count()),
                   "each rung later than the one before, within a week");
    before = rung.after;
  }
  return {};
}

Escalation escalate(const Thread& thread, const Service& me, const Ladder& ladder, Time came, Time now) {
  Escalation escalation;
  if (thread.standing == Standing::closed) return escalation;
  const auto step = [&](Time at, Step::Why why, const std::string& who, const Service& about,
                        std::size_t rung) {
    if (at <= now) {
      const Time since = why == Step::Why::unacknowledged ? came : thread.version;
      escalation.due.push_back({at, why, who, about,
                                fmt::format("{} {} {} {} {} {}", thread.key.asker, thread.key.root,
                                            base::format_time(since), about, static_cast<int>(why), rung)});
    } else if (!escalation.changes_at || at < *escalation.changes_at) {
      escalation.changes_at = at;
    }
  };
  for (const Owed& owed : thread.owed) {
    if (owed.pile != Pile::acknowledge || !owed.due) continue;
    const Time silent_at = just_after(*owed.due);
    if (owed.by == me) {
      for (std::size_t i = 0; i < ladder.rungs.size(); ++i)
        step(instant_of(ladder.rungs[i], ladder, came, *owed.due), Step::Why::unacknowledged,
             ladder.rungs[i].who, me, i);
      if (thread.key.asker != me) step(silent_at, Step::Why::sender_knows, {}, me, 0);
    } else if (thread.key.asker == me) {
      step(silent_at, Step::Why::silent_service, {}, owed.by, 0);
    }
  }
  std::stable_sort(escalation.due.begin(), escalation.due.end(),
                   [](const Step& left, const Step& right) { return left.at < right.at; });
  return escalation;
}

}  // namespace tansiq::desk
