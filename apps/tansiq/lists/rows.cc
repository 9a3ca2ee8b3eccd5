#include "lists/rows.h"

#include <fmt/format.h>

namespace tansiq::lists {
namespace {

using base::Fault;

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::size_t most_cells = 1000;

}  // namespace

base::Result<> Rows::feed(std::string_view bytes) {
  for (const char c : bytes) {
    if (mark_ < byte_order_mark.size()) {
      if (c == byte_order_mark[mark_]) {
        ++mark_;
        continue;
      }
      const auto passed = byte_order_mark.substr(0, mark_);
      mark_ = byte_order_mark.size();
      for (const char earlier : passed) step(earlier);
    }
    step(c);
    if (bytes_ > most_bytes_)
      return base::fail(Fault::too_large,
                        fmt::format("a row of more than {} bytes; a quote may lack its partner", most_bytes_),
                        fmt::format("line {}", row_.line));
  }
  return {};
}

base::Result<> Rows::finish() {
  if (within_ == Within::quoted)
    return base::fail(Fault::invalid, "the file ends within quotes", fmt::format("line {}", row_.line));
  end_row();
  return {};
}

void Rows::step(char c) {
  ++bytes_;
  if (within_ == Within::quoted) {
    if (c == '"')
      within_ = Within::behind_quote;
    else
      field_ += c;
    if (c == '\n') ++line_;
    return;
  }
  if (within_ == Within::behind_quote && c == '"') {
    field_ += c;
    within_ = Within::quoted;
    return;
  }
  if (c == '\n') {
    return_ = false;
    end_row();
    ++line_;
    row_.line = line_;
    return;
  }
  if (std::exchange(return_, false)) reject("a carriage return within a line");
  if (c == '\r') {
    return_ = true;
    return;
  }
  switch (within_) {
    case Within::wrong_row:
      return;
    case Within::behind_quote:
      if (c != delimiter_) return reject("something stands between a closing quote and the delimiter");
      return end_field();
    case Within::start_of_field:
      if (c == '"') {
        within_ = Within::quoted;
        return;
      }
      [[fallthrough]];
    default:
      if (c == delimiter_) return end_field();
      if (c == '"') return reject("a quote within a field that does not begin with one");
      within_ = Within::plain;
      field_ += c;
  }
}

void Rows::end_field() {
  if (row_.cells.size() >= most_cells) return reject("more than 1000 fields");
  row_.cells.push_back(std::move(field_));
  field_.clear();
  within_ = Within::start_of_field;
}

void Rows::end_row() {
  const bool empty = within_ == Within::start_of_field && row_.cells.empty();
  if (!empty && within_ != Within::wrong_row) end_field();
  if (!empty) sink_(std::move(row_));
  row_ = Row{.line = line_, .cells = {}, .problem = {}};
  field_.clear();
  bytes_ = 0;
  within_ = Within::start_of_field;
}

void Rows::reject(std::string what) {
  if (within_ == Within::wrong_row) return;
  row_.problem = std::move(what);
  row_.cells.clear();
  field_.clear();
  within_ = Within::wrong_row;
}

}  // namespace tansiq::lists
