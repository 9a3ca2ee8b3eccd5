#include "wire/taxii/handlers.h"

#include "node/acts/consult.h"
#include "node/acts/erase.h"
#include "node/acts/list_collections.h"
#include "node/acts/publish.h"
#include "node/acts/submit.h"
#include "wire/caller.h"
#include "wire/json_text.h"
#include "wire/taxii/media.h"
#include "wire/taxii/query.h"
#include "wire/taxii/render.h"

namespace tansiq::wire::taxii {

namespace {

using base::Fault;
using base::Result;

/// Authenticates and negotiates; then runs `work`, whose error is rendered as its fault asks.
template <typename Work>
http::Response serve(Service& service, const Call& call, const Work& work) {
  const auto actor = caller_of(service.node, call.request);
  if (!actor) return refusal(actor.error());
  if (!accepts_taxii(call.request.field("accept"))) {
    return refusal(
        406,
        {Fault::unsupported, "Accept names nothing that is served", {}, "use " + std::string(taxii_media)});
  }
  Result<http::Response> response = work(*actor);
  return response ? std::move(*response) : refusal(response.error());
}

std::string root_path(const Service& service) {
  return "/taxii2/" + service.presentation.root + "/";
}

/// The answer to a POST, which is done by then.
http::Response accepted(const Service& service, const store::Submission& submission) {
  auto response = labelled(202, status_text(submission));
  response.fields.emplace_back("Location", root_path(service) + "status/" + submission.id + "/");
  return response;
}

/// Ties a cursor to whoever got it and to the list it goes on in.
std::string binding_of(const node::Actor& actor, const Call& call) {
  std::string binding = std::to_string(actor.principal) + '\n' + call.route.operation;
  for (const auto& [name, value] : call.captured) binding += '\n' + value;
  return binding;
}

/// The three lists of records differ in what they take of a record and, for a single object, in saying 404.
Result<http::Response> show_page(Service& service, const Call& call, const node::Actor& actor,
                                 Page::Kind kind, Endpoint endpoint) {
  auto query = read_query(call.request.query, endpoint, service.node.limits.page);
  if (!query) return base::fail(query);
  const std::string binding = binding_of(actor, call);
  if (auto going = go_on(*query, service.cursors, binding); !going) return base::fail(going);

  node::acts::Consultation consultation;
  consultation.collection = call.at("collection");
  consultation.filter = std::move(query->filter);
  consultation.filter.with_bytes = kind == Page::Kind::objects;
  const std::string& object = call.at("object");
  if (!object.empty()) consultation.filter.ids = {object};
  consultation.detail = call.route.operation + (query->text.empty() ? "" : " " + query->text);

  Page page(kind, object.empty() ? consultation.filter.limit : 1);
  const auto consulted =
      node::acts::consult(service.node, actor, consultation, [&page](const store::RecordView& record) {
        page.add(record);
        return true;
      });
  if (!consulted) return base::fail(consulted);
  if (!object.empty() && consulted->count == 0 && !consulted->held) {
    return base::fail(Fault::not_found, "there is no such object");
  }
  std::string next;
  if (consulted->more && consulted->last_added) {
    next = service.cursors.make(*consulted->last_added, binding + '\n' + query->text);
  }
  return page.answer(*consulted, next);
}

}  // namespace

http::Response discover(Service& service, const Call& call) {
  return serve(service, call, [&service](const node::Actor&) -> Result<http::Response> {
    const auto& presentation = service.presentation;
    ObjectText text;
    text.text("title", service.node.title);
    if (!presentation.description.empty()) text.text("description", presentation.description);
    if (!presentation.contact.empty()) text.text("contact", presentation.contact);
    std::string roots = "[";
    append_string(roots, root_path(service));
    return labelled(200, text.text("default", root_path(service)).raw("api_roots", roots + "]").done());
  });
}

http::Response show_root(Service& service, const Call& call) {
  return serve(service, call, [&service](const node::Actor&) -> Result<http::Response> {
    ObjectText text;
    text.text("title", service.node.title);
    if (!service.presentation.description.empty()) text.text("description", service.presentation.description);
    std::string versions = "[";
    append_string(versions, taxii_media);
    text.raw("versions", versions + "]").number("max_content_length", service.node.limits.body_bytes);
    return labelled(200, text.done());
  });
}

http::Response show_status(Service& service, const Call& call) {
  return serve(service, call, [&](const node::Actor& actor) -> Result<http::Response> {
    const auto submission = node::acts::submission(service.node, actor, call.at("status"));
    if (!submission) return base::fail(submission);
    return labelled(200, status_text(*submission));
  });
}

http::Response list_collections(Service& service, const Call& call) {
  return serve(service, call, [&service](const node::Actor& actor) -> Result<http::Response> {
    const auto collections = node::acts::list_collections(service.node, actor);
    if (!collections) return base::fail(collections);
    if (collections->empty()) return labelled(200, "{}");
    std::string list;
    for (const auto& access : *collections) list += (list.empty() ? "[" : ",") + collection_text(access);
    return labelled(200, ObjectText().raw("collections", list + "]").done());
  });
}

http::Response show_collection(Service& service, const Call& call) {
  return serve(service, call, [&](const node::Actor& actor) -> Result<http::Response> {
    const auto access = node::acts::find_collection(service.node, actor, call.at("collection"));
    if (!access) return base::fail(access);
    return labelled(200, collection_text(*access));
  });
}

http::Response show_objects(Service& service, const Call& call) {
  return serve(service, call, [&](const node::Actor& actor) {
    return show_page(service, call, actor, Page::Kind::objects, Endpoint::objects);
  });
}

http::Response show_manifest(Service& service, const Call& call) {
  return serve(service, call, [&](const node::Actor& actor) {
    return show_page(service, call, actor, Page::Kind::manifest, Endpoint::objects);
  });
}

http::Response show_object(Service& service, const Call& call) {
  return serve(service, call, [&](const node::Actor& actor) {
    return show_page(service, call, actor, Page::Kind::objects, Endpoint::object);
  });
}

http::Response show_versions(Service& service, const Call& call) {
  return serve(service, call, [&](const node::Actor& actor) {
    return show_page(service, call, actor, Page::Kind::versions, Endpoint::versions);
  });
}

http::Response add_objects(Service& service, const Call& call) {
  return serve(service, call, [&](const node::Actor& actor) -> Result<http::Response> {
    if (!is_taxii(call.request.field("content-type"))) {
      // Who may not write learns that first, whatever the body is; for all others publish() finds it out.
      const auto access = node::acts::find_collection(service.node, actor, call.at("collection"));
      if (!access) return base::fail(access);
      if (!access->can_write) return base::fail(Fault::forbidden, "this collection is not writable for you");
      return refusal(
          415, {Fault::unsupported, "Content-Type is not taken", {}, "use " + std::string(taxii_media)});
    }
    const auto access = node::acts::find_collection(service.node, actor, call.at("collection"));
    if (access && access->collection.kind == store::Collection::Kind::submissions) {
      const auto submission =
          node::acts::submit(service.node, actor, {call.at("collection"), call.request.body});
      if (!submission) return base::fail(submission);
      return accepted(service, *submission);
    }
    node::acts::Publication publication;
    publication.collection = call.at("collection");
    publication.content = call.request.body;
    publication.form = node::acts::Publication::Form::envelope;
    const auto published = node::acts::publish(service.node, actor, publication);
    if (!published) return base::fail(published);
    return accepted(service, published->submission);
  });
}

http::Response delete_object(Service& service, const Call& call) {
  return serve(service, call, [&](const node::Actor& actor) -> Result<http::Response> {
    const auto query = read_query(call.request.query, Endpoint::removal, service.node.limits.page);
    if (!query) return base::fail(query);
    node::acts::Erasure erasure;
    erasure.collection = call.at("collection");
    erasure.id = call.at("object");
    erasure.versions = query->filter.versions;
    erasure.specs = query->filter.specs;
    erasure.reason = "TAXII delete";
    if (!query->filter.types.empty()) return base::fail(Fault::not_found, "there is no such object");
    const auto erased = node::acts::erase(service.node, actor, erasure);
    if (!erased) return base::fail(erased);
    return http::Response{200, {{"Cache-Control", "no-store"}}, {}};
  });
}

}  // namespace tansiq::wire::taxii
