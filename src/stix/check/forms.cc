#include "stix/check/forms.h"

#include <algorithm>
#include <array>
#include <string>

namespace tansiq::stix::check {
namespace {

using tables::Form;

constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_alnum(char c) {
  return is_lower(c) || is_upper(c) || is_digit(c);
}
constexpr bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

template <typename Test>
bool all_of(std::string_view text, Test&& test) {
  return std::all_of(text.begin(), text.end(), test);
}

/// A decimal number without superfluous zeros from 0 to `most`.
bool is_number(std::string_view text, unsigned most) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0') || !all_of(text, is_digit))
    return false;
  unsigned value = 0;
  for (const char c : text) value = value * 10 + static_cast<unsigned>(c - '0');
  return value <= most;
}

/// Takes what stands before `mark` off the front of `text`; all of it where there is none.
std::string_view split(std::string_view& text, char mark) {
  const std::size_t at = text.find(mark);
  const std::string_view first = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  return first;
}

bool is_ipv4(std::string_view text) {
  if (std::count(text.begin(), text.end(), '.') != 3) return false;
  for (int i = 0; i < 4; ++i)
    if (!is_number(split(text, '.'), 255)) return false;
  return true;
}

/// Eight groups of up to four digits, one run of which may be "::", the last two perhaps written as IPv4.
bool is_ipv6(std::string_view text) {
  std::size_t groups = 0;
  bool gap = false;
  if (text.starts_with("::")) {
    gap = true;
    text.remove_prefix(2);
    if (text.empty()) return true;
  }
  for (;;) {
    const std::size_t end = text.find(':');
    const std::string_view group = text.substr(0, end);
    if (end == std::string_view::npos && group.find('.') != std::string_view::npos) {
      if (!is_ipv4(group)) return false;
      groups += 2;
      break;
    }
    if (group.empty() || group.size() > 4 || !all_of(group, is_hex_digit)) return false;
    ++groups;
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
    if (text.starts_with(':')) {
      if (gap) return false;
      gap = true;
      text.remove_prefix(1);
      if (text.empty()) break;
    }
  }
  return gap ? groups < 8 : groups == 8;
}

template <typename Test>
bool is_address(std::string_view text, unsigned bits, Test&& test) {
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos && !is_number(text.substr(slash + 1), bits)) return false;
  return test(text.substr(0, slash));
}

bool is_mac(std::string_view text) {
  if (text.size() != 17) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 3 == 2 ? text[i] != ':' : !is_hex_digit(text[i]) || is_upper(text[i])) return false;
  }
  return true;
}

/// A scheme, a colon and something of the characters that a URI or IRI may have.
bool is_url(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return false;
  const std::string_view scheme = text.substr(0, colon);
  const auto in_scheme = [](char c) { return is_alnum(c) || c == '+' || c == '-' || c == '.'; };
  if (is_digit(scheme[0]) || !all_of(scheme, in_scheme) || !is_alnum(scheme[0])) return false;
  return all_of(text, [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '"' && c != '<' && c != '>';
  });
}

/// Labels of up to 63 bytes with dots between; letters beyond ASCII are taken as they are.
bool is_host(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > 253) return false;
  while (!text.empty()) {
    const bool dot = text.find('.') != std::string_view::npos;
    const std::string_view label = split(text, '.');
    if (label.empty() || label.size() > 63 || (dot && text.empty())) return false;
    if (label.front() == '-' || label.back() == '-') return false;
    if (!all_of(label, [](char c) { return is_alnum(c) || c == '-' || c == '_' || (c & 0x80) != 0; }))
      return false;
  }
  return true;
}

/// local@domain without display name or brackets; a quoted local part may hold anything.
bool is_email(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size() || text.size() > 320) return false;
  const std::string_view local = text.substr(0, at);
  const std::string_view domain = text.substr(at + 1);
  const bool quoted = local.size() > 2 && local.front() == '"' && local.back() == '"';
  const auto plain = [](char c) {
    return is_alnum(c) || (c & 0x80) != 0 ||
           std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
  };
  if (!quoted && !all_of(local, plain)) return false;
  return (domain.front() == '[' && domain.back() == ']') || is_host(domain);
}

/// "cpe:2.3:" and eleven components; what is special in a component stands behind a backslash (NISTIR 7695).
bool is_cpe(std::string_view text) {
  constexpr std::string_view prefix = "cpe:2.3:";
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  std::size_t components = 1;
  std::size_t length = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':') {
      if (length == 0) return false;
      ++components;
      length = 0;
      continue;
    }
    if (c == '\\') {
      if (++i == text.size()) return false;
    } else if (!is_alnum(c) && std::string_view("-._*?").find(c) == std::string_view::npos) {
      return false;
    }
    ++length;
  }
  const bool part = std::string_view("aho*-").find(text.empty() ? ' ' : text[0]) != std::string_view::npos;
  return components == 11 && length > 0 && part;
}

