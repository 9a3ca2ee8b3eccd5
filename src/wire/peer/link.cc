#include "wire/peer/link.h"

#include <algorithm>
#include <charconv>
#include <curl/curl.h>
#include <fmt/format.h>
#include <string_view>

namespace tansiq::wire::peer {

using base::fail;
using base::Fault;
using base::Result;

namespace {

constexpr long connect_ms = 10'000;
constexpr long buffer_bytes = 64L * 1024;
constexpr std::size_t most_at_once = std::size_t{1} << 20;  // read before somebody looks at it
constexpr std::size_t most_refusal_bytes = 512;             // of an answer that is no 200: for the log
constexpr int longest_retry_s = 3'600;

std::string pins_for_curl(const std::vector<base::Digest>& pins) {
  std::string list;
  for (const auto& pin : pins)
    list += (list.empty() ? "sha256//" : ";sha256//") + base::to_base64(base::view(pin));
  return list;
}

tl::unexpected<base::Error> why(CURLcode code, const char* detail, const std::string& url) {
  switch (code) {
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return fail(Fault::forbidden, "the partner's node shows a key that its newest card does not name", url,
                  "it may have a newer card, or somebody stands between; ask the partner");
    case CURLE_SSL_CERTPROBLEM:
      return fail(Fault::internal, "this node's own certificate cannot be used", url,
                  "see [listen] certificate");
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_OPERATION_TIMEDOUT:
      return fail(Fault::unavailable, "the partner's node does not answer", url);
    default:
      // With TLS 1.3 the partner judges our certificate after we think that we are through.
      if (std::string_view(detail).find("alert") != std::string_view::npos)
        return fail(Fault::forbidden, "the partner's node refuses this node's TLS key", url,
                    "does it hold this node's newest card?");
      return fail(Fault::unavailable,
                  fmt::format("the connection failed: {}", *detail ? detail : curl_easy_strerror(code)), url);
  }
}

tl::unexpected<base::Error> refused(long status, const std::string& url) {
  const auto what = fmt::format("the partner's node answered with status {}", status);
  if (status == 429 || status == 503) return fail(Fault::busy, what, url);
  if (status == 401 || status == 403)
    return fail(Fault::forbidden, what, url,
                "it does not take this node's TLS key; does it hold the newest card?");
  if (status >= 500) return fail(Fault::unavailable, what, url);
  return fail(Fault::unsupported, what, url, "is it a Tansiq node's port for partners?");
}

}  // namespace

struct Link::Curl {
  Target target;
  std::string pins;
  CURLM* multi = nullptr;
  CURL* easy = nullptr;
  curl_slist* fields = nullptr;
  bool attached = false;
  char detail[CURL_ERROR_SIZE] = {};

  long status = 0;      // of the answer under way; 0: its head did not come yet
  std::string refusal;  // the body of an answer that is no 200
  std::string* into = nullptr;
  std::chrono::milliseconds retry_after{0};

  ~Curl() {
    detach();
    if (easy) curl_easy_cleanup(easy);
    if (multi) curl_multi_cleanup(multi);
  }

  void detach() {
    if (attached) curl_multi_remove_handle(multi, easy);
    attached = false;
    curl_slist_free_all(fields);
    fields = nullptr;
  }

  static std::size_t take_body(char* data, std::size_t size, std::size_t count, void* self) {
    auto& curl = *static_cast<Curl*>(self);
    if (curl.status == 200) {
      curl.into->append(data, size * count);
    } else if (curl.refusal.size() + size * count <= most_refusal_bytes) {
      curl.refusal.append(data, size * count);
    }
    return size * count;
  }

  static std::size_t take_field(char* data, std::size_t size, std::size_t count, void* self) {
    auto& curl = *static_cast<Curl*>(self);
    std::string_view line(data, size * count);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    curl_easy_getinfo(curl.easy, CURLINFO_RESPONSE_CODE, &curl.status);
    constexpr std::string_view name = "retry-after:";
    const bool is_retry = line.size() > name.size() && curl_strnequal(line.data(), name.data(), name.size());
    if (is_retry) {
      line.remove_prefix(line.find_first_not_of(' ', name.size()) == line.npos
                             ? line.size()
                             : line.find_first_not_of(' ', name.size()));
      int seconds = 0;
      std::from_chars(line.data(), line.data() + line.size(), seconds);
      curl.retry_after = std::chrono::seconds(std::clamp(seconds, 0, longest_retry_s));
    }
    return size * count;
  }

  template <typename Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(easy, option, value);
  }
};

