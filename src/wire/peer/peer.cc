#include "wire/peer/peer.h"

#include "wire/peer/followers.h"
#include "wire/peer/serve.h"

namespace tansiq::wire::peer {

using base::fail;
using base::Result;

namespace {

constexpr std::size_t most_body_bytes = 1024;  // no request here has a body

class RunningExchange final : public Exchange {
 public:
  RunningExchange(node::Node& node, const Settings& settings, const http::Listen& officers)
      : node_(node), listen_(officers), router_({make_group(node, settings.heartbeat_ms)}) {
    listen_.address = settings.address;
    listen_.port = settings.port;
    listen_.knows = [&node](const base::Digest& key) { return partner_with(node, key).has_value(); };
  }

  Result<> serve(http::Limits limits, std::size_t workers) {
    limits.body_bytes = most_body_bytes;
    auto handler = [this](const http::Request& request) { return router_.answer(request).response; };
    auto refuse = [this](int status, std::string_view path, const base::Error& error) {
      return router_.refuse(path, status, error);
    };
    auto started = http::Server::start(listen_, limits, workers, handler, refuse);
    if (!started) return fail(started);
    server_ = std::move(*started);
    return {};
  }

  void follow(const Settings& settings, Acts acts) {
    FollowSettings follow{listen_.certificate_file, listen_.key_file, {}, settings.report};
    follow.silence.most = milliseconds(settings.silence_ms);
    followers_ = std::make_unique<Followers>(node_, std::move(acts), std::move(follow));
  }

  [[nodiscard]] std::uint16_t port() const override { return server_->port(); }
  [[nodiscard]] http::Counts counts() const override { return server_->counts(); }
  Result<> reload() override { return server_->reload(listen_); }
  void stop(std::uint32_t grace_ms) override {
    followers_.reset();
    server_->stop(grace_ms);
  }

 private:
  node::Node& node_;
  http::Listen listen_;
  const Router router_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<Followers> followers_;
};

}  // namespace

Result<std::unique_ptr<Exchange>> Exchange::start(node::Node& node, const Settings& settings,
                                                  const http::Listen& officers, const http::Limits& limits,
                                                  Acts acts) {
  auto exchange = std::make_unique<RunningExchange>(node, settings, officers);
  if (auto served = exchange->serve(limits, settings.workers); !served) return fail(served);
  exchange->follow(settings, std::move(acts));
  return std::unique_ptr<Exchange>(std::move(exchange));
}

}  // namespace tansiq::wire::peer
