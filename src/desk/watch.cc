#include "desk/watch.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <tuple>
#include <utility>

namespace tansiq::desk {
namespace {

namespace json = stix::json;
using Mention = Mentions::Mention;

constexpr std::size_t longest_value = 300;
constexpr std::size_t longest_word = 300;
constexpr std::size_t least_document = 4;
constexpr std::size_t least_place = 2;
constexpr std::size_t most_mentions = 10'000;

constexpr std::array<std::string_view, 6> named_types = {"identity", "threat-actor", "intrusion-set",
                                                         "campaign", "malware",      "tool"};
/// Properties that hold a place in words, in our extensions and in locations.
constexpr std::array<std::string_view, 9> place_properties = {
    "place", "from", "to", "route", "birth_place", "region", "country", "city", "administrative_area"};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

/// Letters and digits of ASCII in lower case; whatever else is written around them is taste.
std::string document_form(std::string_view text) {
  std::string out;
  for (const char c : text)
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) out += lower(c);
  return out;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80) != 0;
}

/// Whether the words stand in the text as whole words; both in lower case.
bool holds_words(std::string_view text, std::string_view words) {
  for (auto at = text.find(words); at != std::string_view::npos; at = text.find(words, at + 1)) {
    const bool begins = at == 0 || !is_letter(text[at - 1]);
    const auto end = at + words.size();
    if (begins && (end == text.size() || !is_letter(text[end]))) return true;
  }
  return false;
}

bool is_id(std::string_view text) {
  const auto dashes = text.rfind("--");
  return dashes != std::string_view::npos && dashes > 0 && base::is_uuid(text.substr(dashes + 2));
}

/// Walks an object and notes what it says.
class Walk {
 public:
  explicit Walk(Mentions& found) : found_(found) {}

  void object(const json::Value& object) {
    const auto type = object.text_of("type");
    named_ = std::find(named_types.begin(), named_types.end(), type) != named_types.end();
    location_ = type == "location";
    std::string pointer;
    members(object, pointer, 0);
  }

 private:
  static constexpr std::size_t deepest = 64;

  static void step(std::string& pointer, std::string_view key) {
    pointer += '/';
    for (const char c : key) {
      if (c == '~') {
        pointer += "~0";
      } else if (c == '/') {
        pointer += "~1";
      } else {
        pointer += c;
      }
    }
  }

  void members(const json::Value& value, std::string& pointer, std::size_t depth) {
    if (depth > deepest) return;
    const auto length = pointer.size();
    std::size_t index = 0;
    for (const json::Value& member : value.members()) {
      const bool in_object = value.is(json::Kind::object);
      step(pointer, in_object ? member.key() : std::string_view(fmt::format_int(index).str()));
      ++index;
      const auto key = in_object ? member.key() : key_;  // an item is what its list is called
      if (member.is(json::Kind::string)) {
        text(key, member.text(), pointer, depth);
      } else {
        nested(member, key, pointer, depth);
      }
      pointer.resize(length);
    }
  }

  void nested(const json::Value& value, std::string_view key, std::string& pointer, std::size_t depth) {
    const bool in_object = value.is(json::Kind::object);
    if (!in_object && !value.is(json::Kind::array)) return;
    const auto outer_key = std::exchange(key_, key);
    const auto outer_holder = std::exchange(holder_, in_object ? key : holder_);
    members(value, pointer, depth + 1);
    key_ = outer_key;
    holder_ = outer_holder;
  }

  void text(std::string_view key, std::string_view text, const std::string& pointer, std::size_t depth) {
    if (is_id(text)) add(found_.records, pointer, std::string(text));
    const bool top = depth <= 1;  // of the object itself, or in one of its lists
    if ((named_ && top && (key == "name" || key == "aliases")) || (holder_ == "names" && key == "name"))
      add(found_.names, pointer, std::string(text));
    if (holder_ == "documents" && key == "name") add(found_.names, pointer, std::string(text));
    if (key == "number") add(found_.documents, pointer, document_form(text));
    const bool place =
        std::find(place_properties.begin(), place_properties.end(), key) != place_properties.end();
    if (place || (location_ && top && key == "name") || (holder_ == "areas" && key == "name"))
      add(found_.places, pointer, lowered(text));
  }

