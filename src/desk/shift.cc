#include "desk/shift.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <tuple>

#include "stix/json/parse.h"
#include "stix/json/write.h"

namespace tansiq::desk {
namespace {

namespace json = stix::json;

constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_id = 300;
constexpr std::size_t longest_note = 10'000;
constexpr std::size_t depth = 8;
constexpr std::array<std::string_view, 3> kind_names = {"start", "hand-over", "end"};

/// Writes an object member by member, in the order given, which must be the canonical one.
class Members {
 public:
  Members& text(std::string_view name, std::string_view value) {
    key(name);
    json::append_string(out_, value);
    return *this;
  }
  /// Left out where it is empty.
  Members& text_if(std::string_view name, std::string_view value) {
    return value.empty() ? *this : text(name, value);
  }
  Members& raw(std::string_view name, std::string_view value) {
    key(name);
    out_ += value;
    return *this;
  }
  [[nodiscard]] std::string done() const { return out_ + "}"; }

 private:
  void key(std::string_view name) {
    if (out_.size() > 1) out_ += ',';
    json::append_string(out_, name);
    out_ += ':';
  }
  std::string out_ = "{";
};

std::string render(const OpenThread& thread) {
  Members members;
  members.text("asker", thread.key.asker);
  if (thread.due) members.text("due", base::format_time(*thread.due));
  return members.text_if("note", thread.note)
      .text("root", thread.key.root)
      .text("status", thread.status)
      .done();
}

/// A note may have lines, and is otherwise held like a line.
bool is_note(std::string_view text) {
  if (text.size() > longest_note) return false;
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (!base::check_line(text.substr(0, end), longest_note, "note")) return false;
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return true;
}

bool is_name(std::string_view text, bool wanted) {
  return wanted ? !text.empty() && base::check_line(text, longest_name, "").has_value() : text.empty();
}

base::Result<> wrong(std::string_view what, std::string_view where) {
  return base::fail(Fault::invalid, std::string(what), fmt::format("shift change, {}", where));
}

std::optional<OpenThread> read_thread(const json::Value& value) {
  if (!value.is(json::Kind::object)) return std::nullopt;
  OpenThread thread{{Service(value.text_of("asker")), std::string(value.text_of("root"))},
                    std::string(value.text_of("status")),
                    {},
                    std::string(value.text_of("note"))};
  if (const auto due = base::parse_time(value.text_of("due"))) thread.due = *due;
  return thread;
}

auto order(const ShiftChange& change) {
  return std::tie(change.post, change.at, change.kind, change.from, change.to, change.note);
}

}  // namespace

std::vector<std::string> signers(const ShiftChange& change) {
  std::vector<std::string> all;
  if (!change.from.empty()) all.push_back(change.from);
  if (!change.to.empty()) all.push_back(change.to);
  return all;
}

Result<> check(const ShiftChange& change) {
  if (change.service.empty() || change.service.size() > longest_id) return wrong("no service", "service");
  if (!is_name(change.post, true)) return wrong("no post", "post");
  if (!is_name(change.from, change.kind != ShiftChange::Kind::start))
    return wrong("who goes is named at a hand-over and at an end", "from");
  if (!is_name(change.to, change.kind != ShiftChange::Kind::end))
    return wrong("who comes is named at a start and at a hand-over", "to");
  if (change.from == change.to) return wrong("nobody hands over to himself", "to");
  if (!is_note(change.note)) return wrong("not a text that can be kept", "note");
  if (change.open.size() > most_open_threads ||
      (change.kind == ShiftChange::Kind::start && !change.open.empty()))
    return wrong("too many open threads", "open");
  for (const OpenThread& thread : change.open) {
    const bool named = !thread.key.asker.empty() && thread.key.asker.size() <= longest_id &&
                       !thread.key.root.empty() && thread.key.root.size() <= longest_id;
    if (!named || !is_name(thread.status, true) || !is_note(thread.note))
      return wrong("a thread needs asker, root and status", "open");
  }
  return {};
}

std::string render(const ShiftChange& change) {
  std::string open;
  for (const OpenThread& thread : change.open) open += (open.empty() ? "[" : ",") + render(thread);
  Members members;
  members.text("at", base::format_time(change.at))
      .text_if("from", change.from)
      .text("kind", kind_names.at(static_cast<std::size_t>(change.kind)))
      .text_if("note", change.note);
  if (!open.empty()) members.raw("open", open + "]");
  return members.text("post", change.post).text("service", change.service).text_if("to", change.to).done();
}

Result<ShiftChange> read_shift_change(std::string_view text) {
  const auto failed = [](std::string_view what) {
    return base::fail(Fault::invalid, std::string(what), "shift change");
  };
  if (text.size() > most_shift_bytes)
    return base::fail(Fault::too_large, fmt::format("longer than {} bytes", most_shift_bytes),
                      "shift change");
  json::Parser parser;
  std::vector<stix::Problem> problems;
  if (const auto parsed = parser.parse(text, depth); !parsed) return base::fail(parsed);
  const json::Value value = parser.top(problems);
  if (!problems.empty() || !value.is(json::Kind::object)) return failed("not a JSON object");
  ShiftChange change;
  const auto kind = std::find(kind_names.begin(), kind_names.end(), value.text_of("kind"));
  const auto at = base::parse_time(value.text_of("at"));
  if (kind == kind_names.end() || !at) return failed("kind or time is missing");
  change.kind = static_cast<ShiftChange::Kind>(kind - kind_names.begin());
  change.at = *at;
  change.service = value.text_of("service");
  change.post = value.text_of("post");
  change.from = value.text_of("from");
  change.to = value.text_of("to");
  change.note = value.text_of("note");
  if (const json::Value* open = value.find("open"); open != nullptr && open->is(json::Kind::array)) {
    for (const json::Value& each : open->members()) {
      auto thread = read_thread(each);
      if (!thread) return failed("an open thread is no object");
      change.open.push_back(*std::move(thread));
    }
  }
  if (const auto ok = check(change); !ok) return base::fail(ok);
  // What is signed has one form: anything more, less or otherwise written is refused.
  if (render(change) != text) return failed("not written as Tansiq writes it");
  return change;
}

Roster roster_of(std::span<const ShiftChange> changes) {
  std::vector<const ShiftChange*> sorted;
  for (const ShiftChange& change : changes) sorted.push_back(&change);
  std::sort(sorted.begin(), sorted.end(),
            [](const ShiftChange* left, const ShiftChange* right) { return order(*left) < order(*right); });
  const auto same = [](const ShiftChange* left, const ShiftChange* right) {
    return order(*left) == order(*right);
  };
  sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
  Roster roster;
  for (const ShiftChange* change : sorted) {
    Duty* sitting = roster.duties.empty() ? nullptr : &roster.duties.back();
    if (sitting != nullptr && (sitting->post != change->post || sitting->until)) sitting = nullptr;
    const bool fits = change->kind == ShiftChange::Kind::start
                          ? sitting == nullptr
                          : sitting != nullptr && sitting->officer == change->from;
    if (!fits) roster.doubtful.push_back(*change);
    if (sitting != nullptr) sitting->until = change->at;
    if (!change->to.empty()) roster.duties.push_back({change->post, change->to, change->at, {}});
  }
  return roster;
}

std::optional<std::string> on_duty(const Roster& roster, std::string_view post, Time at) {
  for (const Duty& duty : roster.duties)
    if (duty.post == post && duty.from <= at && (!duty.until || at < *duty.until)) return duty.officer;
  return std::nullopt;
}

std::vector<OpenThread> open_threads(std::span<const Thread> threads) {
  std::vector<OpenThread> open;
  for (const Thread& thread : threads) {
    if (thread.standing == Standing::closed) continue;
    OpenThread each{thread.key, std::string(thread.status), {}, {}};
    for (const Owed& owed : thread.owed)
      if (owed.due && (!each.due || *owed.due < *each.due)) each.due = owed.due;
    open.push_back(std::move(each));
  }
  return open;
}

}  // namespace tansiq::desk
