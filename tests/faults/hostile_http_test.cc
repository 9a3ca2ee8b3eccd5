// Clients that break HTTP or keep others waiting: each gets a fitting status or is closed, and nobody else
// notices.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <thread>

#include "faults/ledger.h"
#include "faults/raw_connection.h"
#include "faults/setup.h"

namespace tansiq::faults {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// One node for all tests of this file.
class HostileClient : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = NodeProcess::start(fresh("hostile-http"));
    if (started) node_ = std::move(*started);
  }
  static void TearDownTestSuite() { node_.reset(); }
  void SetUp() override { ASSERT_TRUE(node_) << "the node did not start"; }
  void TearDown() override {
    EXPECT_EQ(trouble_of(access()), "") << "another client is not served any more";
    EXPECT_FALSE(node_->ended(0)) << node_->messages();
  }

  static const Access& access() { return node_->access(); }
  static std::string objects() {
    return access().api_root + "collections/" + access().collection + "/objects/";
  }
  static std::string usual() {
    return host(access()) + authorization(access()) + "Accept: application/taxii+json;version=2.1\r\n";
  }
  static std::string get(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\n" + usual() + "\r\n";
  }
  static std::string post_head(const std::string& length) {
    return "POST " + objects() + " HTTP/1.1\r\n" + usual() +
           "Content-Type: application/taxii+json;version=2.1\r\n" + length;
  }

  /// Sends bytes on a new connection; the answer's status must be one of these, or the connection closed
  /// without one.
  static void expect_refused(const std::string& what, const std::string& bytes,
                             const std::vector<int>& statuses) {
    RawConnection connection(access());
    ASSERT_TRUE(connection.connected()) << what;
    const auto start = Clock::now();
    connection.write(bytes);
    const RawAnswer answer = connection.read(4000, "\r\n\r\n");
    const bool fits = std::find(statuses.begin(), statuses.end(), answer.status) != statuses.end();
    EXPECT_TRUE(fits || (answer.status == 0 && answer.closed))
        << what << ": status " << answer.status << (answer.closed ? ", closed" : ", open") << ", after "
        << seconds_since(start) << " s: " << answer.text.substr(0, 200);
  }

  static std::unique_ptr<NodeProcess> node_;
};

std::unique_ptr<NodeProcess> HostileClient::node_;

