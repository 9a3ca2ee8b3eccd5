// journal: who did what, when and why; and whether the chain of it is whole.

#include <deque>
#include <fmt/format.h>

#include "cli/context.h"
#include "cli/output.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;

struct JournalOptions {
  std::string actor, act, subject;
  std::uint64_t from = 0, last = 20;
  bool all = false, verify = false;
};

int verify(Context& context) {
  auto answer = context.call_json({.path = "/v1/journal/verify"});
  if (!answer) return context.report(answer.error());
  const bool intact = flag_at(*answer, "intact");
  if (context.json) {
    print(json::serialize(*answer) + "\n");
  } else if (intact) {
    print(fmt::format("intact: {} entries, head {}\n", grouped(number_at(*answer, "entries")),
                      text_at(*answer, "head")));
  } else {
    print(fmt::format("BROKEN at entry {}: {}\n", number_at(*answer, "broken_at"),
                      harmless(text_at(*answer, "what"))));
  }
  return intact ? done : failed;
}

void add_row(Table& table, const json::object& entry) {
  std::string why = harmless(text_at(entry, "purpose"));
  for (const char* name : {"basis", "case"})
    if (const auto text = harmless(text_at(entry, name)); !text.empty())
      why += (why.empty() ? "" : " / ") + text;
  std::string detail = harmless(text_at(entry, "detail"));
  if (const auto& erased = list_at(entry, "erased"); !erased.empty())
    detail += " [erased: " + joined(erased) + "]";
  table.add({fmt::to_string(number_at(entry, "number")), short_time(text_at(entry, "time")),
             harmless(text_at(entry, "actor")), harmless(text_at(entry, "act")),
             harmless(text_at(entry, "subject")), why, detail});
}

/// The newest entries, straight from the end of the journal.
base::Result<json::array> newest(Context& context, const JournalOptions& options) {
  auto answer = context.call_json({.path = "/v1/journal", .query = {{"last", fmt::to_string(options.last)}}});
  if (!answer) return base::fail(answer);
  return list_at(*answer, "entries");
}

/// Walks the journal from a number on and gives what matches: all of it, the first so many, or, where no
/// number was named, the newest so many.
base::Result<json::array> matching(Context& context, const JournalOptions& options) {
  std::deque<json::value> found;
  std::uint64_t from = std::max<std::uint64_t>(options.from, 1);
  for (bool more = true; more;) {
    auto answer = context.call_json({.path = "/v1/journal",
                                     .query = {{"actor", options.actor},
                                               {"act", options.act},
                                               {"subject", options.subject},
                                               {"from", fmt::to_string(from)},
                                               {"limit", "1000"}}});
    if (!answer) return base::fail(answer);
    for (const auto& item : list_at(*answer, "entries")) {
      if (!options.all && found.size() >= options.last) {
        if (options.from > 0) return json::array(found.begin(), found.end());
        found.pop_front();
      }
      found.push_back(item);
    }
    more = flag_at(*answer, "more");
    from = number_at(*answer, "next");
  }
  return json::array(found.begin(), found.end());
}

int journal(Context& context, const JournalOptions& options) {
  if (options.verify) return verify(context);
  const bool filtered = !options.actor.empty() || !options.act.empty() || !options.subject.empty();
  auto entries =
      options.all || filtered || options.from > 0 ? matching(context, options) : newest(context, options);
  if (!entries) return context.report(entries.error());
  if (context.json) {
    print(json::serialize(json::object{{"entries", std::move(*entries)}}) + "\n");
    return done;
  }
  Table table({"number", "time", "by", "act", "subject", "why", "detail"});
  for (const auto& item : *entries) add_row(table, item.as_object());
  if (table.empty())
    context.note("no entries match");
  else
    print(table.text(terminal_width()));
  return done;
}

}  // namespace

void add_journal(CLI::App& program, Context& context) {
  auto* command = program.add_subcommand("journal", "Who did what, when and why (for the oversight role)");
  const auto options = std::make_shared<JournalOptions>();
  command->add_option("--last,-n", options->last, "The newest so many; with --from, so many from there")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--from", options->from, "From this number on")->type_name("NUMBER");
  command->add_flag("--all", options->all, "Everything that matches");
  command->add_option("--actor", options->actor, "Only by this officer or account")->type_name("NAME");
  command->add_option("--act", options->act, "Only this act: consult, publish, erase, ...")->type_name("ACT");
  command->add_option("--subject", options->subject, "Only on this record, account or collection")
      ->type_name("SUBJECT");
  command->add_flag("--verify", options->verify, "Check the whole chain instead");
  add_common(*command, context);
  command->callback(
      [&context, options] { context.chosen = [&context, options] { return journal(context, *options); }; });
}

}  // namespace tansiq::cli
