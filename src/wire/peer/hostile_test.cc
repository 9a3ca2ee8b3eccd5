// Bad lines, and partners that lie in the transport: what they send is bounded, told, and costs no other.

#include <cstdlib>
#include <gmock/gmock.h>

#include "wire/peer/test_peer.h"
#include "wire/peer/test_proxy.h"

namespace tansiq::wire::peer {
namespace {

using testing::eventually;
using testing::FaultyProxy;
using testing::PeerService;

std::uint32_t seed() {
  const char* given = std::getenv("TANSIQ_SEED");  // NOLINT(concurrency-mt-unsafe)
  return given ? static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10)) : 1;
}

/// Rabat behind a proxy.
class BadLineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    rabat.start();
    proxy = std::make_unique<FaultyProxy>(rabat.exchange().port(), seed());
    rabat.issue("https://127.0.0.1:" + std::to_string(proxy->port()), {rabat.certificate().key()});
    paris.settings.silence_ms = 1'000;
    paris.start();
  }
  void meet() {
    rabat.meet(paris);
    paris.meet(rabat);
  }

  PeerService rabat{"rabat", "MA"}, paris{"paris", "FR"};
  std::unique_ptr<FaultyProxy> proxy;
};

TEST_F(BadLineTest, BringsEachOnceInOrderOverALineThatIsCutAgainAndAgain) {
  std::atomic<std::uint64_t> taken{0};
  const auto receive = paris.acts.receive;
  proxy->cut_after = 60'000;
  paris.stop();
  paris.acts.receive = [&, receive](auto partner, auto head, auto envelopes) {
    auto reception = receive(partner, head, envelopes);
    if (reception) taken += reception->taken;
    return reception;
  };
  paris.start();
  meet();
  for (int i = 0; i < 40; ++i) {
    rabat.release(paris, 5, 500);
    std::this_thread::sleep_for(milliseconds(5));
  }
  EXPECT_TRUE(paris.waits_for(rabat, 200)) << paris.held(rabat);
  EXPECT_TRUE(eventually([&] { return taken >= 200; }));  // it is durable before receive() returns
  EXPECT_EQ(taken, 200U) << "each once";
  EXPECT_GT(proxy->cuts, 0);
}

TEST_F(BadLineTest, GoesOnOverASlowLine) {
  proxy->delay_ms = 20;
  meet();
  for (int i = 0; i < 10; ++i) rabat.release(paris, 3);
  EXPECT_TRUE(paris.waits_for(rabat, 30));
}

/// A partner whose cards and keys are good and whose stream is whatever the test says.
class LiarTest : public ::testing::Test {
 protected:
  class Lies final : public http::Stream {
   public:
    Lies(std::function<base::Result<http::Portion>()> say, std::uint32_t rest_ms)
        : say_(std::move(say)), rest_ms_(rest_ms) {}
    base::Result<http::Portion> next(bool) override { return say_(); }
    void listen(std::function<void()>) override {}
    [[nodiscard]] std::uint32_t rest_ms() const override { return rest_ms_; }

   private:
    std::function<base::Result<http::Portion>()> say_;
    std::uint32_t rest_ms_;
  };

