#include "tiny_taxii.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <openssl/evp.h>
#include <tuple>

#include "objects.h"

namespace tansiq::conformance {
namespace {

constexpr std::string_view user = "tester";
constexpr std::string_view password = "secret";
constexpr std::string_view limited_user = "limited";
constexpr std::string_view limited_password = "p\xC3\xA4:ss";
constexpr std::size_t max_content = 200000;
constexpr std::string_view secret = "of this process";

std::string decoded(std::string_view text, bool& broken) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
    } else if (i + 2 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])) != 0 &&
               std::isxdigit(static_cast<unsigned char>(text[i + 2])) != 0) {
      out.push_back(static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16)));
      i += 2;
    } else {
      broken = true;
    }
  }
  return out;
}

std::string without_blanks(std::string_view text) {
  std::string out = lower(text);
  std::erase_if(out, [](char c) { return c == ' ' || c == '\t' || c == '"'; });
  return out;
}

std::string from_base64(const std::string& text) {
  if (text.empty() || text.size() % 4 != 0) return {};
  std::string out(text.size(), '\0');
  const int length =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (length < 0) return {};
  const auto padding = static_cast<std::size_t>(std::count(text.begin(), text.end(), '='));
  out.resize(static_cast<std::size_t>(length) - padding);
  return out;
}

}  // namespace

std::vector<std::string> split(std::string_view text, char mark) {
  std::vector<std::string> out;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] != mark) continue;
    out.emplace_back(text.substr(start, i - start));
    start = i + 1;
  }
  return out;
}

std::string timestamp(std::uint64_t microseconds) {
  const auto seconds = static_cast<std::time_t>(microseconds / 1000000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%06uZ", parts.tm_year + 1900,
                parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                static_cast<unsigned>(microseconds % 1000000));
  return text;
}

TinyTaxii::TinyTaxii(int broken)
    : broken_(broken), http_([this](const TinyRequest& request) { return answer(request); }) {
  const std::lock_guard guard(lock_);
  for (const auto& [alias, read, write] :
       {std::tuple{"records", true, true}, std::tuple{"read", true, false}, std::tuple{"write", false, true},
        std::tuple{"closed", false, false}})
    collections_.push_back({random_uuid(), alias, read, write, {}});
  std::sort(collections_.begin(), collections_.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
}

Options TinyTaxii::options() const {
  Options options;
  options.url = http_.url();
  options.login = Login{std::string(user), std::string(password)};
  options.limited = Login{std::string(limited_user), std::string(limited_password)};
  options.restart_command = "true";
  for (const auto& collection : collections_) {
    if (collection.alias == "records") options.collection = collection.id;
    if (collection.alias == "read") options.no_write_collection = collection.id;
    if (collection.alias == "write") options.no_read_collection = collection.id;
    if (collection.alias == "closed") options.no_access_collection = collection.id;
  }
  return options;
}

TinyResponse TinyTaxii::ok(json::object body) {
  return {200, {{"Content-Type", std::string(taxii_media_type)}}, json::serialize(body)};
}

TinyResponse TinyTaxii::error(int status, const std::string& title, const std::string& detail) const {
  json::object body = {{"title", title}, {"http_status", std::to_string(breaks(85) ? 500 : status)}};
  if (!detail.empty()) body["description"] = detail;
  if (breaks(86)) body["description"] = "Traceback: store.py:17 SELECT * FROM objects";
  TinyResponse response = ok(std::move(body));
  response.status = status;
  if (breaks(4)) response.headers = {{"Content-Type", "application/json"}};
  if (status == 401 && !breaks(16))
    response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"taxii\"");
  if (status == 405 && !breaks(15)) response.headers.emplace_back("Allow", "GET, POST, DELETE");
  return response;
}

std::string TinyTaxii::user_of(const TinyRequest& request) const {
  const std::string header = request.header("authorization");
  if (!header.starts_with("Basic ")) return {};
  const std::string text = from_base64(header.substr(6));
  if (text == std::string(user) + ":" + std::string(password)) return std::string(user);
  if (text == std::string(limited_user) + ":" + std::string(limited_password))
    return std::string(limited_user);
  if (breaks(18) && text.starts_with("limited:p")) return std::string(limited_user);
  return {};
}

