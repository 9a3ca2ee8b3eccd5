#include <gmock/gmock.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "wire/http/http.h"
#include "wire/http/test_client.h"

namespace tansiq::wire::http {
namespace {

using testing::CertificateFolder;
using testing::Client;

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto started = Server::start(folder_.listen(), {}, 2, [](const Request&) {
      return Response{200, {}, "ok"};
    });
    ASSERT_TRUE(started.has_value()) << started.error().text();
    server_ = std::move(*started);
  }
  [[nodiscard]] Client::Options only(int version) const {
    Client::Options options;
    options.least_version = options.most_version = version;
    return options;
  }

  CertificateFolder folder_;
  std::unique_ptr<Server> server_;
};

TEST_F(TlsTest, SpeaksTheTwoVersionsThatAreGood) {
  Client newest(server_->port());
  EXPECT_STREQ(SSL_get_version(newest.ssl()), "TLSv1.3");
  EXPECT_EQ(newest.get("/").status, 200);
  Client older(server_->port(), only(TLS1_2_VERSION));
  EXPECT_STREQ(SSL_get_version(older.ssl()), "TLSv1.2");
  EXPECT_EQ(older.get("/").status, 200);
  EXPECT_FALSE(Client(server_->port(), only(TLS1_1_VERSION)).secured());
  EXPECT_FALSE(Client(server_->port(), only(TLS1_VERSION)).secured());
}

TEST_F(TlsTest, RefusesWeakCiphers) {
  auto options = only(TLS1_2_VERSION);
  for (const char* weak :
       {"ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA", "AES128-GCM-SHA256", "AES128-SHA"}) {
    options.ciphers = weak;
    EXPECT_FALSE(Client(server_->port(), options).secured()) << weak;
  }
  options.ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256";
  EXPECT_TRUE(Client(server_->port(), options).secured());
}

TEST_F(TlsTest, SpeaksHttp11AndNothingElse) {
  Client::Options options;
  options.alpn = {2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  Client both(server_->port(), options);
  ASSERT_TRUE(both.secured());
  const unsigned char* chosen = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(both.ssl(), &chosen, &length);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(chosen), length), "http/1.1");
  options.alpn = {2, 'h', '2'};
  EXPECT_FALSE(Client(server_->port(), options).secured());
}

TEST_F(TlsTest, ResumesASession) {
  for (const int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
    Client first(server_->port(), only(version));
    EXPECT_EQ(first.get("/").status, 200);  // with TLS 1.3 the ticket comes after the handshake
    EXPECT_EQ(SSL_session_reused(first.ssl()), 0);
    SSL_SESSION* session = SSL_get1_session(first.ssl());
    EXPECT_EQ(SSL_SESSION_get_max_early_data(session), 0U) << "early data can be replayed";
    Client second(server_->port(), only(version), session);
    EXPECT_EQ(second.get("/").status, 200);
    EXPECT_EQ(SSL_session_reused(second.ssl()), 1);
    SSL_SESSION_free(session);
  }
  EXPECT_EQ(server_->counts().handshakes_resumed, 2U);
}

TEST_F(TlsTest, TakesANewCertificateWithoutAStop) {
  const CertificateFolder other;
  Client before(server_->port());
  EXPECT_EQ(before.get("/").status, 200);
  ASSERT_TRUE(server_->reload(other.listen()).has_value());
  Client after(server_->port());
  EXPECT_EQ(after.get("/").status, 200);
  X509* old_one = SSL_get1_peer_certificate(before.ssl());
  X509* new_one = SSL_get1_peer_certificate(after.ssl());
  EXPECT_NE(X509_cmp(old_one, new_one), 0);
  X509_free(old_one);
  X509_free(new_one);
  EXPECT_EQ(before.get("/").status, 200);
  Listen broken = other.listen();
  broken.certificate_file = "/nowhere";
  EXPECT_FALSE(server_->reload(broken).has_value());
  EXPECT_EQ(Client(server_->port()).get("/").status, 200);
}

TEST(SelfSigned, NamesItsHostsAndPinsItsKey) {
  const auto made = make_self_signed("node of a test", {"localhost", "127.0.0.1"});
  ASSERT_TRUE(made.has_value());
  BIO* memory = BIO_new_mem_buf(made->certificate_pem.data(), static_cast<int>(made->certificate_pem.size()));
  X509* certificate = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
  ASSERT_NE(certificate, nullptr);
  EXPECT_EQ(X509_check_host(certificate, "localhost", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate, "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_host(certificate, "elsewhere", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_cmp_current_time(X509_get0_notBefore(certificate)), -1);
  EXPECT_EQ(X509_cmp_current_time(X509_get0_notAfter(certificate)), 1);
  EXPECT_EQ(made->pin.size(), 44U);
  X509_free(certificate);
  BIO_free(memory);
  EXPECT_NE(make_self_signed("a", {})->pin, made->pin);
  EXPECT_FALSE(make_self_signed("a", {"two names"}).has_value());
}

}  // namespace
}  // namespace tansiq::wire::http
