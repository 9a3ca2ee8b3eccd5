#include "exchange/sse.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <fmt/format.h>

namespace tansiq::exchange {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::uint64_t largest_number = (std::uint64_t{1} << 53) - 1;
constexpr std::size_t most_field_bytes = 256;  // of an id or an event's name
constexpr std::uint64_t longest_retry = 3'600'000;

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

void append_event(std::string& out, std::string_view name, std::optional<std::uint64_t> id,
                  std::string_view data) {
  assert(data.find_first_of("\r\n") == std::string_view::npos);
  out += "event:";
  out += name;
  if (id) fmt::format_to(std::back_inserter(out), "\nid:{}", *id);
  out += "\ndata:";
  out += data;
  out += "\n\n";
}

void append_comment(std::string& out) {
  out += ":\n\n";
}

base::Result<> EventReader::feed(std::string_view bytes,
                                 const std::function<base::Result<>(const Event&)>& take) {
  while (!bytes.empty()) {
    if (after_cr_) {  // CR LF is one line break, even where a piece ends between the two
      after_cr_ = false;
      if (bytes.front() == '\n') {
        bytes.remove_prefix(1);
        continue;
      }
    }
    const auto end = bytes.find_first_of("\r\n");
    const auto part = bytes.substr(0, end);
    if (line_.size() + part.size() + data_.size() > most_)
      return base::fail(base::Fault::too_large, "an event of the stream is too large", {},
                        fmt::format("at most {} bytes", most_));
    line_ += part;
    if (end == std::string_view::npos) return {};
    after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    if (auto ok = end_line(take); !ok) return ok;
  }
  return {};
}

base::Result<> EventReader::end_line(const std::function<base::Result<>(const Event&)>& take) {
  std::string_view line = line_;
  if (at_start_ && line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
  at_start_ = false;
  if (!line.empty()) {
    if (line.front() != ':') {
      const auto colon = line.find(':');
      auto value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
      if (value.starts_with(' ')) value.remove_prefix(1);
      field(line.substr(0, colon), value);
    }
    line_.clear();
    return {};
  }
  line_.clear();
  last_id_ = id_;
  if (!has_data_) {
    name_.clear();
    return {};
  }
  data_.pop_back();  // the line break after the last line
  Event event{name_.empty() ? "message" : std::move(name_), last_id_, std::move(data_)};
  name_.clear();
  data_.clear();
  has_data_ = false;
  return take(event);
}

void EventReader::field(std::string_view name, std::string_view value) {
  if (name == "data") {
    data_ += value;
    data_ += '\n';
    has_data_ = true;
  } else if (name == "event") {
    name_ = value.substr(0, most_field_bytes);
  } else if (name == "id") {
    if (value.size() <= most_field_bytes && value.find('\0') == std::string_view::npos) id_ = value;
  } else if (name == "retry" && all_digits(value) && value.size() < 10) {
    std::uint64_t milliseconds = 0;
    std::from_chars(value.data(), value.data() + value.size(), milliseconds);
    retry_ = std::min(milliseconds, longest_retry);
  }
}

base::Result<std::uint64_t> number_of(std::string_view id) {
  std::uint64_t number = 0;
  const bool form = all_digits(id) && id.size() <= 16 && (id.size() == 1 || id.front() != '0');
  if (form) std::from_chars(id.data(), id.data() + id.size(), number);
  if (!form || number > largest_number)
    return base::fail(base::Fault::invalid, "not a number of an outbox", {},
                      "decimal digits, at most 2^53-1");
  return number;
}

}  // namespace tansiq::exchange
