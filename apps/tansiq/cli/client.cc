#include "cli/client.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <charconv>
#include <chrono>
#include <curl/curl.h>
#include <fmt/format.h>
#include <thread>

namespace tansiq::cli {
namespace {

namespace json = boost::json;
using base::Fault;

constexpr std::size_t most_answer_bytes = 256 * 1024 * 1024;
constexpr long connect_seconds = 10;
constexpr long silent_seconds = 120;

struct HeaderList {
  curl_slist* list = nullptr;
  HeaderList() = default;
  ~HeaderList() { curl_slist_free_all(list); }
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  void add(const std::string& line) { list = curl_slist_append(list, line.c_str()); }
};

/// Where the bytes of an answer go.
struct Taking {
  CURL* handle;
  Answer& answer;
  const std::function<bool(std::string_view)>& stream;  ///< of a success; empty: into the body
  bool left = false;                                    ///< the stream wants no more
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* into) {
  auto& taking = *static_cast<Taking*>(into);
  const std::size_t bytes = size * count;
  long status = 0;
  curl_easy_getinfo(taking.handle, CURLINFO_RESPONSE_CODE, &status);
  if (taking.stream && status < 300) {
    taking.left = !taking.stream({data, bytes});
    return taking.left ? 0 : bytes;
  }
  auto& body = taking.answer.body;
  if (body.size() + bytes > most_answer_bytes) return 0;
  body.append(data, bytes);
  return bytes;
}

std::size_t take_field(char* data, std::size_t size, std::size_t count, void* answer) {
  std::string_view line(data, size * count);
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size * count;
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  auto value = line.substr(colon + 1);
  while (value.starts_with(' ')) value.remove_prefix(1);
  static_cast<Answer*>(answer)->fields.emplace_back(std::move(name), value);
  return size * count;
}

base::Error unreachable(CURLcode code, const char* detail, const std::string& url) {
  switch (code) {
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return {Fault::unavailable, "the node shows another key than the session's pin", url,
              "compare the pin with its administrator; `tansiq session --pin` sets a new one"};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {Fault::unavailable, "no authority vouches for the node's key, and the session has no pin", url,
              "`tansiq session --pin` sets the pin that `tansiq init` printed"};
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
      return {Fault::unavailable, "no node answers", url, "is tansiqd running there?"};
    case CURLE_OPERATION_TIMEDOUT:
      return {Fault::unavailable, "the node did not answer in time", url, ""};
    case CURLE_WRITE_ERROR:
      return {Fault::too_large, "the answer is too large", url, "ask for less"};
    default:
      return {Fault::unavailable,
              fmt::format("the connection failed: {}", *detail ? detail : curl_easy_strerror(code)), url, ""};
  }
}

Fault fault_of(int status) {
  switch (status) {
    case 401:
      return Fault::unauthenticated;
    case 403:
      return Fault::forbidden;
    case 404:
      return Fault::not_found;
    case 409:
      return Fault::conflict;
    case 413:
      return Fault::too_large;
    case 415:
      return Fault::unsupported;
    case 429:
    case 503:
      return Fault::busy;
    case 502:
    case 504:
      return Fault::unavailable;
    default:
      return status < 500 ? Fault::invalid : Fault::internal;
  }
}

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

}  // namespace

std::string Answer::field(std::string_view name) const {
  for (const auto& [each, value] : fields)
    if (each == name) return value;
  return {};
}

std::string encode(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

std::string target_of(const Call& call) {
  std::string target = call.path;
  char separator = '?';
  for (const auto& [name, value] : call.query) {
    if (value.empty()) continue;
    target += fmt::format("{}{}={}", separator, encode(name), encode(value));
    separator = '&';
  }
  return target;
}

base::Error error_of(const Answer& answer) {
  boost::system::error_code broken;
  const auto value = json::parse(answer.body, broken);
  if (!broken && value.is_object()) {
    const auto& object = value.get_object();
    if (auto what = text_of(object, "what"); !what.empty())
      return {fault_of(answer.status), std::move(what), text_of(object, "where"), text_of(object, "hint")};
  }
  return {fault_of(answer.status), fmt::format("the node answered {}", answer.status), "", ""};
}

struct Client::Curl {
  CURL* handle = curl_easy_init();
  char detail[CURL_ERROR_SIZE] = {};
  Curl() = default;
  ~Curl() { curl_easy_cleanup(handle); }
  Curl(const Curl&) = delete;
  Curl& operator=(const Curl&) = delete;
};

Client::Client(Session session) : session_(std::move(session)), curl_(std::make_unique<Curl>()) {}
Client::~Client() = default;

base::Result<std::unique_ptr<Client>> Client::open(const Session& session) {
  if (session.url.empty())
    return base::fail(Fault::invalid, "no node is named", "",
                      "`tansiq session --url https://HOST:PORT --pin PIN --token-file FILE` names one");
  if (!session.url.starts_with("https://"))
    return base::fail(Fault::invalid, "is no https:// address", session.url);
  static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (global != CURLE_OK) return base::fail(Fault::internal, "libcurl cannot start");
  Session trimmed = session;
  while (trimmed.url.ends_with('/')) trimmed.url.pop_back();
  return std::unique_ptr<Client>(new Client(std::move(trimmed)));
}

base::Result<Answer> Client::call(const Call& call, std::uint32_t patience_s) {
  std::uint32_t waited = 0;
  for (;;) {
    auto answer = once(call);
    if (!answer) return answer;
    if (answer->status < 300) return answer;
    auto error = error_of(*answer);
    if (error.fault != Fault::busy || waited >= patience_s) return tl::unexpected(std::move(error));
    const auto told = answer->field("retry-after");
    std::uint32_t pause = 1;
    std::from_chars(told.data(), told.data() + told.size(), pause);
    pause = std::clamp<std::uint32_t>(pause, 1, 30);
    std::this_thread::sleep_for(std::chrono::seconds(pause));
    waited += pause;
  }
}

base::Result<> Client::listen(const Call& call, const std::function<bool(std::string_view)>& take) {
  const auto answer = once(call, take);
  if (!answer) return base::fail(answer);
  if (answer->status >= 300) return tl::unexpected(error_of(*answer));
  return {};
}

base::Result<Answer> Client::once(const Call& call, const std::function<bool(std::string_view)>& take) {
  CURL* handle = curl_->handle;
  if (handle == nullptr) return base::fail(Fault::internal, "libcurl cannot start");
  curl_easy_reset(handle);  // options only: the connection stays open
  const std::string url = session_.url + target_of(call);
  Answer answer;
  Taking taking{handle, answer, take};
  HeaderList fields;
  if (!session_.token.empty()) fields.add("Authorization: Bearer " + session_.token);
  if (!session_.purpose.empty()) fields.add("Tansiq-Purpose: " + encode(session_.purpose));
  if (!session_.basis.empty()) fields.add("Tansiq-Basis: " + encode(session_.basis));
  if (!session_.case_id.empty()) fields.add("Tansiq-Case: " + encode(session_.case_id));
  fields.add("Expect:");  // a body is sent at once, not after a round trip
  fields.add(call.content_type.empty() ? "Content-Type:" : "Content-Type: " + call.content_type);

  curl_->detail[0] = '\0';
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, curl_->detail);
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "tansiq");
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, call.method.c_str());
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, fields.list);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, connect_seconds);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, silent_seconds);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &taking);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_field);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &answer);
  std::string pin;
  if (!session_.pin.empty()) {
    pin = session_.pin.starts_with("sha256//") ? session_.pin : "sha256//" + session_.pin;
    curl_easy_setopt(handle, CURLOPT_PINNEDPUBLICKEY, pin.c_str());
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
  }
  if (call.method != "GET" && call.method != "DELETE") {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, call.body.data() == nullptr ? "" : call.body.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, call.method.c_str());
  }
  if (const CURLcode code = curl_easy_perform(handle); code != CURLE_OK && !taking.left)
    return tl::unexpected(unreachable(code, curl_->detail, session_.url));
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace tansiq::cli
