// Proves that the checks can fail: each one passes on a right server and fails on one that breaks just its
// item.

#include <algorithm>
#include <atomic>
#include <functional>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sstream>
#include <thread>

#include "items.h"
#include "tiny_taxii.h"
#include "tls_probe.h"
#include "walk.h"

namespace tansiq::conformance {
namespace {

Item item(int number) {
  const auto all = all_items();
  return *std::find_if(all.begin(), all.end(),
                       [&](const Item& candidate) { return candidate.number == number; });
}

Line line_against(int number, int broken) {
  const TinyTaxii server(broken);
  Options options = server.options();
  options.api_root = "/api/";
  Suite suite(options);
  EXPECT_EQ(suite.discover(), std::nullopt);
  return run(suite, {item(number)})[0];
}

std::string told(const Line& line) {
  std::ostringstream out;
  print_text(out, "the tiny server", {line});
  return out.str();
}

TEST(List, NumbersEveryItemOnce) {
  const auto all = all_items();
  ASSERT_EQ(all.size(), 86U);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].number, static_cast<int>(i) + 1);
}

class Checks : public ::testing::TestWithParam<int> {};

TEST_P(Checks, PassOnARightServer) {
  const Line line = line_against(GetParam(), 0);
  EXPECT_EQ(line.outcome.verdict(), Verdict::pass) << told(line);
}

TEST_P(Checks, FailOnAServerThatBreaksTheirItem) {
  const Line line = line_against(GetParam(), GetParam());
  EXPECT_EQ(line.outcome.verdict(), Verdict::fail) << told(line);
  EXPECT_FALSE(line.outcome.findings().empty());
}

std::vector<int> items_without_tls() {
  std::vector<int> numbers;
  for (int number = 4; number <= 86; ++number)
    if (number != 19) numbers.push_back(number);  // skipped until client certificates exist
  return numbers;
}

INSTANTIATE_TEST_SUITE_P(Item, Checks, ::testing::ValuesIn(items_without_tls()),
                         ::testing::PrintToStringParamName());

/// A TLS server on the loopback that shakes hands, reads one request and answers "HTTP/1.1 200".
class TinyTls {
 public:
  explicit TinyTls(const std::function<void(SSL_CTX*)>& configure)
      : context_(SSL_CTX_new(TLS_server_method())) {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    SSL_CTX_use_certificate(context_, certificate);
    SSL_CTX_use_PrivateKey(context_, key);
    X509_free(certificate);
    EVP_PKEY_free(key);
    SSL_CTX_set_security_level(context_, 0);
    configure(context_);
    listener_ = BIO_new_accept("127.0.0.1:0");
    BIO_do_accept(listener_);
    url_ = std::string("https://127.0.0.1:") + BIO_get_accept_port(listener_);
    thread_ = std::thread([this] { serve(); });
  }
  ~TinyTls() {
    stopping_ = true;
    BIO* knock = BIO_new_connect(url_.c_str() + std::string_view("https://").size());
    BIO_do_connect(knock);  // wakes the thread, which finds nobody to shake hands with
    BIO_free_all(knock);
    thread_.join();
    BIO_free_all(listener_);
    SSL_CTX_free(context_);
  }
  TinyTls(const TinyTls&) = delete;
  TinyTls& operator=(const TinyTls&) = delete;

  [[nodiscard]] Verdict verdict_of(int number) const {
    Options options;
    options.url = url_;
    Suite suite(options);
    return item(number).check(suite).verdict();
  }

 private:
  void serve() {
    while (!stopping_ && BIO_do_accept(listener_) == 1) {
      SSL* ssl = SSL_new(context_);
      BIO* socket = BIO_pop(listener_);
      SSL_set_bio(ssl, socket, socket);
      answer(ssl);
      SSL_shutdown(ssl);
      SSL_free(ssl);
    }
  }

  static void answer(SSL* ssl) {
    char buffer[4096];
    std::size_t got = 0;
    bool asked = false;
    if (SSL_get_max_early_data(ssl) > 0) {
      int state = SSL_READ_EARLY_DATA_ERROR;
      do {
        state = SSL_read_early_data(ssl, buffer, sizeof buffer, &got);
        asked = asked || got > 0;
      } while (state == SSL_READ_EARLY_DATA_SUCCESS);
    }
    if (SSL_accept(ssl) != 1) return;
    if (!asked && SSL_read(ssl, buffer, sizeof buffer) <= 0) return;
    const std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    SSL_write(ssl, text.data(), static_cast<int>(text.size()));
  }

