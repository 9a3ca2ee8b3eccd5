#include "wire/taxii/render.h"

#include <algorithm>

#include "wire/caller.h"
#include "wire/json_text.h"
#include "wire/route.h"
#include "wire/taxii/media.h"

namespace tansiq::wire::taxii {

namespace {

constexpr std::size_t expected_object_bytes = 800;
constexpr std::size_t expected_line_bytes = 200;
constexpr std::size_t reserved_at_most = 1024 * 1024;

std::string_view media_of(stix::Spec spec) {
  return spec == stix::Spec::v2_0 ? stix20_media : stix21_media;
}

std::string_view list_name(Page::Kind kind) {
  return kind == Page::Kind::versions ? "versions" : "objects";
}

std::string title_of(int status) {
  switch (status) {
    case 400:
      return "The request is not understood";
    case 401:
      return "Credentials are needed";
    case 403:
      return "This is not allowed";
    case 404:
      return "There is nothing here";
    case 405:
      return "The method is not served here";
    case 406:
      return "No acceptable media type is served";
    case 413:
      return "The body is too large";
    case 415:
      return "The media type is not taken";
    case 422:
      return "The content is not taken";
    case 429:
      return "Too many connections";
    case 503:
      return "Busy; try again";
    default:
      return status < 500 ? "The request is refused" : "The server failed";
  }
}

std::string item_text(const store::Submission::Item& item) {
  ObjectText text;
  text.text("id", item.id).text("version", item.version);
  if (!item.message.empty()) text.text("message", item.message);
  return text.done();
}

std::string items_text(const std::vector<store::Submission::Item>& items) {
  std::string text = "[";
  for (const auto& item : items) {
    if (text.size() > 1) text += ',';
    text += item_text(item);
  }
  return text += ']';
}

}  // namespace

http::Response labelled(int status, std::string body) {
  return {
      status, {{"Content-Type", std::string(taxii_media)}, {"Cache-Control", "no-store"}}, std::move(body)};
}

http::Response refusal(int status, const base::Error& error) {
  ObjectText text;
  text.text("title", title_of(status));
  if (status < 500 || status == 503) text.text("description", error.text());
  text.text("http_status", std::to_string(status));
  return labelled(status, text.done());
}

http::Response refusal(const base::Error& error) {
  const int status = status_of(error.fault);
  auto response = refusal(status, error);
  if (status == 401) response.fields.emplace_back("WWW-Authenticate", std::string(challenges));
  if (status == 503) response.fields.emplace_back("Retry-After", "1");
  return response;
}

std::string collection_text(const node::CollectionAccess& access) {
  const auto& collection = access.collection;
  ObjectText text;
  text.text("id", collection.id).text("title", collection.title);
  if (!collection.description.empty()) text.text("description", collection.description);
  if (!collection.alias.empty()) text.text("alias", collection.alias);
  text.boolean("can_read", access.can_read).boolean("can_write", access.can_write);
  std::string media = "[";
  append_string(media, stix21_media);
  media += ',';
  append_string(media, stix20_media);
  return text.raw("media_types", media + "]").done();
}

std::string status_text(const store::Submission& submission) {
  ObjectText text;
  text.text("id", submission.id).text("status", "complete");
  text.text("request_timestamp", base::format_time(submission.requested));
  text.number("total_count", submission.successes_count + submission.failures.size());
  text.number("success_count", submission.successes_count);
  if (!submission.successes.empty()) text.raw("successes", items_text(submission.successes));
  text.number("failure_count", submission.failures.size());
  if (!submission.failures.empty()) text.raw("failures", items_text(submission.failures));
  return text.number("pending_count", 0).done();
}

Page::Page(Kind kind, std::size_t expected) : kind_(kind) {
  const std::size_t each = kind == Kind::objects ? expected_object_bytes : expected_line_bytes;
  text_.reserve(std::min(expected * each, reserved_at_most));
  text_ += "{\"";
  text_ += list_name(kind);
  text_ += "\":[";
}

void Page::add(const store::RecordView& record) {
  if (kind_ == Kind::versions) {
    if (last_version_ == record.version) return;
    last_version_ = record.version;
  }
  if (!empty_) text_ += ',';
  empty_ = false;
  switch (kind_) {
    case Kind::objects:
      text_ += record.bytes;
      break;
    case Kind::manifest:
      text_ += R"({"id":)";
      append_string(text_, record.id);
      text_ += R"(,"date_added":")";
      text_ += base::format_time(record.added);
      text_ += R"(","version":)";
      append_string(text_, record.version);
      text_ += R"(,"media_type":")";
      text_ += media_of(record.spec);
      text_ += "\"}";
      break;
    case Kind::versions:
      append_string(text_, record.version);
      break;
  }
}

http::Response Page::answer(const node::acts::Consulted& consulted, std::string_view next) {
  if (empty_) return labelled(200, "{}");
  text_ += ']';
  if (consulted.more) {
    text_ += R"(,"more":true,"next":)";
    append_string(text_, next);
  }
  text_ += '}';
  auto response = labelled(200, std::move(text_));
  const auto date = [](const std::optional<base::Time>& time) {
    return base::format_time(time.value_or(base::Time()));
  };
  response.fields.emplace_back("X-TAXII-Date-Added-First", date(consulted.first_added));
  response.fields.emplace_back("X-TAXII-Date-Added-Last", date(consulted.last_added));
  return response;
}

}  // namespace tansiq::wire::taxii
