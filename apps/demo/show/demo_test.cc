#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "child.h"
#include "columns.h"
#include "event.h"
#include "figures.h"
#include "story.h"

namespace tansiq::demo {
namespace {

const std::vector<std::string> cities = {"rabat", "paris"};

Event event(std::size_t city, const char* what, std::uint64_t from, std::uint64_t to, int at_ms) {
  Event made;
  made.city = city;
  made.time = base::Time(std::chrono::milliseconds(at_ms));
  made.what = what;
  made.partner = cities[1 - city];
  made.kind = "record";
  made.from = from;
  made.to = to;
  made.count = to - from + 1;
  return made;
}

TEST(DemoEvent, ReadsWhatFollowPrints) {
  const auto read = read_event(
      1,
      R"({"number":4,"time":"2026-05-01T10:00:00.250000Z","what":"delivered","partner":"paris","kind":"record",)"
      R"("epoch":1,"from":1,"to":12,"count":12,"latency_us":3100,"detail":""})");
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(sentence(*read), "paris holds 12 (no. 1-12), 3.1 ms after the release");
  EXPECT_FALSE(read_event(0, "nonsense"));
  EXPECT_FALSE(read_event(0, R"({"what":"delivered"})"));
}

TEST(DemoFigures, TakesTheTwoSidesInEitherOrder) {
  Figures figures(cities, 0);
  figures.take(event(1, "received", 1, 2, 14));
  figures.take(event(0, "released", 1, 2, 10));
  figures.take(event(0, "released", 3, 3, 20));
  figures.take(event(1, "received", 3, 3, 22));
  EXPECT_FALSE(figures.complete());
  EXPECT_EQ(figures.partner(1).durable->p50, 4);
  EXPECT_EQ(figures.partner(1).durable->p99, 4);
  figures.take(event(0, "delivered", 1, 3, 30));
  figures.take(event(0, "delivered", 2, 3, 30));
  EXPECT_TRUE(figures.complete());
  EXPECT_EQ(figures.releases(), 3U);
  EXPECT_EQ(figures.receipts(), 3U);
  EXPECT_EQ(figures.partner(1).records, 3U);
  EXPECT_NEAR(figures.per_second(), 150, 1e-9);
}

TEST(DemoFigures, AReceiptMayBeToldOfBeforeItsRelease) {
  Figures figures(cities, 0);
  figures.take(event(0, "delivered", 1, 1, 5));
  figures.take(event(0, "released", 1, 1, 5));
  EXPECT_TRUE(figures.complete());
  EXPECT_EQ(figures.receipts(), 1U);
}

TEST(DemoFigures, ReceiptsOfReceiptsDoNotCount) {
  Figures figures(cities, 0);
  auto receipt = event(0, "released", 1, 1, 5);
  receipt.kind = "receipt";
  figures.take(receipt);
  EXPECT_EQ(figures.releases(), 0U);
  EXPECT_TRUE(figures.complete());
}

TEST(DemoColumns, WrapInTheirOwnColumn) {
  EXPECT_EQ(wrapped("one two three", 8), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("unbreakable", 4), (std::vector<std::string>{"unbr", "eaka", "ble"}));
  const Columns columns(cities, 40, false);
  EXPECT_EQ(columns.header(), "rabat               paris\n" + std::string(39, '-') + "\n");
  const std::string indent(20, ' ');
  EXPECT_EQ(columns.row(1, "10:00:00.000", "a record from rabat (no. 1)"),
            indent + "10:00:00.000\n" + indent + "a record from rabat\n" + indent + "(no. 1)\n");
}

TEST(DemoStory, IsAStepALine) {
  const auto steps = read_story(
      "# a comment\n\nrabat | It files a case. | import --source 'a b' x.json\n"
      "paris | It looks. | inbox");
  ASSERT_TRUE(steps) << steps.error().text();
  ASSERT_EQ(steps->size(), 2U);
  EXPECT_EQ(steps->at(0).command, (std::vector<std::string>{"import", "--source", "a b", "x.json"}));
  EXPECT_EQ(steps->at(1).city, "paris");
  EXPECT_EQ(read_story("rabat | no command").error().where, "line 1");
  EXPECT_EQ(read_story("\nrabat | x | import 'open").error().where, "line 2");
}

TEST(DemoChild, GivesOutputAndExitCode) {
  auto child = Child::start({"sh", "-c", "echo $DEMO_WORD; exit 3"}, {"DEMO_WORD=lantern"});
  ASSERT_TRUE(child);
  std::string output;
  EXPECT_EQ(child->finish(output), 3);
  EXPECT_EQ(output, "lantern\n");
  EXPECT_FALSE(Child::start({"no-such-command-here"}, {}));
}

}  // namespace
}  // namespace tansiq::demo