/// Two names of RFC 6838 section 4.2 with a slash, perhaps parameters.
bool is_mime(std::string_view text) {
  std::string_view rest = text.substr(0, text.find(';'));
  while (rest.ends_with(' ')) rest.remove_suffix(1);
  const std::string_view top = split(rest, '/');
  const auto in_name = [](char c) {
    return is_alnum(c) || std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
  };
  return !top.empty() && !rest.empty() && all_of(top, in_name) && all_of(rest, in_name);
}

/// The top-level types that IANA has registered.
bool is_registered_mime(std::string_view text) {
  static constexpr std::array<std::string_view, 12> tops = {"application", "audio",     "chemical", "example",
                                                            "font",        "haptics",   "image",    "message",
                                                            "model",       "multipart", "text",     "video"};
  return std::find(tops.begin(), tops.end(), text.substr(0, text.find('/'))) != tops.end();
}

/// A key whose hive is not one of the usual abbreviations.
bool is_registry_key(std::string_view text) {
  const std::string_view hive = text.substr(0, text.find('\\'));
  for (const std::string_view name : {"HKLM", "HKCC", "HKCR", "HKCU", "HKU"}) {
    if (hive.size() == name.size() &&
        std::equal(hive.begin(), hive.end(), name.begin(), [](char a, char b) { return (a & ~0x20) == b; }))
      return false;
  }
  return true;
}

/// name(.name|.[n])*
bool is_selector(std::string_view text) {
  bool first = true;
  if (text.empty() || text.ends_with('.')) return false;
  while (!text.empty()) {
    const std::string_view step = split(text, '.');
    const bool index = !first && step.size() > 2 && step.front() == '[' && step.back() == ']' &&
                       all_of(step.substr(1, step.size() - 2), is_digit);
    const auto in_name = [](char c) { return is_alnum(c) || c == '_' || c == '-'; };
    if (!index && (step.empty() || step.size() > 250 || !all_of(step, in_name))) return false;
    first = false;
  }
  return true;
}

bool is_date(std::string_view text) {
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i == 4 || i == 7 ? text[i] != '-' : !is_digit(text[i])) return false;
  if (text.size() > 4 && (text.substr(5, 2) < "01" || text.substr(5, 2) > "12")) return false;
  std::size_t digits = 0;
  return text.size() < 10 || !timestamp(std::string(text) + "T00:00:00Z", digits);
}

}  // namespace

Complaint form(Form form, std::string_view text) {
  switch (form) {
    case Form::free:
      return {};
    case Form::type_name:
      if (is_type_name(text)) return {};
      return {"not a name of a type", "3 to 250 of a-z, 0-9 and single hyphens, the first a letter"};
    case Form::slug:
      if (!text.empty() && all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; }))
        return {};
      return {"a relationship type has other characters", "only a-z, 0-9 and hyphen"};
    case Form::lower_case:
      if (all_of(text, [](char c) { return !is_upper(c) && c != ' ' && c != '_'; })) return {};
      return {"not in lower case with hyphens", "lower case, with hyphens for spaces and underscores", true};
    case Form::language:
      if (is_language(text)) return {};
      return {"not a language tag", "a tag of RFC 5646 such as ar, fr or zh-Hant"};
    case Form::url:
      if (is_url(text)) return {};
      return {"not a URL", "a scheme and an address, such as https://example.com/a"};
    case Form::ipv4:
      if (is_address(text, 32, is_ipv4)) return {};
      return {"not an IPv4 address", "four numbers 0 to 255 with dots, perhaps / and 0 to 32"};
    case Form::ipv6:
      if (is_address(text, 128, is_ipv6)) return {};
      return {"not an IPv6 address", "eight groups of hexadecimal digits or ::, perhaps / and 0 to 128"};
    case Form::mac:
      if (is_mac(text)) return {};
      return {"not a MAC address", "six octets in lower-case hexadecimal digits with colons"};
    case Form::email:
      if (is_email(text)) return {};
      return {"not an email address", "local@domain, the display name in display_name"};
    case Form::host:
      if (is_host(text)) return {};
      return {"not a domain name", "labels of letters, digits and hyphens with dots between"};
    case Form::cpe:
      if (is_cpe(text)) return {};
      return {"not a CPE 2.3 name", "cpe:2.3: and eleven components with colons between"};
    case Form::mime:
      if (!is_mime(text)) return {"not a media type", "type/subtype, such as text/plain", true};
      if (!is_registered_mime(text)) return {"not a media type that IANA knows", "a registered type", true};
      return {};
    case Form::charset:
      if (text.size() >= 2 && text.size() <= 250 && all_of(text, [](char c) {
            return is_alnum(c) || std::string_view("/.+_:-").find(c) != std::string_view::npos;
          }))
        return {};
      return {"not the name of a character set", "a name of the IANA registry, such as UTF-8"};
    case Form::country:
      if (text.size() == 2 && all_of(text, [](char c) { return is_upper(c) || is_lower(c); })) return {};
      return {"not a country code", "two letters of ISO 3166-1", true};
    case Form::registry_key:
      if (is_registry_key(text)) return {};
      return {"the hive is abbreviated", "the hive in full, such as HKEY_LOCAL_MACHINE"};
    case Form::selector:
      if (is_selector(text)) return {};
      return {"not a selector", "names with dots between, [n] for the place in a list, such as labels.[0]"};
    case Form::admiralty:
      if (text.size() == 2 && text[0] >= 'A' && text[0] <= 'F' && text[1] >= '1' && text[1] <= '6') return {};
      return {"not an Admiralty grade", "a letter A to F and a digit 1 to 6, such as B2"};
    case Form::script:
      if (text.size() == 4 && is_upper(text[0]) && all_of(text.substr(1), is_lower)) return {};
      return {"not a script code", "four letters of ISO 15924, such as Arab or Latn"};
    case Form::currency:
      if (text.size() == 3 && all_of(text, is_upper)) return {};
      return {"not a currency code", "three capitals of ISO 4217, such as EUR"};
    case Form::date:
      if (is_date(text)) return {};
      return {"not a date", "YYYY, YYYY-MM or YYYY-MM-DD"};
  }
  return {};
}

