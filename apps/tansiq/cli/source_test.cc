#include "cli/source.h"

#include <cstdio>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace tansiq::cli {
namespace {

using ::testing::HasSubstr;

std::string packed(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct Read {
  std::string text;
  std::string error;
};

Read read_all(const std::string& bytes) {
  const std::string file = ::testing::TempDir() + "/tansiq-source-test";
  std::ofstream(file, std::ios::binary) << bytes;
  Read result;
  auto source = Source::open(file);
  if (!source) return {"", source.error().text()};
  for (;;) {
    auto part = (*source)->next();
    if (!part) {
      result.error = part.error().text();
      break;
    }
    if (part->empty()) break;
    result.text += *part;
  }
  std::remove(file.c_str());
  return result;
}

const std::string long_text = [] {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += std::to_string(i * 7919) + "\n";
  return text;
}();

TEST(Source, GivesAFileAsItIs) {
  EXPECT_EQ(read_all(long_text).text, long_text);
  EXPECT_EQ(read_all("").text, "");
  EXPECT_EQ(read_all("\x1f").text, "\x1f");
}

TEST(Source, UnpacksGzipOfSeveralMembers) {
  EXPECT_EQ(read_all(packed(long_text)).text, long_text);
  EXPECT_EQ(read_all(packed("one ") + packed("two ") + packed(long_text)).text, "one two " + long_text);
  EXPECT_EQ(read_all(packed("")).error, "");
}

TEST(Source, TellsCutAndBrokenGzip) {
  const auto whole = packed(long_text);
  const auto cut = read_all(whole.substr(0, whole.size() / 2));
  EXPECT_THAT(cut.error, HasSubstr("ends inside its gzip data"));
  EXPECT_TRUE(long_text.starts_with(cut.text));
  EXPECT_THAT(read_all("\x1f\x8bnonsense, and no gzip at all").error, HasSubstr("broken gzip"));
  EXPECT_THAT(read_all(packed("one") + "trailing rubbish").error, HasSubstr("broken gzip"));
}

TEST(Source, RefusesWhatIsNoFile) {
  EXPECT_EQ(Source::open("/nowhere/at/all").error().fault, base::Fault::not_found);
  EXPECT_EQ(Source::open("/").error().fault, base::Fault::unsupported);
}

}  // namespace
}  // namespace tansiq::cli
