#include "wire/http/read.h"

#include <gmock/gmock.h>
#include <random>

namespace tansiq::wire::http {
namespace {

using State = RequestReader::State;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

/// Feeds all of it, in pieces of at most `piece` bytes, until the first request is decided.
std::size_t feed(RequestReader& reader, std::string_view bytes, std::size_t piece = 1'000'000) {
  std::size_t used = 0;
  while (used < bytes.size() && reader.state() != State::complete && reader.state() != State::refused) {
    used += reader.feed(bytes.substr(used, piece));
  }
  return used;
}

int status_of(std::string_view bytes, const Limits& limits = {}) {
  RequestReader reader(limits);
  feed(reader, bytes);
  if (reader.state() == State::complete) return 200;
  return reader.state() == State::refused ? reader.refusal().status : 0;
}

std::string get(std::string_view target) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\n\r\n";
}

std::string post(std::string_view fields, std::string_view body) {
  return "POST / HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

TEST(RequestReader, ReadsAHeadWithItsQuery) {
  const Limits limits;
  RequestReader reader(limits);
  const std::string text =
      "GET /a%20b/?match%5Bid%5D=x,y&limit=2&limit=3&q=a+b HTTP/1.1\r\nHost: h\r\nAccept:  one \r\naccept: "
      "two\r\n\r\n";
  EXPECT_EQ(feed(reader, text), text.size());
  ASSERT_EQ(reader.state(), State::complete);
  EXPECT_TRUE(reader.head().keep_alive);
  const Request request = reader.take();
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.path, "/a b/");
  EXPECT_THAT(request.query, ElementsAre(Pair("match[id]", "x,y"), Pair("limit", "2"), Pair("limit", "3"),
                                         Pair("q", "a b")));
  EXPECT_EQ(request.field("accept"), "one, two");
  EXPECT_EQ(request.field("absent"), std::nullopt);
  EXPECT_EQ(reader.state(), State::head);
}

TEST(RequestReader, HoweverItIsCut) {
  const std::string text = post("Transfer-Encoding: chunked\r\n",
                                "5;note=x\r\nhello\r\n6 ; a=b\r\n world\r\n0\r\nTrailer: t\r\n\r\n");
  const Limits limits;
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    RequestReader reader(limits);
    EXPECT_EQ(feed(reader, text, piece), text.size());
    ASSERT_EQ(reader.state(), State::complete) << piece;
    EXPECT_EQ(reader.take().body, "hello world");
  }
}

TEST(RequestReader, LeavesTheNextRequestOfAPipeline) {
  const Limits limits;
  RequestReader reader(limits);
  const std::string first = post("Content-Length: 3\r\n", "abc");
  const std::string both = first + get("/next");
  EXPECT_EQ(feed(reader, both), first.size());
  EXPECT_EQ(reader.take().body, "abc");
  feed(reader, std::string_view(both).substr(first.size()));
  ASSERT_EQ(reader.state(), State::complete);
  EXPECT_EQ(reader.take().path, "/next");
}

TEST(RequestReader, StopsBehindAHeadSoThatTheCallerCanAnswerBeforeTheBody) {
  const Limits limits;
  RequestReader reader(limits);
  const std::string head = post("Content-Length: 3\r\nExpect: 100-continue\r\n", "");
  EXPECT_EQ(reader.feed(head + "abc"), head.size());
  EXPECT_EQ(reader.state(), State::body);
  EXPECT_TRUE(reader.head().expects_continue);
}

TEST(RequestReader, TakesTheFormsOfATarget) {
  const Limits limits;
  for (const auto& [target, path, whole] :
       std::vector<std::array<std::string, 3>>{{"https://example.org/a/?b=c", "/a/", "/a/?b=c"},
                                               {"http://example.org", "/", "/"},
                                               {"https://example.org?x=1", "/", "/?x=1"},
                                               {"/%D8%AA", "/\u062a", "/%D8%AA"},
                                               {"*", "*", "*"}}) {
    RequestReader reader(limits);
    feed(reader, get(target));
    ASSERT_EQ(reader.state(), State::complete) << target;
    const auto request = reader.take();
    EXPECT_EQ(request.path, path);
    EXPECT_EQ(request.target, whole);
  }
}

TEST(RequestReader, RefusesTargetsThatCouldBeReadInTwoWays) {
  for (const char* target :
       {"/a%2Fb", "/a/../b", "/a/%2e%2e/b", "/./a", "/a%00", "/a%", "/a%zz", "/a%FF", "/a?b=%C0%80",
        "/a?b=%00", "a", "/a#b", "https:///a", "example.org:443", "/\x80"}) {
    EXPECT_EQ(status_of(get(target)), 400) << target;
  }
  EXPECT_EQ(status_of(get("/" + std::string(9000, 'a'))), 414);
}

