// What came from partners: the inbox, and saying that a person has seen something of it.

#include "node/acts/list_inbox.h"
#include "node/acts/open.h"
#include "wire/api/answer.h"
#include "wire/api/input.h"
#include "wire/api/render.h"
#include "wire/json_text.h"

namespace tansiq::wire::api {
namespace {

using base::fail;

constexpr std::int64_t usual_lines = 100;
constexpr std::size_t most_lines = 1000;

std::string line_text(const node::acts::InboxLine& line) {
  ObjectText text;
  text.text("partner", line.partner)
      .number("epoch", line.epoch)
      .number("number", line.number)
      .text("kind", exchange::name_of(line.kind))
      .text("originator", line.originator);
  if (!line.id.empty()) text.text("id", line.id).text("version", line.version);
  text.text("received", base::format_time(line.received));
  if (!line.refused.empty()) text.text("refused", line.refused);
  if (line.opened) text.text("opened", base::format_time(*line.opened));
  if (line.purged) text.text("purged", base::format_time(*line.purged));
  return text.done();
}

Result<http::Response> list_inbox(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  const auto limit = input.limit(usual_lines, most_lines);
  if (!limit) return fail(limit);
  const auto after = input.integer("after", 0);
  if (after < 0) return fail(base::Fault::invalid, "a number is not negative", "after");
  const auto lines = node::acts::list_inbox(
      context.node, actor, {input.text("partner"), static_cast<std::uint64_t>(after), *limit});
  if (!lines) return fail(lines);
  return json_answer(ObjectText().raw("lines", list_of(*lines, line_text)).done());
}

Result<http::Response> open_record(const Context& context, const node::Actor& actor, const Call& call) {
  const auto opened = node::acts::open(context.node, actor, call.at("id"));
  if (!opened) return fail(opened);
  return json_answer(
      ObjectText().number("versions", opened->versions).raw("partners", strings(opened->partners)).done());
}

}  // namespace

void add_inbox_routes(const Context& context, std::vector<Route>& routes) {
  using In = Parameter::In;
  routes.push_back(
      route_of(context, "GET", "/v1/inbox", "list_inbox",
               "What came from partners, and what was stated about it. Takes a purpose.",
               {{"partner", In::query, "by name or id; else the last of everybody"},
                {"after", In::query, "numbers behind this one", "integer"},
                {"limit", In::query, "lines for each partner, 100 unless told, at most 1000", "integer"}},
               "", "Inbox", list_inbox));
  routes.push_back(route_of(context, "POST", "/v1/records/{id}/opening", "open",
                            "Tells who sent it that a person has seen it. Takes a purpose.", {}, "",
                            "OpenedRecord", open_record));
}

}  // namespace tansiq::wire::api
