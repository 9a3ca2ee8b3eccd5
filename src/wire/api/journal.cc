// The journal and the node itself: reading, checking, status, backup.

#include "node/acts/backup.h"
#include "node/acts/read_journal.h"
#include "node/acts/status.h"
#include "node/acts/verify_journal.h"
#include "version.h"
#include "wire/api/answer.h"
#include "wire/api/input.h"
#include "wire/api/render.h"

namespace tansiq::wire::api {
namespace {

using base::fail;
using base::Fault;

constexpr std::size_t usual_page = 100;

std::uint64_t count(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

Result<http::Response> read_journal(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  node::acts::JournalQuestion question;
  question.filter.from = input.integer("from", 1);
  question.filter.actor = input.text("actor");
  question.filter.act = input.text("act");
  question.filter.subject = input.text("subject");
  const auto limit = input.limit(usual_page, context.node.limits.page);
  if (!limit) return fail(limit);
  question.filter.limit = *limit;
  if (input.has("last")) {
    const auto newest = input.integer("last", 0);
    if (newest < 1 || input.has("from"))
      return fail(Fault::invalid, "is not positive, or stands beside from", "last");
    question.newest = static_cast<std::size_t>(newest);
  }
  const auto page = node::acts::read_journal(context.node, actor, question);
  if (!page) return fail(page);
  ObjectText text;
  text.raw("entries", list_of(page->entries, entry)).boolean("more", page->more);
  if (page->more && !page->entries.empty()) text.number("next", count(page->entries.back().number + 1));
  return json_answer(text.done());
}

Result<http::Response> verify_journal(const Context& context, const node::Actor& actor, const Call&) {
  const auto verified = node::acts::verify_journal(context.node, actor);
  if (!verified) return fail(verified);
  ObjectText text;
  text.boolean("intact", !verified->broken_at)
      .number("entries", count(verified->entries))
      .text("head", base::to_hex(base::view(verified->head)));
  if (verified->broken_at) text.number("broken_at", count(*verified->broken_at)).text("what", verified->what);
  return json_answer(text.done());
}

Result<http::Response> show_status(const Context& context, const node::Actor& actor, const Call&) {
  const auto status = node::acts::status(context.node, actor);
  if (!status) return fail(status);
  const auto& totals = status->totals;
  const std::string queue = ObjectText()
                                .number("writes", status->load.queued_writes)
                                .number("bytes", status->load.queued_bytes)
                                .number("commits", status->load.commits)
                                .number("written", status->load.writes)
                                .done();
  return json_answer(ObjectText()
                         .text("title", context.node.title)
                         .text("version", TANSIQ_VERSION)
                         .text("time", base::format_time(status->now))
                         .number("records", count(totals.records))
                         .number("objects", count(totals.objects))
                         .number("conflicts", count(totals.conflicts))
                         .number("journal_entries", count(totals.journal_entries))
                         .number("file_bytes", count(totals.file_bytes))
                         .raw("queue", queue)
                         .done());
}

Result<http::Response> make_backup(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto written = node::acts::backup(context.node, actor, text_in(*body, "name"));
  if (!written) return fail(written);
  return json_answer(ObjectText().text("file", written->file).number("bytes", written->bytes).done());
}

}  // namespace

void add_journal_routes(const Context& context, std::vector<Route>& routes) {
  routes.push_back({"GET",
                    "/v1/journal",
                    "read_journal",
                    "Who did what, when and what for. Takes a purpose; oversight alone may.",
                    {{"from", Parameter::In::query, "number of the first entry", "integer"},
                     {"last", Parameter::In::query, "so many of the newest, instead of from", "integer"},
                     {"actor", Parameter::In::query, "of this officer or account"},
                     {"act", Parameter::In::query, "of this kind"},
                     {"subject", Parameter::In::query, "about this"},
                     {"limit", Parameter::In::query, "most entries in the answer", "integer"}},
                    {},
                    {{200, "some entries", "JournalPage"}},
                    handler(context, read_journal)});
  routes.push_back({"GET",
                    "/v1/journal/verify",
                    "verify_journal",
                    "Checks every link and commitment of the journal.",
                    {},
                    {},
                    {{200, "what was found", "Verified"}},
                    handler(context, verify_journal)});
  routes.push_back({"GET",
                    "/v1/status",
                    "status",
                    "How the node does, in totals.",
                    {},
                    {},
                    {{200, "the totals", "Status"}},
                    handler(context, show_status)});
  routes.push_back({"POST",
                    "/v1/backup",
                    "backup",
                    "Writes a consistent copy of the store into the node's folder for backups.",
                    {},
                    "BackupRequest",
                    {{200, "the copy", "BackedUp"}},
                    handler(context, make_backup)});
}

}  // namespace tansiq::wire::api