  static void add(std::vector<Mention>& to, const std::string& pointer, std::string text) {
    if (to.size() < most_mentions) to.push_back({pointer, std::move(text)});
  }

  Mentions& found_;
  bool named_ = false;
  bool location_ = false;
  std::string_view key_;     ///< of the list that is walked
  std::string_view holder_;  ///< of the property that holds the object that is walked
};

template <typename Same>
const Mention* first(const std::vector<Mention>& mentions, const Same& same) {
  const auto found =
      std::find_if(mentions.begin(), mentions.end(), [&](const Mention& each) { return same(each.text); });
  return found == mentions.end() ? nullptr : &*found;
}

const Mention* find(const WatchRule& rule, const Mentions& mentions, const SameName& same_name) {
  switch (rule.sought) {
    case Sought::name:
      return first(mentions.names, [&](const std::string& text) { return same_name(rule.value, text); });
    case Sought::document: {
      const auto sought = document_form(rule.value);
      return first(mentions.documents, [&](const std::string& text) { return text == sought; });
    }
    case Sought::place: {
      const auto sought = lowered(rule.value);
      return first(mentions.places, [&](const std::string& text) { return holds_words(text, sought); });
    }
    case Sought::record:
      return first(mentions.records, [&](const std::string& text) { return text == rule.value; });
  }
  return nullptr;
}

/// What is wrong with the value of a rule; empty where it can be found.
std::string_view unfit(const WatchRule& rule) {
  if (rule.sought == Sought::record && !is_id(rule.value)) return "not the id of a record";
  if (rule.sought == Sought::document && document_form(rule.value).size() < least_document)
    return "a document of fewer than four letters and digits";
  if (rule.value.size() < least_place) return "too short to be told apart";
  return {};
}

}  // namespace

Result<> check(const WatchRule& rule, Time now) {
  const auto wrong = [](std::string_view what, std::string_view where, std::string_view hint) {
    return base::fail(Fault::invalid, std::string(what), std::string(where), std::string(hint));
  };
  for (const auto& [text, where, most] : {std::tuple(std::string_view(rule.value), "value", longest_value),
                                          {rule.purpose, "purpose", longest_word},
                                          {rule.basis, "basis", longest_word},
                                          {rule.made_by, "made_by", longest_word}}) {
    if (text.empty())
      return wrong("a watch rule needs it", where, "what is sought, why, on what basis, by whom");
    if (auto line = base::check_line(text, most, where); !line) return line;
  }
  for (const auto& [text, where] :
       {std::pair(std::string_view(rule.case_id), "case"), {rule.confirmed_by, "confirmed_by"}})
    if (auto line = base::check_line(text, longest_word, where); !line) return line;
  if (const auto what = unfit(rule); !what.empty())
    return wrong(what, "value", "something that tells one from another");
  if (rule.confirmed_by == rule.made_by)
    return base::fail(Fault::forbidden, "the second officer is the first", "confirmed_by", "another officer");
  if (rule.expires <= now) return wrong("it has expired already", "expires", "an instant to come");
  if (rule.expires > now + longest_watch)
    return wrong("longer than 366 days", "expires", "an end within a year");
  return {};
}

bool in_force(const WatchRule& rule, Time now) {
  return !rule.confirmed_by.empty() && rule.confirmed_by != rule.made_by && now < rule.expires;
}

Mentions mentions_of(const json::Value& object) {
  Mentions found;
  if (object.is(json::Kind::object)) Walk(found).object(object);
  return found;
}

std::vector<Hit> matches(std::span<const WatchRule> rules, const Mentions& mentions,
                         const SameName& same_name, Time now) {
  std::vector<Hit> hits;
  for (const WatchRule& rule : rules) {
    if (!in_force(rule, now)) continue;
    if (const Mention* found = find(rule, mentions, same_name); found != nullptr)
      hits.push_back({rule.id, found->pointer});
  }
  return hits;
}

}  // namespace tansiq::desk
