#include "cli/splitter.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/text.h"

namespace tansiq::cli {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t most_word_bytes = 64;  // of a member's name or a type that could matter

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

std::string_view after_space(std::string_view text) {
  const auto begin = std::find_if_not(text.begin(), text.end(), is_space);
  return text.substr(static_cast<std::size_t>(begin - text.begin()));
}

/// UTF-8, allowing for a character that the end of the sample cuts in two.
bool is_utf8_sample(std::string_view sample, bool whole) {
  for (std::size_t cut = 0; cut < 4 && cut <= sample.size(); ++cut) {
    if (base::is_utf8(sample.substr(0, sample.size() - cut))) return true;
    if (whole) return false;
  }
  return false;
}

/// Whether an object on the next line could belong to the value that begins on this one. Where it could not,
/// each line is a value of its own, this one perhaps broken.
bool may_go_on_with_object(std::string_view line) {
  std::int64_t depth = 0;
  bool in_string = false;
  char last = ' ';
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (!is_space(c)) last = c;
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return depth > 0 && !in_string && (last == '[' || last == ',');
}

}  // namespace

std::string_view without_mark(std::string_view head) {
  return head.starts_with(byte_order_mark) ? head.substr(byte_order_mark.size()) : head;
}

Content content_of(std::string_view head, bool whole) {
  head = without_mark(head);
  if (head.find('\0') != std::string_view::npos || !is_utf8_sample(head, whole)) return Content::foreign;
  const auto text = after_space(head);
  if (text.empty()) return whole ? Content::nothing : Content::text;
  const auto second = after_space(text.substr(1));
  const char next = second.empty() ? '\0' : second.front();
  if (text.front() == '[') return next == '{' || next == ']' ? Content::document : Content::text;
  if (text.front() == '<') {
    const bool tag =
        next == '!' || next == '?' || (next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z');
    return tag ? Content::markup : Content::text;
  }
  if (text.front() != '{' || (next != '"' && next != '}')) return Content::text;
  const auto end = text.find('\n');
  if (end == std::string_view::npos || !after_space(text.substr(end)).starts_with('{'))
    return Content::document;
  return may_go_on_with_object(text.substr(0, end)) ? Content::document : Content::lines;
}

Splitter::Splitter(bool lines, Sink sink, std::size_t most_object_bytes)
    : sink_(std::move(sink)), most_bytes_(most_object_bytes), lines_(lines) {}

void Splitter::feed(std::string_view bytes) {
  while (!bytes.empty() && error_.empty()) {
    if (lines_) return read_lines(bytes);
    step(bytes.front());
    // step() may have found that what begins here is a file of lines; then the byte is read again as such.
    if (!lines_) bytes.remove_prefix(1);
  }
}

void Splitter::read_lines(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    const auto part = bytes.substr(0, end);
    if (piece_.size() + part.size() <= most_bytes_)
      piece_ += part;
    else
      problem_ = fmt::format("a line of more than {} bytes", most_bytes_);
    if (end == std::string_view::npos) return;
    end_line();
    ++line_;
    bytes.remove_prefix(end + 1);
  }
}

void Splitter::end_line() {
  piece_line_ = line_;
  while (!piece_.empty() && is_space(piece_.back())) piece_.pop_back();
  if (problem_.empty() && after_space(piece_).empty()) {
    piece_.clear();
    return;
  }
  if (problem_.empty() && piece_.find("\"objects\"") != std::string::npos) {
    // Perhaps a bundle on one line. Where it is none that can be opened, the node says what is wrong with it.
    std::vector<Piece> pieces;
    Splitter inner(
        false, [&](Piece piece) { pieces.push_back(std::move(piece)); }, most_bytes_);
    inner.feed(piece_);
    if (inner.finish()) {
      for (auto& piece : pieces) {
        piece.line = line_;
        piece.index = count_++;
        sink_(std::move(piece));
      }
      piece_.clear();
      return;
    }
  }
  emit();
}

base::Result<> Splitter::finish() {
  if (lines_ && error_.empty()) end_line();
  if (error_.empty() && within_ != Within::between)
    stop(fmt::format("the file ends inside the JSON value that begins at line {}", value_line_));
  if (!error_.empty()) return base::fail(base::Fault::invalid, error_, "", "is the file complete?");
  return {};
}

void Splitter::stop(std::string what) {
  if (error_.empty()) error_ = std::move(what);
}

void Splitter::step(char c) {
  if (c == '\n') ++line_;
  if (in_string_) {
    collect(c);
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
      word_ = nullptr;
    }
    if (word_ != nullptr && word_->size() < most_word_bytes) *word_ += c;
    return;
  }
  switch (within_) {
    case Within::between:
      if (!is_space(c)) begin_value(c);
      return;
    case Within::object:
    case Within::rest:
      return step_object(c);
    case Within::list:
      return step_list(c);
  }
}

