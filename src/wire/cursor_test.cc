#include "wire/cursor.h"

#include <gmock/gmock.h>

namespace tansiq::wire {
namespace {

const std::string key(32, 'k');
const base::Time some_time{std::chrono::microseconds(1'777'777'777'123'456)};

TEST(Cursors, OpenForWhomTheyWereMade) {
  const Cursors cursors(key);
  const auto cursor = cursors.make(some_time, "caller, query");
  EXPECT_EQ(cursors.open(cursor, "caller, query"), some_time);
  EXPECT_EQ(Cursors(key).open(cursor, "caller, query"), some_time) << "a restart must not break a walk";
  EXPECT_EQ(cursors.make(base::Time(), "x").size(), cursor.size());
}

TEST(Cursors, AreRefusedAlikeForEveryoneElse) {
  const Cursors cursors(key);
  const auto cursor = cursors.make(some_time, "caller, query");
  const auto other_query = cursors.open(cursor, "caller, other query");
  ASSERT_FALSE(other_query.has_value());
  EXPECT_EQ(other_query.error().fault, base::Fault::invalid);
  const auto other_key = Cursors(std::string(32, 'x')).open(cursor, "caller, query");
  ASSERT_FALSE(other_key.has_value());
  EXPECT_EQ(other_key.error(), other_query.error());
  for (const char* nonsense : {"", "x", "%%%%", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
    const auto opened = cursors.open(nonsense, "caller, query");
    ASSERT_FALSE(opened.has_value()) << nonsense;
    EXPECT_EQ(opened.error(), other_query.error());
  }
}

TEST(Cursors, AreRefusedWithAnyBitChanged) {
  const Cursors cursors(key);
  const auto bytes = *base::from_base64url(cursors.make(some_time, "b"));
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string edited = bytes;
    edited[bit / 8] = static_cast<char>(edited[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(cursors.open(base::to_base64url(edited), "b").has_value()) << bit;
  }
}

}  // namespace
}  // namespace tansiq::wire
