#include "wire/wire.h"

#include <atomic>
#include <chrono>

#include "node/acts/status.h"
#include "wire/api/api.h"
#include "wire/caller.h"
#include "wire/metrics.h"
#include "wire/route.h"

namespace tansiq::wire {

namespace {

using base::fail;

http::Response plain(int status, std::string body) {
  return {status,
          {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}},
          std::move(body)};
}

http::Response refused(const base::Error& error) {
  auto response = plain(status_of(error.fault), error.text() + "\n");
  if (response.status == 401) response.fields.emplace_back("WWW-Authenticate", std::string(challenges));
  return response;
}

class NodeServing final : public Serving {
 public:
  NodeServing(node::Node& node, Settings settings, const std::shared_ptr<taxii::Service>& taxii)
      : node_(node), settings_(std::move(settings)), router_(groups(taxii)), metrics_(router_.groups()) {}

  base::Result<> listen() {
    auto handler = [this](const http::Request& request) { return answer(request); };
    auto refuse = [this](int status, std::string_view path, const base::Error& error) {
      return router_.refuse(path, status, error);
    };
    auto started =
        http::Server::start(settings_.listen, settings_.limits, settings_.workers, handler, refuse);
    if (!started) return fail(started);
    server_ = std::move(*started);
    serving_.store(server_.get());
    return {};
  }

  base::Result<> exchange() {
    if (!node_.identity) return {};
    auto started = peer::Exchange::start(node_, settings_.exchange, settings_.listen, settings_.limits,
                                         peer::acts_of(node_));
    if (!started) return fail(started);
    exchange_ = std::move(*started);
    exchanging_.store(exchange_.get());
    return {};
  }

  [[nodiscard]] std::uint16_t port() const override { return server_->port(); }
  [[nodiscard]] std::uint16_t exchange_port() const override { return exchange_ ? exchange_->port() : 0; }
  base::Result<> reload() override {
    if (auto reloaded = server_->reload(settings_.listen); !reloaded || !exchange_) return reloaded;
    return exchange_->reload();
  }
  void stop(std::uint32_t grace_ms) override {
    if (exchange_) exchange_->stop(grace_ms);
    server_->stop(grace_ms);
  }

 private:
  std::vector<Group> groups(const std::shared_ptr<taxii::Service>& taxii) {
    Route health{"GET", "/healthz", "health", "Whether the node can read its store", {}, {}, {}, {}};
    health.answers = {{200, "it can", "text"}, {503, "it cannot", "text"}};
    health.handler = [this](const Call&) { return show_health(); };
    Route figures{"GET", "/metrics", "metrics", "Figures for Prometheus, for officers", {}, {}, {}, {}};
    figures.answers = {
        {200, "figures", "text"}, {401, "credentials are needed", "text"}, {403, "no officer", "text"}};
    figures.handler = [this](const Call& call) { return show_metrics(call); };
    // The handlers of TAXII keep the service alive, and with it the cursors that /v1 shares.
    return {Group{"/", {std::move(health), std::move(figures)}, {}}, taxii::make_group(taxii),
            api::routes(node_, taxii->cursors)};
  }

  http::Response answer(const http::Request& request) {
    const auto begin = std::chrono::steady_clock::now();
    auto outcome = router_.answer(request);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    metrics_.add(outcome.route, outcome.response.status, taken.count());
    return std::move(outcome.response);
  }

  http::Response show_health() const {
    const auto reader = node_.store.read();
    const bool reads = reader && (*reader)->setting("health").has_value();
    return reads ? plain(200, "ok\n") : plain(503, "the store cannot be read\n");
  }

  http::Response show_metrics(const Call& call) {
    const auto actor = caller_of(node_, call.request);
    if (!actor) return refused(actor.error());
    const auto status = node::acts::status(node_, *actor);
    if (!status) return refused(status.error());
    const http::Server* server = serving_.load();
    std::string text = metrics_.text(server ? server->counts() : http::Counts{}, *status);
    if (const peer::Exchange* exchange = exchanging_.load()) text += exchange_figures(exchange->counts());
    http::Response response = plain(200, std::move(text));
    response.fields.front().second = "text/plain; version=0.0.4; charset=utf-8";
    return response;
  }

  node::Node& node_;
  const Settings settings_;
  const Router router_;
  Metrics metrics_;
  std::atomic<const http::Server*> serving_{
      nullptr};  // set after the first requests may already be under way
  std::atomic<const peer::Exchange*> exchanging_{nullptr};
  std::unique_ptr<peer::Exchange> exchange_;
  std::unique_ptr<http::Server> server_;  // destroyed first: its workers use all the rest
};

}  // namespace

base::Result<std::unique_ptr<Serving>> Serving::start(node::Node& node, const Settings& settings) {
  auto taxii = taxii::make_service(node, settings.taxii);
  if (!taxii) return fail(taxii);
  auto serving = std::make_unique<NodeServing>(node, settings, *taxii);
  if (auto listening = serving->listen(); !listening) return fail(listening);
  if (auto exchanging = serving->exchange(); !exchanging) return fail(exchanging);
  return std::unique_ptr<Serving>(std::move(serving));
}

}  // namespace tansiq::wire
