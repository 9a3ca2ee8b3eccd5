#include "exchange/fields.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <memory>

#include "stix/json/parse.h"
#include "stix/json/write.h"

namespace tansiq::exchange {
namespace {

/// Parsers that this thread made and is not using: making one costs more than reading a head.
std::vector<std::unique_ptr<json::Parser>>& spare_parsers() {
  thread_local std::vector<std::unique_ptr<json::Parser>> spare;
  return spare;
}

/// Takes a parser for one reading and puts it back.
class Borrowed {
 public:
  Borrowed() {
    auto& spare = spare_parsers();
    if (spare.empty()) {
      parser_ = std::make_unique<json::Parser>();
    } else {
      parser_ = std::move(spare.back());
      spare.pop_back();
    }
  }
  ~Borrowed() { spare_parsers().push_back(std::move(parser_)); }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;

  json::Parser& parser() { return *parser_; }

 private:
  std::unique_ptr<json::Parser> parser_;
};

}  // namespace

Result<> read_json(std::string_view text, std::size_t most,
                   const std::function<Result<>(const json::Value&)>& read) {
  if (text.size() > most)
    return base::fail(Fault::too_large, fmt::format("{} bytes of JSON", text.size()), {},
                      fmt::format("at most {}", most));
  Borrowed borrowed;
  if (auto parsed = borrowed.parser().parse(text, document_depth); !parsed) return base::fail(parsed);
  std::vector<stix::Problem> problems;
  const json::Value value = borrowed.parser().top(problems);
  if (!problems.empty())
    return base::fail(Fault::invalid, problems.front().what, problems.front().pointer,
                      problems.front().expected);
  return read(value);
}

std::string canonical_of(const json::Value& value) {
  std::string out;
  json::append(out, value);
  return out;
}

Fields::Fields(const json::Value& object, std::string_view where) : object_(object), where_(where) {
  known_.reserve(16);
  if (!object.is(json::Kind::object)) wrong({}, "not a JSON object");
}

std::string Fields::place(std::string_view name) const {
  if (name.empty()) return std::string(where_);
  return fmt::format("{}/{}", where_, name);
}

void Fields::wrong(std::string_view name, std::string what, std::string hint, Fault fault) {
  if (!error_) error_ = base::Error{fault, std::move(what), place(name), std::move(hint)};
}

const json::Value* Fields::find(std::string_view name, json::Kind kind, std::string_view kind_name) {
  known_.push_back(name);
  if (error_) return nullptr;
  const json::Value* value = object_.find(name);
  if (value == nullptr) {
    wrong(name, "missing");
    return nullptr;
  }
  if (!value->is(kind)) {
    wrong(name, fmt::format("not a {}", kind_name));
    return nullptr;
  }
  return value;
}

std::string Fields::text(std::string_view name, std::size_t most, bool may_be_empty) {
  const auto* value = find(name, json::Kind::string, "string");
  if (value == nullptr) return {};
  const auto text = value->text();
  if (text.size() > most) {
    wrong(name, fmt::format("{} bytes", text.size()), fmt::format("at most {}", most), Fault::too_large);
    return {};
  }
  if (text.empty() && !may_be_empty) wrong(name, "empty", "leave it out or say something");
  return std::string(text);
}

std::uint64_t Fields::number(std::string_view name, std::uint64_t least) {
  const auto* value = find(name, json::Kind::integer, "whole number");
  if (value == nullptr) return 0;
  if (value->integer() < 0 || static_cast<std::uint64_t>(value->integer()) < least) {
    wrong(name, fmt::format("{} is too small", value->integer()), fmt::format("at least {}", least));
    return 0;
  }
  return static_cast<std::uint64_t>(value->integer());
}

bool Fields::flag(std::string_view name) {
  const auto* value = find(name, json::Kind::boolean, "boolean");
  return value != nullptr && value->flag();
}

Digest Fields::digest(std::string_view name) {
  const auto* value = find(name, json::Kind::string, "string");
  if (value == nullptr) return {};
  const auto digest = digest_from(value->text());
  if (!digest) {
    wrong(name, digest.error().what, digest.error().hint);
    return {};
  }
  return *digest;
}

Time Fields::time(std::string_view name) {
  const auto* value = find(name, json::Kind::string, "string");
  if (value == nullptr) return {};
  const auto time = base::parse_time(value->text());
  if (!time || base::format_time(*time) != value->text()) {
    wrong(name, "not an instant", "RFC 3339 in UTC with six fraction digits: 2026-05-01T10:00:00.000000Z");
    return {};
  }
  return *time;
}

std::string Fields::bytes(std::string_view name, std::size_t size) {
  const auto* value = find(name, json::Kind::string, "string");
  if (value == nullptr) return {};
  auto bytes = base::from_base64(value->text());
  if (!bytes || bytes->size() != size) {
    wrong(name, fmt::format("not the base64 of {} bytes", size));
    return {};
  }
  return *std::move(bytes);
}

std::span<const json::Value> Fields::list(std::string_view name, std::size_t most) {
  const auto* value = find(name, json::Kind::array, "list");
  if (value == nullptr) return {};
  if (value->members().size() > most) {
    wrong(name, fmt::format("{} items", value->members().size()), fmt::format("at most {}", most),
          Fault::too_large);
    return {};
  }
  return value->members();
}

const json::Value* Fields::object(std::string_view name) {
  return find(name, json::Kind::object, "JSON object");
}

std::optional<Digest> Fields::digest_if(std::string_view name) {
  known_.push_back(name);
  if (!has(name)) return std::nullopt;
  return digest(name);
}

std::optional<Time> Fields::time_if(std::string_view name) {
  known_.push_back(name);
  if (!has(name)) return std::nullopt;
  return time(name);
}

std::string Fields::text_if(std::string_view name, std::size_t most) {
  known_.push_back(name);
  if (!has(name)) return {};
  return text(name, most);
}

std::vector<Digest> Fields::digests(std::string_view name, std::size_t most) {
  std::vector<Digest> digests;
  for (const auto& item : list(name, most)) {
    const auto digest =
        item.is(json::Kind::string) ? digest_from(item.text()) : base::fail(Fault::invalid, "not a string");
    if (!digest) {
      wrong(name, digest.error().what, digest.error().hint);
      return {};
    }
    if (!digests.empty() && !(digests.back() < *digest)) {
      wrong(name, "not sorted, or something stands twice");
      return {};
    }
    digests.push_back(*digest);
  }
  return digests;
}

std::vector<std::string> Fields::texts(std::string_view name, std::size_t most, std::size_t most_bytes) {
  std::vector<std::string> texts;
  for (const auto& item : list(name, most)) {
    if (!item.is(json::Kind::string) || item.text().empty() || item.text().size() > most_bytes) {
      wrong(name, fmt::format("an item is not a string of 1 to {} bytes", most_bytes));
      return {};
    }
    if (!texts.empty() && !(texts.back() < item.text())) {
      wrong(name, "not sorted, or something stands twice");
      return {};
    }
    texts.emplace_back(item.text());
  }
  return texts;
}

Result<> Fields::finish() {
  if (error_) return tl::unexpected<base::Error>(*error_);
  for (const auto& member : object_.members()) {
    if (member.key().starts_with("x-")) continue;
    if (std::find(known_.begin(), known_.end(), member.key()) == known_.end())
      return base::fail(Fault::unsupported, "unknown critical field",
                        place(std::string(member.key().substr(0, 64))),
                        "this node is older than the sender's format; update it");
  }
  return {};
}

void Writer::key(std::string_view name) {
  assert(last_.empty() || json::key_before(last_, name));
  if (!last_.empty()) out_ += ',';
  last_ = name;
  json::append_string(out_, name);
  out_ += ':';
}

Writer& Writer::text(std::string_view name, std::string_view value) {
  key(name);
  json::append_string(out_, value);
  return *this;
}

Writer& Writer::number(std::string_view name, std::uint64_t value) {
  key(name);
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out_.append(digits, end);
  return *this;
}

Writer& Writer::flag(std::string_view name, bool value) {
  key(name);
  out_ += value ? "true" : "false";
  return *this;
}

Writer& Writer::digest(std::string_view name, const Digest& value) {
  return text(name, to_text(value));
}
Writer& Writer::time(std::string_view name, Time value) {
  return text(name, base::format_time(value));
}
Writer& Writer::bytes(std::string_view name, std::string_view value) {
  return text(name, base::to_base64(value));
}

Writer& Writer::digests(std::string_view name, const std::vector<Digest>& values) {
  std::vector<std::string> texts;
  for (const auto& value : values) texts.push_back(to_text(value));
  return this->texts(name, texts);
}

Writer& Writer::texts(std::string_view name, const std::vector<std::string>& values) {
  std::vector<std::string> quoted(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) json::append_string(quoted[i], values[i]);
  return raws(name, quoted);
}

Writer& Writer::raw(std::string_view name, std::string_view canonical) {
  key(name);
  out_ += canonical;
  return *this;
}

Writer& Writer::raws(std::string_view name, const std::vector<std::string>& canonical) {
  key(name);
  out_ += '[';
  for (std::size_t i = 0; i < canonical.size(); ++i) {
    if (i > 0) out_ += ',';
    out_ += canonical[i];
  }
  out_ += ']';
  return *this;
}

std::string Writer::finish() {
  out_ += '}';
  return std::move(out_);
}

}  // namespace tansiq::exchange
