#pragma once

/// Reads requests out of a stream of bytes (RFC 9112), without knowing any socket.
///
/// Stricter than the RFC must be: whatever two readers could take for two different requests is refused, not
/// repaired. Refused are a bare LF, folded lines, blanks before a colon, control characters, more than one
/// Content-Length or Host, Content-Length beside Transfer-Encoding, any transfer coding but "chunked", chunk
/// sizes that are not plain hexadecimal.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "wire/http/http.h"

namespace tansiq::wire::http {

/// Why a request is not served, with the status that says so. The connection cannot go on after it.
struct Refused {
  int status = 400;
  base::Error error;
  std::string path = {};  ///< as far as it could be read, undecoded where the head is refused
};

/// What stands above a body.
struct Head {
  Request request;  ///< without body and peer
  int minor = 1;    ///< of HTTP/1.x: 0 or 1
  bool keep_alive = true;
  bool expects_continue = false;
  bool chunked = false;
  std::uint64_t length = 0;  ///< of the body; 0 where it is chunked
};

/// Parses a head from its first line to the empty line that ends it. O(bytes).
tl::expected<Head, Refused> parse_head(std::string_view head, const Limits& limits);

/// Adds the field of one line, without its CRLF, to the request's; also used for trailers.
tl::expected<void, Refused> read_field(std::string_view line, Request& request);

/// Decodes percent-escapes, and "+" as a blank where `form` says so. Nothing where an escape is broken or the
/// result is not UTF-8 without control characters.
std::optional<std::string> decode(std::string_view text, bool form);

/// Takes one request after the other out of what a client sends, however it is cut into pieces.
class RequestReader {
 public:
  enum class State {
    head,      ///< the head is not complete
    body,      ///< the head is known, the body is not complete
    complete,  ///< take() it
    refused,   ///< see refusal(); nothing more is read
  };

  /// The limits must outlive the reader.
  explicit RequestReader(const Limits& limits) : limits_(&limits) {}

  /// Takes bytes from the front of `bytes` and says how many. Stops behind a head (so that the caller can
  /// answer before the body comes) and behind a request; call it again with the rest.
  std::size_t feed(std::string_view bytes);

  [[nodiscard]] State state() const { return state_; }
  /// Whether anything of a request has come.
  [[nodiscard]] bool begun() const { return state_ != State::head || !text_.empty(); }
  /// The head; valid in the states `body` and `complete`, and after a refusal of the body.
  [[nodiscard]] const Head& head() const { return head_; }
  [[nodiscard]] const Refused& refusal() const { return refusal_; }
  /// Bytes of the body that are held.
  [[nodiscard]] std::size_t held() const { return head_.request.body.size(); }

  /// The complete request; the reader then waits for the next head.
  Request take();

 private:
  enum class Chunk { size, data, data_end, trailer };

  std::size_t feed_head(std::string_view bytes);
  std::size_t feed_length(std::string_view bytes);
  std::size_t feed_chunked(std::string_view bytes);
  /// Moves bytes into text_ up to a line's end; says whether the line is complete. Refuses a bare LF.
  bool take_line(std::string_view bytes, std::size_t& used, std::size_t most);
  void begin_chunk();
  void refuse(int status, std::string what, std::string hint = {});

  const Limits* limits_;
  State state_ = State::head;
  Chunk chunk_ = Chunk::size;
  std::string text_;            // of the head, or of a line between chunks
  std::size_t line_start_ = 0;  // in text_, of the line under way
  std::size_t trailer_ = 0;     // bytes of trailer fields so far
  std::uint64_t left_ = 0;      // of the body or chunk
  Head head_;
  Refused refusal_;
};

}  // namespace tansiq::wire::http
