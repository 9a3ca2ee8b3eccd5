// thread, desk: what was asked and answered, and what waits for this officer.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <memory>

#include "cli/output.h"
#include "cli/shared.h"
#include "exchange/sse.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

constexpr std::size_t most_event_bytes = 64UL * 1024;
constexpr std::size_t usual_limit = 20;
constexpr std::size_t live_limit = 8;
/// Clocks run on although nothing happens: the live desk is drawn anew at least this often.
constexpr std::chrono::seconds redraw_every{60};

struct Wanted {
  std::string id, asker, standing, lang;
  std::size_t limit = usual_limit;
  bool clear = false, live = false;
};

/// What the person reads: --lang, else the language of the environment.
std::string language(const Wanted& wanted) {
  if (!wanted.lang.empty()) return wanted.lang;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    if (value != nullptr && *value != '\0') return std::string(value).substr(0, 2);
  }
  return "en";
}

void print_lines(const json::array& lines, const char* indent = "") {
  for (const auto& line : lines)
    if (line.is_string()) print(indent + isolate(harmless(std::string(line.get_string()))) + "\n");
}

int list_threads(Context& context, const Wanted& wanted) {
  Query query{{"limit", std::to_string(wanted.limit)}, {"lang", language(wanted)}};
  if (!wanted.standing.empty()) query.emplace_back("standing", wanted.standing);
  return finish(
      context, context.call_json({.path = "/v1/threads", .query = query}), [&](const json::object& answer) {
        const auto& threads = list_at(answer, "threads");
        if (threads.empty()) print("no threads\n");
        for (const auto& item : threads) {
          const auto& thread = item.as_object();
          const auto& lines = list_at(thread, "lines");
          if (!lines.empty() && lines.front().is_string())
            print(isolate(harmless(std::string(lines.front().get_string()))) + "\n");
          print("    " + text_at(thread, "id") + "\n");
        }
        if (number_at(answer, "count") > threads.size())
          context.note(
              fmt::format("{} of {}; --limit shows more", threads.size(), number_at(answer, "count")));
      });
}

/// The names of things in a list of a warning: "metro-station: Example Square, train".
std::string things(const json::array& list) {
  std::string all;
  for (const auto& item : list) {
    if (!item.is_object()) continue;
    std::string one;
    for (const char* member : {"kind", "name", "country"})
      if (const auto text = text_at(item.get_object(), member); !text.empty())
        one += (one.empty() ? "" : ": ") + harmless(text);
    if (!one.empty()) all += (all.empty() ? "" : ", ") + one;
  }
  return isolate(all);
}

/// What a warning says, as far as it says anything.
void print_root(const json::object& root) {
  const auto said = [&](const char* member) { return isolate(harmless(text_at(root, member))); };
  const auto& window = object_at(root, "window");
  print(fields({{"what", said("description")},
                {"asked", said("instruction")},
                {"respond", harmless(joined(list_at(root, "responses")))},
                {"severity", said("severity")},
                {"urgency", said("urgency")},
                {"certainty", said("certainty")},
                {"grade", said("grade")},
                {"targets", things(list_at(root, "targets"))},
                {"where", things(list_at(root, "areas"))},
                {"how", said("method")},
                {"when", isolate(harmless(text_at(window, "words")))},
                {"not before", short_time(text_at(window, "not_before"))},
                {"not after", short_time(text_at(window, "not_after"))},
                {"records", harmless(joined(list_at(root, "object_refs")))}}));
}

/// "paris +0.4 ms, madrid -1,200.0 ms": whose times are read with which grain of salt.
std::string clocks_of(const json::array& clocks) {
  std::string all;
  for (const auto& item : clocks) {
    if (!item.is_object()) continue;
    const auto& clock = item.get_object();
    const auto* ahead = clock.if_contains("ahead_us");
    if (ahead == nullptr || !ahead->is_number()) continue;
    all += fmt::format("{}{} {:+.1f} ms", all.empty() ? "" : ", ", harmless(text_at(clock, "service")),
                       ahead->to_number<double>() / 1000);
  }
  return isolate(all);
}

int show_thread(Context& context, const Wanted& wanted) {
  Query query{{"lang", language(wanted)}};
  if (!wanted.asker.empty()) query.emplace_back("asker", wanted.asker);
  return finish(context, context.call_json({.path = "/v1/threads/" + encode(wanted.id), .query = query}),
                [](const json::object& thread) {
                  print_lines(list_at(thread, "lines"));
                  print_root(object_at(thread, "root"));
                  print(fields({{"id", text_at(thread, "id")},
                                {"asked by", isolate(harmless(text_at(thread, "asker")))},
                                {"version", text_at(thread, "version")},
                                {"clocks", clocks_of(list_at(thread, "clocks"))}}));
                });
}

/// What watch rules found, a line a rule.
void print_watched(const json::object& desk) {
  const auto& watched = list_at(desk, "watched");
  if (!watched.empty()) print("\nWatch rules found:\n");
  for (const auto& item : watched) {
    const auto& news = item.as_object();
    const auto& rule = object_at(news, "rule");
    const auto& newest = object_at(news, "newest");
    print(fmt::format("* {} {}: {} · {}\n    {}\n", text_at(rule, "sought"),
                      isolate(harmless(text_at(rule, "value"))), number_at(news, "count"),
                      isolate(harmless(text_at(newest, "originator"))), harmless(text_at(newest, "id"))));
  }
}

