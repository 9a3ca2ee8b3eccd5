// What a partner finds on this node's port, asked by hand.

#include <gmock/gmock.h>

#include "wire/peer/test_peer.h"

namespace tansiq::wire::peer {
namespace {

using http::testing::Client;
using testing::PeerService;
using ::testing::StartsWith;

class ServePeerTest : public ::testing::Test {
 protected:
  /// Rabat serves; Paris is its partner, and here only a key that asks.
  void SetUp() override {
    rabat.start();
    paris.issue("https://127.0.0.1:1", {paris.certificate().key()});
    rabat.meet(paris);
  }
  std::unique_ptr<Client> as_paris() {
    Client::Options options;
    options.certificate_file = paris.certificate().listen().certificate_file;
    options.key_file = paris.certificate().listen().key_file;
    return std::make_unique<Client>(rabat.exchange().port(), options);
  }
  /// The names of the events in some bytes, one after the other.
  static std::string names(std::string_view bytes) {
    std::string all;
    exchange::EventReader reader(1 << 20);
    EXPECT_TRUE(reader.feed(bytes, [&](const exchange::Event& event) -> base::Result<> {
      all += event.name + (event.name == "envelope" ? event.last_id : "") + " ";
      return {};
    }));
    return all;
  }

  PeerService rabat{"rabat", "MA"}, paris{"paris", "FR"};
};

TEST_F(ServePeerTest, GivesPagesOfTheOutbox) {
  rabat.release(paris, 3);
  const auto client = as_paris();
  const auto all = client->get("/exchange/1/page");
  EXPECT_EQ(all.status, 200);
  EXPECT_EQ(all.field("Content-Type"), "text/event-stream");
  EXPECT_EQ(all.field("Cache-Control"), "no-store");
  EXPECT_EQ(names(all.body), "envelope1 envelope2 envelope3 head ");
  EXPECT_EQ(names(client->get("/exchange/1/page?after=2").body), "envelope3 head ");
  EXPECT_EQ(names(client->get("/exchange/1/page?after=3").body), "head ");
  EXPECT_EQ(names(client->get("/exchange/1/page?epoch=77&after=1").body), "head ")
      << "of another epoch: the head alone shows it";
}

TEST_F(ServePeerTest, StreamsFromTheNumberHeld) {
  rabat.release(paris, 3);
  const auto client = as_paris();
  const auto head = client->get("/exchange/1/stream", "Last-Event-ID: 1\r\n");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.field("Content-Type"), "text/event-stream");
  EXPECT_EQ(names(client->chunk()), "envelope2 envelope3 head ");
  rabat.release(paris, 2);
  EXPECT_EQ(names(client->chunk()), "envelope4 envelope5 head ") << "one commit, one write";
  EXPECT_EQ(names(client->chunk()), "head ") << "a heartbeat";
}

TEST_F(ServePeerTest, TellsNewerCards) {
  const auto client = as_paris();
  EXPECT_EQ(names(client->get("/exchange/1/cards").body), "card card ");
  EXPECT_EQ(names(client->get("/exchange/1/cards?after=1").body), "card ");
  EXPECT_EQ(client->get("/exchange/1/cards?after=2").body, "");
  client->get("/exchange/1/stream?card=1");
  EXPECT_EQ(names(client->chunk()), "card head ");
  rabat.issue("https://127.0.0.1:2", {rabat.certificate().key()});
  std::string heard = names(client->chunk());
  while (heard == "head ") heard = names(client->chunk());
  EXPECT_EQ(heard, "card head ");
}

TEST_F(ServePeerTest, RefusesWhatIsNoNumber) {
  const auto client = as_paris();
  for (const char* target : {"/exchange/1/page?after=-1", "/exchange/1/page?after=01",
                             "/exchange/1/page?epoch=x", "/exchange/1/page?after=1&after=2",
                             "/exchange/1/cards?after=", "/exchange/1/stream?epoch=99999999999999999",
                             "/exchange/1/stream?card=a"}) {
    const auto got = client->get(target);
    EXPECT_EQ(got.status, 400) << target;
    EXPECT_THAT(got.field("Content-Type"), StartsWith("text/plain"));
  }
  EXPECT_EQ(client->get("/exchange/1/stream", "Last-Event-ID: abc\r\n").status, 400);
  EXPECT_EQ(client->get("/exchange/1/elsewhere").status, 404);
  EXPECT_EQ(client->get("/v1/records/").status, 404) << "officers have another port";
  EXPECT_EQ(client->ask("POST /exchange/1/page HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").status,
            405);
  EXPECT_EQ(client->ask("POST /exchange/1/page HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\n").status,
            413);
}

TEST_F(ServePeerTest, KnowsNobodyElse) {
  PeerService stranger{"stranger", "XX"};
  Client::Options options;
  options.certificate_file = stranger.certificate().listen().certificate_file;
  options.key_file = stranger.certificate().listen().key_file;
  Client client(rabat.exchange().port(), options);
  EXPECT_EQ(client.get("/exchange/1/page").status, 0);
  EXPECT_EQ(Client(rabat.exchange().port()).get("/exchange/1/page").status, 0);
  EXPECT_EQ(rabat.exchange().counts().requests, 0U);
}

TEST_F(ServePeerTest, GivesEachPartnerItsOwnAndNothingOfOthers) {
  PeerService madrid{"madrid", "ES"};
  madrid.issue("https://127.0.0.1:1", {madrid.certificate().key()});
  const auto before = as_paris()->get("/exchange/1/page");
  rabat.meet(madrid);
  rabat.release(madrid, 5);
  EXPECT_EQ(names(as_paris()->get("/exchange/1/page").body), names(before.body));
}

TEST_F(ServePeerTest, OneStreamAPartnerTheNewestGoesOn) {
  const auto first = as_paris();
  first->get("/exchange/1/stream");
  EXPECT_EQ(names(first->chunk()), "head ");
  const auto second = as_paris();
  second->get("/exchange/1/stream");
  EXPECT_EQ(names(second->chunk()), "head ");
  while (!first->chunk().empty()) {
  }
  EXPECT_TRUE(first->said_end());
  rabat.release(paris, 1);
  std::string heard = names(second->chunk());
  while (heard == "head ") heard = names(second->chunk());
  EXPECT_EQ(heard, "envelope1 head ");
  EXPECT_TRUE(rabat.pair(paris).telling.connected_since) << "the end of the first is not the end of both";
}

TEST_F(ServePeerTest, CutsLargeOutboxesIntoBatches) {
  for (int i = 0; i < 3; ++i) rabat.release(paris, 700);
  const auto client = as_paris();
  client->get("/exchange/1/stream");
  std::size_t envelopes = 0, batches = 0;
  while (envelopes < 2100) {
    const auto heard = names(client->chunk());
    const auto count = static_cast<std::size_t>(std::count(heard.begin(), heard.end(), ' ')) - 1;
    EXPECT_LE(count, 1000U);
    EXPECT_THAT(heard, ::testing::EndsWith(" head "));
    envelopes += count;
    ++batches;
  }
  EXPECT_GE(batches, 3U);
  EXPECT_LE(batches, 9U) << "small ones first, then soon large ones";
}

}  // namespace
}  // namespace tansiq::wire::peer
