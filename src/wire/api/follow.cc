// Watching live what happens between this node and its partners, as server-sent events.

#include "node/acts/follow.h"

#include "exchange/sse.h"
#include "node/partners/happenings.h"
#include "wire/api/answer.h"
#include "wire/json_text.h"

namespace tansiq::wire::api {
namespace {

constexpr std::size_t at_once = 500;
constexpr std::uint32_t rest = 15'000;

std::string happening(const node::Happening& what) {
  ObjectText text;
  text.number("number", what.number)
      .text("time", base::format_time(what.time))
      .text("what", name_of(what.what));
  text.text("partner", what.partner);
  if (what.to > 0) {
    text.text("kind", exchange::name_of(what.kind));
    text.number("epoch", what.epoch).number("from", what.from).number("to", what.to);
  }
  if (what.count > 0) text.number("count", what.count);
  if (what.latency.count() > 0) text.number("latency_us", static_cast<std::uint64_t>(what.latency.count()));
  if (!what.detail.empty()) text.text("detail", what.detail);
  return text.done();
}

class Watching final : public http::Stream {
 public:
  Watching(node::Happenings& happenings, std::uint64_t behind) : happenings_(happenings), behind_(behind) {}

  Result<http::Portion> next(bool rested) override {
    http::Portion portion;
    if (!greeted_) {
      // From here on nothing is missed; whoever watches waits for this before doing what they want to see.
      exchange::append_event(portion.bytes, "following", std::nullopt, "{}");
      greeted_ = true;
    }
    const auto found = happenings_.after(behind_, at_once);
    for (const auto& each : found)
      exchange::append_event(portion.bytes, "happening", each.number, happening(each));
    if (!found.empty()) behind_ = found.back().number;
    portion.more = found.size() == at_once;
    if (portion.bytes.empty() && rested) exchange::append_comment(portion.bytes);
    return portion;
  }
  void listen(std::function<void()> wake) override { listening_ = happenings_.listen(std::move(wake)); }
  [[nodiscard]] std::uint32_t rest_ms() const override { return rest; }

 private:
  node::Happenings& happenings_;
  std::uint64_t behind_;
  bool greeted_ = false;
  std::shared_ptr<void> listening_;
};

Result<http::Response> follow(const Context& context, const node::Actor& actor, const Call&) {
  const auto newest = node::acts::follow(context.node, actor);
  if (!newest) return base::fail(newest);
  http::Response response;
  response.fields = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}};
  response.stream = std::make_shared<Watching>(*context.node.happenings, *newest);
  return response;
}

}  // namespace

void add_follow_routes(const Context& context, std::vector<Route>& routes) {
  routes.push_back(
      {"GET",
       "/v1/exchange/follow",
       "follow_exchange",
       "What happens between this node and its partners, live, as server-sent events: `following` once, "
       "then `happening`. Takes a purpose.",
       {},
       {},
       {{200, "a stream that does not end", "Events"}},
       handler(context, follow)});
}

}  // namespace tansiq::wire::api
