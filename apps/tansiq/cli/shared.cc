#include "cli/shared.h"

#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <iostream>

namespace tansiq::cli {

using base::fail;
using base::Fault;

base::Result<std::string> read_whole(const std::string& file, std::size_t most) {
  std::ifstream opened;
  if (file != "-") {
    opened.open(file, std::ios::binary);
    if (!opened) return fail(Fault::not_found, "cannot be read", file);
  }
  std::istream& in = file == "-" ? std::cin : opened;
  std::string text(most + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (in.bad()) return fail(Fault::unavailable, "cannot be read", file);
  if (text.size() > most) return fail(Fault::too_large, "is too long", file);
  return text;
}

base::Result<boost::json::object> send_json(Context& context, std::string method, std::string path,
                                            const boost::json::object& body, Query query) {
  const auto text = boost::json::serialize(body);
  return context.call_json({.method = std::move(method),
                            .path = std::move(path),
                            .query = std::move(query),
                            .body = text,
                            .content_type = "application/json"});
}

base::Result<std::string> instant_from(const std::string& text, const char* where) {
  std::int64_t amount = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error == std::errc() && amount > 0 && amount < 100'000) {
    const auto seconds = unit == "s"   ? 1
                         : unit == "m" ? 60
                         : unit == "h" ? 3600
                         : unit == "d" ? 24 * 3600
                                       : 0;
    if (seconds > 0) return base::format_time(base::system_now() + std::chrono::seconds(amount * seconds), 3);
  }
  const auto time = base::parse_time(text);
  if (!time)
    return fail(Fault::invalid, fmt::format("'{}' is no time", text), where,
                "how long from now (90s, 30m, 2h, 1d), or an instant: 2026-05-01T11:00:00Z");
  return base::format_time(*time, 3);
}

}  // namespace tansiq::cli
