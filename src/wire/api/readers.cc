// TAXII readers, and what callers handed in for an officer to adopt.

#include "node/acts/add_reader.h"
#include "node/acts/adopt.h"
#include "node/acts/change_reader.h"
#include "node/acts/list_readers.h"
#include "node/acts/list_submissions.h"
#include "wire/api/answer.h"
#include "wire/api/input.h"
#include "wire/api/render.h"
#include "wire/json_text.h"

namespace tansiq::wire::api {
namespace {

using base::fail;

std::string reader_text(const node::ReaderShown& reader) {
  ObjectText text;
  text.text("name", reader.name)
      .text("service", reader.service)
      .text("country", reader.country)
      .text("collection", reader.collection)
      .text("purpose", reader.purpose.purpose)
      .text("basis", reader.purpose.basis);
  if (!reader.purpose.case_id.empty()) text.text("case", reader.purpose.case_id);
  text.text("added", base::format_time(reader.added));
  if (reader.expires) text.text("expires", base::format_time(*reader.expires));
  return text.boolean("disabled", reader.disabled || reader.suspended)
      .number("released", reader.released)
      .done();
}

node::Purpose purpose_in(const boost::json::object& body) {
  return {text_in(body, "purpose"), text_in(body, "basis"), text_in(body, "case")};
}

Result<http::Response> list_readers(const Context& context, const node::Actor& actor, const Call&) {
  const auto readers = node::acts::list_readers(context.node, actor);
  if (!readers) return fail(readers);
  return json_answer(ObjectText().raw("readers", list_of(*readers, reader_text)).done());
}

Result<http::Response> add_reader(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto expires = time_in(*body, "expires");
  if (!expires) return fail(expires);
  const auto added = node::acts::add_reader(context.node, actor,
                                            {text_in(*body, "name"), text_in(*body, "country"),
                                             purpose_in(*body), *expires, text_in(*body, "password")});
  if (!added) return fail(added);
  ObjectText text;
  text.raw("reader", reader_text(added->reader));
  if (!added->password.empty()) text.text("password", added->password);
  return json_answer(text.done());
}

Result<http::Response> change_reader(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  node::acts::ReaderChange change;
  if (body->contains("disabled")) change.disabled = flag_in(*body, "disabled");
  if (body->contains("password")) change.password = text_in(*body, "password");
  if (body->contains("purpose") || body->contains("basis") || body->contains("case"))
    change.purpose = purpose_in(*body);
  if (body->contains("expires")) {
    const auto expires = time_in(*body, "expires");
    if (!expires) return fail(expires);
    change.expires = *expires;
  }
  const auto changed =
      node::acts::change_reader(context.node, actor, call.at("name"), change, text_in(*body, "reason"));
  if (!changed) return fail(changed);
  return json_answer(reader_text(*changed));
}

std::string submission_text(const node::acts::SubmissionShown& shown) {
  return ObjectText()
      .text("submission", shown.id)
      .text("caller", shown.caller)
      .text("received", base::format_time(shown.received))
      .number("objects", shown.objects)
      .number("bytes", shown.bytes)
      .done();
}

std::string object_text(const node::acts::SubmittedShown& shown) {
  using State = store::Submitted::State;
  const auto& object = shown.object;
  ObjectText text;
  text.text("id", object.id)
      .text("version", object.version)
      .text("state", object.state == State::waiting   ? "waiting"
                     : object.state == State::adopted ? "adopted"
                                                      : "dropped");
  if (!shown.collection.empty()) text.text("held_in", shown.collection);
  if (!object.bytes.empty()) text.raw("object", object.bytes);
  return text.done();
}

Result<http::Response> list_handed_in(const Context& context, const node::Actor& actor, const Call&) {
  const auto waiting = node::acts::list_submissions(context.node, actor);
  if (!waiting) return fail(waiting);
  return json_answer(ObjectText().raw("submissions", list_of(*waiting, submission_text)).done());
}

Result<http::Response> show_handed_in(const Context& context, const node::Actor& actor, const Call& call) {
  const auto objects = node::acts::show_submission(context.node, actor, call.at("id"));
  if (!objects) return fail(objects);
  return json_answer(ObjectText().raw("objects", list_of(*objects, object_text)).done());
}

Result<http::Response> adopt(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const Input input(call);
  auto profile = profile_in(input, actor);
  if (!profile) return fail(profile);
  const auto collection = input.text("collection");
  const auto adopted = node::acts::adopt(context.node, actor,
                                         {{call.at("id"), list_in(*body, "ids")},
                                          collection.empty() ? "records" : collection,
                                          *std::move(profile),
                                          text_in(*body, "reason")});
  if (!adopted) return fail(adopted);
  return json_answer(ObjectText()
                         .number("created", adopted->created)
                         .number("versions", adopted->versions)
                         .number("same", adopted->same)
                         .number("conflicts", adopted->conflicts)
                         .raw("conflict_ids", strings(adopted->conflict_ids))
                         .done());
}

Result<http::Response> drop(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  const auto dropped = node::acts::drop_submitted(context.node, actor, {call.at("id"), input.list("ids")},
                                                  input.text("reason"));
  if (!dropped) return fail(dropped);
  return json_answer(ObjectText().number("dropped", *dropped).done());
}

}  // namespace

void add_reader_routes(const Context& context, std::vector<Route>& routes) {
  using In = Parameter::In;
  const auto add = [&](const char* method, const char* pattern, const char* operation, const char* summary,
                       std::vector<Parameter> parameters, const char* body, const char* schema, Act act) {
    routes.push_back(route_of(context, method, pattern, operation, summary, std::move(parameters), body,
                              schema, std::move(act)));
  };
  add("GET", "/v1/readers", "list_readers", "TAXII readers: partners without a node.", {}, "",
      "TaxiiReaderList", list_readers);
  add("POST", "/v1/readers", "add_reader",
      "Makes a TAXII reader: a partner, an account and a collection of its own. Releases nothing.", {},
      "NewTaxiiReader", "AddedTaxiiReader", add_reader);
  add("PATCH", "/v1/readers/{name}", "change_reader",
      "Changes a reader. A disabled one is given nothing but recalls.", {}, "TaxiiReaderChange",
      "TaxiiReader", change_reader);
  add("GET", "/v1/handed-in", "list_handed_in", "What callers handed in and waits. Takes a purpose.", {}, "",
      "HandedInList", list_handed_in);
  add("GET", "/v1/handed-in/{id}", "show_handed_in", "The objects of one submission. Takes a purpose.", {},
      "", "HandedObjects", show_handed_in);
  auto profile = profile_parameters();
  profile.push_back({"collection", In::query, "id or alias; records where not given"});
  add("POST", "/v1/handed-in/{id}/adoption", "adopt",
      "Files what was handed in as third-party records; the journal says who brought them.",
      std::move(profile), "Adoption", "Adopted", adopt);
  add("DELETE", "/v1/handed-in/{id}", "drop_submitted",
      "Throws away what was handed in: its content is overwritten, the fact stays.",
      {{"ids", In::query, "of objects; all that wait where not given", "array"},
       {"reason", In::query, "a line for the journal"}},
      "", "DroppedSubmitted", drop);
}

}  // namespace tansiq::wire::api
