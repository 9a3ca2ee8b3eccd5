#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "wire/http/connection.h"

namespace tansiq::wire::http {

namespace {

using asio::ip::tcp;
using base::fail;
using base::Fault;
using std::chrono::milliseconds;
using ErrorCode = boost::system::error_code;

constexpr auto tick = milliseconds(100);
constexpr auto accept_pause = milliseconds(100);  // where the process has no descriptors left
constexpr std::size_t turned_away_at_once = 64;   // told why; further ones are just closed
constexpr std::uint32_t destructor_grace_ms = 10'000;

/// Whom a limit per peer counts together: an IPv4 address, or an IPv6 network of 64 bits.
std::string peer_key(const asio::ip::address& address) {
  if (!address.is_v6()) return address.to_string();
  const auto v6 = address.to_v6();
  if (v6.is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, v6).to_string();
  const auto bytes = v6.to_bytes();
  return {reinterpret_cast<const char*>(bytes.data()), 8};
}

class AsioServer final : public Server {
 public:
  AsioServer(const Limits& limits, Handler handler, Refusal refuse, std::size_t workers)
      : acceptor_(loop_),
        ticker_(loop_),
        shared_{limits,
                std::move(handler),
                std::move(refuse),
                {},
                loop_,
                std::make_unique<Workers>(workers, limits.queued_requests)} {}
  ~AsioServer() override { stop(destructor_grace_ms); }

  Result<> listen(const Listen& listen);

  [[nodiscard]] std::uint16_t port() const override { return port_; }
  [[nodiscard]] Counts counts() const override;
  Result<> reload(const Listen& listen) override;
  void stop(std::uint32_t grace_ms) override;

 private:
  asio::awaitable<void> accept();
  asio::awaitable<void> watch();
  void admit(tcp::socket socket);
  void serve(const std::shared_ptr<Connection>& connection, const std::string& peer);
  void gone(Connection* connection, const std::string& peer);
  void wait_until_empty(milliseconds most);