Complaint timestamp(std::string_view text, std::size_t& digits) {
  constexpr Complaint layout{"not a timestamp",
                             "YYYY-MM-DDThh:mm:ss.sssZ in UTC, such as 2026-05-01T10:00:00.000Z"};
  constexpr std::size_t most_digits = 50;  // no clock has them; a version must stay short
  constexpr std::string_view mask = "0000-00-00T00:00:00";
  digits = 0;
  if (text.size() <= mask.size() || text.back() != 'Z') return layout;
  for (std::size_t i = 0; i < mask.size(); ++i)
    if (mask[i] == '0' ? !is_digit(text[i]) : text[i] != mask[i]) return layout;
  if (text[mask.size()] == '.') {
    digits = text.size() - mask.size() - 2;
    if (digits > most_digits) return {"a fraction of a second with too many digits", "at most 50 digits"};
    if (digits == 0 || !all_of(text.substr(mask.size() + 1, digits), is_digit)) return layout;
  } else if (text.size() != mask.size() + 1) {
    return layout;
  }
  const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const int year = two(0) * 100 + two(2);
  const int month = two(5);
  const int day = two(8);
  if (month < 1 || month > 12) return {"there is no such month", "01 to 12"};
  static constexpr std::array<int, 12> lengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int last = lengths[static_cast<std::size_t>(month) - 1] + (month == 2 && leap ? 1 : 0);
  if (day < 1 || day > last) return {"there is no such day in this month", "a day of the calendar"};
  if (two(11) > 23 || two(14) > 59 || two(17) > 60)
    return {"there is no such time of day", "00:00:00 to 23:59:60"};
  return {};
}

int compare_times(std::string_view left, std::string_view right) {
  // Without the Z and without the zeros that end a fraction, texts sort as instants do.
  const auto trimmed = [](std::string_view text) {
    if (text.ends_with('Z')) text.remove_suffix(1);
    if (text.find('.') == std::string_view::npos) return text;
    while (text.ends_with('0')) text.remove_suffix(1);
    if (text.ends_with('.')) text.remove_suffix(1);
    return text;
  };
  const int order = trimmed(left).compare(trimmed(right));
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

bool is_type_name(std::string_view text) {
  if (text.size() < 3 || text.size() > 250 || !is_lower(text[0])) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_lower(text[i]) && !is_digit(text[i]) && text[i] != '-') return false;
    if (text[i] == '-' && text[i - 1] == '-') return false;
  }
  return true;
}

bool is_property_name(std::string_view text) {
  if (text == "id") return true;
  return text.size() >= 3 && text.size() <= 250 && is_lower(text[0]) &&
         all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

bool is_dictionary_key(std::string_view text) {
  return !text.empty() && text.size() <= 250 &&
         all_of(text, [](char c) { return is_alnum(c) || c == '-' || c == '_'; });
}

bool is_hex(std::string_view text) {
  return text.size() % 2 == 0 && !text.empty() && all_of(text, is_hex_digit);
}

bool is_base64(std::string_view text) {
  if (text.size() % 4 != 0) return false;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return all_of(text, [](char c) { return is_alnum(c) || c == '+' || c == '/'; });
}

bool is_language(std::string_view text) {
  if (text.empty() || text.size() > 100 || text.ends_with('-')) return false;
  std::string_view rest = text;
  const std::string_view primary = split(rest, '-');
  const bool letters = all_of(primary, [](char c) { return is_lower(c) || is_upper(c); });
  const bool special = primary == "x" || primary == "i" || primary == "X";
  if (!letters || primary.size() > 8 || (primary.size() < 2 && !(special && !rest.empty()))) return false;
  while (!rest.empty()) {
    const std::string_view subtag = split(rest, '-');
    if (subtag.empty() || subtag.size() > 8 || !all_of(subtag, is_alnum)) return false;
  }
  return true;
}

}  // namespace tansiq::stix::check
