#include "stix/json/parse.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <simdjson.h>

#include "stix/json/locate.h"

namespace tansiq::stix::json {
namespace {

namespace dom = simdjson::dom;
using simdjson::dom::element_type;

constexpr std::int64_t largest_integer = (std::int64_t{1} << 53) - 1;

/// From here on ECMAScript writes a number with an exponent, so that it does not read back as an integer.
constexpr double first_with_exponent = 1e21;

/// More problems of this kind are not listed: the object is refused anyway.
constexpr std::size_t most_problems = 50;

constexpr std::string_view integer_rule =
    "integers lie within ±(2^53-1), beyond which readers disagree about their value; use a string";

/// Turns parts of the parsed document into values.
class Builder {
 public:
  Builder(Room& room, std::vector<Problem>& problems) : room_(room), problems_(problems) {}

  Value value(dom::element element, const Path& path) {
    switch (element.type()) {
      case element_type::NULL_VALUE:
        return Value::of_null();
      case element_type::BOOL:
        return Value::of(bool(element.get_bool().value_unsafe()));
      case element_type::STRING:
        return Value::of(std::string_view(element.get_string().value_unsafe()));
      case element_type::INT64: {
        const std::int64_t integer = element.get_int64().value_unsafe();
        if (integer < -largest_integer || integer > largest_integer)
          add(path, fmt::format("the integer {} is too large", integer), integer_rule);
        return Value::of(integer);
      }
      case element_type::UINT64: {
        const std::uint64_t integer = element.get_uint64().value_unsafe();
        add(path, fmt::format("the integer {} is too large", integer), integer_rule);
        return Value::of(static_cast<double>(integer));
      }
      case element_type::DOUBLE: {
        const double number = element.get_double().value_unsafe();
        const double size = std::fabs(number);
        // Its canonical form would be an integer that is too large: refused for the same reason.
        if (size > static_cast<double>(largest_integer) && size < first_with_exponent)
          add(path, fmt::format("the number {} is too large for an integer", number), integer_rule);
        return Value::of(number);
      }
      case element_type::ARRAY:
        return array(element.get_array().value_unsafe(), path);
      case element_type::OBJECT:
        return object(element.get_object().value_unsafe(), path, {});
    }
    return {};
  }

  Value object(dom::object object, const Path& path, std::string_view except) {
    std::size_t count = object.size();
    if (count >= saturated) count = static_cast<std::size_t>(std::distance(object.begin(), object.end()));
    const std::span<Value> members = room_.take(count);
    std::size_t i = 0;
    for (const auto [key, element] : object) {
      if (!except.empty() && key == except) continue;
      members[i++] = value(element, Path{&path, key}).named(key);
    }
    const std::span<Value> kept = members.first(i);
    sort(kept);
    for (std::size_t k = 1; k < kept.size(); ++k) {
      if (kept[k].key() == kept[k - 1].key())
        add(Path{&path, kept[k].key()}, "this name stands twice in the same object",
            "each name once: readers disagree about which of the two counts");
    }
    return Value::of_object(kept);
  }

 private:
  /// The parser keeps sizes in 24 bits; this one means "so many or more".
  static constexpr std::size_t saturated = 0xFFFFFF;

  Value array(dom::array array, const Path& path) {
    std::size_t count = array.size();
    if (count >= saturated) count = static_cast<std::size_t>(std::distance(array.begin(), array.end()));
    const std::span<Value> items = room_.take(count);
    std::size_t i = 0;
    for (const dom::element element : array) {
      items[i] = value(element, Path{&path, {}, i});
      ++i;
    }
    return Value::of_array(items);
  }

  /// Canonical order. Objects are short and often sorted already; long ones must not cost the square.
  static void sort(std::span<Value> members) {
    const auto before = [](const Value& a, const Value& b) { return key_before(a.key(), b.key()); };
    constexpr std::size_t short_enough = 24;
    if (members.size() > short_enough) {
      if (!std::is_sorted(members.begin(), members.end(), before))
        std::stable_sort(members.begin(), members.end(), before);
      return;
    }
    for (std::size_t i = 1; i < members.size(); ++i) {
      const Value moving = members[i];
      std::size_t k = i;
      for (; k > 0 && before(moving, members[k - 1]); --k) members[k] = members[k - 1];
      members[k] = moving;
    }
  }

