#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "wire/http/read.h"

namespace tansiq::wire::http {

namespace {

using base::Fault;

constexpr std::size_t most_target_bytes = 8000;
constexpr std::size_t most_method_bytes = 32;
constexpr std::size_t most_length_digits = 18;

/// RFC 9110 section 5.6.2.
constexpr bool is_token_byte(char c) {
  if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_byte);
}

bool is_value_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Takes the first line, without its CRLF, off the front.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find("\r\n");
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
  return line;
}

tl::unexpected<Refused> refuse(int status, std::string what, std::string where = {}, std::string hint = {}) {
  const Fault fault = status == 413 || status == 414 || status == 431 ? Fault::too_large
                      : status == 501 || status == 505                ? Fault::unsupported
                                                                      : Fault::invalid;
  return tl::unexpected<Refused>(
      Refused{status, {fault, std::move(what), std::move(where), std::move(hint)}});
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    const auto slash = path.find('/');
    const auto segment = path.substr(0, slash);
    if (segment == "." || segment == "..") return true;
    if (slash == std::string_view::npos) return false;
    path.remove_prefix(slash + 1);
  }
  return false;
}

/// Splits a target into path and query, both decoded. RFC 9112 section 3.2: origin-form, absolute-form
/// (cut down to its origin-form), and "*".
tl::expected<void, Refused> read_target(std::string_view target, Request& request) {
  if (target.size() > most_target_bytes) {
    return refuse(414, "the request target is longer than " + std::to_string(most_target_bytes) + " bytes");
  }
  for (const char c : target) {
    if (c <= 0x20 || c >= 0x7f || c == '#') {
      return refuse(400, "the request target holds a byte that must be percent-encoded");
    }
  }
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (target.size() < scheme.size() || !same_word(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const auto end = target.find_first_of("/?");
    if (end == 0) return refuse(400, "the request target names no host");
    target.remove_prefix(std::min(end, target.size()));
    request.target = target.starts_with('/') ? std::string() : std::string("/");
    break;
  }
  request.target += target;
  if (request.target == "*") {
    request.path = "*";
    return {};
  }
  if (!request.target.starts_with('/')) return refuse(400, "the request target is not a path");

  target = request.target;
  const auto question = target.find('?');
  const auto raw = target.substr(0, question);
  auto path = decode(raw, false);
  if (!path) return refuse(400, "the path is not percent-encoded UTF-8 without control characters");
  if (std::count(path->begin(), path->end(), '/') != std::count(raw.begin(), raw.end(), '/')) {
    return refuse(400, "the path holds an encoded slash");
  }
  if (has_dot_segment(*path)) return refuse(400, "the path holds a segment \".\" or \"..\"");
  request.path = std::move(*path);
  if (question == std::string_view::npos) return {};

  target.remove_prefix(question + 1);
  while (!target.empty()) {
    const auto end = target.find('&');
    const auto pair = target.substr(0, end);
    target.remove_prefix(end == std::string_view::npos ? target.size() : end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = decode(pair.substr(0, equals), true);
    auto value =
        decode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1), true);
    if (!name || !value) {
      return refuse(400, "the query is not percent-encoded UTF-8 without control characters");
    }
    request.query.emplace_back(std::move(*name), std::move(*value));
  }
  return {};
}

tl::expected<void, Refused> read_request_line(std::string_view line, Head& head) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return refuse(400, "the first line is not a method, a target and a version with one blank between each");
  }
  const auto method = line.substr(0, first);
  const auto version = line.substr(last + 1);
  if (!is_token(method) || method.size() > most_method_bytes) return refuse(400, "the method is not a token");
  if (version.size() != 8 || !version.starts_with("HTTP/") || version[6] != '.' || version[5] < '0' ||
      version[5] > '9' || version[7] < '0' || version[7] > '9') {
    return refuse(400, "the first line does not end with an HTTP version");
  }
  if (version[5] != '1' || version[7] > '1') return refuse(505, "only HTTP/1.1 and HTTP/1.0 are served");
  head.minor = version[7] == '0' ? 0 : 1;
  head.request.method = method;
  return read_target(line.substr(first + 1, last - first - 1), head.request);
}

/// The members of a comma-separated list, each in turn.
template <typename Visit>
void for_each_word(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    const auto word = trimmed(list.substr(0, comma));
    if (!word.empty()) visit(word);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
}