Link::Link(std::unique_ptr<Curl> curl) : curl_(std::move(curl)) {}
Link::~Link() = default;

Result<std::unique_ptr<Link>> Link::make(Target target) {
  static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
  auto curl = std::make_unique<Curl>();
  if (global == CURLE_OK) curl->multi = curl_multi_init();
  if (global == CURLE_OK) curl->easy = curl_easy_init();
  if (!curl->multi || !curl->easy) return fail(Fault::internal, "libcurl cannot start");
  curl->pins = pins_for_curl(target.pins);
  curl->target = std::move(target);
  return std::unique_ptr<Link>(new Link(std::move(curl)));
}

const Target& Link::target() const {
  return curl_->target;
}

Result<> Link::open(const std::string& path_and_query, const std::vector<std::string>& fields) {
  Curl& curl = *curl_;
  curl.detach();
  curl_easy_reset(curl.easy);  // options only: connections and TLS sessions stay
  const std::string url = curl.target.url + path_and_query;
  if (curl.pins.empty())
    return fail(Fault::forbidden, "the partner's newest card names no TLS key", curl.target.url);
  for (const auto& field : fields) curl.fields = curl_slist_append(curl.fields, field.c_str());
  curl.detail[0] = '\0';
  curl.status = 0;
  curl.refusal.clear();
  curl.retry_after = {};
  curl.set(CURLOPT_ERRORBUFFER, curl.detail);
  curl.set(CURLOPT_URL, url.c_str());
  curl.set(CURLOPT_PROTOCOLS_STR, "https");
  curl.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl.set(CURLOPT_PROXY, "");
  curl.set(CURLOPT_NOSIGNAL, 1L);
  curl.set(CURLOPT_HTTPHEADER, curl.fields);
  curl.set(CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
  curl.set(CURLOPT_TCP_NODELAY, 1L);
  curl.set(CURLOPT_TCP_KEEPALIVE, 1L);
  curl.set(CURLOPT_BUFFERSIZE, buffer_bytes);
  // The partner's card alone says whose key it is: no authority, no name, no date.
  curl.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_3));
  curl.set(CURLOPT_PINNEDPUBLICKEY, curl.pins.c_str());
  curl.set(CURLOPT_SSL_VERIFYPEER, 0L);
  curl.set(CURLOPT_SSL_VERIFYHOST, 0L);
  curl.set(CURLOPT_SSLCERT, curl.target.certificate_file.c_str());
  curl.set(CURLOPT_SSLKEY, curl.target.key_file.c_str());
  curl.set(CURLOPT_WRITEFUNCTION, &Curl::take_body);
  curl.set(CURLOPT_WRITEDATA, &curl);
  curl.set(CURLOPT_HEADERFUNCTION, &Curl::take_field);
  curl.set(CURLOPT_HEADERDATA, &curl);
  curl.attached = curl_multi_add_handle(curl.multi, curl.easy) == CURLM_OK;
  if (!curl.attached) return fail(Fault::internal, "libcurl does not begin", curl.target.url);
  return {};
}

Result<Link::State> Link::read(std::string& into, std::chrono::milliseconds most) {
  Curl& curl = *curl_;
  curl.into = &into;
  const std::size_t before = into.size();
  bool may_wait = true;
  for (;;) {
    int running = 0;
    if (curl_multi_perform(curl.multi, &running) != CURLM_OK)
      return fail(Fault::internal, "libcurl fails", curl.target.url);
    int left = 0;
    if (const CURLMsg* message = curl_multi_info_read(curl.multi, &left);
        message && message->msg == CURLMSG_DONE) {
      const CURLcode code = message->data.result;
      curl.detach();
      if (curl.status != 0 && curl.status != 200) return refused(curl.status, curl.target.url);
      if (code != CURLE_OK) return why(code, curl.detail, curl.target.url);
      return State::ended;
    }
    const bool grew = into.size() > before;
    if (into.size() - before > most_at_once || (!grew && !may_wait)) return State::open;
    // What is there already is taken along, so that batches which wait become one.
    int ready = 0;
    curl_multi_poll(curl.multi, nullptr, 0, grew ? 0 : static_cast<int>(most.count()), &ready);
    if (grew && ready == 0) return State::open;
    may_wait = grew;
  }
}

bool Link::accepted() const {
  return curl_->status == 200;
}

std::chrono::milliseconds Link::retry_after() const {
  return curl_->retry_after;
}

void Link::wake() {
  curl_multi_wakeup(curl_->multi);
}

}  // namespace tansiq::wire::peer
