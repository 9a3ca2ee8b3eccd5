#include "event.h"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace tansiq::demo {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

template <typename Number>
Number number_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  boost::system::error_code error;
  const auto number = value != nullptr ? value->to_number<Number>(error) : Number{};
  return error ? Number{} : number;
}

std::string numbers(const Event& event) {
  if (event.to == 0) return {};
  return event.from == event.to ? fmt::format(" (no. {})", event.to)
                                : fmt::format(" (no. {}-{})", event.from, event.to);
}

/// "a record", "12 records".
std::string things(std::string_view kind, std::uint64_t count) {
  if (kind.empty()) kind = "release";
  const bool irregular = kind == "activity";
  if (count == 1)
    return fmt::format("{} {}", kind == "activity" || kind == "erase" || kind == "ask" ? "an" : "a", kind);
  return fmt::format("{} {}", count, irregular ? "activities" : fmt::format("{}s", kind));
}

std::string milliseconds(std::int64_t us) {
  return fmt::format("{:.1f} ms", static_cast<double>(us) / 1000);
}

}  // namespace

base::Result<Event> read_event(std::size_t city, std::string_view line) {
  boost::system::error_code error;
  const auto value = json::parse(line, error);
  if (error || !value.is_object())
    return base::fail(base::Fault::invalid, "is no event", {}, "a line of `tansiq follow --json`");
  const auto& object = value.get_object();
  Event event;
  event.city = city;
  event.what = text_at(object, "what");
  const auto time = base::parse_time(text_at(object, "time"));
  if (event.what.empty() || !time) return base::fail(base::Fault::invalid, "is no event");
  event.time = *time;
  event.partner = text_at(object, "partner");
  event.kind = text_at(object, "kind");
  event.from = number_at<std::uint64_t>(object, "from");
  event.to = number_at<std::uint64_t>(object, "to");
  event.count = number_at<std::uint64_t>(object, "count");
  event.latency_us = number_at<std::int64_t>(object, "latency_us");
  event.detail = text_at(object, "detail");
  return event;
}

std::string sentence(const Event& event) {
  const auto& who = event.partner;
  if (event.what == "released") return things(event.kind, event.count) + " for " + who + numbers(event);
  if (event.what == "received") return things(event.kind, event.count) + " from " + who + numbers(event);
  if (event.what == "delivered")
    return fmt::format("{} holds {}{}, {} after the release", who, event.count, numbers(event),
                       milliseconds(event.latency_us));
  if (event.what == "refused") return fmt::format("{} refused {}: {}", who, event.count, event.detail);
  if (event.what == "opened") return fmt::format("{} opened {}", who, event.count);
  if (event.what == "purged") return fmt::format("{} has purged {}", who, event.count);
  if (event.what == "fault") return fmt::format("fault with {}: {}", who, event.detail);
  if (event.what == "cleared") return fmt::format("no fault with {} any more", who);
  if (event.what == "asked") return who + " asks to pass something on: tansiq onward list";
  if (event.what == "answered") return fmt::format("{} says of passing on: {}", who, event.detail);
  if (event.what == "watched") return "a watch rule found something of " + who;
  if (event.what == "connected") return "hears " + who;
  if (event.what == "disconnected")
    return fmt::format("hears {} no more{}", who, event.detail.empty() ? "" : ": " + event.detail);
  return event.what + " " + who;
}

}  // namespace tansiq::demo