/// RFC 9112 section 6.3, without its repairs.
tl::expected<void, Refused> read_framing(Head& head) {
  std::optional<std::string_view> length, coding;
  std::size_t hosts = 0;
  head.keep_alive = head.minor == 1;
  for (const auto& [name, value] : head.request.fields) {
    if (name == "content-length") {
      if (length) return refuse(400, "there is more than one Content-Length");
      length = value;
    } else if (name == "transfer-encoding") {
      if (coding) return refuse(400, "there is more than one Transfer-Encoding");
      coding = value;
    } else if (name == "host") {
      ++hosts;
    } else if (name == "connection") {
      bool tokens = true;
      for_each_word(value, [&head, &tokens](std::string_view word) {
        tokens = tokens && is_token(word);
        if (same_word(word, "close")) head.keep_alive = false;
        if (same_word(word, "keep-alive") && head.minor == 0) head.keep_alive = true;
      });
      if (!tokens) return refuse(400, "Connection is no list of tokens");
    } else if (name == "expect" && head.minor == 1) {
      if (!same_word(value, "100-continue")) return refuse(417, "the only expectation met is 100-continue");
      head.expects_continue = true;
    }
  }
  if (hosts > 1 || (hosts == 0 && head.minor == 1)) {
    return refuse(400, hosts == 0 ? "there is no Host" : "there is more than one Host");
  }
  if (length && coding) return refuse(400, "Content-Length and Transfer-Encoding exclude each other");
  if (coding) {
    if (head.minor == 0) return refuse(400, "HTTP/1.0 knows no Transfer-Encoding");
    if (!same_word(*coding, "chunked")) return refuse(501, "the only transfer coding served is chunked");
    head.chunked = true;
  }
  if (length) {
    const bool digits = !length->empty() && std::all_of(length->begin(), length->end(),
                                                        [](char c) { return c >= '0' && c <= '9'; });
    if (!digits) return refuse(400, "Content-Length is not a number");
    if (length->size() > most_length_digits) return refuse(413, "the body is too large");
    std::from_chars(length->data(), length->data() + length->size(), head.length);
  }
  return {};
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

std::optional<std::string> Request::field(std::string_view name) const {
  std::optional<std::string> joined;
  for (const auto& [key, value] : fields) {
    if (key != name) continue;
    if (joined) {
      *joined += ", " + value;
    } else {
      joined = value;
    }
  }
  return joined;
}

std::optional<std::string> decode(std::string_view text, bool form) {
  std::string decoded;
  decoded.reserve(text.size());
  bool ascii = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && form) {
      c = ' ';
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return std::nullopt;
    ascii = ascii && byte < 0x80;
    decoded += c;
  }
  if (!ascii && !base::is_utf8(decoded)) return std::nullopt;
  return decoded;
}

tl::expected<void, Refused> read_field(std::string_view line, Request& request) {
  if (line.front() == ' ' || line.front() == '\t') return refuse(400, "a header field is folded over lines");
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return refuse(400, "a header line has no colon");
  const auto name = line.substr(0, colon);
  if (!is_token(name)) return refuse(400, "the name of a header field is not a token");
  const auto value = trimmed(line.substr(colon + 1));
  if (!std::all_of(value.begin(), value.end(), is_value_byte)) {
    return refuse(400, "a header field holds a control character");
  }
  std::string key(name);
  std::transform(key.begin(), key.end(), key.begin(), lower);
  request.fields.emplace_back(std::move(key), value);
  return {};
}

tl::expected<Head, Refused> parse_head(std::string_view text, const Limits& limits) {
  const auto line = take_line(text);
  const auto refused = [line](tl::expected<void, Refused>&& failed) {
    Refused why = std::move(failed.error());
    const auto path = line.substr(std::min(line.find(' ') + 1, line.size()));
    why.path = path.substr(0, path.find_first_of(" ?"));
    return tl::unexpected<Refused>(std::move(why));
  };
  Head head;
  if (auto read = read_request_line(line, head); !read) return refused(std::move(read));
  for (auto field = take_line(text); !field.empty(); field = take_line(text)) {
    if (head.request.fields.size() >= limits.header_fields) {
      return refused(
          refuse(431, "there are more than " + std::to_string(limits.header_fields) + " header fields"));
    }
    if (auto read = read_field(field, head.request); !read) return refused(std::move(read));
  }
  if (auto framing = read_framing(head); !framing) return refused(std::move(framing));
  return head;
}

}  // namespace tansiq::wire::http