  void start(http::Handler handler) {
    auto listen = liar.certificate().listen();
    listen.knows = [](const base::Digest&) { return true; };
    auto started = http::Server::start(listen, {}, 2, std::move(handler));
    ASSERT_TRUE(started);
    server = std::move(*started);
    liar.issue("https://127.0.0.1:" + std::to_string(server->port()), {liar.certificate().key()});
    paris.settings.silence_ms = 500;
    honest.start();
    paris.start();
    honest.meet(paris);
    paris.meet(honest);
    liar.meet(paris);  // so that it can sign heads to Paris
    paris.meet(liar);
  }
  void start_saying(std::function<base::Result<http::Portion>()> say, std::uint32_t rest_ms = 20) {
    start([this, say = std::move(say), rest_ms](const http::Request&) {
      ++streams;
      http::Response response{200, {{"Content-Type", "text/event-stream"}}, {}};
      response.stream = std::make_shared<Lies>(say, rest_ms);
      return response;
    });
  }
  [[nodiscard]] std::string trouble() { return paris.pair(liar).hearing.trouble; }
  bool is_told(const std::string& words) {
    return eventually([&] { return trouble().find(words) != std::string::npos; });
  }
  /// The other pair goes on all the while.
  void honest_goes_on() {
    honest.release(paris, 1);
    EXPECT_TRUE(paris.waits_for(honest, ++released));
    EXPECT_EQ(paris.held(liar), 0U);
  }
  /// A true head of the liar's outbox to Paris, as an event.
  std::string head() {
    return node::next_batch(*liar.service(), liar.service().number_of(paris.service()), {})->events;
  }

  PeerService liar{"liar", "XX"}, honest{"honest", "MA"}, paris{"paris", "FR"};
  std::unique_ptr<http::Server> server;
  std::atomic<int> streams{0};
  std::uint64_t released = 0;
};

TEST_F(LiarTest, AnEventWithoutAnEnd) {
  start_saying([] { return http::Portion{"data:" + std::string(4'000'000, 'x'), true}; });
  EXPECT_TRUE(is_told("too large")) << trouble();
  honest_goes_on();
}

TEST_F(LiarTest, EnvelopesWithoutAHead) {
  std::string events;
  for (int i = 0; i < 1'000; ++i) exchange::append_event(events, "envelope", i + 1, "{}");
  start_saying([events] { return http::Portion{events, true}; });
  EXPECT_TRUE(is_told("no head covers")) << trouble();
  honest_goes_on();
}

TEST_F(LiarTest, Garbage) {
  start_saying([] { return http::Portion{base::random_bytes(1'000), false}; });
  EXPECT_TRUE(is_told("says nothing")) << trouble();
  honest_goes_on();
}

TEST_F(LiarTest, AHeadThatIsNone) {
  start_saying([] { return http::Portion{"event:head\ndata:{\"body\":7}\n\n", false}; });
  EXPECT_TRUE(eventually([&] { return !trouble().empty(); }));
  honest_goes_on();
}

TEST_F(LiarTest, HeartbeatsWithoutEnd) {
  start_saying([this] { return http::Portion{head(), true}; });
  EXPECT_TRUE(is_told("heads that bring nothing")) << trouble();
  honest_goes_on();
}

TEST_F(LiarTest, AByteNowAndThen) {
  start_saying([] { return http::Portion{"d", false}; });
  EXPECT_TRUE(is_told("says nothing")) << trouble();
  honest_goes_on();
}

TEST_F(LiarTest, OneWhoHangsUpIsNotCalledWithoutPause) {
  start_saying([]() -> base::Result<http::Portion> { return base::fail(base::Fault::internal, "no"); });
  EXPECT_TRUE(is_told("ended the stream")) << trouble();
  std::this_thread::sleep_for(milliseconds(2'000));
  EXPECT_LT(streams, 12) << "the pauses double";
  honest_goes_on();
}

TEST_F(LiarTest, OtherStatusesAndTheirPauses) {
  std::atomic<int> status{404};
  start([&](const http::Request&) {
    ++streams;
    return http::Response{status, {{"Retry-After", "3600"}}, "not here"};
  });
  EXPECT_TRUE(is_told("status 404")) << trouble();
  EXPECT_EQ(streams, 1) << "it asked for an hour";
  honest_goes_on();
}

TEST_F(LiarTest, CardsWithoutEnd) {
  std::string cards;
  for (int i = 0; i < 2'000; ++i) exchange::append_event(cards, "card", std::nullopt, "{}");
  start_saying([cards] { return http::Portion{cards, true}; });
  EXPECT_TRUE(eventually([&] { return !trouble().empty(); })) << trouble();
  honest_goes_on();
}

}  // namespace
}  // namespace tansiq::wire::peer