  SSL_CTX* context_;
  BIO* listener_ = nullptr;
  std::string url_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

TEST(Tls, ARightServerPasses) {
  const TinyTls server([](SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
  });
  for (const int number : {1, 2, 3}) EXPECT_EQ(server.verdict_of(number), Verdict::pass) << number;
}

TEST(Tls, AServerWithoutTls12FailsItem1) {
  const TinyTls server([](SSL_CTX* context) { SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION); });
  EXPECT_EQ(server.verdict_of(1), Verdict::fail);
}

TEST(Tls, AServerThatTakesEarlyDataFailsItem2) {
  const TinyTls server([](SSL_CTX* context) {
    SSL_CTX_set_max_early_data(context, 16384);
    SSL_CTX_set_options(context, SSL_OP_NO_ANTI_REPLAY);
  });
  EXPECT_EQ(server.verdict_of(2), Verdict::fail);
}

TEST(Tls, AServerWithOldCiphersFailsItem3) {
  const TinyTls server([](SSL_CTX* context) { SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0"); });
  EXPECT_EQ(server.verdict_of(3), Verdict::fail);
}

TEST(Walk, FollowsNextAndDatesAndKeepsBytes) {
  const TinyTaxii server(0);
  Options options = server.options();
  Suite suite(options);
  ASSERT_EQ(suite.discover(), std::nullopt);
  Outcome outcome;
  const auto objects = indicators(23);
  ASSERT_TRUE(suite.store(outcome, objects));
  for (const By by : {By::next, By::added_after}) {
    const Walk seen = walk(suite.http(), suite.objects(), {}, by, 5);
    EXPECT_TRUE(seen.finished()) << seen.trouble;
    EXPECT_EQ(seen.keys, keys_of(objects));
    EXPECT_EQ(seen.pages, 5U);
  }
}

TEST(Walk, TellsOfLossAndRepetition) {
  Walk seen;
  seen.keys = {"a 1", "b 1", "a 1"};
  EXPECT_EQ(repeated(seen), std::vector<std::string>{"a 1"});
  EXPECT_EQ(missing(seen, {"a 1", "c 1"}), std::vector<std::string>{"c 1"});
}

TEST(Json, RawElementsAreTheBytesThatCame) {
  const std::string text =
      "{ \"more\" : false, \"objects\" : [ {\"a\": \"]}\\\"\",\r\n \"b\":[1, {}]} ,\n{\"c\":1.50}\n, 7 ], "
      "\"next\":\"x\" }";
  EXPECT_EQ(raw_elements(text, "objects"),
            (std::vector<std::string>{"{\"a\": \"]}\\\"\", \"b\":[1, {}]}", "{\"c\":1.50}", "7"}));
  EXPECT_TRUE(raw_elements("{}", "objects").empty());
  EXPECT_TRUE(raw_elements("{\"objects\":[]}", "objects").empty());
}

TEST(Json, EqualityLooksAtValues) {
  EXPECT_TRUE(equal(*parsed(R"({"a":1,"b":[1.0]})"), *parsed(R"({"b":[1],"a":1e0})")));
  EXPECT_FALSE(equal(*parsed(R"({"a":1})"), *parsed(R"({"a":1,"b":2})")));
  EXPECT_FALSE(equal(*parsed(R"([1,2])"), *parsed(R"([2,1])")));
  EXPECT_FALSE(equal(*parsed(R"(9007199254740993)"), *parsed(R"(9007199254740992)")));
}

TEST(Report, OnlyFailedMustItemsCount) {
  Line line;
  line.number = 85;
  line.level = Level::should;
  line.outcome.expect(false, "a", "b", "c");
  EXPECT_TRUE(conforms({line}));
  line.level = Level::must;
  EXPECT_FALSE(conforms({line}));
  EXPECT_NE(told(line).find("expected  c"), std::string::npos);
}

}  // namespace
}  // namespace tansiq::conformance
