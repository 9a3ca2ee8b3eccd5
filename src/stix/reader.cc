#include "stix/reader.h"

#include <fmt/format.h>

#include "stix/check/check.h"
#include "stix/json/parse.h"
#include "stix/json/write.h"

namespace tansiq::stix {

using json::Kind;
using json::Value;

/// The buffers of a reader and what it does with them.
class Reader::Work {
 public:
  base::Result<Content> read(std::string_view text, const Limits& limits);
  base::Result<Object> read_object(std::string_view text, const Limits& limits);

 private:
  base::Result<void> parse(std::string_view text, const Limits& limits);
  [[nodiscard]] bool is_envelope() const;
  base::Result<void> take_list(Content& content, std::string_view key, const Limits& limits);
  base::Result<void> take_bundle(Content& content, const Limits& limits);
  void take(Content& content, const Value& value, std::size_t index, const Limits& limits);

  json::Parser parser_;
  std::vector<Problem> problems_;
  std::string bytes_;
};

namespace {

/// `modified`, else `created`, where the type has them.
std::string_view version_of(const check::Checked& checked, const Value& object) {
  const std::string_view modified = checked.text_of(object, "modified");
  const std::string_view created = checked.text_of(object, "created");
  return !modified.empty() ? modified : !created.empty() ? created : unversioned_version;
}

}  // namespace

base::Result<void> Reader::Work::parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) {
    return base::fail(base::Fault::too_large,
                      fmt::format("the text has {} bytes, more than {}", text.size(), limits.bytes));
  }
  return parser_.parse(text, limits.depth);
}

void Reader::Work::take(Content& content, const Value& value, std::size_t index, const Limits& limits) {
  const check::Checked checked = check::object(value, problems_);
  const bool refused = refuses(problems_);
  bytes_.clear();
  if (!refused) json::append(bytes_, value);
  if (bytes_.size() > limits.object_bytes) {
    problems_.push_back({"", fmt::format("the object has {} bytes", bytes_.size()),
                         fmt::format("at most {} bytes", limits.object_bytes), false});
  }
  if (refused || bytes_.size() > limits.object_bytes) {
    const auto shown = [&](std::string_view text) {
      return std::string(json::beginning_of(text, json::longest_name));
    };
    content.rejected.push_back({index, shown(value.text_of("id")), shown(value.text_of("type")),
                                shown(version_of(checked, value)), problems_});
    return;
  }
  Object& object = content.objects.emplace_back();
  content.index.push_back(index);
  object.bytes = bytes_;
  object.id = value.text_of("id");
  object.type = value.text_of("type");
  object.version = version_of(checked, value);
  object.spec = checked.spec;
  object.created_by_ref = checked.text_of(value, "created_by_ref");
  object.revoked = checked.is_true(value, "revoked");
  object.lang = checked.text_of(value, "lang");
  object.warnings = problems_;
}

base::Result<void> Reader::Work::take_list(Content& content, std::string_view key, const Limits& limits) {
  if (!parser_.begin(key)) {
    return base::fail(base::Fault::invalid, "objects is not an array", "/objects",
                      "\"objects\": [...] with one STIX object after another");
  }
  Value value;
  std::size_t index = 0;
  for (; parser_.next(value, problems_); ++index) {
    if (index == limits.objects)
      return base::fail(base::Fault::too_large,
                        fmt::format("there are more than {} objects", limits.objects));
    take(content, value, index, limits);
  }
  return {};
}

base::Result<void> Reader::Work::take_bundle(Content& content, const Limits& limits) {
  content.wrapping = Wrapping::bundle;
  problems_.clear();
  const Value bundle = parser_.top_without("objects", problems_);
  check::bundle(bundle, parser_.has("objects"), problems_);
  content.problems = problems_;
  return parser_.has("objects") ? take_list(content, "objects", limits) : base::Result<void>{};
}

/// TAXII 2.1 section 3.7: every member of an envelope is optional, so an empty one is `{}` or {"more":
/// false}.
bool Reader::Work::is_envelope() const {
  return parser_.has("objects") || parser_.has("more") || parser_.is_empty();
}

base::Result<Content> Reader::Work::read(std::string_view text, const Limits& limits) {
  if (const auto parsed = parse(text, limits); !parsed) return base::fail(parsed);
  Content content;
  base::Result<void> taken;
  const Kind top = parser_.top_kind();
  if (top == Kind::array) {
    content.wrapping = Wrapping::array;
    taken = take_list(content, {}, limits);
  } else if (top == Kind::object && parser_.text_of("type") == "bundle") {
    taken = take_bundle(content, limits);
  } else if (top == Kind::object && !parser_.has("type") && is_envelope()) {
    content.wrapping = Wrapping::envelope;
    if (parser_.has("objects")) taken = take_list(content, "objects", limits);
  } else if (top == Kind::object) {
    problems_.clear();
    take(content, parser_.top(problems_), 0, limits);
  } else {
    taken = base::fail(base::Fault::invalid, "the text is neither an object nor an array", "",
                       "a STIX bundle, a TAXII envelope, an array of STIX objects or one object");
  }
  parser_.release();
  if (!taken) return base::fail(taken);
  return content;
}

base::Result<Object> Reader::Work::read_object(std::string_view text, const Limits& limits) {
  if (const auto parsed = parse(text, limits); !parsed) return base::fail(parsed);
  problems_.clear();
  Content content;
  take(content, parser_.top(problems_), 0, limits);
  if (!content.objects.empty()) return std::move(content.objects.front());
  std::string what;
  std::string where;
  for (const Problem& problem : content.rejected.front().problems) {
    if (problem.warning) continue;
    if (what.empty()) {
      where = problem.pointer;
      what = problem.what + (problem.expected.empty() ? "" : " (" + problem.expected + ")");
    } else {
      what += "; " + problem.text();
    }
  }
  return base::fail(base::Fault::invalid, std::move(what), std::move(where));
}

Reader::Reader() : work_(std::make_unique<Work>()) {}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

base::Result<Content> Reader::read(std::string_view json, const Limits& limits) {
  return work_->read(json, limits);
}

base::Result<Object> Reader::read_object(std::string_view json, const Limits& limits) {
  return work_->read_object(json, limits);
}

}  // namespace tansiq::stix