bool TinyTaxii::acceptable(const TinyRequest& request, bool manifest) const {
  const std::string accept = request.header("accept");
  if (breaks(5)) return accept != taxii_media_type;
  if (breaks(6) && accept == "application/taxii+json") return false;
  if (breaks(7)) return accept == taxii_media_type || accept == "application/taxii+json";
  if (breaks(9) && manifest && accept.find("stix") != std::string::npos) return false;
  if (!request.has("accept")) return true;
  for (const auto& part : split(without_blanks(accept), ',')) {
    if (part.ends_with(";q=0")) continue;
    const std::string type = part.substr(0, part.find(";q="));
    if (type == taxii_media_type || type == "application/taxii+json" || type == "*/*" ||
        type == "application/*")
      return true;
  }
  return false;
}

bool TinyTaxii::is_taxii_body(const std::string& content_type) const {
  if (breaks(10)) return content_type == taxii_media_type;
  if (breaks(11)) return true;
  const std::string type = without_blanks(content_type);
  return type == taxii_media_type || type == "application/taxii+json";
}

TinyResponse TinyTaxii::answer(const TinyRequest& request) {
  ++calls_;
  const std::lock_guard guard(lock_);
  Call call;
  call.request = &request;
  bool broken_encoding = false;
  const auto mark = request.target.find('?');
  call.path = decoded(request.target.substr(0, mark), broken_encoding);
  if (mark != std::string::npos)
    for (const auto& pair : split(request.target.substr(mark + 1), '&')) {
      const auto sign = pair.find('=');
      const auto value = sign == std::string::npos ? "" : pair.substr(sign + 1);
      if (breaks(65) && pair.find("%5b") != std::string::npos) continue;
      call.query.emplace(decoded(pair.substr(0, sign), broken_encoding), decoded(value, broken_encoding));
    }
  call.user = user_of(request);
  if (broken_encoding && !breaks(62)) return error(400, "Broken percent-encoding");
  if (breaks(12) && !request.has("user-agent")) return error(403, "No User-Agent");
  if (request.method == "BREW") return error(501, "Unknown method");
  if (call.path.back() != '/') return breaks(14) ? discovery() : error(404, "Not found");
  if (call.path == "/taxii2/") {
    if (request.method != "GET") return error(405, "Not allowed");
    if (breaks(20)) return error(500, "Broken");
    return acceptable(request, false) ? discovery() : error(406, "Not acceptable");
  }
  return route(call);
}

TinyResponse TinyTaxii::route(Call& call) {
  const auto& request = *call.request;
  const auto steps = split(call.path, '/');  // "", "api", "collections", ID, ...
  const std::size_t depth = steps.size() - 2;
  if (steps[1] != "api" && !breaks(29)) return error(404, "No such API root");
  if (steps[1] != "api") return root();
  if (call.user.empty() && breaks(21) && depth == 6) return ok({});
  if (call.user.empty()) {
    if (breaks(17) && request.has("authorization")) return {302, {{"Location", "/login"}}, ""};
    return error(401, "Credentials are needed");
  }
  const bool writes = request.method == "POST" || request.method == "DELETE";
  const bool of_objects = depth >= 4 && steps[4] == "objects";
  if (request.method != "GET" && !(writes && of_objects)) return error(breaks(15) ? 500 : 405, "Not allowed");
  const bool manifest = depth >= 4 && steps[4] == "manifest";
  if (breaks(8) && !acceptable(request, manifest)) return error(500, "Broken");
  if (!acceptable(request, manifest)) return error(406, "Not acceptable");
  if (depth == 1) return root();
  if (steps[2] == "status" && depth == 3) return status(call, steps[3]);
  if (steps[2] != "collections") return error(404, "Not found");
  if (depth == 2) return collections(call);
  call.collection = steps[3];
  for (auto& collection : collections_) {
    const bool by_alias = collection.alias == call.collection && !breaks(34);
    if (collection.id != call.collection && !by_alias) continue;
    if (call.user != user) return breaks(22) ? error(403, "Not yours") : error(404, "Not found");
    if (!collection.read && !collection.write) break;
    return in_collection(call, collection, steps);
  }
  return breaks(35) ? ok({}) : error(404, "Not found");
}