void print_desk(const json::object& desk) {
  // That nothing waits is not said above what a rule found.
  if (!list_at(desk, "tallies").empty() || list_at(desk, "watched").empty())
    print_lines(list_at(desk, "summary"));
  for (const char* pile : {"acknowledge", "answer", "know"}) {
    const auto& entries = list_at(desk, pile);
    if (entries.empty()) continue;
    print("\n");
    for (const auto& item : entries) {
      const auto& entry = item.as_object();
      print(fmt::format("{} {}\n    {}\n", flag_at(entry, "unread") ? "*" : " ",
                        isolate(harmless(text_at(entry, "line"))), text_at(entry, "id")));
    }
  }
  print_watched(desk);
}

/// How many real things wait to be acknowledged.
std::uint64_t to_acknowledge(const json::object& desk) {
  for (const auto& item : list_at(desk, "tallies")) {
    const auto& tally = item.as_object();
    if (text_at(tally, "pile") == "acknowledge" && text_at(tally, "nature") == "actual")
      return number_at(tally, "count");
  }
  return 0;
}

base::Result<json::object> desk_now(Context& context, const Wanted& wanted, std::size_t limit) {
  return context.call_json(
      {.path = "/v1/desk", .query = {{"limit", std::to_string(limit)}, {"lang", language(wanted)}}});
}

/// Draws the desk anew whenever something comes or goes, and rings where more waits than before.
int show_live(Context& context, const Wanted& wanted) {
  Context asking;  // the first connection listens
  for (auto member : {&Context::url, &Context::pin, &Context::purpose, &Context::basis, &Context::case_id})
    asking.*member = context.*member;
  std::uint64_t waited = 0;
  Clock::time_point drawn{};
  base::Result<> drawing;
  const auto draw = [&] {
    auto desk = desk_now(asking, wanted, live_limit);
    if (!desk) {
      drawing = base::fail(desk);
      return false;
    }
    const auto waits = to_acknowledge(*desk);
    print("\x1b[H\x1b[2J");
    if (waits > waited) print("\a");
    waited = waits;
    print(short_time(base::format_time(base::system_now())) + "\n\n");
    print_desk(*desk);
    print("\nack ID · thread show ID · Ctrl-C ends\n");
    std::fflush(stdout);
    drawn = Clock::now();
    return true;
  };
  if (!draw()) return context.report(drawing.error());
  auto client = context.client();
  if (!client) return context.report(client.error());
  exchange::EventReader events(most_event_bytes);
  base::Result<> read;
  const auto ended = (*client)->listen({.path = "/v1/exchange/follow"}, [&](std::string_view bytes) {
    bool happened = false;
    read = events.feed(bytes, [&](const exchange::Event& event) -> base::Result<> {
      happened = happened || event.name == "happening";
      return {};
    });
    if (!read) return false;
    return happened || Clock::now() - drawn > redraw_every ? draw() : true;
  });
  if (!read) return context.report(read.error());
  if (!drawing) return context.report(drawing.error());
  if (!ended) return context.report(ended.error());
  context.note("the node ended the stream");
  return unreachable;
}

int show_desk(Context& context, const Wanted& wanted) {
  if (wanted.clear)
    return finish(context, send_json(context, "POST", "/v1/desk/read", {}), [](const json::object& answer) {
      print(fmt::format("read: {}\n", number_at(answer, "read")));
    });
  if (wanted.live && !context.json) return show_live(context, wanted);
  return finish(context, desk_now(context, wanted, wanted.limit), [&](const json::object& desk) {
    print_desk(desk);
    if (!list_at(desk, "acknowledge").empty())
      context.note("take one: tansiq ack ID, with --acting or --declined");
  });
}

}  // namespace

void add_desk(CLI::App& program, Context& context) {
  const auto wanted = std::make_shared<Wanted>();
  const auto add = [&](CLI::App& parent, const char* name, const char* what, auto work) {
    auto* command = parent.add_subcommand(name, what);
    add_common(*command, context);
    command->add_option("--lang", wanted->lang, "Language of the sentences: en, fr, es, ar")
        ->type_name("TAG");
    command->callback([&context, wanted, work] {
      context.chosen = [&context, wanted, work] { return work(context, *wanted); };
    });
    return command;
  };
  const auto limit = [&](CLI::App* command) {
    command->add_option("--limit", wanted->limit, "Most lines")->type_name("N");
  };
  auto* thread = program.add_subcommand("thread", "Warnings with all their answers");
  thread->require_subcommand(1);
  auto* list = add(*thread, "list", "What is not closed, the newest first", list_threads);
  list->add_option("--standing", wanted->standing, "open, overdue, closed or all");
  limit(list);
  auto* show = add(*thread, "show", "Who said what and when, and who owes what", show_thread);
  show->add_option("id", wanted->id, "The root")->type_name("ID")->required();
  show->add_option("--asker", wanted->asker, "Who asked; only where several services use the id")
      ->type_name("PARTNER");
  auto* desk = add(program, "desk", "What waits for you, what breaks first before the rest", show_desk);
  limit(desk);
  auto* live = desk->add_flag("--live", wanted->live, "Draw it anew as things come, and ring; Ctrl-C ends");
  desk->add_flag("--read", wanted->clear, "You know of all that need not be answered")->excludes(live);
}

}  // namespace tansiq::cli
