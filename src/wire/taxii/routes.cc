#include <algorithm>

#include "node/secret.h"
#include "wire/taxii/handlers.h"
#include "wire/taxii/render.h"

namespace tansiq::wire::taxii {

namespace {

using In = Parameter::In;

const Parameter added_after = {"added_after", In::query, "only records added later than this timestamp"};
const Parameter limit = {"limit", In::query, "most records of a page", "integer"};
const Parameter next = {"next", In::query, "the cursor of the page before; every other parameter unchanged"};
const Parameter match_id = {"match[id]", In::query, "ids, separated by commas"};
const Parameter match_type = {"match[type]", In::query, "types, separated by commas"};
const Parameter match_version = {"match[version]", In::query,
                                 "first, last, all, or versions, separated by commas"};
const Parameter match_spec = {"match[spec_version]", In::query,
                              "2.0, 2.1 or both; the newest held without it"};

/// The answers that every route may give.
std::vector<Answer> with_common(std::vector<Answer> answers) {
  answers.push_back({401, "nobody is known by the credentials", "taxii-error"});
  answers.push_back({406, "Accept names nothing that is served", "taxii-error"});
  return answers;
}

std::vector<Answer> of_collection(std::vector<Answer> answers) {
  answers.push_back({400, "a parameter is wrong", "taxii-error"});
  answers.push_back({403, "the caller may know of the collection, and may not do this", "taxii-error"});
  answers.push_back({404, "there is no such thing that the caller may know of", "taxii-error"});
  answers.push_back({503, "busy; nothing was changed", "taxii-error"});
  return with_common(std::move(answers));
}

std::vector<Route> routes_of(const std::string& root) {
  const std::string collections = root + "collections/";
  const std::string collection = collections + "{collection}/";
  const std::string objects = collection + "objects/";
  const std::string object = objects + "{object}/";
  return {
      {"GET",
       "/taxii2/",
       "taxii-discovery",
       "What this server is and where its API root stands",
       {},
       {},
       with_common({{200, "discovery", "taxii-discovery"}}),
       {}},
      {"GET",
       root,
       "taxii-root",
       "What the API root takes",
       {},
       {},
       with_common({{200, "API root", "taxii-root"}}),
       {}},
      {"GET",
       root + "status/{status}/",
       "taxii-status",
       "The fate of an earlier POST of the same caller",
       {},
       {},
       with_common({{200, "status", "taxii-status"}, {404, "no such POST of this caller", "taxii-error"}}),
       {}},
      {"GET",
       collections,
       "taxii-collections",
       "The collections that the caller may know of",
       {},
       {},
       with_common({{200, "collections", "taxii-collections"}}),
       {}},
      {"GET",
       collection,
       "taxii-collection",
       "One collection",
       {},
       {},
       with_common({{200, "collection", "taxii-collection"},
                    {404, "no collection that the caller may know of", "taxii-error"}}),
       {}},
      {"GET",
       collection + "manifest/",
       "taxii-manifest",
       "Which records there are, without their content",
       {added_after, limit, next, match_id, match_type, match_version, match_spec},
       {},
       of_collection({{200, "manifest", "taxii-manifest"}}),
       {}},
      {"GET",
       objects,
       "taxii-objects",
       "Records",
       {added_after, limit, next, match_id, match_type, match_version, match_spec},
       {},
       of_collection({{200, "envelope", "taxii-envelope"}}),
       {}},
      {"POST",
       objects,
       "taxii-add",
       "Adds objects; durable when answered",
       {},
       "taxii-envelope",
       of_collection({{202, "status, already complete", "taxii-status"},
                      {413, "the body is over max_content_length", "taxii-error"},
                      {415, "the body is not labelled as TAXII", "taxii-error"},
                      {422, "the body is no envelope", "taxii-error"}}),
       {}},
      {"GET",
       object,
       "taxii-object",
       "The versions of one object, by default the last",
       {added_after, limit, next, match_version, match_spec},
       {},
       of_collection({{200, "envelope", "taxii-envelope"}}),
       {}},
      {"DELETE",
       object,
       "taxii-delete",
       "Erases an object that was never released, by default all its versions",
       {match_version, match_spec},
       {},
       of_collection({{200, "erased", {}}}),
       {}},
      {"GET",
       object + "versions/",
       "taxii-versions",
       "Which versions of one object there are",
       {added_after, limit, next, match_spec},
       {},
       of_collection({{200, "versions", "taxii-versions"}}),
       {}},
  };
}

using Handle = http::Response (*)(Service&, const Call&);

Handle handler_of(std::string_view operation) {
  static constexpr std::pair<std::string_view, Handle> handlers[] = {
      {"taxii-discovery", discover},         {"taxii-root", show_root},
      {"taxii-status", show_status},         {"taxii-collections", list_collections},
      {"taxii-collection", show_collection}, {"taxii-manifest", show_manifest},
      {"taxii-objects", show_objects},       {"taxii-add", add_objects},
      {"taxii-object", show_object},         {"taxii-delete", delete_object},
      {"taxii-versions", show_versions},
  };
  for (const auto& [name, handle] : handlers) {
    if (name == operation) return handle;
  }
  return nullptr;
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

Group make_group(const std::shared_ptr<Service>& service) {
  Group group{"/taxii2/", routes_of("/taxii2/" + service->presentation.root + "/"), {}};
  for (auto& route : group.routes) {
    route.handler = [service, handle = handler_of(route.operation)](const Call& call) {
      return handle(*service, call);
    };
  }
  group.refuse = [](int status, const base::Error& error) { return refusal(status, error); };
  return group;
}

base::Result<std::shared_ptr<Service>> make_service(node::Node& node, Presentation presentation) {
  if (!is_name(presentation.root)) {
    return base::fail(base::Fault::invalid, "is not made of a-z, 0-9 and -",
                      "taxii root: " + presentation.root);
  }
  auto key = node::secret_for(node, "cursors");
  if (!key) return base::fail(key);
  return std::make_shared<Service>(Service{node, std::move(presentation), Cursors(std::move(*key))});
}

}  // namespace tansiq::wire::taxii
