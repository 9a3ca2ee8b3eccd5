// follow: what happens between this node and its partners, live, a line an event.

#include <fmt/format.h>

#include "cli/context.h"
#include "cli/output.h"
#include "exchange/sse.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t most_event_bytes = 64UL * 1024;

std::string line_of(const json::object& happening) {
  std::string line = short_time(text_at(happening, "time")) + "  " + text_at(happening, "what");
  line += "  " + harmless(text_at(happening, "partner"));
  if (const auto to = number_at(happening, "to"); to > 0) {
    const auto from = number_at(happening, "from");
    line += fmt::format("  {} {}", text_at(happening, "kind"),
                        from == to ? fmt::to_string(to) : fmt::format("{}-{}", from, to));
  } else if (const auto count = number_at(happening, "count"); count > 0) {
    line += fmt::format("  {}", count);
  }
  if (const auto latency = number_at(happening, "latency_us"); latency > 0)
    line += fmt::format("  after {:.1f} ms", static_cast<double>(latency) / 1000);
  if (const auto detail = text_at(happening, "detail"); !detail.empty()) line += "  " + harmless(detail);
  return line;
}

/// Prints one event. For programs the first line says that from now on nothing is missed.
base::Result<> print_event(const Context& context, const exchange::Event& event) {
  boost::system::error_code error;
  const auto value = json::parse(event.data, error);
  if (error || !value.is_object())
    return base::fail(base::Fault::unsupported, "the node sent an event that is no JSON object");
  if (event.name == "following") {
    if (context.json) {
      print(
          fmt::format("{{\"what\":\"following\",\"time\":\"{}\"}}\n", base::format_time(base::system_now())));
    } else {
      context.note("following; Ctrl-C ends");
    }
  } else if (event.name == "happening") {
    print((context.json ? event.data : line_of(value.get_object())) + "\n");
  }
  std::fflush(stdout);
  return {};
}

int follow(Context& context) {
  auto client = context.client();
  if (!client) return context.report(client.error());
  exchange::EventReader reader(most_event_bytes);
  base::Result<> read;
  const auto ended = (*client)->listen({.path = "/v1/exchange/follow"}, [&](std::string_view bytes) {
    read = reader.feed(bytes, [&](const exchange::Event& event) { return print_event(context, event); });
    return read.has_value();
  });
  if (!ended) return context.report(ended.error());
  if (!read) return context.report(read.error());
  context.note("the node ended the stream");
  return unreachable;
}

}  // namespace

void add_follow(CLI::App& program, Context& context) {
  auto* command = program.add_subcommand(
      "follow", "Watch what is released, received and answered, as it happens; Ctrl-C ends");
  add_common(*command, context);
  command->callback([&context] { context.chosen = [&context] { return follow(context); }; });
}

}  // namespace tansiq::cli
