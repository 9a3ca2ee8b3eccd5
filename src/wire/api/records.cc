// Reading records: pages of them, one with its handling, its history, its exact bytes, conflicts, export.

#include "node/acts/consult.h"
#include "node/acts/export_records.h"
#include "node/acts/history.h"
#include "node/acts/list_collections.h"
#include "node/acts/list_conflicts.h"
#include "node/acts/payload.h"
#include "node/acts/show.h"
#include "wire/api/answer.h"
#include "wire/api/input.h"
#include "wire/api/render.h"

namespace tansiq::wire::api {
namespace {

using base::fail;
using base::Fault;

constexpr std::size_t usual_page = 100;
constexpr const char* default_collection = "records";

std::string collection_in(const Input& input) {
  return input.has("collection") ? input.text("collection") : default_collection;
}

node::acts::Which which_of(const Call& call) {
  const Input input(call);
  return {call.at("id"), input.text("collection"), input.text("version")};
}

node::acts::PastReview past_review_in(const Call& call) {
  return Input(call).flag("past_review") ? node::acts::PastReview::shown : node::acts::PastReview::hidden;
}

Result<store::VersionMatch> versions_of(const std::string& version) {
  if (version == "first" || version == "all")
    return store::VersionMatch{
        .first = version == "first", .last = false, .all = version == "all", .exact = {}};
  return node::match_of(version);
}

/// The filter of a page, and where the page before it ended.
Result<store::Filter> filter_of(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  store::Filter filter;
  filter.ids = input.list("id");
  filter.types = input.list("type");
  const auto added_after = input.time("added_after");
  if (!added_after) return fail(added_after);
  filter.added_after = *added_after;
  auto versions = versions_of(input.text("version"));
  if (!versions) return fail(versions);
  filter.versions = std::move(*versions);
  const auto limit = input.limit(usual_page, context.node.limits.page);
  if (!limit) return fail(limit);
  filter.limit = *limit;
  filter.with_bytes = !input.flag("summary");
  if (input.has("next")) {
    const auto last = context.cursors.open(input.text("next"), binding_of(actor, call));
    if (!last) return fail(last);
    filter.added_after = *last;
  }
  return filter;
}

Result<http::Response> list_records(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  auto filter = filter_of(context, actor, call);
  if (!filter) return fail(filter);
  const auto where = node::acts::find_collection(context.node, actor, collection_in(input));
  if (!where) return fail(where);
  const node::acts::Consultation consultation{where->collection.id, std::move(*filter), input.described(),
                                              input.flag("past_review")};
  std::string records;
  const auto consulted =
      node::acts::consult(context.node, actor, consultation, [&](const store::RecordView& view) {
        if (!records.empty()) records += ',';
        records += record(view, where->collection, consultation.filter.with_bytes);
        return true;
      });
  if (!consulted) return fail(consulted);
  ObjectText text;
  text.raw("records", '[' + records + ']').boolean("more", consulted->more);
  if (consulted->more && consulted->last_added)
    text.text("next", context.cursors.make(*consulted->last_added, binding_of(actor, call)));
  return json_answer(text.done());
}

Result<http::Response> show_record(const Context& context, const node::Actor& actor, const Call& call) {
  const auto shown_record = node::acts::show(context.node, actor, which_of(call), past_review_in(call));
  if (!shown_record) return fail(shown_record);
  return json_answer(shown(*shown_record));
}

Result<http::Response> show_handling(const Context& context, const node::Actor& actor, const Call& call) {
  const auto shown_record = node::acts::show(context.node, actor, which_of(call), past_review_in(call));
  if (!shown_record) return fail(shown_record);
  if (!shown_record->handling)
    return fail(Fault::not_found, "this record has no handling", "id", "give it one with PUT");
  return json_answer(handling::render(*shown_record->handling));
}

Result<http::Response> show_history(const Context& context, const node::Actor& actor, const Call& call) {
  const auto past = node::acts::history(context.node, actor, which_of(call));
  if (!past) return fail(past);
  return json_answer(history(*past, call.at("id")));
}

/// Field values carry no line breaks; a media type is what somebody claimed, so it is cut to plain
/// characters.
std::string plain(const std::string& claimed) {
  constexpr std::size_t most = 127;
  std::string result;
  for (const char c : claimed)
    if (c > ' ' && c < '\x7f' && result.size() < most) result += c;
  return result;
}

Result<http::Response> show_payload(const Context& context, const node::Actor& actor, const Call& call) {
  auto payload = node::acts::payload(context.node, actor, which_of(call));
  if (!payload) return fail(payload);
  auto response = answer("application/octet-stream", std::move(payload->bytes));
  response.fields.emplace_back("Content-Disposition", "attachment");
  response.fields.emplace_back("Tansiq-Artifact", plain(payload->artifact));
  if (!payload->media_type.empty())
    response.fields.emplace_back("Tansiq-Media-Type", plain(payload->media_type));
  return response;
}

Result<http::Response> show_conflicts(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  const auto limit = input.limit(usual_page, context.node.limits.page);
  if (!limit) return fail(limit);
  const auto conflicts =
      node::acts::list_conflicts(context.node, actor, collection_in(input), input.text("id"), *limit);
  if (!conflicts) return fail(conflicts);
  return json_answer(ObjectText().raw("conflicts", list_of(*conflicts, conflict)).done());
}

Result<http::Response> export_page(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  node::acts::ExportPage page;
  page.collection = collection_in(input);
  const std::string version = input.text("version");
  if (!version.empty() && version != "all" && version != "last")
    return fail(Fault::invalid, "is neither all nor last", "version");
  page.last_versions = version == "last";
  const auto limit = input.limit(context.node.limits.page, context.node.limits.page);
  if (!limit) return fail(limit);
  page.limit = *limit;
  if (input.has("next")) {
    const auto last = context.cursors.open(input.text("next"), binding_of(actor, call));
    if (!last) return fail(last);
    page.added_after = *last;
  }
  std::string lines;
  const auto exported =
      node::acts::export_records(context.node, actor, page, [&](const store::RecordView& view) {
        lines += view.bytes;
        lines += '\n';
        return true;
      });
  if (!exported) return fail(exported);
  auto response = answer("application/x-ndjson", std::move(lines));
  if (exported->more && exported->last_added)
    response.fields.emplace_back("Tansiq-Next",
                                 context.cursors.make(*exported->last_added, binding_of(actor, call)));
  return response;
}

const Parameter in_collection = {"collection", Parameter::In::query, "id or alias"};
const Parameter which_version = {"version", Parameter::In::query, "last (default) or a version's timestamp"};
const Parameter page_size = {"limit", Parameter::In::query, "most items in the answer", "integer"};
const Parameter although_past_review = {"past_review", Parameter::In::query,
                                        "also where its review date has passed, to renew or erase it",
                                        "boolean"};
const Parameter go_on = {"next", Parameter::In::query,
                         "from the page before; only with the same other parameters"};

}  // namespace

void add_record_routes(const Context& context, std::vector<Route>& routes) {
  routes.push_back(
      {"GET",
       "/v1/records",
       "list_records",
       "Records of a collection in the order in which they were added. Takes a purpose.",
       {in_collection,
        {"type", Parameter::In::query, "object types", "array"},
        {"id", Parameter::In::query, "object ids", "array"},
        {"added_after", Parameter::In::query, "strictly later than this"},
        {"version", Parameter::In::query, "last (default), first, all, or a version's timestamp"},
        {"summary", Parameter::In::query, "leaves out the objects", "boolean"},
        {"past_review", Parameter::In::query,
         "only what is past its review date, to renew or erase it; otherwise only what is not", "boolean"},
        page_size,
        go_on},
       {},
       {{200, "some records", "RecordPage"}},
       handler(context, list_records)});
  routes.push_back({"GET",
                    "/v1/records/{id}",
                    "show_record",
                    "One record with its handling. Takes a purpose.",
                    {in_collection, which_version, although_past_review},
                    {},
                    {{200, "the record", "Shown"}},
                    handler(context, show_record)});
  routes.push_back({"GET",
                    "/v1/records/{id}/history",
                    "record_history",
                    "All versions, handlings, conflicts and acts of one object. Takes a purpose.",
                    {in_collection},
                    {},
                    {{200, "what happened to it", "History"}},
                    handler(context, show_history)});
  routes.push_back({"GET",
                    "/v1/records/{id}/payload",
                    "record_payload",
                    "The exact bytes of an artifact, or of a report's one artifact. Takes a purpose.",
                    {in_collection, which_version},
                    {},
                    {{200, "the bytes; Tansiq-Media-Type says what they claim to be", "Bytes"}},
                    handler(context, show_payload)});
  routes.push_back({"GET",
                    "/v1/records/{id}/handling",
                    "show_handling",
                    "The handling of one record. Takes a purpose.",
                    {in_collection, which_version, although_past_review},
                    {},
                    {{200, "the handling", "Handling"}},
                    handler(context, show_handling)});
  routes.push_back({"GET",
                    "/v1/conflicts",
                    "list_conflicts",
                    "Contents that came for versions held with another content. Takes a purpose.",
                    {in_collection, {"id", Parameter::In::query, "of one object"}, page_size},
                    {},
                    {{200, "the conflicts", "ConflictPage"}},
                    handler(context, show_conflicts)});
  routes.push_back(
      {"GET",
       "/v1/export",
       "export_records",
       "All records of a collection, page by page. Takes a purpose. Tansiq-Next asks for the next page.",
       {in_collection, {"version", Parameter::In::query, "all (default) or last"}, page_size, go_on},
       {},
       {{200, "the objects", "Lines"}},
       handler(context, export_page)});
}

}  // namespace tansiq::wire::api
