#include <algorithm>
#include <atomic>
#include <gmock/gmock.h>
#include <latch>
#include <thread>

#include "wire/http/http.h"
#include "wire/http/test_client.h"

namespace tansiq::wire::http {
namespace {

using namespace std::chrono_literals;
using testing::Answered;
using testing::CertificateFolder;
using testing::Client;
using Clock = std::chrono::steady_clock;

/// Answers with what it was asked; "/large" with many bytes, "/slow" after a while, "/throw" not at all.
Response echo(const Request& request) {
  if (request.path == "/large") return {200, {{"Content-Type", "text/plain"}}, std::string(3'000'000, 'x')};
  if (request.path == "/slow") std::this_thread::sleep_for(300ms);
  if (request.path == "/throw") throw std::runtime_error("secret of " + request.path);
  if (request.path == "/split") return {200, {{"X-Bad", "a\r\nX-Injected: b"}, {"X-Good", "c"}}, "ok"};
  return {200, {{"Content-Type", "text/plain"}}, request.method + " " + request.path + " " + request.body};
}

/// Waits for what the server does after a client has its answer.
template <typename Condition>
bool eventually(Condition holds) {
  const auto begin = Clock::now();
  while (!holds()) {
    if (Clock::now() - begin > 10s) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

class ServerTest : public ::testing::Test {
 protected:
  void start(const Limits& limits = {}, std::size_t workers = 4, Handler handler = echo,
             Refusal refuse = {}) {
    auto started = Server::start(folder_.listen(), limits, workers, std::move(handler), std::move(refuse));
    ASSERT_TRUE(started.has_value()) << started.error().text();
    server_ = std::move(*started);
  }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }

  CertificateFolder folder_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, KeepsAConnectionForManyRequests) {
  start();
  Client client(port());
  ASSERT_TRUE(client.secured());
  for (int i = 0; i < 50; ++i) {
    const Answered got = client.get("/a" + std::to_string(i));
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.body, "GET /a" + std::to_string(i) + " ");
    EXPECT_EQ(got.field("Connection"), "keep-alive");
    EXPECT_EQ(got.field("Date").size(), 29U);
  }
  const auto counts = server_->counts();
  EXPECT_EQ(counts.requests, 50U);
  EXPECT_EQ(counts.handshakes, 1U);
  EXPECT_EQ(counts.connections_open, 1U);
}

TEST_F(ServerTest, AnswersAPipelineInItsOrder) {
  start();
  Client client(port());
  std::string all;
  for (int i = 0; i < 200; ++i) {
    const std::string body = std::to_string(i);
    all += i % 2 ? "GET /" + body + " HTTP/1.1\r\nHost: h\r\n\r\n"
                 : "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
                       "\r\n\r\n" + body;
  }
  client.send(all);
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(client.answer().body,
              i % 2 ? "GET /" + std::to_string(i) + " " : "POST / " + std::to_string(i));
  }
}

TEST_F(ServerTest, TakesBodiesWholeAndInChunks) {
  start();
  Client client(port());
  const std::string large(1'500'000, 'b');
  const Answered got = client.ask("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 1500000\r\n\r\n" + large);
  EXPECT_EQ(got.body, "POST /p " + large);
  EXPECT_EQ(
      client.ask("POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
          .body,
      "POST /p abc");
  EXPECT_TRUE(eventually([this] { return server_->counts().buffered_bytes == 0; }));
}

TEST_F(ServerTest, SendsLargeAnswersAndHeadsWithoutBodies) {
  start();
  Client client(port());
  EXPECT_EQ(client.get("/large").body.size(), 3'000'000U);
  const Answered head = client.ask("HEAD /large HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.field("Content-Length"), "3000000");
  EXPECT_EQ(client.get("/after").body, "GET /after ");
}

TEST_F(ServerTest, AsksForABodyThatWaitsToBeAskedFor) {
  start();
  Client client(port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("abc");
  EXPECT_EQ(client.answer().body, "POST / abc");
}

TEST_F(ServerTest, ClosesWhereTheClientWantsIt) {
  start();
  Client client(port());
  const Answered got = client.get("/", "Connection: close\r\n");
  EXPECT_EQ(got.field("Connection"), "close");
  EXPECT_EQ(client.receive(), "");
  EXPECT_TRUE(client.ended_cleanly()) << "no close_notify";

  Client old(port());
  EXPECT_EQ(old.ask("GET / HTTP/1.0\r\n\r\n").field("Connection"), "close");
  EXPECT_TRUE(old.ends());
}

TEST_F(ServerTest, RefusesGarbageWithAStatusAndCloses) {
  start();
  for (const char* garbage :
       {"\x01\x02\x03\r\n\r\n", "GET / HTTP/1.1\nHost: h\n\n",
        "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
    Client client(port());
    EXPECT_EQ(client.ask(garbage).status, 400) << garbage;
    EXPECT_EQ(client.receive(), "");
    EXPECT_TRUE(client.ended_cleanly());
  }
  Client pipelined(port());
  pipelined.send("GET /one HTTP/1.1\r\nHost: h\r\n\r\n\x7f\x7f\x7f garbage\r\nGET /two HTTP/1.1\r\n\r\n");
  EXPECT_EQ(pipelined.answer().body, "GET /one ");
  EXPECT_EQ(pipelined.answer().status, 400);
  EXPECT_EQ(pipelined.answer().status, 0);
  EXPECT_EQ(server_->counts().requests_refused, 4U);
}

TEST_F(ServerTest, SurvivesThoseWhoSpeakNoTls) {
  start();
  for (int i = 0; i < 5; ++i) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port());
    ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    ASSERT_EQ(::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_GT(::send(descriptor, "GET / HTTP/1.1\r\n\r\n", 18, MSG_NOSIGNAL), 0);
    char byte = 0;
    while (::recv(descriptor, &byte, 1, 0) > 0) {
    }
    ::close(descriptor);
  }
  EXPECT_EQ(Client(port()).get("/").status, 200);
  EXPECT_EQ(server_->counts().handshakes_failed, 5U);
}

TEST_F(ServerTest, RefusesAnOversizedBodyBeforeItComesAndLetsTheClientReadIt) {
  Limits limits;
  limits.body_bytes = 100'000;
  start(limits);
  Client asks_first(port());
  EXPECT_EQ(
      asks_first.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100001\r\nExpect: 100-continue\r\n\r\n")
          .status,
      413);
  Client sends_all(port());
  sends_all.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100001\r\n\r\n");
  ASSERT_TRUE(sends_all.send(std::string(100'001, 'x')));
  const Answered got = sends_all.answer();
  EXPECT_EQ(got.status, 413);
  EXPECT_EQ(got.field("Connection"), "close");
  EXPECT_TRUE(sends_all.ends());
}

TEST_F(ServerTest, TellsTheSlowThatTheyAreSlow) {
  Limits limits;
  limits.head_ms = 700;
  limits.body_idle_ms = 700;
  limits.body_bytes_per_second = 1'000;
  start(limits);

  Client head(port());
  const auto begin = Clock::now();
  head.send("GET / HTTP/1.1\r\n");
  std::thread trickle([&head] {
    for (int i = 0; i < 4; ++i) {
      std::this_thread::sleep_for(100ms);
      head.send("X: a\r\n");
    }
  });
  trickle.join();
  EXPECT_EQ(head.answer().status, 408);
  EXPECT_LT(Clock::now() - begin, 3s);

  Client body(port());
  body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(body.answer().status, 408);

  Client drip(port());  // never idle, but far below the rate
  drip.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
  for (int i = 0; i < 18; ++i) {
    std::this_thread::sleep_for(60ms);
    drip.send("x");
  }
  EXPECT_EQ(drip.answer().status, 408);

  Client silent(port());  // nothing to answer
  EXPECT_EQ(silent.receive(), "");
  EXPECT_GE(server_->counts().timeouts, 4U);
}

TEST_F(ServerTest, ClosesWhoNeverReads) {
  Limits limits;
  limits.write_idle_ms = 300;
  start(limits);
  Client::Options small;
  small.receive_buffer = 4096;
  Client client(port(), small);
  for (int i = 0; i < 8; ++i) client.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(eventually([this] { return server_->counts().connections_open == 0; }));
  EXPECT_EQ(server_->counts().buffered_bytes, 0U);
}

TEST_F(ServerTest, ClosesIdleConnections) {
  Limits limits;
  limits.idle_ms = 200;
  start(limits);
  Client client(port());
  EXPECT_EQ(client.get("/").status, 200);
  EXPECT_EQ(client.receive(), "");
  EXPECT_TRUE(client.ended_cleanly());
}

TEST_F(ServerTest, LimitsConnectionsOfOnePeerAndOfAll) {
  Limits limits;
  limits.connections_per_peer = 3;
  start(limits);
  std::vector<std::unique_ptr<Client>> held;
  for (int i = 0; i < 3; ++i) {
    held.push_back(std::make_unique<Client>(port()));
    EXPECT_EQ(held.back()->get("/").status, 200);
  }
  {
    Client one_too_many(port());
    const Answered got = one_too_many.get("/");
    EXPECT_EQ(got.status, 429);
    EXPECT_FALSE(got.field("Retry-After").empty());
    EXPECT_TRUE(one_too_many.ends());
  }
  held.pop_back();
  EXPECT_TRUE(eventually([this] { return server_->counts().connections_open <= 2; }));
  EXPECT_EQ(Client(port()).get("/").status, 200);

  server_.reset();
  limits.connections_per_peer = 100;
  limits.connections = 2;
  start(limits);
  Client first(port()), second(port());
  EXPECT_EQ(first.get("/").status, 200);
  EXPECT_EQ(second.get("/").status, 200);
  EXPECT_EQ(Client(port()).get("/").status, 503);
  EXPECT_EQ(server_->counts().connections_refused, 1U);
}

TEST_F(ServerTest, SaysBusyWhenItsQueueIsFull) {
  Limits limits;
  limits.queued_requests = 1;
  std::latch release(1);
  std::atomic<int> inside{0};
  start(limits, 1, [&](const Request&) {
    ++inside;
    release.wait();
    return Response{200, {}, "done"};
  });
  Client first(port()), second(port()), third(port());
  first.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n");
  while (inside == 0) std::this_thread::sleep_for(1ms);
  second.send("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
  while (server_->counts().requests_waiting == 0) std::this_thread::sleep_for(1ms);
  const Answered busy = third.get("/3");
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.field("Retry-After"), "1");
  release.count_down();
  EXPECT_EQ(first.answer().status, 200);
  EXPECT_EQ(second.answer().status, 200);
  EXPECT_EQ(third.get("/3").status, 200) << "a refusal for load must not cost the connection";
}

TEST_F(ServerTest, HoldsAtMostSoManyBytesOfBodies) {
  Limits limits;
  limits.buffered_bytes = 100'000;
  start(limits);
  Client hoarder(port());
  hoarder.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n");
  hoarder.send(std::string(150'000, 'x'));
  EXPECT_EQ(hoarder.answer().status, 503);
}

TEST_F(ServerTest, HidesWhatAHandlerThrows) {
  start();
  Client client(port());
  const Answered got = client.get("/throw");
  EXPECT_EQ(got.status, 500);
  EXPECT_EQ(got.body.find("secret"), std::string::npos);
  EXPECT_EQ(client.get("/").status, 200);
}

TEST_F(ServerTest, LetsNoFieldBecomeTwo) {
  start();
  Client client(port());
  const Answered got = client.get("/split");
  EXPECT_EQ(got.field("X-Injected"), "");
  EXPECT_EQ(got.field("X-Good"), "c");
}

TEST_F(ServerTest, RefusesInTheGivenForm) {
  Limits limits;
  limits.body_bytes = 10;
  start(limits, 2, echo, [](int status, std::string_view path, const base::Error& error) {
    return Response{status, {{"Content-Type", "application/x-test"}}, std::string(path) + "|" + error.what};
  });
  Client client(port());
  const Answered got = client.ask("POST /taxii2/x HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n");
  EXPECT_EQ(got.status, 413);
  EXPECT_EQ(got.field("Content-Type"), "application/x-test");
  EXPECT_TRUE(got.body.starts_with("/taxii2/x|"));
}

TEST_F(ServerTest, StopsAfterWhatIsUnderWay) {
  start();
  Client idle(port()), busy(port());
  EXPECT_EQ(idle.get("/").status, 200);
  busy.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
  std::this_thread::sleep_for(100ms);
  const auto begin = Clock::now();
  std::thread stopper([this] { server_->stop(5'000); });
  const Answered got = busy.answer();
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.field("Connection"), "close");
  EXPECT_EQ(idle.receive(), "");
  EXPECT_TRUE(idle.ended_cleanly());
  EXPECT_TRUE(busy.ends());
  stopper.join();
  EXPECT_LT(Clock::now() - begin, 4s);
  EXPECT_FALSE(Client(port()).secured());
}

TEST_F(ServerTest, StopsAtTheEndOfItsPatience) {
  start();
  Client stuck(port());
  stuck.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  std::this_thread::sleep_for(50ms);
  const auto begin = Clock::now();
  server_->stop(200);
  EXPECT_LT(Clock::now() - begin, 2s);
}

TEST_F(ServerTest, ServesManyAtOnce) {
  start({}, 8);
  std::atomic<int> right{0};
  std::vector<std::thread> clients;
  for (int c = 0; c < 16; ++c) {
    clients.emplace_back([&, c] {
      Client client(port());
      for (int i = 0; i < 200; ++i) {
        const std::string path = "/" + std::to_string(c) + "/" + std::to_string(i);
        if (client.get(path).body == "GET " + path + " ") ++right;
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(right, 16 * 200);
}

TEST(Server, SaysWhatIsWrongWithItsSettings) {
  const CertificateFolder folder;
  Listen listen = folder.listen();
  listen.key_file = "/nowhere/node.key";
  auto no_key = Server::start(listen, {}, 1, echo);
  ASSERT_FALSE(no_key.has_value());
  EXPECT_EQ(no_key.error().where, "/nowhere/node.key");
  listen = folder.listen();
  listen.address = "nonsense";
  EXPECT_FALSE(Server::start(listen, {}, 1, echo).has_value());
  listen.address = "127.0.0.1";
  auto first = Server::start(listen, {}, 1, echo);
  ASSERT_TRUE(first.has_value());
  listen.port = (*first)->port();
  auto second = Server::start(listen, {}, 1, echo);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().fault, base::Fault::unavailable);
}

}  // namespace
}  // namespace tansiq::wire::http