TinyResponse TinyTaxii::in_collection(Call& call, Collection& collection,
                                      const std::vector<std::string>& steps) {
  const std::string& method = call.request->method;
  const std::size_t depth = steps.size() - 2;
  if (depth == 3) {
    json::object body = entry(collection);
    if (breaks(33)) body["title"] = "Another title";
    return ok(std::move(body));
  }
  if (method == "POST")
    return collection.write || breaks(38) ? post(call, collection) : error(403, "Not writable");
  if (method == "DELETE") {
    if (depth != 5) return error(405, "Not allowed");
    call.object = steps[5];
    if (!collection.read || !collection.write) return error(breaks(82) ? 404 : 403, "Not yours to delete");
    return remove(call, collection);
  }
  if (!collection.read && !breaks(37)) return error(403, "Not readable");
  if (depth == 4 && (steps[4] == "objects" || steps[4] == "manifest"))
    return listing(call, collection, steps[4]);
  if (steps[4] != "objects" || depth > 6) return error(404, "Not found");
  call.object = steps[5];
  if (depth == 6) return steps[6] == "versions" ? versions(call, collection) : error(404, "Not found");
  return listing(call, collection, "object");
}

TinyResponse TinyTaxii::discovery() const {
  json::object body = {{"title", "Tiny"}, {"default", "/api/"}, {"api_roots", json::array{"/api/"}}};
  if (breaks(24)) body.erase("title");
  if (breaks(25)) body["default"] = "/other/";
  if (breaks(26)) body["api_roots"] = json::array{"/api/", "//api/"};
  if (breaks(27)) body["api_roots"] = json::array{"/api/", "/dead/"};
  return ok(std::move(body));
}

TinyResponse TinyTaxii::root() const {
  json::object body = {{"title", "Tiny"},
                       {"versions", json::array{json::string_view(taxii_media_type)}},
                       {"max_content_length", max_content}};
  if (breaks(28)) body["versions"] = json::array{"taxii-2.1"};
  return ok(std::move(body));
}

json::object TinyTaxii::entry(const Collection& collection) const {
  json::object out = {{"id", collection.id},
                      {"title", collection.alias},
                      {"alias", collection.alias},
                      {"can_read", collection.read},
                      {"can_write", collection.write}};
  if (breaks(30)) out["can_read"] = "true";
  if (breaks(36)) out["can_write"] = true;
  return out;
}

TinyResponse TinyTaxii::collections(const Call& call) {
  json::array list;
  if (call.user == user)
    for (const auto& collection : collections_)
      if (collection.read || collection.write) list.push_back(entry(collection));
  if (breaks(32) && calls_ % 2 == 0) std::reverse(list.begin(), list.end());
  if (list.empty() && !breaks(31)) return ok({});
  return ok({{"collections", list}});
}

TinyResponse TinyTaxii::status(const Call& call, const std::string& id) {
  const auto found = statuses_.find(id);
  if (found == statuses_.end() || (call.user != user && !breaks(80))) return error(404, "Not found");
  if (breaks(79)) return error(404, "Forgotten");
  json::object body = found->second;
  if (breaks(78)) body["success_count"] = 77;
  return ok(std::move(body));
}

std::string TinyTaxii::token(std::uint64_t date, const Filter& filter) const {
  const std::string place = std::to_string(date);
  if (breaks(23)) return place;
  const std::string bound = breaks(71) ? "" : filter.fingerprint;
  const auto seal = std::hash<std::string>{}(place + "|" + bound + "|" + std::string(secret));
  return place + "-" + std::to_string(seal);
}

}  // namespace tansiq::conformance
