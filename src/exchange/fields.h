#pragma once

/// Strict reading and canonical writing of the exchange's JSON.

#include <cstdint>
#include <fmt/format.h>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "exchange/ids.h"
#include "stix/json/value.h"

namespace tansiq::exchange {

namespace json = stix::json;
using base::Time;

/// Deepest nesting of any document; copies travel as strings.
inline constexpr std::size_t document_depth = 16;

/// Parses a text of at most `most` bytes and hands its top value to `read`; the value lives until `read`
/// returns. Refused: what is no JSON or UTF-8, names that stand twice, integers beyond ±(2^53-1), deep
/// nesting. May be nested; keeps one parser for each thread and level.
Result<> read_json(std::string_view text, std::size_t most,
                   const std::function<Result<>(const json::Value&)>& read);

/// The canonical form (RFC 8785) of a value.
std::string canonical_of(const json::Value& value);

/// Reads the members of one JSON object, each exactly once. The first thing that is wrong is kept and
/// everything after it reads as empty, so that a reader asks for all its members and looks at finish() once.
class Fields {
 public:
  /// `where` names the object in errors: "card", "head".
  Fields(const json::Value& object, std::string_view where);

  bool has(std::string_view name) const { return object_.find(name) != nullptr; }

  // Required members. Each bounds what it takes.
  std::string text(std::string_view name, std::size_t most, bool may_be_empty = false);
  std::uint64_t number(std::string_view name, std::uint64_t least = 0);
  bool flag(std::string_view name);
  Digest digest(std::string_view name);
  /// An RFC 3339 instant in UTC, written exactly as base::format_time writes it with six digits.
  Time time(std::string_view name);
  /// Base64 (RFC 4648 section 4, padded) of exactly `size` bytes.
  std::string bytes(std::string_view name, std::size_t size);
  std::span<const json::Value> list(std::string_view name, std::size_t most);
  const json::Value* object(std::string_view name);

  // Optional members.
  std::optional<Digest> digest_if(std::string_view name);
  std::optional<Time> time_if(std::string_view name);
  std::string text_if(std::string_view name, std::size_t most);

  /// Each item of a list as a digest. The list must be sorted and hold none twice: one set has one form.
  std::vector<Digest> digests(std::string_view name, std::size_t most);
  std::vector<std::string> texts(std::string_view name, std::size_t most, std::size_t most_bytes);

  /// Notes that something else is wrong with this object.
  void wrong(std::string_view name, std::string what, std::string hint = {}, Fault fault = Fault::invalid);

  /// The first thing that was wrong, members that nobody asked for included: an unknown member is
  /// Fault::unsupported unless its name begins with "x-".
  Result<> finish();

 private:
  const json::Value* find(std::string_view name, json::Kind kind, std::string_view kind_name);
  std::string place(std::string_view name) const;

  const json::Value& object_;
  std::string_view where_;
  std::vector<std::string_view> known_;
  std::optional<base::Error> error_;
};

/// Writes one JSON object in canonical form. Members must be given in canonical order (an assertion checks).
class Writer {
 public:
  Writer& text(std::string_view name, std::string_view value);
  Writer& number(std::string_view name, std::uint64_t value);
  Writer& flag(std::string_view name, bool value);
  Writer& digest(std::string_view name, const Digest& value);
  Writer& time(std::string_view name, Time value);
  Writer& bytes(std::string_view name, std::string_view value);
  Writer& digests(std::string_view name, const std::vector<Digest>& values);
  Writer& texts(std::string_view name, const std::vector<std::string>& values);
  /// A value that is canonical JSON already.
  Writer& raw(std::string_view name, std::string_view canonical);
  /// A list of values that are canonical JSON already.
  Writer& raws(std::string_view name, const std::vector<std::string>& canonical);

  std::string finish();

 private:
  void key(std::string_view name);

  std::string out_ = "{";
  std::string last_;
};

}  // namespace tansiq::exchange