  // All but what is said below belongs to the loop's thread once it runs.
  asio::io_context loop_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer ticker_;
  bool ticking_ = false;
  SslContext tls_;
  Shared shared_;
  std::unordered_set<Connection*> connections_;
  std::map<std::string, std::size_t> of_peer_;
  std::size_t turned_away_ = 0;
  std::uint16_t port_ = 0;

  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable became_empty_;
  bool empty_ = true;     // guarded by mutex_
  bool stopped_ = false;  // guarded by mutex_
};

Result<> AsioServer::listen(const Listen& listen) {
  auto tls = make_server_context(listen);
  if (!tls) return fail(tls);
  tls_ = std::move(*tls);

  ErrorCode error;
  const auto address = asio::ip::make_address(listen.address, error);
  if (error) return fail(Fault::invalid, "not an IP address to listen on", listen.address);
  const tcp::endpoint endpoint(address, listen.port);
  const std::string place = listen.address + ":" + std::to_string(listen.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return fail(Fault::unavailable, "cannot listen: " + error.message(), place);
  port_ = acceptor_.local_endpoint(error).port();

  asio::co_spawn(loop_, accept(), asio::detached);
  thread_ = std::thread([this] { loop_.run(); });
  return {};
}

Counts AsioServer::counts() const {
  const auto& now = shared_.counts;
  Counts counts;
  counts.connections_open = now.open;
  counts.connections_accepted = now.accepted;
  counts.connections_refused = now.refused_connections;
  counts.handshakes = now.handshakes;
  counts.handshakes_resumed = now.resumed;
  counts.handshakes_failed = now.failed_handshakes;
  counts.requests = now.requests;
  counts.requests_refused = now.refused_requests;
  counts.timeouts = now.timeouts;
  counts.requests_waiting = shared_.workers->waiting();
  counts.buffered_bytes = now.buffered;
  counts.streams_open = now.streams;
  return counts;
}

Result<> AsioServer::reload(const Listen& listen) {
  auto tls = make_server_context(listen);
  if (!tls) return fail(tls);
  asio::post(loop_,
             [this, fresh = std::make_shared<SslContext>(std::move(*tls))] { tls_ = std::move(*fresh); });
  return {};
}

asio::awaitable<void> AsioServer::accept() {
  for (;;) {
    tcp::socket socket(loop_);
    ErrorCode error;
    co_await acceptor_.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
    if (!acceptor_.is_open()) co_return;
    if (!error) {
      admit(std::move(socket));
    } else if (error != asio::error::connection_aborted) {
      asio::steady_timer pause(loop_, accept_pause);
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
  }
}

void AsioServer::admit(tcp::socket socket) {
  ErrorCode error;
  const auto remote = socket.remote_endpoint(error);
  if (!error) socket.non_blocking(true, error);
  if (!error) socket.set_option(tcp::no_delay(true), error);
  if (error) return;
  ++shared_.counts.accepted;

  const std::string peer = peer_key(remote.address());
  const auto held = of_peer_.find(peer);
  std::optional<int> turned_away;
  if (held != of_peer_.end() && held->second >= shared_.limits.connections_per_peer) turned_away = 429;
  if (connections_.size() - turned_away_ >= shared_.limits.connections) turned_away = 503;
  if (turned_away) {
    ++shared_.counts.refused_connections;
    if (turned_away_ >= turned_away_at_once) return;  // closes it
  }
  const auto connection = std::make_shared<Connection>(shared_, std::move(socket), tls_.get(),
                                                       remote.address().to_string(), turned_away);
  serve(connection, turned_away ? std::string() : peer);
}

/// An empty `peer` stands for a connection that is turned away.
void AsioServer::serve(const std::shared_ptr<Connection>& connection, const std::string& peer) {
  connections_.insert(connection.get());
  ++shared_.counts.open;
  if (peer.empty()) {
    ++turned_away_;
  } else {
    ++of_peer_[peer];
  }
  {
    const std::lock_guard lock(mutex_);
    empty_ = false;
  }
  auto gone_after = [this, connection, peer](const std::exception_ptr&) { gone(connection.get(), peer); };
  asio::co_spawn(loop_, Connection::serve(connection), std::move(gone_after));
  if (!ticking_) {
    ticking_ = true;
    asio::co_spawn(loop_, watch(), asio::detached);
  }
}

void AsioServer::gone(Connection* connection, const std::string& peer) {
  connections_.erase(connection);
  --shared_.counts.open;
  if (peer.empty()) {
    --turned_away_;
  } else if (const auto held = of_peer_.find(peer); --held->second == 0) {
    of_peer_.erase(held);
  }
  if (!connections_.empty()) return;
  ticker_.cancel();
  const std::lock_guard lock(mutex_);
  empty_ = true;
  became_empty_.notify_all();
}

/// Ticks while there are connections, so that a node without clients sleeps.
asio::awaitable<void> AsioServer::watch() {
  while (!connections_.empty()) {
    ticker_.expires_after(tick);
    ErrorCode ignored;
    co_await ticker_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    const auto now = std::chrono::steady_clock::now();
    for (Connection* connection : connections_) connection->check(now);
  }
  ticking_ = false;
}

void AsioServer::wait_until_empty(milliseconds most) {
  std::unique_lock lock(mutex_);
  became_empty_.wait_for(lock, most, [this] { return empty_; });
}

void AsioServer::stop(std::uint32_t grace_ms) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    stopped_ = true;
  }
  if (!thread_.joinable()) return;
  asio::post(loop_, [this] {
    ErrorCode ignored;
    shared_.stopping = true;
    acceptor_.close(ignored);
    for (Connection* connection : connections_) connection->end_if_idle();
  });
  wait_until_empty(milliseconds(grace_ms));
  asio::post(loop_, [this] {
    for (Connection* connection : connections_) connection->abort();
  });
  shared_.workers->finish();  // each result that is still due is posted to the loop
  thread_.join();
}

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const Listen& listen, const Limits& limits, std::size_t workers,
                                              Handler handler, Refusal refuse) {
  auto server = std::make_unique<AsioServer>(limits, std::move(handler), std::move(refuse),
                                             std::max<std::size_t>(1, workers));
  if (auto listening = server->listen(listen); !listening) return fail(listening);
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace tansiq::wire::http
