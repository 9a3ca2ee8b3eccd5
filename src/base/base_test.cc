#include "base/base.h"

#include <gtest/gtest.h>

namespace tansiq::base {
namespace {

TEST(Time, ReadsWhatItWrites) {
  for (const char* text : {"1970-01-01T00:00:00.000000Z", "2024-02-29T23:59:59.999999Z",
                           "9999-12-31T00:00:00.000001Z", "0001-01-01T00:00:00.000000Z"}) {
    const auto time = parse_time(text);
    ASSERT_TRUE(time) << time.error().text();
    EXPECT_EQ(format_time(*time), text);
  }
}

TEST(Time, CutsDigitsBeyondTheMicrosecond) {
  EXPECT_EQ(parse_time("2026-05-01T10:00:00.1234567Z"), parse_time("2026-05-01T10:00:00.123456Z"));
  EXPECT_EQ(format_time(*parse_time("2026-05-01T10:00:00.129Z"), 2), "2026-05-01T10:00:00.12Z");
  EXPECT_EQ(format_time(*parse_time("2026-05-01T10:00:00Z"), 0), "2026-05-01T10:00:00Z");
}

TEST(Time, RefusesWhatIsNoTimestamp) {
  for (const char* text :
       {"", "2026-05-01", "2026-05-01T10:00:00", "2026-02-29T10:00:00Z", "2026-13-01T10:00:00Z",
        "2026-05-01T24:00:00Z", "2026-05-01t10:00:00Z", "2026-05-01T10:00:00.Z", "2026-05-01T10:00:00.1x3Z",
        "2026-05-01T10:00:00+00:00", "2026-05-01 10:00:00Z"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

TEST(Ids, RandomUuidsAreVersion4AndDiffer) {
  const auto one = random_uuid();
  EXPECT_TRUE(is_uuid(one));
  EXPECT_EQ(uuid_version(one), 4);
  EXPECT_NE(one, random_uuid());
}

TEST(Ids, NameBasedUuidOfTheStixExample) {
  // RFC 9562 appendix A.4: www.example.com in the DNS namespace.
  EXPECT_EQ(uuid_v5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"),
            "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(Ids, RefusesWhatIsNoUuid) {
  for (const char* text : {"", "2ed6657d-e927-568b-95e1-2665a8aea6a", "2ed6657de927-568b-95e1-2665a8aea6a2-",
                           "zed6657d-e927-568b-95e1-2665a8aea6a2"})
    EXPECT_FALSE(is_uuid(text)) << text;
}

TEST(Bytes, DigestsAgreeWithTheStandard) {
  EXPECT_EQ(to_hex(view(sha256("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("ab", "c"), sha256("abc"));
}

TEST(Bytes, EncodingsReadWhatTheyWrite) {
  for (const std::size_t size : {0, 1, 2, 3, 31, 32, 33}) {
    const auto bytes = random_bytes(size);
    EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
  }
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("0g"));
  EXPECT_FALSE(from_base64("a==="));
}

TEST(Bytes, ComparesInConstantTimeAndWipes) {
  EXPECT_TRUE(equal_in_constant_time("same", "same"));
  EXPECT_FALSE(equal_in_constant_time("same", "sane"));
  EXPECT_FALSE(equal_in_constant_time("same", "longer"));
  std::string secret = "secret";
  wipe(secret);
  EXPECT_TRUE(secret.empty());
}

TEST(Error, TextSaysWhereWhatAndHint) {
  EXPECT_EQ((Error{Fault::invalid, "limit is not a number", "limit", "give 1 to 1000"}).text(),
            "limit: limit is not a number; give 1 to 1000");
  EXPECT_EQ((Error{Fault::internal, "the disk is full", "", ""}).text(), "the disk is full");
}

TEST(Text, KnowsUtf8) {
  for (const char* good : {"", "plain", "h\xc3\xa9", "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf", "\xf0\x9f\x95\x8a"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad :
       {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"})
    EXPECT_FALSE(is_utf8(bad)) << bad;
}

TEST(Text, RefusesWhatWouldNotStandInOneLine) {
  EXPECT_TRUE(check_line("\xd9\x85\xd8\xad\xd9\x85\xd8\xaf case 7/26", 64, "case"));
  EXPECT_EQ(check_line("12345", 4, "case").error().fault, Fault::too_large);
  for (const char* bad : {"two\nlines", "tab\t", "\x7f", "\xc2\x85",
                          "\xe2\x80\xae"
                          "abc",
                          "\xe2\x81\xa6", "\xd8\x9c"}) {
    const auto checked = check_line(bad, 64, "case");
    ASSERT_FALSE(checked) << bad;
    EXPECT_EQ(checked.error().fault, Fault::invalid);
    EXPECT_EQ(checked.error().where, "case");
  }
}

}  // namespace
}  // namespace tansiq::base
