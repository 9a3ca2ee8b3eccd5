#include <atomic>
#include <condition_variable>
#include <gmock/gmock.h>
#include <mutex>
#include <thread>

#include "wire/http/http.h"
#include "wire/http/test_client.h"

namespace tansiq::wire::http {
namespace {

using namespace std::chrono_literals;
using testing::CertificateFolder;
using testing::Client;
using Clock = std::chrono::steady_clock;

template <typename Condition>
bool eventually(Condition holds) {
  const auto begin = Clock::now();
  while (!holds()) {
    if (Clock::now() - begin > 10s) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

/// What all streams of a test share: who can be woken, and what they say.
struct Source {
  using Say = std::function<Result<Portion>(bool rested)>;

  void ring() {
    const std::lock_guard lock(mutex);
    for (const auto& [stream, wake] : wakes) wake();
  }
  [[nodiscard]] std::size_t listening() {
    const std::lock_guard lock(mutex);
    return wakes.size();
  }

  std::mutex mutex;
  std::vector<std::pair<const Stream*, std::function<void()>>> wakes;  // guarded by mutex
  std::atomic<int> alive{0};
  std::uint32_t rest_ms = 60'000;
};

class TestStream final : public Stream {
 public:
  TestStream(Source& source, Source::Say say) : source_(source), say_(std::move(say)) { ++source_.alive; }
  ~TestStream() override {
    const std::lock_guard lock(source_.mutex);
    std::erase_if(source_.wakes, [this](const auto& entry) { return entry.first == this; });
    --source_.alive;
  }
  Result<Portion> next(bool rested) override { return say_(rested); }
  void listen(std::function<void()> wake) override {
    const std::lock_guard lock(source_.mutex);
    source_.wakes.emplace_back(this, std::move(wake));
  }
  [[nodiscard]] std::uint32_t rest_ms() const override { return source_.rest_ms; }

 private:
  Source& source_;
  const Source::Say say_;
};

class StreamTest : public ::testing::Test {
 protected:
  /// Every path but "/plain" is a stream that says what `say` says of it.
  void start(std::function<Source::Say(const std::string& path)> say, const Limits& limits = {},
             std::size_t workers = 4) {
    auto handler = [this, say = std::move(say)](const Request& request) {
      if (request.path == "/plain") return Response{200, {}, "plain"};
      Response response{200, {{"Content-Type", "text/event-stream"}}, {}};
      response.stream = std::make_shared<TestStream>(source_, say(request.path));
      return response;
    };
    auto started = Server::start(folder_.listen(), limits, workers, handler);
    ASSERT_TRUE(started.has_value()) << started.error().text();
    server_ = std::move(*started);
  }
  std::unique_ptr<Client> open(const std::string& path = "/", int receive_buffer = 0) {
    Client::Options options;
    options.receive_buffer = receive_buffer;
    auto client = std::make_unique<Client>(server_->port(), options);
    const auto got = client->get(path);
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.field("Transfer-Encoding"), "chunked");
    EXPECT_EQ(got.field("Content-Length"), "");
    return client;
  }

  CertificateFolder folder_;
  Source source_;
  std::unique_ptr<Server> server_;
};

TEST_F(StreamTest, SaysWhatThereIsWheneverItIsWoken) {
  std::atomic<int> count{0};
  start([&](const std::string&) {
    return [&, said = 0](bool) mutable -> Result<Portion> {
      const int now = count;
      std::string text;
      while (said < now) text += std::to_string(++said) + ",";
      return Portion{std::move(text), false};
    };
  });
  const auto client = open();
  for (int i = 1; i <= 20; ++i) {
    ++count;
    source_.ring();
    EXPECT_EQ(client->chunk(), std::to_string(i) + ",");
  }
  EXPECT_EQ(server_->counts().streams_open, 1U);
}

TEST_F(StreamTest, MakesOneCallOfManyWakes) {
  std::atomic<int> calls{0};
  std::atomic<bool> go{false};
  start([&](const std::string&) {
    return [&](bool) -> Result<Portion> {
      const int call = ++calls;
      while (call == 2 && !go) std::this_thread::sleep_for(1ms);
      return Portion{"call " + std::to_string(call), false};
    };
  });
  const auto client = open();
  EXPECT_EQ(client->chunk(), "call 1");
  source_.ring();
  ASSERT_TRUE(eventually([&] { return calls == 2; }));
  for (int i = 0; i < 100; ++i) source_.ring();
  go = true;
  EXPECT_EQ(client->chunk(), "call 2");
  EXPECT_EQ(client->chunk(), "call 3");
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(calls, 3);
}

TEST_F(StreamTest, LosesNothingInAStormOfWakes) {
  constexpr int most = 20'000;
  std::atomic<int> count{0};
  start([&](const std::string&) {
    return [&, said = 0](bool) mutable -> Result<Portion> {
      const int now = count;
      if (now == said) return Portion{};
      said = now;
      return Portion{std::to_string(now), false};
    };
  });
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 4; ++i) clients.push_back(open());
  ASSERT_TRUE(eventually([&] { return source_.listening() == 4; }));
  std::vector<std::thread> ringers;
  for (int i = 0; i < 2; ++i) {
    ringers.emplace_back([&] {
      for (int j = 0; j < most / 2; ++j) {
        ++count;
        source_.ring();
      }
    });
  }
  std::vector<std::thread> readers;
  for (auto& client : clients) {
    readers.emplace_back([&client] {
      int last = 0;
      while (last < most) {
        const int next = std::atoi(client->chunk().c_str());
        ASSERT_GT(next, last);
        last = next;
      }
    });
  }
  for (auto& thread : ringers) thread.join();
  for (auto& thread : readers) thread.join();
}

TEST_F(StreamTest, CallsAfterARest) {
  source_.rest_ms = 30;
  std::atomic<int> rests{0}, wakes{0};
  start([&](const std::string&) {
    return [&](bool rested) -> Result<Portion> {
      ++(rested ? rests : wakes);
      return Portion{rested ? "rested" : "", false};
    };
  });
  const auto client = open();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client->chunk(), "rested");
  EXPECT_EQ(wakes, 1) << "the first call";
}

TEST_F(StreamTest, GoesOnAtOnceWhileThereIsMoreAndServesOthersMeanwhile) {
  start(
      [](const std::string&) {
        return [said = 0](bool) mutable -> Result<Portion> {
          if (++said > 40) return Portion{};
          return Portion{std::string(1'000'000, 'x'), said < 40};
        };
      },
      {}, 1);
  const auto client = open();
  std::size_t got = 0;
  std::chrono::duration<double> longest{};
  std::thread other([&] {
    Client plain(server_->port());
    for (int i = 0; i < 20; ++i) {
      const auto begin = Clock::now();
      EXPECT_EQ(plain.get("/plain").body, "plain");
      longest = std::max<std::chrono::duration<double>>(longest, Clock::now() - begin);
    }
  });
  while (got < 40'000'000) {
    const auto bytes = client->chunk();
    ASSERT_FALSE(bytes.empty());
    got += bytes.size();
  }
  other.join();
  EXPECT_LT(longest.count(), 2.0);
}

TEST_F(StreamTest, EndsWithItsClient) {
  start([](const std::string&) { return [](bool) -> Result<Portion> { return Portion{}; }; });
  for (const bool speaks : {false, true}) {
    auto client = open();
    ASSERT_TRUE(eventually([&] { return source_.listening() == 1; }));
    if (speaks) {
      client->send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");  // there is nothing to say here
      EXPECT_TRUE(client->ends());
    }
    client.reset();
    EXPECT_TRUE(eventually([&] { return source_.alive == 0; })) << "long before a heartbeat";
    EXPECT_TRUE(eventually([&] { return server_->counts().connections_open == 0; }));
  }
  EXPECT_EQ(server_->counts().streams_open, 0U);
}

TEST_F(StreamTest, AStalledClientCostsOthersNothing) {
  Limits limits;
  limits.write_idle_ms = 1'000;
  std::atomic<int> asked{0}, count{0};
  start(
      [&](const std::string& path) -> Source::Say {
        if (path == "/stall") {
          return [&](bool) -> Result<Portion> {
            ++asked;
            return Portion{std::string(500'000, 'x'), true};
          };
        }
        return [&](bool) -> Result<Portion> { return Portion{std::to_string(count), false}; };
      },
      limits, 2);
  const auto stalled = open("/stall", 4096);
  const auto quick = open("/quick");
  EXPECT_EQ(quick->chunk(), "0");
  ASSERT_TRUE(eventually([&] { return server_->counts().buffered_bytes == 500'000; }));
  std::this_thread::sleep_for(100ms);
  const int before = asked;
  for (int i = 1; i <= 50; ++i) {
    const auto begin = Clock::now();
    count = i;
    source_.ring();
    EXPECT_EQ(quick->chunk(), std::to_string(i));
    EXPECT_LT(Clock::now() - begin, 900ms);
  }
  EXPECT_EQ(asked, before) << "whoever does not read is not asked for more";
  EXPECT_TRUE(eventually([&] { return source_.alive == 1; }));
  EXPECT_EQ(server_->counts().buffered_bytes, 0U);
  EXPECT_EQ(server_->counts().timeouts, 1U);
}

TEST_F(StreamTest, AnErrorEndsIt) {
  start([](const std::string& path) {
    return [path, said = 0](bool) mutable -> Result<Portion> {
      if (said++ == 0) return Portion{"first", true};
      if (path == "/throw") throw std::runtime_error("secret");
      return base::fail(base::Fault::forbidden, "secret");
    };
  });
  for (const char* path : {"/fail", "/throw"}) {
    const auto client = open(path);
    EXPECT_EQ(client->chunk(), "first");
    EXPECT_EQ(client->chunk(), "");
    EXPECT_TRUE(client->said_end());
    EXPECT_EQ(client->receive(), "");
    EXPECT_TRUE(client->ended_cleanly());
  }
  EXPECT_TRUE(eventually([&] { return source_.alive == 0; }));
}

TEST_F(StreamTest, SpeaksToOldClientsAndAnswersHead) {
  start([](const std::string&) {
    return [said = 0](bool) mutable -> Result<Portion> {
      if (said++ == 0) return Portion{"all", true};
      return base::fail(base::Fault::unavailable, "done");
    };
  });
  Client old(server_->port());
  const auto got = old.ask("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.field("Transfer-Encoding"), "");
  EXPECT_EQ(old.receive(), "all");
  EXPECT_EQ(old.receive(), "");
  Client head(server_->port());
  EXPECT_EQ(head.ask("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
  EXPECT_EQ(head.receive(), "");
  EXPECT_TRUE(eventually([&] { return source_.alive == 0; }));
}

TEST_F(StreamTest, WaitsForAFreeWorker) {
  Limits limits;
  limits.queued_requests = 1;
  // Outlives the test's body: the server's worker may still look at it while the server stops.
  struct Gate {
    std::atomic<bool> go{false};
    std::atomic<bool> occupied{false};
  };
  const auto gate = std::make_shared<Gate>();
  // Whatever fails, the worker must come out again.
  const std::unique_ptr<Gate, void (*)(Gate*)> opens(gate.get(), [](Gate* one) { one->go = true; });
  start(
      [gate](const std::string& path) -> Source::Say {
        return [gate, path](bool) -> Result<Portion> {
          if (path == "/slow") gate->occupied = true;
          while (path == "/slow" && !gate->go) std::this_thread::sleep_for(1ms);
          return Portion{path, false};
        };
      },
      limits, 1);
  const auto quick = open("/quick");
  EXPECT_EQ(quick->chunk(), "/quick");
  const auto slow = open("/slow");
  ASSERT_TRUE(eventually([&] { return gate->occupied.load(); }));
  Client waits(server_->port());
  waits.send("GET /plain HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return server_->counts().requests_waiting == 1; }));
  source_.ring();  // there is no room for it
  std::this_thread::sleep_for(50ms);
  gate->go = true;
  EXPECT_EQ(quick->chunk(), "/quick");
  EXPECT_EQ(waits.answer().body, "plain");
}

TEST_F(StreamTest, TheServerStopsWithOpenStreams) {
  std::atomic<bool> ringing{true};
  start([](const std::string& path) {
    return [path](bool) -> Result<Portion> {
      return Portion{path == "/busy" ? std::string(10'000, 'x') : "", path == "/busy"};
    };
  });
  const auto resting = open("/rest");
  const auto busy = open("/busy");
  const auto stalled = open("/busy", 4096);
  std::thread reader([&] {
    while (!busy->chunk().empty()) {
    }
  });
  std::thread ringer([&] {
    while (ringing) source_.ring();
  });
  std::this_thread::sleep_for(100ms);
  const auto begin = Clock::now();
  server_->stop(500);
  EXPECT_LT(Clock::now() - begin, 3s);
  EXPECT_EQ(source_.alive, 0);
  ringing = false;
  ringer.join();
  reader.join();
  EXPECT_TRUE(busy->said_end());
  EXPECT_EQ(resting->chunk(), "");
  EXPECT_TRUE(resting->said_end());
  EXPECT_EQ(resting->receive(), "");
  EXPECT_TRUE(resting->ended_cleanly());
}

}  // namespace
}  // namespace tansiq::wire::http
