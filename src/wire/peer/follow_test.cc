// Two nodes over real sockets: who follows whom, how fast, and what happens when something changes.

#include <algorithm>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "wire/peer/test_peer.h"

namespace tansiq::wire::peer {
namespace {

using testing::eventually;
using testing::PeerService;
using testing::Steady;

class FollowTest : public ::testing::Test {
 protected:
  void start() {
    rabat.start();
    paris.start();
  }
  void meet() {
    rabat.meet(paris);
    paris.meet(rabat);
  }

  PeerService rabat{"rabat", "MA"}, paris{"paris", "FR"};
};

TEST_F(FollowTest, BringsWhatIsReleasedBothWays) {
  start();
  meet();
  rabat.release(paris, 3);
  paris.release(rabat, 2);
  EXPECT_TRUE(paris.waits_for(rabat, 3));
  EXPECT_TRUE(rabat.waits_for(paris, 2));
  rabat.release(paris, 1);
  EXPECT_TRUE(paris.waits_for(rabat, 4));
  EXPECT_TRUE(eventually([&] {
    const auto hearing = paris.pair(rabat).hearing;
    return hearing.connected_since && hearing.number == 4 && hearing.behind() == 0 && hearing.skew;
  }));
  EXPECT_TRUE(paris.pair(rabat).hearing.trouble.empty());
  EXPECT_EQ(rabat.pair(paris).telling.number, 4U);
  EXPECT_EQ(rabat.exchange().counts().streams_open, 1U);
}

TEST_F(FollowTest, IsQuick) {
  start();
  meet();
  rabat.release(paris, 1);
  ASSERT_TRUE(paris.waits_for(rabat, 1));
  std::vector<double> times;
  for (std::uint64_t number = 2; number <= 100; ++number) {
    rabat.release(paris, 1);
    const auto begin = Steady::now();
    while (paris.pair(rabat).hearing.number < number) {
      ASSERT_LT(Steady::now() - begin, milliseconds(10'000));
      std::this_thread::yield();
    }
    times.push_back(std::chrono::duration<double, std::milli>(Steady::now() - begin).count());
  }
  std::sort(times.begin(), times.end());
  std::cout << "from durable here to durable there: p50 " << times[times.size() / 2] << " ms, p90 "
            << times[times.size() * 9 / 10] << " ms\n";
}

TEST_F(FollowTest, CatchesUpAndTakesWhatWaitsTogether) {
  start();
  rabat.meet(paris);
  constexpr int batches = 10, each = 1'000;
  for (int i = 0; i < batches; ++i) rabat.release(paris, each, 700);
  const auto begin = Steady::now();
  paris.meet(rabat);
  ASSERT_TRUE(paris.waits_for(rabat, batches * each));
  const std::chrono::duration<double> taken = Steady::now() - begin;
  std::cout << "caught up with " << batches * each / taken.count() << " releases/s\n";
}

TEST_F(FollowTest, StopsAtOnceAndGoesOnAfterwards) {
  start();
  meet();
  rabat.release(paris, 1);
  ASSERT_TRUE(paris.waits_for(rabat, 1));
  const auto begin = Steady::now();
  paris.stop();
  EXPECT_LT(Steady::now() - begin, milliseconds(3'000));
  rabat.release(paris, 2);
  paris.start();
  EXPECT_TRUE(paris.waits_for(rabat, 3));
}

TEST_F(FollowTest, ComesBackToANodeThatWasAway) {
  start();
  meet();
  rabat.release(paris, 1);
  ASSERT_TRUE(paris.waits_for(rabat, 1));
  rabat.stop();
  EXPECT_TRUE(eventually([&] { return !paris.pair(rabat).hearing.trouble.empty(); }));
  EXPECT_FALSE(paris.pair(rabat).hearing.connected_since);
  rabat.release(paris, 1);
  rabat.start();
  EXPECT_TRUE(paris.waits_for(rabat, 2));
  EXPECT_TRUE(eventually([&] { return paris.pair(rabat).hearing.trouble.empty(); }));
}

TEST_F(FollowTest, ResumesTheTlsSessionWhenItComesBack) {
  paris.settings.silence_ms = 100;
  rabat.settings.heartbeat_ms = 60'000;  // so that paris finds it silent, again and again
  start();
  meet();
  ASSERT_TRUE(eventually([&] { return rabat.exchange().counts().handshakes >= 5; }));
  const auto counts = rabat.exchange().counts();
  EXPECT_EQ(counts.handshakes_resumed, counts.handshakes - 1) << "each but the first";
  EXPECT_GE(paris.reports, 1);
}

TEST_F(FollowTest, GoesWithTheDirectory) {
  start();
  meet();
  rabat.release(paris, 1);
  ASSERT_TRUE(paris.waits_for(rabat, 1));

  // Rabat moves to another port and TLS key: its card says so, on the stream of old.
  PeerService& moving = rabat;
  const auto old_port = moving.settings.port;
  moving.settings.port = 0;
  const auto old_key = moving.certificate().key();
  http::testing::CertificateFolder next;
  moving.issue("https://127.0.0.1:" + std::to_string(old_port), {old_key, next.key()});
  EXPECT_TRUE(eventually([&] { return paris.cards_taken == 1; })) << "told without being asked";
  EXPECT_EQ(paris.service().directory()->find(moving.service().id())->cards->newest().tls.size(), 2U);
  moving.release(paris, 1);
  EXPECT_TRUE(paris.waits_for(moving, 2));
}

TEST_F(FollowTest, AKeyThatIsGoneEndsItsStream) {
  start();
  meet();
  rabat.release(paris, 1);
  ASSERT_TRUE(paris.waits_for(rabat, 1));
  // Paris' newest card names another TLS key; Rabat learns of it from Paris' own stream.
  paris.issue("https://127.0.0.1:" + std::to_string(paris.settings.port),
              {base::sha256("a key that is not used yet")});
  ASSERT_TRUE(eventually([&] { return rabat.cards_taken == 1; }));
  EXPECT_TRUE(eventually([&] { return rabat.exchange().counts().streams_open == 0; }));
  EXPECT_TRUE(eventually([&] {
    return paris.pair(rabat).hearing.trouble.find("refuses this node's TLS key") != std::string::npos;
  })) << paris.pair(rabat).hearing.trouble;
  rabat.release(paris, 1);
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_EQ(paris.held(rabat), 1U);
}

TEST_F(FollowTest, ANodeWithAnotherKeyIsNotSpokenTo) {
  rabat.change_certificate();
  start();
  rabat.issue("https://127.0.0.1:" + std::to_string(rabat.settings.port), {base::sha256("another")});
  meet();
  rabat.release(paris, 1);
  EXPECT_TRUE(eventually([&] {
    return paris.pair(rabat).hearing.trouble.find("a key that its newest card does not name") !=
           std::string::npos;
  })) << paris.pair(rabat).hearing.trouble;
  EXPECT_EQ(paris.held(rabat), 0U);
  EXPECT_EQ(rabat.exchange().counts().requests, 0U) << "nothing was asked of it";
  EXPECT_EQ(paris.reports, 1) << "told once";
}

TEST_F(FollowTest, CarriesOutWhatAFaultAsksFor) {
  std::atomic<int> fault{static_cast<int>(exchange::InboxFault::unknown_key)};
  const auto receive = paris.acts.receive;
  paris.acts.receive = [&, receive](auto partner, auto head,
                                    auto envelopes) -> base::Result<node::acts::Reception> {
    ++paris.receptions;
    if (fault < 0) return receive(partner, head, envelopes);
    node::acts::Reception reception;
    reception.fault = exchange::Finding{
        static_cast<exchange::InboxFault>(fault.load()), 0, fmt::format("fault {}", fault.load()), {}};
    return reception;
  };
  start();
  rabat.meet(paris);
  paris.meet(rabat);
  rabat.issue("https://127.0.0.1:" + std::to_string(rabat.settings.port), {rabat.certificate().key()});
  EXPECT_TRUE(eventually([&] { return paris.cards_taken > 0; }));

  fault = static_cast<int>(exchange::InboxFault::fork);
  EXPECT_TRUE(eventually([&] {
    return paris.pair(rabat).hearing.trouble.find(fmt::format("fault {}", fault.load())) != std::string::npos;
  }));
  std::this_thread::sleep_for(milliseconds(300));
  const int before = paris.receptions;
  std::this_thread::sleep_for(milliseconds(500));
  EXPECT_EQ(paris.receptions, before) << "it waits for an officer";

  fault = -1;
  rabat.release(paris, 1);
  paris.service().put(node::paper::policy, "policy", 1, node::testing::TestCell::policy);  // anything changes
  EXPECT_TRUE(paris.waits_for(rabat, 1)) << "and looks again when papers change";
}

TEST_F(FollowTest, ABusyStoreIsTriedAgain) {
  std::atomic<bool> full{true};
  const auto receive = paris.acts.receive;
  paris.acts.receive = [&, receive](auto partner, auto head,
                                    auto envelopes) -> base::Result<node::acts::Reception> {
    if (full) return base::fail(base::Fault::unavailable, "the disk is full");
    return receive(partner, head, envelopes);
  };
  start();
  meet();
  rabat.release(paris, 5);
  EXPECT_TRUE(eventually([&] { return paris.pair(rabat).hearing.trouble == "the disk is full"; }));
  full = false;
  EXPECT_TRUE(paris.waits_for(rabat, 5));
}

TEST_F(FollowTest, AFaultyPairStopsNoOther) {
  PeerService madrid{"madrid", "ES"};
  start();
  madrid.start();
  meet();
  madrid.meet(paris);
  paris.meet(madrid);
  rabat.stop();
  for (int i = 1; i <= 5; ++i) {
    madrid.release(paris, 1);
    EXPECT_TRUE(paris.waits_for(madrid, static_cast<std::uint64_t>(i)));
  }
}

}  // namespace
}  // namespace tansiq::wire::peer
