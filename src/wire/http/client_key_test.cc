// Clients that show certificates: known by their public key alone, asked anew in every handshake.

#include <gmock/gmock.h>
#include <mutex>
#include <set>
#include <thread>

#include "wire/http/http.h"
#include "wire/http/test_client.h"

namespace tansiq::wire::http {
namespace {

using namespace std::chrono_literals;
using testing::CertificateFolder;
using testing::Client;

class ClientKeyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Listen listen = folder_.listen();
    listen.knows = [this](const base::Digest& key) {
      const std::lock_guard lock(mutex_);
      ++asked_;
      return known_.contains(key);
    };
    auto started = Server::start(listen, {}, 2, [](const Request& request) {
      return Response{
          200, {}, request.client_key ? base::to_base64(base::view(*request.client_key)) : "none"};
    });
    ASSERT_TRUE(started.has_value()) << started.error().text();
    server_ = std::move(*started);
  }
  void know(const CertificateFolder& client, bool known = true) {
    const std::lock_guard lock(mutex_);
    known ? void(known_.insert(client.key())) : void(known_.erase(client.key()));
  }
  static Client::Options as(const CertificateFolder& client) {
    Client::Options options;
    options.certificate_file = client.listen().certificate_file;
    options.key_file = client.listen().key_file;
    return options;
  }
  /// With TLS 1.3 a client learns of its refusal when it reads.
  [[nodiscard]] bool is_served(const Client::Options& options, SSL_SESSION* session = nullptr) const {
    Client client(server_->port(), options, session);
    return client.secured() && client.get("/").status == 200;
  }

  CertificateFolder folder_;
  std::mutex mutex_;
  std::set<base::Digest> known_;  // guarded by mutex_
  int asked_ = 0;                 // guarded by mutex_
  std::unique_ptr<Server> server_;
};

TEST_F(ClientKeyTest, ServesTheKnownAndTellsWhoTheyAre) {
  const CertificateFolder partner;
  know(partner);
  Client client(server_->port(), as(partner));
  EXPECT_EQ(client.get("/").body, partner.pin());
  EXPECT_EQ(client.get("/").body, partner.pin());
}

TEST_F(ClientKeyTest, RefusesOthersInTheHandshake) {
  const CertificateFolder stranger, partner;
  know(partner);
  EXPECT_FALSE(is_served(as(stranger)));
  EXPECT_FALSE(is_served({})) << "no certificate at all";
  auto old = as(partner);
  old.most_version = TLS1_2_VERSION;
  EXPECT_FALSE(is_served(old));
  EXPECT_EQ(server_->counts().requests, 0U);
  EXPECT_EQ(server_->counts().handshakes, 0U);
}

TEST_F(ClientKeyTest, AKnownCertificateNeedsItsKey) {
  const CertificateFolder partner, thief;
  know(partner);
  auto options = as(partner);
  options.key_file = thief.listen().key_file;
  EXPECT_FALSE(is_served(options));
}

TEST_F(ClientKeyTest, AsksAnewWhereASessionIsResumed) {
  const CertificateFolder partner;
  know(partner);
  Client first(server_->port(), as(partner));
  ASSERT_EQ(first.get("/").status, 200);
  auto session = first.session();
  for (int i = 0; i < 3; ++i) {  // with the ticket that the handshake before brought
    Client again(server_->port(), as(partner), session.get());
    EXPECT_EQ(again.get("/").body, partner.pin()) << "who it is comes with the ticket";
    EXPECT_EQ(SSL_session_reused(again.ssl()), 1);
    session = again.session();
  }
  EXPECT_EQ(server_->counts().handshakes_resumed, 3U);

  know(partner, false);
  EXPECT_FALSE(is_served(as(partner), session.get())) << "a key that is gone came back through a ticket";
  know(partner);
  EXPECT_TRUE(is_served(as(partner), session.get()));
}

TEST_F(ClientKeyTest, ResumingSavesTime) {
  const CertificateFolder partner;
  know(partner);
  const auto median = [](std::vector<double> times) {
    std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
    return times[times.size() / 2];
  };
  std::vector<double> full, resumed;
  for (int i = 0; i < 30; ++i) {
    Client::Session session;
    for (auto* times : {&full, &resumed}) {
      const auto begin = std::chrono::steady_clock::now();
      Client client(server_->port(), as(partner), session.get());
      ASSERT_EQ(client.get("/").status, 200);
      const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
      times->push_back(taken.count());
      session = client.session();
    }
  }
  EXPECT_EQ(server_->counts().handshakes_resumed, 30U);
  RecordProperty("full_ms", std::to_string(median(full)));
  RecordProperty("resumed_ms", std::to_string(median(resumed)));
  std::cout << "connection and request, both ends: full " << median(full) << " ms, resumed "
            << median(resumed) << " ms\n";
}

}  // namespace
}  // namespace tansiq::wire::http
