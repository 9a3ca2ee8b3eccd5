#include "suite.h"

#include <algorithm>
#include <chrono>
#include <regex>
#include <thread>

namespace tansiq::conformance {
namespace {

constexpr auto patience = std::chrono::seconds(30);
constexpr std::size_t shown_elements = 6;

}  // namespace

Suite::Suite(Options options)
    : options_(std::move(options)), main_(options_.url, options_.trust, options_.login, &journal_) {}

Client Suite::client() {
  return client(options_.login);
}

Client Suite::client(std::optional<Login> login) {
  return {options_.url, options_.trust, std::move(login), &journal_};
}

std::optional<std::string> Suite::discover() {
  root_ = options_.api_root;
  if (root_.empty()) {
    const Answer answer = main_.get("/taxii2/");
    const auto body = parsed_object(answer.body);
    if (answer.status != 200 || !body) return "GET /taxii2/ gave no discovery: " + answer.brief();
    std::string url = text_at(*body, "default");
    if (const auto* roots = body->if_contains("api_roots");
        url.empty() && roots != nullptr && roots->is_array() && !roots->get_array().empty())
      url = roots->get_array()[0].is_string() ? std::string(roots->get_array()[0].get_string()) : "";
    root_ = path_on(options_.url, url);
    if (root_.empty()) return "discovery names no API root on " + options_.url + "; give --api-root";
  }
  root_ = path_on(options_.url, root_);
  collection_id_ = options_.collection;
  if (!collection_id_.empty()) return std::nullopt;
  const Answer answer = main_.get(collections());
  for (const auto& entry : list_at(parsed_object(answer.body).value_or(json::object{}), "collections")) {
    const auto* read = entry.if_contains("can_read");
    const auto* write = entry.if_contains("can_write");
    if (read != nullptr && write != nullptr && *read == json::value(true) && *write == json::value(true)) {
      collection_id_ = id_of(entry);
      return std::nullopt;
    }
  }
  return "no collection that this login may read and write; give --collection. " + answer.sent + " gave " +
         answer.brief();
}

Answer Suite::get(const std::string& path, const Headers& query) {
  return main_.get(with_query(path, query));
}

Page Suite::page(const std::string& path, const Headers& query) {
  return page(main_, with_query(path, query));
}

Page Suite::page(Client& client, const std::string& target) {
  return as_page(client.get(target));
}

Request Suite::post_request(const std::string& target, std::string body) {
  Request request;
  request.method = "POST";
  request.target = target;
  request.body = std::move(body);
  return request;
}

Answer Suite::post(const std::vector<json::object>& objects_to_post) {
  remember(objects_to_post);
  return main_.send(post_request(objects(), envelope(objects_to_post)));
}

Answer Suite::remove(const std::string& path, const Headers& query) {
  Request request;
  request.method = "DELETE";
  request.target = with_query(path, query);
  return main_.send(request);
}

void Suite::remember(const std::vector<json::object>& objects) {
  for (const auto& object : objects) {
    std::string id = id_of(object);
    if (stored_.empty() || stored_.back() != id) stored_.push_back(std::move(id));
  }
}

std::optional<json::object> Suite::settled(Client& client, const Answer& posted) {
  auto body = parsed_object(posted.body);
  const auto until = std::chrono::steady_clock::now() + patience;
  while (body && text_at(*body, "status") == "pending" && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    body = parsed_object(client.get(status(text_at(*body, "id"))).body);
  }
  if (!body || text_at(*body, "status") != "complete") return std::nullopt;
  return body;
}

bool Suite::store(Outcome& outcome, const std::vector<json::object>& objects) {
  const Answer answer = post(objects);
  if (!outcome.expect(answer.status == 202, answer, "202: the objects are valid STIX")) return false;
  const auto body = settled(main_, answer);
  if (!outcome.expect(body.has_value(), answer, "a status that becomes complete")) return false;
  if (!first_status_) first_status_ = body;
  return outcome.expect(integer_at(*body, "failure_count") == 0, answer.sent, json::serialize(*body),
                        "failure_count 0: the objects are valid STIX");
}

std::string Suite::mark(Outcome& outcome) {
  const json::object object = indicator();
  if (!store(outcome, {object})) return {};
  const Page page = this->page(manifest(), {{"match[id]", id_of(object)}});
  std::string date = page.objects.empty() ? std::string() : text_at(page.objects[0], "date_added");
  outcome.expect(!date.empty(), page.answer, "a manifest record with date_added for an object just stored");
  return date;
}

std::string Suite::sample(Outcome& outcome) {
  if (sample_.empty()) {
    const json::object object = indicator();
    if (store(outcome, {object})) sample_ = id_of(object);
  }
  return sample_;
}

std::vector<std::string> Suite::endpoints(Outcome& outcome) {
  std::vector<std::string> all = {"/taxii2/", root(), collections()};
  const std::string id = sample(outcome);
  if (first_status_) all.push_back(status(text_at(*first_status_, "id")));
  all.push_back(collection());
  all.push_back(manifest() + "?limit=1");
  all.push_back(objects() + "?limit=1");
  if (!id.empty()) {
    all.push_back(object(id));
    all.push_back(versions(id));
  }
  return all;
}

void Suite::clean() {
  for (const auto& id : stored_) remove(object(id), {{"match[version]", "all"}});
}

Page as_page(Answer answer) {
  Page page;
  if (auto body = parsed_object(answer.body); body && answer.status == 200) {
    page.objects = list_at(*body, "objects");
    const auto* more = body->if_contains("more");
    page.more = more != nullptr && more->is_bool() && more->get_bool();
    page.next = text_at(*body, "next");
  }
  page.first = answer.header("x-taxii-date-added-first").value_or("");
  page.last = answer.header("x-taxii-date-added-last").value_or("");
  page.answer = std::move(answer);
  return page;
}

std::vector<std::string> Page::keys() const {
  std::vector<std::string> out;
  for (const auto& object : objects) {
    const std::string version = text_at(object, "version");
    out.push_back(id_of(object) + " " + (version.empty() ? version_of(object) : version));
  }
  return out;
}

std::vector<std::string> Page::ids() const {
  std::vector<std::string> out;
  for (const auto& object : objects) out.push_back(id_of(object));
  return out;
}

std::string path_on(const std::string& server, const std::string& url) {
  if (url.empty()) return {};
  std::string path = url;
  if (path.find("://") != std::string::npos) {
    const auto slash = path.find('/', path.find("://") + 3);
    const std::string host = path.substr(0, slash);
    if (lower(host) != lower(server)) return {};
    path = slash == std::string::npos ? "/" : path.substr(slash);
  }
  if (path.front() != '/') path.insert(0, 1, '/');
  if (path.back() != '/') path += '/';
  return path;
}

bool is_taxii_timestamp(std::string_view text) {
  static const std::regex form(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)");
  return std::regex_match(text.begin(), text.end(), form);
}

bool is_stix_timestamp(std::string_view text) {
  static const std::regex form(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)");
  return std::regex_match(text.begin(), text.end(), form);
}

bool is_uuid4(std::string_view text) {
  static const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  return std::regex_match(text.begin(), text.end(), form);
}

std::vector<std::string> sorted(std::vector<std::string> list) {
  std::sort(list.begin(), list.end());
  return list;
}

std::string shown(const std::vector<std::string>& list) {
  std::string out;
  for (std::size_t i = 0; i < list.size() && i < shown_elements; ++i) out += (i > 0 ? ", " : "") + list[i];
  if (list.size() > shown_elements) out += ", ...";
  return out + " (" + std::to_string(list.size()) + ")";
}

}  // namespace tansiq::conformance
