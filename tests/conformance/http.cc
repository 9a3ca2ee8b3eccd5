#include "http.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <curl/curl.h>
#include <openssl/evp.h>

namespace tansiq::conformance {
namespace {

constexpr std::size_t shown_bytes = 300;

/// libcurl wants one global start before threads use it.
void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)started;
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& answer = *static_cast<Answer*>(user);
  const std::string_view line(data, size * count);
  if (line.starts_with("HTTP/")) answer.headers.clear();  // a new head: what came before was a 100 Continue
  if (const auto colon = line.find(':'); colon != std::string_view::npos && !line.starts_with("HTTP/"))
    answer.headers.emplace_back(lower(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
  return size * count;
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* user) {
  static_cast<Answer*>(user)->body.append(data, size * count);
  return size * count;
}

struct Upload {
  std::string_view rest;
};

std::size_t give_body(char* buffer, std::size_t size, std::size_t count, void* user) {
  auto& upload = *static_cast<Upload*>(user);
  const std::size_t length = std::min(size * count, upload.rest.size());
  std::memcpy(buffer, upload.rest.data(), length);
  upload.rest.remove_prefix(length);
  return length;
}

/// A pin as libcurl wants it: "sha256//" and Base64.
std::string curl_pin(const std::string& pin) {
  const bool hex = pin.size() == 64 &&
                   std::all_of(pin.begin(), pin.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
  if (!hex) return "sha256//" + pin;
  std::string bytes;
  for (std::size_t i = 0; i < pin.size(); i += 2)
    bytes.push_back(static_cast<char>(std::stoi(pin.substr(i, 2), nullptr, 16)));
  return "sha256//" + base64(bytes);
}

bool same_name(std::string_view left, std::string_view right) {
  return lower(left) == lower(right);
}

/// The usual headers with a request's own over them.
Headers merged(const Request& request, const std::optional<Login>& login) {
  Headers headers = {{"Accept", std::string(taxii_media_type)}, {"User-Agent", "taxii-conformance/1"}};
  if (request.body) headers.emplace_back("Content-Type", std::string(taxii_media_type));
  if (login) headers.emplace_back("Authorization", "Basic " + base64(login->user + ":" + login->password));
  for (const auto& [name, value] : request.headers) {
    (void)value;
    std::erase_if(headers, [&name = name](const auto& usual) { return same_name(usual.first, name); });
  }
  headers.insert(headers.end(), request.headers.begin(), request.headers.end());
  return headers;
}

std::string description(const Request& request, const std::optional<Login>& login) {
  std::string text = request.method + " " + request.target;
  for (const auto& [name, value] : request.headers)
    text += value.empty() ? " [no " + name + "]" : " [" + name + ": " + value + "]";
  if (!login) text += " [no credentials]";
  if (request.body) text += " [body of " + std::to_string(request.body->size()) + " bytes]";
  return text;
}

}  // namespace

struct Client::Handle {
  CURL* easy = nullptr;
  std::array<char, CURL_ERROR_SIZE> error{};
};

Client::Client(std::string url, Trust trust, std::optional<Login> login, Journal* journal)
    : url_(std::move(url)),
      trust_(std::move(trust)),
      login_(std::move(login)),
      journal_(journal),
      handle_(std::make_unique<Handle>()) {
  start_curl();
  handle_->easy = curl_easy_init();
}

Client::Client(Client&&) noexcept = default;

Client::~Client() {
  if (handle_) curl_easy_cleanup(handle_->easy);
}

Answer Client::get(std::string target) {
  Request request;
  request.target = std::move(target);
  return send(request);
}

Answer Client::send(const Request& request) {
  CURL* easy = handle_->easy;
  curl_easy_reset(easy);  // keeps the connection
  Answer answer;
  answer.sent = description(request, login_);

  curl_easy_setopt(easy, CURLOPT_URL, (url_ + "/").c_str());
  curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET, request.target.c_str());
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, 10L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, 120L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, handle_->error.data());
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &answer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer);
  if (!trust_.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, trust_.ca_file.c_str());
  if (!trust_.pin.empty()) curl_easy_setopt(easy, CURLOPT_PINNEDPUBLICKEY, curl_pin(trust_.pin).c_str());
  if (trust_.insecure || !trust_.pin.empty()) {
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  }

  Upload upload;
  if (request.body && request.chunked) {
    upload.rest = *request.body;
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_body);
    curl_easy_setopt(easy, CURLOPT_READDATA, &upload);
  } else if (request.body) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body->data());
  }
  if (request.method == "HEAD") curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());

  curl_slist* list = nullptr;
  for (const auto& [name, value] : merged(request, login_))
    list = curl_slist_append(list, value.empty() ? (name + ":").c_str() : (name + ": " + value).c_str());
  if (request.body && request.chunked) list = curl_slist_append(list, "Transfer-Encoding: chunked");
  list = curl_slist_append(list, request.expect_continue ? "Expect: 100-continue" : "Expect:");
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);

  handle_->error[0] = '\0';
  const CURLcode result = curl_easy_perform(easy);
  curl_slist_free_all(list);
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  if (result != CURLE_OK)
    answer.trouble = handle_->error[0] != '\0' ? handle_->error.data() : curl_easy_strerror(result);
  if (journal_ != nullptr) journal_->add(answer);
  return answer;
}

std::optional<std::string> Answer::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return std::nullopt;
}

std::string Answer::brief() const {
  if (status == 0) return "no answer (" + trouble + ")";
  std::string text = std::to_string(status) + " " + header("content-type").value_or("(no Content-Type)");
  if (!body.empty()) {
    // Cut before a UTF-8 continuation byte, so that the report stays readable text.
    std::size_t end = std::min(body.size(), shown_bytes);
    while (end < body.size() && end > 0 && (static_cast<unsigned char>(body[end]) & 0xC0U) == 0x80U) --end;
    text += ": " + body.substr(0, end);
    if (end < body.size()) text += "... (" + std::to_string(body.size()) + " bytes)";
  }
  if (!trouble.empty()) text += " (" + trouble + ")";
  return text;
}

void Journal::add(const Answer& answer) {
  const std::lock_guard guard(lock_);
  answers_.push_back(answer);
  if (answer.status < 400) answers_.back().body = answer.body.empty() ? "" : "(not kept)";
}

std::vector<Answer> Journal::seen() const {
  const std::lock_guard guard(lock_);
  return answers_;
}

std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  static constexpr std::string_view unreserved = "-._~";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x80 && std::isalnum(byte) != 0) || unreserved.find(c) != std::string_view::npos) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(digits[byte >> 4U]);
      out.push_back(digits[byte & 15U]);
    }
  }
  return out;
}

std::string with_query(std::string_view path, const Headers& parameters) {
  std::string out(path);
  char mark = '?';
  for (const auto& [name, value] : parameters) {
    out += mark + percent_encoded(name) + "=" + percent_encoded(value);
    mark = '&';
  }
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

}  // namespace tansiq::conformance
