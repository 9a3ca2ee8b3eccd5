#include "lists/reader.h"

namespace tansiq::lists {

std::optional<Format> format_of(std::string_view head) {
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  const auto first = head.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return std::nullopt;
  head.remove_prefix(first);
  if (head.front() == '{') return Format::ftm;
  if (head.front() == '<' || head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")) return Format::un;
  const auto line = head.substr(0, head.find('\n'));
  if (line.find_first_of(",;\t|") != std::string_view::npos) return Format::csv;
  return std::nullopt;
}

}  // namespace tansiq::lists