  void add(const Path& path, std::string what, std::string_view expected) {
    if (problems_.size() < most_problems)
      problems_.push_back({path.pointer(), std::move(what), std::string(expected), false});
  }

  Room& room_;
  std::vector<Problem>& problems_;
};

}  // namespace

struct Parser::State {
  dom::parser parser;
  std::size_t depth = 0;
  dom::element top;
  dom::array::iterator at;
  dom::array::iterator end;
  Room room;
};

std::string Path::pointer() const {
  if (up == nullptr) return {};
  std::string text = up->pointer();
  text += '/';
  if (key.data() == nullptr) return text + fmt::format("{}", index);
  for (const char c : beginning_of(key, longest_name)) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  if (key.size() > longest_name) text += "...";
  return text;
}

std::string_view beginning_of(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return text;
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xc0) == 0x80) --longest;
  return text.substr(0, longest);
}

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

Parser::Parser() : state_(std::make_unique<State>()) {}
Parser::~Parser() = default;
Parser::Parser(Parser&&) noexcept = default;
Parser& Parser::operator=(Parser&&) noexcept = default;

base::Result<void> Parser::parse(std::string_view json, std::size_t depth) {
  State& state = *state_;
  state.room.clear();
  depth = std::clamp<std::size_t>(depth, 1, deepest);
  if (json.starts_with("\xef\xbb\xbf")) {
    return base::fail(base::Fault::invalid, "the text begins with a byte order mark", "line 1, column 1",
                      "JSON is UTF-8 without a mark (RFC 8259 section 8.1)");
  }
  if (depth != state.depth || state.parser.capacity() < json.size()) {
    // The parser counts the top value as a level of its own.
    if (state.parser.allocate(std::max<std::size_t>(json.size(), 4096), depth + 1) != simdjson::SUCCESS)
      return base::fail(base::Fault::too_large, "there is not enough memory to read this text");
    state.depth = depth;
  }
  const auto result = state.parser.parse(json.data(), json.size());
  if (result.error() != simdjson::SUCCESS) return tl::unexpected(explain(json, depth, result.error()));
  state.top = result.value_unsafe();
  return {};
}

Kind Parser::top_kind() const {
  switch (state_->top.type()) {
    case element_type::ARRAY:
      return Kind::array;
    case element_type::OBJECT:
      return Kind::object;
    case element_type::STRING:
      return Kind::string;
    case element_type::BOOL:
      return Kind::boolean;
    case element_type::NULL_VALUE:
      return Kind::null;
    case element_type::INT64:
      return Kind::integer;
    default:
      return Kind::number;
  }
}

bool Parser::has(std::string_view key) const {
  return state_->top.at_key(key).error() == simdjson::SUCCESS;
}

bool Parser::is_empty() const {
  const auto object = state_->top.get_object();
  return object.error() == simdjson::SUCCESS && object.begin() == object.end();
}

void Parser::release() {
  constexpr std::size_t kept = std::size_t{4} << 20;
  if (state_->parser.capacity() <= kept) return;
  state_->parser = dom::parser();
  state_->depth = 0;
}

std::string_view Parser::text_of(std::string_view key) const {
  const auto text = state_->top.at_key(key).get_string();
  return text.error() == simdjson::SUCCESS ? text.value_unsafe() : std::string_view{};
}

Value Parser::top(std::vector<Problem>& problems) {
  state_->room.clear();
  return Builder(state_->room, problems).value(state_->top, Path{});
}

Value Parser::top_without(std::string_view except, std::vector<Problem>& problems) {
  state_->room.clear();
  return Builder(state_->room, problems).object(state_->top.get_object().value_unsafe(), Path{}, except);
}

bool Parser::begin(std::string_view key) {
  const auto array = key.empty() ? state_->top.get_array() : state_->top.at_key(key).get_array();
  if (array.error() != simdjson::SUCCESS) return false;
  state_->at = array.begin();
  state_->end = array.end();
  return true;
}

bool Parser::next(Value& item, std::vector<Problem>& problems) {
  State& state = *state_;
  if (!(state.at != state.end)) return false;
  state.room.clear();
  problems.clear();
  item = Builder(state.room, problems).value(*state.at, Path{});
  ++state.at;
  return true;
}

}  // namespace tansiq::stix::json