TEST_F(HostileClient, WhatIsNoHttpIsRefused) {
  expect_refused("binary", std::string("\x16\x03\x01\x00\xFF\x00\r\n\r\n", 10), {400});
  expect_refused("an empty request line", " \r\n\r\n", {400});
  expect_refused("a bare method", "GET\r\n\r\n", {400});
  expect_refused("HTTP/0.9", "GET /taxii2/\r\n\r\n", {400, 505});
  expect_refused("HTTP/9.9", "GET /taxii2/ HTTP/9.9\r\n" + usual() + "\r\n", {400, 505});
  expect_refused("HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 405, 501, 505});
  expect_refused("a method with a blank in it", "GE T /taxii2/ HTTP/1.1\r\n" + usual() + "\r\n", {400});
  expect_refused("a NUL in the target", std::string("GET /taxii2/\0 HTTP/1.1\r\n", 24) + usual() + "\r\n",
                 {400});
  expect_refused("a NUL in a field",
                 "GET /taxii2/ HTTP/1.1\r\n" + usual() + std::string("X: a\0b\r\n", 8) + "\r\n", {400});
  expect_refused("a blank before the colon", "GET /taxii2/ HTTP/1.1\r\n" + usual() + "X-A : b\r\n\r\n",
                 {400});
  expect_refused("a field without a colon", "GET /taxii2/ HTTP/1.1\r\n" + usual() + "nonsense\r\n\r\n",
                 {400});
  expect_refused("no Host", "GET /taxii2/ HTTP/1.1\r\n" + authorization(access()) + "\r\n", {400});
  expect_refused("two Hosts", "GET /taxii2/ HTTP/1.1\r\n" + usual() + "Host: other\r\n\r\n", {400});
}

TEST_F(HostileClient, BodiesThatCouldBeReadInTwoWaysAreRefused) {
  const std::string body = R"({"objects":[]})";
  expect_refused("a negative length", post_head("Content-Length: -1\r\n\r\n"), {400});
  expect_refused("a length that is no number", post_head("Content-Length: ten\r\n\r\n"), {400});
  expect_refused("two lengths", post_head("Content-Length: 14\r\nContent-Length: 15\r\n\r\n") + body, {400});
  expect_refused("a list of lengths", post_head("Content-Length: 14, 15\r\n\r\n") + body, {400});
  expect_refused("a length and chunks",
                 post_head("Content-Length: 14\r\nTransfer-Encoding: chunked\r\n\r\n") + "0\r\n\r\n", {400});
  expect_refused("an unknown coding", post_head("Transfer-Encoding: xchunked\r\n\r\n") + "0\r\n\r\n",
                 {400, 501});
  expect_refused("chunked, but not last",
                 post_head("Transfer-Encoding: chunked, identity\r\n\r\n") + "0\r\n\r\n", {400, 501});
  expect_refused("a chunk without size",
                 post_head("Transfer-Encoding: chunked\r\n\r\n") + "zz\r\nabc\r\n0\r\n\r\n", {400});
  expect_refused("a chunk of 2^64 bytes",
                 post_head("Transfer-Encoding: chunked\r\n\r\n") + "10000000000000000\r\n", {400, 413});
  expect_refused("a negative chunk",
                 post_head("Transfer-Encoding: chunked\r\n\r\n") + "-1\r\nabc\r\n0\r\n\r\n", {400});
}

TEST_F(HostileClient, OversizedThingsAreRefusedAtOnce) {
  expect_refused("a long target", get("/taxii2/?" + std::string(100'000, 'a')), {414, 431});
  expect_refused("a long field",
                 "GET /taxii2/ HTTP/1.1\r\n" + usual() + "X: " + std::string(100'000, 'a') + "\r\n\r\n",
                 {431});
  std::string many;
  for (int i = 0; i < 2000; ++i) many += "X-" + std::to_string(i) + ": a\r\n";
  expect_refused("many fields", "GET /taxii2/ HTTP/1.1\r\n" + usual() + many + "\r\n", {431});
  expect_refused("a long method", std::string(100'000, 'A') + " /taxii2/ HTTP/1.1\r\n" + usual() + "\r\n",
                 {400, 405, 414, 431, 501});
  expect_refused("a body of 2^63 bytes", post_head("Content-Length: 9223372036854775807\r\n\r\n"), {413});
  expect_refused("a body of 2^70 bytes", post_head("Content-Length: 1180591620717411303424\r\n\r\n"),
                 {400, 413});
}

TEST_F(HostileClient, PathsThatClimbAreRefused) {
  for (const std::string target :
       {"/taxii2/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/taxii2/%2e%2e/x", "//taxii2/",
        "/taxii2/%00", "/%zz", "/%", "/taxii2/%2froot/", "\\taxii2\\", "*"})
    expect_refused(target, get(target), {400, 404, 405});
}

TEST_F(HostileClient, PipelinedRequestsAreAnsweredInOrderAndGarbageEndsThem) {
  std::string fifty;
  for (int i = 0; i < 50; ++i) fifty += get("/taxii2/");
  RawConnection connection(access());
  ASSERT_TRUE(connection.write(fifty + "\x01garbage\r\n\r\n" + get("/taxii2/")));
  const RawAnswer answer = connection.read(5000);
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.closed) << "after garbage nothing on this connection can be trusted";
  EXPECT_GE(answer.answers(), 50);
  EXPECT_LE(answer.answers(), 51) << "what followed the garbage was answered";
}

TEST_F(HostileClient, ARequestInSingleBytesIsServed) {
  RawConnection connection(access());
  for (const char c : get("/taxii2/")) ASSERT_TRUE(connection.write(std::string_view(&c, 1)));
  EXPECT_EQ(connection.read(5000, "\r\n\r\n").status, 200);
}

TEST_F(HostileClient, ClientsThatGoAwayInTheMiddleLeaveNothing) {
  for (int i = 0; i < 100; ++i) {
    RawConnection connection(access());
    connection.write(post_head("Content-Length: 1000\r\n\r\n") + R"({"objects":[)");
    if (i % 2 == 0) connection.finish_writing();
  }
  for (int i = 0; i < 50; ++i) RawConnection(access()).write(get(objects()));  // never reads the answer
  for (int i = 0; i < 50; ++i) RawConnection(access(), false);
}

TEST_F(HostileClient, PlainTextOnTheTlsPortIsClosed) {
  RawConnection connection(access(), false);
  connection.write(get("/taxii2/"));
  EXPECT_TRUE(connection.read(5000).closed);
}

TEST_F(HostileClient, ManyConnectionsOfOnePeerAreBounded) {
  std::vector<RawConnection> crowd;
  int refused = 0;
  for (int i = 0; i < 400; ++i) {
    RawConnection connection(access());
    if (!connection.connected() || !connection.write(get("/taxii2/"))) {
      ++refused;
      continue;
    }
    const RawAnswer answer = connection.read(2000, "\r\n\r\n");
    if (answer.status == 200) {
      crowd.push_back(std::move(connection));
    } else {
      EXPECT_TRUE(answer.status == 429 || answer.status == 503 || answer.closed)
          << answer.text.substr(0, 200);
      ++refused;
    }
  }
  EXPECT_GT(refused, 0) << "400 connections of one peer are kept open";
  EXPECT_GT(crowd.size(), 10U) << "hardly any connections of one peer are taken";
}

/// What slow clients do, each in a thread of its own, while another client measures how it is served.
class SlowClients : public HostileClient {
 protected:
  /// Sends a piece every `pause` until the server ends the connection; the seconds until then.
  static double drip(RawConnection& connection, const std::string& piece, int pause_ms, double most) {
    const auto start = Clock::now();
    while (seconds_since(start) < most) {
      if (!connection.write(piece)) break;
      const RawAnswer answer = connection.read(pause_ms);
      if (answer.closed || answer.status == 408) break;
    }
    return seconds_since(start);
  }
};

TEST_F(SlowClients, AreClosedAndKeepNobodyWaiting) {
  constexpr double most = 60;
  std::atomic<bool> over{false};
  std::atomic<int> slow_answers{0};
  std::atomic<int> asked{0};
  std::thread other([&] {
    const auto options = access().options();
    conformance::Client client(options.url, options.trust, options.login, nullptr);
    while (!over) {
      const auto start = Clock::now();
      const auto answer = client.get("/taxii2/");
      ++asked;
      if (answer.status != 200 || seconds_since(start) > 3) ++slow_answers;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
  std::vector<std::pair<std::string, double>> times(6);
  std::vector<std::thread> clients;
  const auto play = [&](std::size_t place, const std::string& name, auto&& part) {
    clients.emplace_back([&times, place, name, part] { times[place] = {name, part()}; });
  };
  play(0, "a head that never ends", [&] {
    RawConnection connection(access());
    connection.write("GET /taxii2/ HTTP/1.1\r\n");
    return drip(connection, "X: y\r\n", 500, most);
  });
  play(1, "a head of single bytes", [&] {
    RawConnection connection(access());
    return drip(connection, "G", 500, most);
  });
  play(2, "a body that stops", [&] {
    RawConnection connection(access());
    connection.write(post_head("Content-Length: 100000\r\n\r\n") + "{");
    return drip(connection, "", 500, most);
  });
  play(3, "a body of single bytes", [&] {
    RawConnection connection(access());
    connection.write(post_head("Content-Length: 100000\r\n\r\n") + "{");
    return drip(connection, " ", 300, most);
  });
  play(4, "a handshake that never begins", [&] {
    RawConnection connection(access(), false);
    return drip(connection, "", 500, most);
  });
  play(5, "a client that never reads", [&] {
    RawConnection connection(access());
    const auto start = Clock::now();
    while (seconds_since(start) < most && connection.write(get(objects() + "?limit=1000"))) {
    }
    return seconds_since(start);
  });
  for (auto& client : clients) client.join();
  over = true;
  other.join();
  for (const auto& [name, seconds] : times) EXPECT_LT(seconds, most) << name << " is borne for ever";
  EXPECT_EQ(slow_answers, 0) << "of " << asked << " answers to another client";
}

}  // namespace
}  // namespace tansiq::faults