void Splitter::begin_value(char c) {
  if (count_ > 0 && value_line_ == line_ - 1 && line_ == 2) {
    lines_ = true;  // the first line was a whole value, and another begins on the second
    piece_.clear();
    return;
  }
  if (c != '{' && c != '[') return stop(fmt::format("line {}: no JSON object or array begins here", line_));
  value_line_ = line_;
  depth_ = 1;
  type_.clear();
  member_.clear();
  only_paging_ = true;
  if (c == '[') {
    within_ = Within::list;
    list_depth_ = 1;
    expect_ = Expect::element_or_end;
    return;
  }
  within_ = Within::object;
  is_name_ = true;
  begin_piece();
  collect(c);
}

void Splitter::step_object(char c) {
  collect(c);
  if (c == '"') {
    in_string_ = true;
    if (depth_ != 1) return;
    if (is_name_) word_ = &member_;
    if (!is_name_ && member_ == "type") word_ = &type_;
    if (word_ != nullptr) word_->clear();
  } else if (c == ':' && depth_ == 1) {
    is_name_ = false;
    only_paging_ = only_paging_ && (member_ == "more" || member_ == "next");
  } else if (c == ',' && depth_ == 1) {
    is_name_ = true;
  } else if (c == '{' || c == '[') {
    ++depth_;
    const bool bundle = type_.empty() || type_ == "bundle";
    if (c == '[' && depth_ == 2 && within_ == Within::object && !is_name_ && member_ == "objects" && bundle) {
      within_ = Within::list;
      list_depth_ = 2;
      expect_ = Expect::element_or_end;
      in_piece_ = false;
      piece_.clear();
      problem_.clear();
    }
  } else if (c == '}' || c == ']') {
    if (--depth_ == 0) end_object();
  }
}

void Splitter::end_object() {
  if (within_ == Within::rest) {
    if (!type_.empty() && type_ != "bundle")
      stop(fmt::format("line {}: a list of objects in something that is no bundle but \"{}\"", value_line_,
                       type_));
  } else if (type_ != "bundle" && !only_paging_) {
    emit();
  }
  in_piece_ = false;
  piece_.clear();
  within_ = Within::between;
}

void Splitter::step_list(char c) {
  if (in_piece_) {
    const bool ends_bare = bare_ && (c == ',' || c == ']' || c == '}');
    if (!ends_bare) {
      collect(c);
      if (c == '"') in_string_ = true;
      if (c == '{' || c == '[') ++depth_;
      if ((c == '}' || c == ']') && --depth_ == list_depth_) emit();
      return;
    }
    emit();
  }
  if (is_space(c)) return;
  if (c == ']' && expect_ != Expect::element) {
    depth_ = list_depth_ - 1;
    within_ = depth_ == 0 ? Within::between : Within::rest;
    return;
  }
  if (c == ',' && expect_ == Expect::comma_or_end) {
    expect_ = Expect::element;
    return;
  }
  if (c == ',' || c == ']' || c == '}' || expect_ == Expect::comma_or_end)
    return stop(fmt::format("line {}: the list of objects is broken at '{}'", line_, c));
  begin_piece();
  expect_ = Expect::comma_or_end;
  collect(c);
  bare_ = c != '{' && c != '[';
  if (c == '"') in_string_ = true;
  if (!bare_) ++depth_;
}

void Splitter::begin_piece() {
  in_piece_ = true;
  piece_.clear();
  problem_.clear();
  piece_line_ = line_;
}

void Splitter::collect(char c) {
  if (!in_piece_ || !problem_.empty()) return;
  if (piece_.size() >= most_bytes_) {
    problem_ = fmt::format("an object of more than {} bytes", most_bytes_);
    piece_.clear();
    return;
  }
  if (in_string_ && static_cast<unsigned char>(c) < 0x20) {
    problem_ =
        fmt::format("a raw control character inside a string, at line {}", c == '\n' ? line_ - 1 : line_);
    return;
  }
  // An object goes out on one line; a run of white space becomes one space, never nothing, so that what was
  // wrong stays wrong.
  if (!in_string_ && is_space(c)) {
    if (!piece_.empty() && piece_.back() != ' ') piece_ += ' ';
    return;
  }
  piece_ += c;
}

void Splitter::emit() {
  Piece piece;
  piece.problem = std::move(problem_);
  if (piece.problem.empty()) piece.json = std::move(piece_);
  piece.line = piece_line_;
  piece.index = count_++;
  in_piece_ = false;
  piece_.clear();
  problem_.clear();
  sink_(std::move(piece));
}

}  // namespace tansiq::cli
