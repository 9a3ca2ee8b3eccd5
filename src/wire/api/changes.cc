// Changing records: filing objects and reports, correcting, revoking, handling, erasing.

#include "node/acts/correct.h"
#include "node/acts/erase.h"
#include "node/acts/file_report.h"
#include "node/acts/publish.h"
#include "node/acts/restrict.h"
#include "node/acts/revoke.h"
#include "node/acts/set_handling.h"
#include "wire/api/answer.h"
#include "wire/api/input.h"
#include "wire/api/render.h"

namespace tansiq::wire::api {
namespace {

using base::fail;

constexpr const char* default_collection = "records";

std::string collection_in(const Input& input) {
  return input.has("collection") ? input.text("collection") : default_collection;
}

node::acts::Which which_of(const Call& call) {
  const Input input(call);
  return {call.at("id"), input.text("collection"), input.text("version")};
}

Result<http::Response> publish_objects(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  if (auto checked = check_media(call); !checked) return fail(checked);
  auto profile = profile_in(input, actor);
  if (!profile) return fail(profile);
  node::acts::Publication publication;
  publication.collection = collection_in(input);
  publication.content = call.request.body;
  if (media_of(call.request) == "application/x-ndjson")
    publication.form = node::acts::Publication::Form::lines;
  publication.handling = std::move(*profile);
  publication.dry_run = input.flag("dry_run");
  const auto outcome = node::acts::publish(context.node, actor, publication);
  if (!outcome) return fail(outcome);
  return json_answer(published(*outcome, publication.dry_run));
}

Result<http::Response> file_report(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  if (auto checked = check_media(call); !checked) return fail(checked);
  auto profile = profile_in(input, actor);
  if (!profile) return fail(profile);
  const auto published_at = input.time("published");
  if (!published_at) return fail(published_at);
  node::acts::ReportFiling filing;
  filing.collection = collection_in(input);
  filing.text = call.request.body;
  filing.notes.lang = input.text("lang");
  filing.notes.source = input.text("source");
  filing.notes.source_url = input.text("source_url");
  filing.notes.published = *published_at;
  filing.handling = std::move(*profile);
  filing.dry_run = input.flag("dry_run");
  const auto filed = node::acts::file_report(context.node, actor, filing);
  if (!filed) return fail(filed);
  return json_answer(ObjectText()
                         .text("report", filed->report)
                         .text("artifact", filed->artifact)
                         .text("version", filed->version)
                         .text("name", filed->name)
                         .number("bytes", filed->bytes)
                         .text("sha256", filed->sha256)
                         .boolean("created", filed->artifact_created)
                         .boolean("dry_run", filing.dry_run)
                         .done());
}

http::Response corrected(const node::acts::Corrected& corrected) {
  return json_answer(ObjectText()
                         .raw("record", record(corrected.record, corrected.where.collection))
                         .text("previous", corrected.previous)
                         .done());
}

Result<http::Response> correct_record(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  if (auto checked = check_media(call); !checked) return fail(checked);
  node::acts::Correction correction;
  correction.which = which_of(call);
  correction.changes = call.request.body;
  correction.if_version = input.text("if_version");
  correction.reason = input.text("reason");
  const auto outcome = node::acts::correct(context.node, actor, correction);
  if (!outcome) return fail(outcome);
  return corrected(*outcome);
}

Result<http::Response> revoke_record(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  const node::acts::Which which{call.at("id"), input.text("collection"), input.text("if_version")};
  const auto outcome = node::acts::revoke(context.node, actor, which, input.text("reason"));
  if (!outcome) return fail(outcome);
  return corrected(*outcome);
}

Result<http::Response> set_handling(const Context& context, const node::Actor& actor, const Call& call) {
  if (auto checked = check_media(call); !checked) return fail(checked);
  const auto wanted = handling::parse(call.request.body);
  if (!wanted) return fail(wanted);
  const auto kept =
      node::acts::set_handling(context.node, actor, which_of(call), *wanted, Input(call).text("reason"));
  if (!kept) return fail(kept);
  return json_answer(handling::render(*kept));
}

Result<http::Response> restrict_record(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto kept = node::acts::restrict(context.node, actor, which_of(call), text_in(*body, "reason"));
  if (!kept) return fail(kept);
  return json_answer(handling::render(*kept));
}

Result<http::Response> lift_restriction(const Context& context, const node::Actor& actor, const Call& call) {
  const auto kept =
      node::acts::lift_restriction(context.node, actor, which_of(call), Input(call).text("reason"));
  if (!kept) return fail(kept);
  return json_answer(handling::render(*kept));
}

Result<http::Response> erase_record(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  node::acts::Erasure erasure;
  erasure.id = call.at("id");
  erasure.collection = input.text("collection");
  erasure.reason = input.text("reason");
  if (const std::string version = input.text("version"); !version.empty() && version != "all") {
    auto match = node::match_of(version);
    if (!match) return fail(match);
    erasure.versions = std::move(*match);
  }
  const auto erased = node::acts::erase(context.node, actor, erasure);
  if (!erased) return fail(erased);
  ObjectText answer;
  answer.number("erased", erased->versions);
  if (erased->deadline)
    answer.raw("holders", strings(erased->holders)).text("deadline", base::format_time(*erased->deadline));
  return json_answer(answer.done());
}

Result<http::Response> show_submission(const Context& context, const node::Actor& actor, const Call& call) {
  const auto found = node::acts::submission(context.node, actor, call.at("id"));
  if (!found) return fail(found);
  return json_answer(submission(*found));
}

std::vector<Parameter> with_profile(std::vector<Parameter> parameters) {
  for (auto& parameter : profile_parameters()) parameters.push_back(std::move(parameter));
  return parameters;
}

const Parameter in_collection = {"collection", Parameter::In::query, "id or alias"};
const Parameter into_collection = {"collection", Parameter::In::query,
                                   "id or alias; records where not given"};
const Parameter dry_run = {"dry_run", Parameter::In::query, "says what would happen and changes nothing",
                           "boolean"};
const Parameter reason = {"reason", Parameter::In::query, "why; stands in the journal"};
const Parameter needed_reason = {"reason", Parameter::In::query, "why; stands in the journal", "string",
                                 true};
const Parameter if_version = {"if_version", Parameter::In::query,
                              "the version that you have seen; 409 where it is not the last"};

}  // namespace

void add_change_routes(const Context& context, std::vector<Route>& routes) {
  routes.push_back({"POST",
                    "/v1/records",
                    "publish",
                    "Files objects into a collection; the parameters give those that are new their handling.",
                    with_profile({into_collection, dry_run}),
                    "Objects",
                    {{200, "what became of them", "Published"}},
                    handler(context, publish_objects)});
  routes.push_back({"POST",
                    "/v1/reports",
                    "file_report",
                    "Files a plain text in any language as an artifact and a report about it.",
                    with_profile({into_collection,
                                  {"lang", Parameter::In::query, "language of the text (RFC 5646)"},
                                  {"source", Parameter::In::query, "who brought it"},
                                  {"source_url", Parameter::In::query, "where it was found"},
                                  {"published", Parameter::In::query, "when it appeared, RFC 3339"},
                                  dry_run}),
                    "Text",
                    {{200, "the two records", "FiledReport"}},
                    handler(context, file_report)});
  routes.push_back({"PATCH",
                    "/v1/records/{id}",
                    "correct",
                    "Makes the next version of an object.",
                    {in_collection, if_version, reason},
                    "MergePatch",
                    {{200, "the new version", "Corrected"}},
                    handler(context, correct_record)});
  routes.push_back({"POST",
                    "/v1/records/{id}/revocation",
                    "revoke",
                    "Withdraws an object by a last version that is revoked.",
                    {in_collection, if_version, needed_reason},
                    {},
                    {{200, "the last version", "Corrected"}},
                    handler(context, revoke_record)});
  routes.push_back(
      {"PUT",
       "/v1/records/{id}/handling",
       "set_handling",
       "Gives a record another handling.",
       {in_collection, {"version", Parameter::In::query, "last (default) or a version's timestamp"}, reason},
       "Handling",
       {{200, "the handling as it is kept", "Handling"}},
       handler(context, set_handling)});
  const Parameter of_version = {"version", Parameter::In::query, "last (default) or a version's timestamp"};
  routes.push_back(
      route_of(context, "POST", "/v1/records/{id}/restriction", "restrict",
               "Restricts what is disputed: it is released to nobody, and its holders are asked to "
               "remove it.",
               {in_collection, of_version}, "Why", "Handling", restrict_record));
  routes.push_back(route_of(context, "DELETE", "/v1/records/{id}/restriction", "lift_restriction",
                            "Lifts a restriction; what may be released again is proposed to an officer.",
                            {in_collection, of_version, reason}, "", "Handling", lift_restriction));
  routes.push_back({"DELETE",
                    "/v1/records/{id}",
                    "erase",
                    "Erases an object in every file of the node. What was released, a releasing officer "
                    "erases: every holder is "
                    "told in the same commit.",
                    {in_collection,
                     {"version", Parameter::In::query, "all (default), last, or a version's timestamp"},
                     needed_reason},
                    {},
                    {{200, "how much is gone", "Erased"}},
                    handler(context, erase_record)});
  routes.push_back({"GET",
                    "/v1/submissions/{id}",
                    "show_submission",
                    "The fate of an own publication, kept for two days.",
                    {},
                    {},
                    {{200, "its fate", "Submission"}},
                    handler(context, show_submission)});
}

}  // namespace tansiq::wire::api
