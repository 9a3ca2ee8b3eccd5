// Requests of any bytes, in pieces of any size. What is read must not depend on the pieces; and what we take,
// an independent parser (Boost.Beast) must take in the same meaning: two readers that disagree about where a
// request ends are how requests are smuggled.

#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/http/read.h"

namespace {

namespace beast = boost::beast::http;
using tansiq::wire::http::Limits;
using tansiq::wire::http::Request;
using tansiq::wire::http::RequestReader;
using Fields = std::vector<std::pair<std::string, std::string>>;
using State = RequestReader::State;

void require(bool holds) {
  if (!holds) std::abort();
}

std::size_t feed(RequestReader& reader, std::string_view bytes, std::size_t piece) {
  std::size_t used = 0;
  while (used < bytes.size() && reader.state() != State::complete && reader.state() != State::refused) {
    const std::size_t taken = reader.feed(bytes.substr(used, piece));
    require(taken > 0);
    used += taken;
  }
  return used;
}

/// Empty lines before a request, which Beast does not pass over.
std::string_view without_empty_lines(std::string_view bytes) {
  while (bytes.starts_with("\r\n")) bytes.remove_prefix(2);
  return bytes;
}

void compare_with_beast(std::string_view bytes, const Request& request) {
  if (request.field("proxy-connection")) return;  // Beast reads it as Connection; here it means nothing
  bytes = without_empty_lines(bytes);
  beast::request_parser<beast::string_body> other;
  other.eager(true);
  other.body_limit(1UL << 30U);
  other.header_limit(1U << 20U);
  boost::system::error_code error;
  while (!bytes.empty() && !other.is_done()) {
    const std::size_t used = other.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    if (error == beast::error::bad_chunk_extension) return;  // read past here: they mean nothing
    require(!error);
    bytes.remove_prefix(used);
  }
  require(other.is_done() && bytes.empty());
  const auto& theirs = other.get();
  require(theirs.method_string() == request.method);
  require(std::string_view(theirs.target()).ends_with(request.target) ||
          request.target.starts_with('/'));  // an absolute target is cut down
  require(theirs.body() == request.body);
  Fields ours = request.fields, others;
  for (const auto& field : theirs) {
    std::string name(field.name_string());
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    others.emplace_back(std::move(name), field.value());
  }
  std::sort(ours.begin(), ours.end());
  std::sort(others.begin(), others.end());
  // Beast keeps the fields of a trailer as well, which we read past.
  require(std::includes(others.begin(), others.end(), ours.begin(), ours.end()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Limits limits;
  limits.body_bytes = 4096;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  RequestReader at_once(limits), in_pieces(limits);
  std::string_view rest = bytes;
  for (int requests = 0; requests < 8 && !rest.empty(); ++requests) {
    const std::size_t used = feed(at_once, rest, rest.size());
    require(feed(in_pieces, rest, 1U + data[0] % 32U) == used);
    require(at_once.state() == in_pieces.state());
    if (at_once.state() == State::refused) {
      require(at_once.refusal().status == in_pieces.refusal().status);
      require(at_once.refusal().status >= 400);
      break;
    }
    if (at_once.state() != State::complete) break;
    const Request request = at_once.take();
    const Request other = in_pieces.take();
    require(request.path == other.path && request.body == other.body && request.fields == other.fields);
    require(request.path.starts_with('/') || request.path == "*");
    compare_with_beast(rest.substr(0, used), request);
    rest.remove_prefix(used);
  }
  return 0;
}
