#include "wire/http/read.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace tansiq::wire::http {

namespace {

using base::Fault;

constexpr std::size_t most_chunk_line = 256;
constexpr std::size_t most_chunk_digits = 15;
constexpr std::size_t reserved_at_once = 1024 * 1024;

/// Fields that may not stand in a trailer (RFC 9110 section 6.5.1).
bool is_framing(std::string_view name) {
  return name == "transfer-encoding" || name == "content-length" || name == "connection" || name == "host";
}

}  // namespace

void RequestReader::refuse(int status, std::string what, std::string hint) {
  const Fault fault = status == 400 ? Fault::invalid : Fault::too_large;
  refusal_ = {status, {fault, std::move(what), {}, std::move(hint)}, head_.request.path};
  state_ = State::refused;
}

bool RequestReader::take_line(std::string_view bytes, std::size_t& used, std::size_t most) {
  const auto* found = static_cast<const char*>(std::memchr(bytes.data() + used, '\n', bytes.size() - used));
  const std::size_t end = found ? static_cast<std::size_t>(found - bytes.data()) + 1 : bytes.size();
  const std::size_t taken = std::min(end - used, most - std::min(most, text_.size()));
  text_.append(bytes.substr(used, taken));
  used += taken;
  if (!found || text_.empty() || text_.back() != '\n') return false;
  if (text_.size() < line_start_ + 2 || text_[text_.size() - 2] != '\r') {
    refuse(400, "a line ends with LF instead of CRLF");
    return false;
  }
  return true;
}

std::size_t RequestReader::feed(std::string_view bytes) {
  std::size_t used = 0;
  switch (state_) {
    case State::head:
      used = feed_head(bytes);
      break;
    case State::body:
      used = head_.chunked ? feed_chunked(bytes) : feed_length(bytes);
      break;
    case State::complete:
    case State::refused:
      break;
  }
  return used;
}

std::size_t RequestReader::feed_head(std::string_view bytes) {
  std::size_t used = 0;
  while (used < bytes.size()) {
    if (!take_line(bytes, used, limits_->head_bytes)) {
      if (state_ == State::head && text_.size() >= limits_->head_bytes) {
        refuse(431, "the head is longer than " + std::to_string(limits_->head_bytes) + " bytes");
      }
      return used;
    }
    const bool empty_line = text_.size() - line_start_ == 2;
    line_start_ = text_.size();
    if (!empty_line) continue;
    if (text_.size() == 2) {  // an empty line before a request is passed over (RFC 9112 section 2.2)
      text_.clear();
      line_start_ = 0;
      continue;
    }
    auto parsed = parse_head(text_, *limits_);
    text_.clear();
    line_start_ = 0;
    if (!parsed) {
      refusal_ = std::move(parsed.error());
      state_ = State::refused;
      return used;
    }
    head_ = std::move(*parsed);
    if (head_.length > limits_->body_bytes) {
      refuse(413, "the body is larger than " + std::to_string(limits_->body_bytes) + " bytes");
      return used;
    }
    left_ = head_.length;
    head_.request.body.reserve(std::min<std::size_t>(left_, reserved_at_once));
    chunk_ = Chunk::size;
    trailer_ = 0;
    state_ = head_.chunked || left_ > 0 ? State::body : State::complete;
    return used;
  }
  return used;
}

std::size_t RequestReader::feed_length(std::string_view bytes) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  head_.request.body.append(bytes.substr(0, taken));
  left_ -= taken;
  if (left_ == 0) state_ = State::complete;
  return taken;
}

void RequestReader::begin_chunk() {
  std::string_view line = text_;
  line.remove_suffix(2);
  const auto digits_end = line.find_first_not_of("0123456789abcdefABCDEF");
  const auto digits = line.substr(0, digits_end);
  auto extension = digits_end == std::string_view::npos ? std::string_view() : line.substr(digits_end);
  const auto mark = extension.find_first_not_of(" \t");
  if (digits.empty() || (!extension.empty() && (mark == std::string_view::npos || extension[mark] != ';'))) {
    return refuse(400, "a chunk does not begin with its size in hexadecimal");
  }
  for (const char c : extension) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7f || c == '"') {
      return refuse(400, "the extension of a chunk holds a quote or a control character");
    }
  }
  if (digits.size() > most_chunk_digits) return refuse(413, "a chunk is too large");
  std::from_chars(digits.data(), digits.data() + digits.size(), left_, 16);
  if (left_ > limits_->body_bytes || held() + left_ > limits_->body_bytes) {
    return refuse(413, "the body is larger than " + std::to_string(limits_->body_bytes) + " bytes");
  }
  chunk_ = left_ == 0 ? Chunk::trailer : Chunk::data;
}

std::size_t RequestReader::feed_chunked(std::string_view bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && state_ == State::body) {
    if (chunk_ == Chunk::data) {
      const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size() - used));
      head_.request.body.append(bytes.substr(used, taken));
      used += taken;
      left_ -= taken;
      if (left_ == 0) chunk_ = Chunk::data_end;
      continue;
    }
    const std::size_t most = chunk_ == Chunk::size       ? most_chunk_line
                             : chunk_ == Chunk::data_end ? 2
                                                         : limits_->head_bytes - trailer_;
    if (!take_line(bytes, used, most)) {
      if (state_ == State::body && text_.size() >= most) {
        refuse(chunk_ == Chunk::trailer ? 431 : 400, "a line between chunks is too long");
      }
      continue;
    }
    if (chunk_ == Chunk::size) {
      begin_chunk();
    } else if (chunk_ == Chunk::data_end) {
      if (text_ != "\r\n") refuse(400, "a chunk is longer than its size says");
      chunk_ = Chunk::size;
    } else if (text_ == "\r\n") {
      state_ = State::complete;
    } else {
      trailer_ += text_.size();  // trailer fields are checked and read past: nothing here uses them
      Request unused;
      const auto line = std::string_view(text_).substr(0, text_.size() - 2);
      if (!read_field(line, unused)) {
        refuse(400, "a trailer is no header field");
      } else if (is_framing(unused.fields.front().first)) {
        refuse(400, "a trailer says again how the request is framed");
      }
    }
    text_.clear();
  }
  return used;
}

Request RequestReader::take() {
  Request request = std::move(head_.request);
  head_ = {};
  state_ = State::head;
  text_.clear();
  line_start_ = 0;
  return request;
}

}  // namespace tansiq::wire::http
