#include "wire/peer/incoming.h"

#include <gmock/gmock.h>

namespace tansiq::wire::peer {
namespace {

using ::testing::ElementsAre;

std::string stream(std::initializer_list<std::pair<std::string_view, std::string_view>> events) {
  std::string out;
  for (const auto& [name, data] : events) exchange::append_event(out, name, std::nullopt, data);
  return out;
}

TEST(Incoming, PutsEnvelopesTogetherWithTheirHead) {
  IncomingReader reader;
  const auto bytes = stream({{"envelope", "1"}, {"envelope", "2"}, {"head", "h2"}, {"envelope", "3"}});
  for (const char byte : bytes) ASSERT_TRUE(reader.feed({&byte, 1}));
  const auto batch = reader.take(true);
  ASSERT_TRUE(batch);
  EXPECT_THAT(batch->envelopes, ElementsAre("1", "2"));
  EXPECT_EQ(batch->head, "h2");
  EXPECT_FALSE(reader.take(true)) << "the third has no head yet";
  EXPECT_GT(reader.held_bytes(), 0U);
  ASSERT_TRUE(reader.feed(stream({{"head", "h3"}})));
  EXPECT_EQ(reader.held_bytes(), 0U);
  EXPECT_THAT(reader.take(true)->envelopes, ElementsAre("3"));
}

TEST(Incoming, MakesOneOfBatchesThatWaitOrNot) {
  const auto bytes =
      stream({{"envelope", "1"}, {"head", "h1"}, {"head", "h1 again"}, {"envelope", "2"}, {"head", "h2"}});
  IncomingReader merged;
  ASSERT_TRUE(merged.feed(bytes));
  const auto all = merged.take(true);
  EXPECT_THAT(all->envelopes, ElementsAre("1", "2"));
  EXPECT_EQ(all->head, "h2");
  EXPECT_FALSE(merged.take(true));

  IncomingReader single;
  ASSERT_TRUE(single.feed(bytes));
  EXPECT_EQ(single.take(false)->head, "h1");
  EXPECT_THAT(single.take(false)->envelopes, ElementsAre());
  EXPECT_EQ(single.take(false)->head, "h2");
}

TEST(Incoming, KeepsTheOrderOfCardsAndBatches) {
  IncomingReader reader;
  ASSERT_TRUE(reader.feed(stream({{"envelope", "1"},
                                  {"head", "h1"},
                                  {"card", "c1"},
                                  {"card", "c2"},
                                  {"envelope", "2"},
                                  {"head", "h2"}})));
  EXPECT_EQ(reader.take(true)->head, "h1");
  EXPECT_THAT(reader.take(true)->cards, ElementsAre("c1", "c2"));
  EXPECT_EQ(reader.take(true)->head, "h2");
}

TEST(Incoming, BoundsWhatItMakesOneOf) {
  IncomingReader reader({.merged_envelopes = 3});
  for (int i = 0; i < 4; ++i)
    ASSERT_TRUE(reader.feed(stream({{"envelope", "a"}, {"envelope", "b"}, {"head", "h"}})));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(reader.take(true)->envelopes.size(), 2U);
}

TEST(Incoming, PassesOverWhatItDoesNotKnow) {
  IncomingReader reader;
  ASSERT_TRUE(reader.feed(":comment\n\nretry: 1500\nweather: fine\n\nevent: news\ndata: x\n\n"));
  EXPECT_FALSE(reader.take(true));
  EXPECT_EQ(reader.retry_ms(), 1500U);
}

TEST(Incoming, RefusesWhatNeverEnds) {
  IncomingReader huge({.event_bytes = 1000});
  EXPECT_EQ(huge.feed("data:" + std::string(1000, 'x')).error().fault, base::Fault::too_large);

  IncomingReader many({.batch_envelopes = 2});
  ASSERT_TRUE(many.feed(stream({{"envelope", "1"}, {"envelope", "2"}})));
  EXPECT_FALSE(many.feed(stream({{"envelope", "3"}})));

  IncomingReader large({.batch_bytes = 100});
  EXPECT_FALSE(large.feed(stream({{"envelope", std::string(100, 'x')}})));

  IncomingReader comments({.batch_bytes = 100});
  ASSERT_TRUE(comments.feed(std::string(90, ':') + "\n"));
  EXPECT_FALSE(comments.feed(":more\n\n:more\n\n")) << "comments without end are no heads";
}

}  // namespace
}  // namespace tansiq::wire::peer
