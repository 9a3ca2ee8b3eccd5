// C. Discovery and API roots (items 24 to 29) and D. Collections (items 30 to 38).

#include <algorithm>
#include <set>

#include "items.h"

namespace tansiq::conformance {
namespace {

std::vector<std::string> roots_of(const json::object& discovery) {
  std::vector<std::string> out;
  const auto* roots = discovery.if_contains("api_roots");
  if (roots == nullptr || !roots->is_array()) return out;
  for (const auto& root : roots->get_array())
    if (root.is_string()) out.emplace_back(root.get_string());
  return out;
}

Outcome discovery_has_title(Suite& suite) {
  Outcome outcome;
  const Answer answer = suite.get("/taxii2/");
  outcome.expect_status(answer, {200});
  outcome.expect(!text_at(parsed_object(answer.body).value_or(json::object{}), "title").empty(), answer,
                 "a title");
  return outcome;
}

Outcome default_is_listed(Suite& suite) {
  const Answer answer = suite.get("/taxii2/");
  const auto body = parsed_object(answer.body).value_or(json::object{});
  if (!body.contains("default")) return Outcome::absent("discovery names no default");
  Outcome outcome;
  const auto roots = roots_of(body);
  outcome.expect(std::find(roots.begin(), roots.end(), text_at(body, "default")) != roots.end(), answer,
                 "default is one of api_roots");
  return outcome;
}

Outcome root_urls(Suite& suite) {
  Outcome outcome;
  const Answer answer = suite.get("/taxii2/");
  for (const auto& url : roots_of(parsed_object(answer.body).value_or(json::object{}))) {
    std::string path = url;
    if (url.find("://") != std::string::npos) {
      const bool https = lower(url).starts_with("https://");
      outcome.expect(https || !suite.secure(), answer, "an https URL instead of " + url);
      const auto slash = url.find('/', url.find("://") + 3);
      path = slash == std::string::npos ? "" : url.substr(slash);
    }
    outcome.expect(path.starts_with('/') && path.find("//") == std::string::npos, answer,
                   "one slash before each step of " + url);
    outcome.expect(path.find("..") == std::string::npos, answer, "no '..' in " + url);
    outcome.expect(path.find_first_of("?#") == std::string::npos, answer, "no query in " + url);
  }
  return outcome;
}

Outcome roots_answer(Suite& suite) {
  Outcome outcome;
  const Answer answer = suite.get("/taxii2/");
  const auto roots = roots_of(parsed_object(answer.body).value_or(json::object{}));
  outcome.expect(!roots.empty(), answer, "at least one API root");
  for (const auto& url : roots) {
    const std::string path = path_on(suite.options().url, url);
    if (path.empty()) {
      outcome.note(url + " stands on another host and was not tried");
      continue;
    }
    outcome.expect_status(suite.get(path), {200}, "an API root that discovery names");
  }
  return outcome;
}

Outcome root_information(Suite& suite) {
  Outcome outcome;
  const Answer answer = suite.get(suite.root());
  const auto body = parsed_object(answer.body).value_or(json::object{});
  outcome.expect_status(answer, {200});
  outcome.expect(!text_at(body, "title").empty(), answer, "a title");
  const auto* versions = body.if_contains("versions");
  const json::value full(json::string_view(taxii_media_type.data(), taxii_media_type.size()));
  const bool listed = versions != nullptr && versions->is_array() &&
                      std::find(versions->get_array().begin(), versions->get_array().end(), full) !=
                          versions->get_array().end();
  outcome.expect(listed, answer, "versions with " + std::string(taxii_media_type));
  outcome.expect(integer_at(body, "max_content_length").value_or(0) > 0, answer,
                 "max_content_length, a positive integer");
  return outcome;
}

void expect_error(Outcome& outcome, const Answer& answer, int status) {
  outcome.expect_status(answer, {status});
  const auto body = parsed_object(answer.body);
  outcome.expect(body && !text_at(*body, "title").empty(), answer, "an error object with a title");
}

Outcome unknown_root(Suite& suite) {
  Outcome outcome;
  // Beside the root under test: what lies elsewhere on the host need not be TAXII's.
  const std::string& known = suite.root();
  const std::string root =
      known.substr(0, known.rfind('/', known.size() - 2) + 1) + "no-such-root-" + random_uuid() + "/";
  expect_error(outcome, suite.get(root), 404);
  expect_error(outcome, suite.get(root + "collections/"), 404);
  return outcome;
}

// D. Collections.

std::vector<json::object> collection_list(Suite& suite, Client& client, Answer* answer = nullptr) {
  Answer list = client.get(suite.collections());
  auto entries = list_at(parsed_object(list.body).value_or(json::object{}), "collections");
  if (answer != nullptr) *answer = std::move(list);
  return entries;
}

bool is_bool(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(json::string_view(key.data(), key.size()));
  return value != nullptr && value->is_bool();
}

bool flag(const json::object& object, std::string_view key) {
  return is_bool(object, key) && object.at(json::string_view(key.data(), key.size())).get_bool();
}

Outcome list_entries(Suite& suite) {
  Outcome outcome;
  Answer answer;
  const auto entries = collection_list(suite, suite.http(), &answer);
  outcome.expect_status(answer, {200});
  outcome.expect(!entries.empty(), answer, "at least the collection under test");
  for (const auto& entry : entries) {
    const std::string id = id_of(entry);
    outcome.expect(is_uuid4(id), answer, "id is a UUID of version 4, not " + id);
    outcome.expect(!text_at(entry, "title").empty(), answer, "a title for " + id);
    outcome.expect(is_bool(entry, "can_read") && is_bool(entry, "can_write"), answer,
                   "can_read and can_write as booleans for " + id);
    if (const auto* types = entry.if_contains("media_types"))
      outcome.expect(types->is_array() && !types->get_array().empty(), answer,
                     "media_types, if there, is a list with something in it");
    if (entry.contains("alias"))
      outcome.expect(!text_at(entry, "alias").empty(), answer,
                     "alias, if there, is a string with something in it");
  }
  return outcome;
}

Outcome no_collection(Suite& suite) {
  if (!suite.options().limited)
    return Outcome::skip("needs --limited-user: an account that sees no collection at all");
  Client limited = suite.client(suite.options().limited);
  Answer answer;
  if (!collection_list(suite, limited, &answer).empty())
    return Outcome::skip("the limited account sees collections; needs one that sees none");
  Outcome outcome;
  outcome.expect_status(answer, {200});
  const auto body = parsed_object(answer.body);
  outcome.expect(body && body->empty(), answer, "{}");
  return outcome;
}

Outcome stable_order(Suite& suite) {
  Outcome outcome;
  const auto first = collection_list(suite, suite.http());
  std::vector<std::string> ids;
  for (const auto& entry : first) ids.push_back(id_of(entry));
  for (int i = 0; i < 3; ++i) {
    Client client = suite.client();
    Answer answer;
    const auto again = collection_list(suite, client, &answer);
    std::vector<std::string> now;
    for (const auto& entry : again) now.push_back(id_of(entry));
    outcome.expect(now == ids, answer, "the order of the call before: " + shown(ids));
  }
  if (!std::is_sorted(ids.begin(), ids.end()))
    outcome.note("not sorted by id, which the interoperability profile asks for");
  if (ids.size() < 2) outcome.note("only one collection: there is no order to see");
  return outcome;
}

Outcome single_equals_entry(Suite& suite) {
  Outcome outcome;
  for (const auto& entry : collection_list(suite, suite.http())) {
    const Answer answer = suite.get(suite.collection(id_of(entry)));
    const auto body = parsed(answer.body);
    outcome.expect(answer.status == 200 && body && equal(*body, entry), answer,
                   "its entry in the list: " + json::serialize(entry));
  }
  return outcome;
}

Outcome aliases(Suite& suite) {
  Outcome outcome;
  std::set<std::string> seen;
  const auto entries = collection_list(suite, suite.http());
  for (const auto& entry : entries) {
    const std::string alias = text_at(entry, "alias");
    if (alias.empty()) continue;
    const Answer by_alias = suite.get(suite.collection(alias));
    outcome.expect(seen.insert(alias).second, by_alias, "an alias of its own for each collection");
    const auto body = parsed(by_alias.body);
    outcome.expect(by_alias.status == 200 && body && equal(*body, entry), by_alias,
                   "what the id gives: " + json::serialize(entry));
    if (flag(entry, "can_read"))
      outcome.expect_status(suite.get(suite.collection(alias) + "objects/?limit=1"), {200},
                            "an alias works in every path");
  }
  return seen.empty() ? Outcome::absent("no collection has an alias") : outcome;
}

Outcome unknown_collection(Suite& suite) {
  Outcome outcome;
  const std::string path = suite.collection(random_uuid());
  for (const std::string& tail : std::vector<std::string>{
           "", "objects/", "manifest/", "objects/indicator--00000000-0000-4000-8000-000000000000/"})
    expect_error(outcome, suite.get(path + tail), 404);
  outcome.expect_status(suite.get(suite.collection("not-a-uuid")), {404});
  outcome.expect_status(suite.http().send(Suite::post_request(path + "objects/", envelope({indicator()}))),
                        {404});
  return outcome;
}

Outcome permission_mixes(Suite& suite) {
  const auto& options = suite.options();
  if (options.no_read_collection.empty() || options.no_write_collection.empty() ||
      options.no_access_collection.empty())
    return Outcome::skip("needs --no-read-collection, --no-write-collection and --no-access-collection");
  Outcome outcome;
  const auto expect_flags = [&](const std::string& id, bool read, bool write) {
    const Answer answer = suite.get(suite.collection(id));
    const auto body = parsed_object(answer.body).value_or(json::object{});
    outcome.expect(
        answer.status == 200 && flag(body, "can_read") == read && flag(body, "can_write") == write, answer,
        std::string("can_read ") + (read ? "true" : "false") + ", can_write " + (write ? "true" : "false"));
  };
  expect_flags(suite.collection_id(), true, true);
  expect_flags(options.no_write_collection, true, false);
  expect_flags(options.no_read_collection, false, true);
  const Answer closed = suite.get(suite.collection(options.no_access_collection));
  if (closed.status == 200) expect_flags(options.no_access_collection, false, false);
  if (closed.status != 200) {
    outcome.expect_status(closed, {404, 403});
    outcome.note("a collection without any permission is not shown");
  }
  return outcome;
}

Outcome may_not_read(Suite& suite) {
  const auto& options = suite.options();
  if (options.no_read_collection.empty()) return Outcome::skip("needs --no-read-collection");
  Outcome outcome;
  const json::object object = indicator();
  const std::string path = suite.collection(options.no_read_collection);
  outcome.expect_status(suite.http().send(Suite::post_request(path + "objects/", envelope({object}))), {202},
                        "it may be written");
  for (const std::string& tail : std::vector<std::string>{std::string("objects/"), std::string("manifest/"),
                                                          "objects/" + id_of(object) + "/",
                                                          "objects/" + id_of(object) + "/versions/"}) {
    const Answer answer = suite.get(path + tail);
    outcome.expect_status(answer, {403, 404});
    outcome.expect(answer.body.find(text_at(object, "pattern")) == std::string::npos, answer,
                   "nothing of the object");
  }
  return outcome;
}

Outcome may_not_write(Suite& suite) {
  const auto& options = suite.options();
  if (options.no_write_collection.empty()) return Outcome::skip("needs --no-write-collection");
  Outcome outcome;
  const json::object object = indicator();
  const std::string path = suite.collection(options.no_write_collection) + "objects/";
  outcome.expect_status(suite.http().send(Suite::post_request(path, envelope({object}))), {403, 404});
  outcome.expect_status(suite.get(path + id_of(object) + "/"), {404}, "nothing was stored");
  outcome.expect_status(suite.get(path), {200}, "it may be read");
  return outcome;
}

}  // namespace

std::vector<Item> discovery_items() {
  using enum Level;
  return {
      {24, must, "GET /taxii2/ gives the discovery resource with a title", "4.1, 8.2.1", discovery_has_title},
      {25, must, "default, if there, is one of api_roots", "4.1.1", default_is_listed},
      {26, must, "api_roots are https URLs or paths with single slashes, without '..' or query", "4.1.1",
       root_urls},
      {27, must, "There is an API root, and each one that is named answers", "8.2.1", roots_answer},
      {28, must, "An API root has title, versions with TAXII 2.1 in full, and max_content_length", "4.2.1",
       root_information},
      {29, must, "An unknown API root is 404 with an error object", "4.2", unknown_root},
  };
}

std::vector<Item> collection_items() {
  using enum Level;
  return {
      {30, must, "Collections have id, title, can_read, can_write in the right form", "5.1.1, 5.2.1",
       list_entries},
      {31, must, "Who sees no collection gets {}: no empty list, no null", "5.1.1", no_collection},
      {32, must, "Collections come in the same order each time", "3.3", stable_order},
      {33, must, "A collection by itself equals its entry in the list", "5.2", single_equals_entry},
      {34, must, "An alias works like the id, and is unique", "5.2.1", aliases},
      {35, must, "An unknown collection is 404", "5.2", unknown_collection},
      {36, must, "The four mixes of permission (rw, ro, wo, none) are told as they are", "5.2.1",
       permission_mixes},
      {37, must, "can_read false: objects, object, manifest, versions are 403 or 404", "5.3-5.8",
       may_not_read},
      {38, must, "can_write false: POST is 403 or 404, and stores nothing", "5.5", may_not_write},
  };
}

}  // namespace tansiq::conformance
