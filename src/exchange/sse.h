#pragma once

/// Server-sent events (WHATWG HTML, section 9.2), as the streams between nodes use them: `id` is the number
/// in the recipient's own outbox, `event` the kind of thing, `data` one line of canonical JSON.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace tansiq::exchange {

/// The names of events on a stream.
namespace event {
inline constexpr std::string_view envelope = "envelope";  ///< data: an envelope; id: its number
inline constexpr std::string_view head = "head";  ///< data: the signed head that covers what came before it
inline constexpr std::string_view card = "card";  ///< data: a newer card, or a revocation for this recipient
}  // namespace event

/// Appends one event. Without an id the recipient's last id stays. `data` must hold no line break; canonical
/// JSON holds none.
void append_event(std::string& out, std::string_view name, std::optional<std::uint64_t> id,
                  std::string_view data);

/// Appends a comment, which keeps a connection from looking dead and says nothing.
void append_comment(std::string& out);

struct Event {
  std::string name;     ///< "message" where the stream does not say
  std::string last_id;  ///< of this event or the last one before that had one
  std::string data;
};

/// Reads a stream piece by piece, however it is cut. Holds at most `most_bytes` of one event.
class EventReader {
 public:
  explicit EventReader(std::size_t most_bytes) : most_(most_bytes) {}

  /// Hands each completed event to `take`; where that fails, so does this, and the stream must be dropped.
  /// Also fails with Fault::too_large where an event is larger than allowed. Linear in the bytes fed.
  base::Result<> feed(std::string_view bytes, const std::function<base::Result<>(const Event&)>& take);

  /// The id to resume with (the header Last-Event-ID); empty where none came yet.
  const std::string& last_id() const { return last_id_; }

  /// Bytes that are held of an event under way.
  std::size_t held() const { return line_.size() + data_.size(); }

  /// The time to wait before connecting again, where the stream named one, in milliseconds.
  std::optional<std::uint64_t> retry() const { return retry_; }

 private:
  base::Result<> end_line(const std::function<base::Result<>(const Event&)>& take);
  void field(std::string_view name, std::string_view value);

  std::size_t most_;
  std::string line_;
  std::string name_;
  std::string data_;
  std::string id_;       ///< named by the event that is being read
  std::string last_id_;  ///< of the last event that was handed out
  std::optional<std::uint64_t> retry_;
  bool has_data_ = false;
  bool after_cr_ = false;
  bool at_start_ = true;
};

/// The number that an event id or a Last-Event-ID header names: decimal digits, no sign, no leading zero, at
/// most 2^53-1.
base::Result<std::uint64_t> number_of(std::string_view id);

}  // namespace tansiq::exchange
