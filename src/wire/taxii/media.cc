#include "wire/taxii/media.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tansiq::wire::taxii {

namespace {

constexpr std::string_view served_type = "application/taxii+json";
constexpr std::string_view served_version = "2.1";

std::string lower(std::string_view text) {
  std::string low(text);
  for (char& c : low) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return low;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Splits at a separator that stands outside quotes.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && quoted) {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == separator && !quoted) {
      parts.push_back(text.substr(start, i - start));
      start = i + 1;
    }
  }
  parts.push_back(text.substr(start));
  return parts;
}

struct Media {
  std::string type;                    // in lower case
  std::optional<std::string> version;  // without quotes
  bool wanted = true;                  // q is not 0
};

/// RFC 9110 section 12.4.2: a weight of 0 says "not acceptable".
bool is_zero(std::string_view weight) {
  return weight.starts_with('0') && weight.find_first_not_of("0.") == std::string_view::npos;
}

Media read_media(std::string_view text) {
  Media media;
  const auto parts = split(text, ';');
  media.type = lower(trimmed(parts.front()));
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto equals = parts[i].find('=');
    if (equals == std::string_view::npos) continue;
    const auto name = lower(trimmed(parts[i].substr(0, equals)));
    auto value = trimmed(parts[i].substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    if (name == "version") media.version = std::string(value);
    if (name == "q") media.wanted = !is_zero(value);
  }
  return media;
}

/// How closely a range of Accept describes what is served: 0 not at all, 4 in full.
int closeness(const Media& range) {
  if (range.type == served_type) {
    if (!range.version) return 3;
    return *range.version == served_version ? 4 : 0;
  }
  if (range.type == "application/*") return 2;
  return range.type == "*/*" ? 1 : 0;
}

}  // namespace

bool accepts_taxii(const std::optional<std::string>& accept) {
  if (!accept || trimmed(*accept).empty()) return true;
  int best = 0;
  bool wanted = false;
  for (const auto part : split(*accept, ',')) {
    const Media range = read_media(part);
    const int close = closeness(range);
    if (close > best) {
      best = close;
      wanted = range.wanted;
    } else if (close == best && close > 0) {
      wanted = wanted || range.wanted;
    }
  }
  return wanted;
}

bool is_taxii(const std::optional<std::string>& content_type) {
  if (!content_type) return false;
  const Media media = read_media(*content_type);
  return media.type == served_type && (!media.version || *media.version == served_version);
}

}  // namespace tansiq::wire::taxii