TEST(RequestReader, RefusesWhatSmugglersSend) {
  const std::vector<std::string> wrong = {
      post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
      post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"),
      post("Content-Length: 3, 3\r\n", "abc"),
      post("Content-Length: +3\r\n", "abc"),
      post("Content-Length: 0x3\r\n", "abc"),
      post("Content-Length:\r\n", ""),
      post("Content-Length : 3\r\n", "abc"),
      post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
      post("X: a\r\n folded\r\n", ""),
      post("X: a\nY: b\r\n", ""),
      post("X: a\rb\r\n", ""),
      post(std::string("X: a\0b\r\n", 8), ""),
      post("X Y: a\r\n", ""),
      post(": a\r\n", ""),
      post("no colon\r\n", ""),
      post("Host: other\r\n", ""),
      post("Connection: keep-\xb0live\r\n", ""),
      post("Transfer-Encoding: chunked\r\n", "5 \r\nhello\r\n0\r\n\r\n"),
      post("Transfer-Encoding: chunked\r\n", "0x5\r\nhello\r\n0\r\n\r\n"),
      post("Transfer-Encoding: chunked\r\n", "-5\r\nhello\r\n0\r\n\r\n"),
      post("Transfer-Encoding: chunked\r\n", "5\nhello\r\n0\r\n\r\n"),
      post("Transfer-Encoding: chunked\r\n", "5\r\nhelloX\r\n0\r\n\r\n"),
      post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n\r\n"),
      post("Transfer-Encoding: chunked\r\n", "5;" + std::string(300, 'x') + "\r\nhello\r\n0\r\n\r\n"),
      post("Transfer-Encoding: chunked\r\n", "5;a=\"\r\nhello\r\n0\r\n\r\n"),
      post("Transfer-Encoding: chunked\r\n", "0\r\nhello\r\n\r\n"),
      post("Transfer-Encoding: chunked\r\n", "0\r\nContent-Length: 3\r\n\r\n"),
      "GET / HTTP/1.1\nHost: h\n\n",
      "GET  / HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET / HTTP/1.1 \r\nHost: h\r\n\r\n",
      "GET /\r\n\r\n",
      "G{T / HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET / http/1.1\r\nHost: h\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  };
  for (const auto& text : wrong) EXPECT_EQ(status_of(text), 400) << text;
  EXPECT_EQ(status_of(post("Transfer-Encoding: gzip, chunked\r\n", "")), 501);
  EXPECT_EQ(status_of(post("Transfer-Encoding: identity\r\n", "")), 501);
  EXPECT_EQ(status_of(post("Expect: miracles\r\n", "")), 417);
  EXPECT_EQ(status_of("GET / HTTP/2.0\r\nHost: h\r\n\r\n"), 505);
  EXPECT_EQ(status_of("GET / HTTP/1.2\r\nHost: h\r\n\r\n"), 505);
}

TEST(RequestReader, HoldsItsLimits) {
  Limits limits;
  limits.body_bytes = 10;
  EXPECT_EQ(status_of(post("Content-Length: 10\r\n", "0123456789"), limits), 200);
  EXPECT_EQ(status_of(post("Content-Length: 11\r\n", ""), limits), 413);
  EXPECT_EQ(status_of(post("Content-Length: 99999999999999999999999\r\n", ""), limits), 413);
  EXPECT_EQ(status_of(post("Transfer-Encoding: chunked\r\n", "a\r\n0123456789\r\n0\r\n\r\n"), limits), 200);
  EXPECT_EQ(status_of(post("Transfer-Encoding: chunked\r\n", "6\r\n012345\r\n5\r\n"), limits), 413);
  EXPECT_EQ(status_of(post("Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\n"), limits), 413);
  EXPECT_EQ(status_of(post("X: " + std::string(17000, 'a') + "\r\n", "")), 431);
  EXPECT_EQ(status_of(std::string(20000, 'a')), 431);
  std::string many;
  for (int i = 0; i < 101; ++i) many += "X: a\r\n";
  EXPECT_EQ(status_of(post(many, "")), 431);
  EXPECT_EQ(status_of(post("Transfer-Encoding: chunked\r\n", "0\r\nX: " + std::string(17000, 'a'))), 431);
}

TEST(RequestReader, KnowsWhetherTheConnectionGoesOn) {
  const Limits limits;
  const auto keeps = [&limits](const std::string& text) {
    RequestReader reader(limits);
    feed(reader, text);
    EXPECT_EQ(reader.state(), State::complete);
    return reader.head().keep_alive;
  };
  EXPECT_TRUE(keeps("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: h\r\nConnection: TE, Close\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

TEST(RequestReader, TellsThePathOfWhatItRefuses) {
  const Limits limits;
  RequestReader reader(limits);
  feed(reader, "GET /taxii2/?a=%zz HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_EQ(reader.state(), State::refused);
  EXPECT_EQ(reader.refusal().path, "/taxii2/");
  EXPECT_THAT(reader.refusal().error.what, HasSubstr("query"));
}

TEST(RequestReader, SurvivesDamagedRequestsInAnyPieces) {
  std::mt19937 random(20260501);
  const Limits limits;
  const std::string whole = post("Transfer-Encoding: chunked\r\nAccept: a\r\n", "5\r\nhello\r\n0\r\n\r\n");
  for (int round = 0; round < 20'000; ++round) {
    std::string text = whole;
    for (auto damage = random() % 4; damage > 0; --damage) {
      text[random() % text.size()] = static_cast<char>(random() % 256);
    }
    RequestReader at_once(limits), in_pieces(limits);
    const auto used = feed(at_once, text);
    EXPECT_EQ(feed(in_pieces, text, 1 + random() % 7), used);
    ASSERT_EQ(at_once.state(), in_pieces.state()) << text;
    if (at_once.state() == State::complete) {
      const auto one = at_once.take(), other = in_pieces.take();
      EXPECT_EQ(one.body, other.body);
      EXPECT_EQ(one.fields, other.fields);
    }
  }
}

}  // namespace
}  // namespace tansiq::wire::http
