// What the generator sends is what it says: valid STIX, each object new, some 700 bytes; and the medians are
// medians.

#include <gtest/gtest.h>
#include <set>
#include <string>
#include <unistd.h>

#include "load/envelope.h"
#include "load/figures.h"
#include "stix/reader.h"

namespace tansiq::load {
namespace {

TEST(Envelope, HoldsValidObjectsWithNewIds) {
  Envelope envelope(100, 7, 0);
  Envelope other(100, 7, 1);
  stix::Reader reader;
  std::set<std::string> ids;
  for (int round = 0; round < 3; ++round)
    for (auto* maker : {&envelope, &other}) {
      const auto content = reader.read(maker->fresh());
      ASSERT_TRUE(content) << content.error().text();
      EXPECT_TRUE(content->rejected.empty());
      ASSERT_EQ(content->objects.size(), 100U);
      for (const auto& object : content->objects) ids.insert(object.id);
      EXPECT_EQ(content->objects.back().id, maker->last_id());
    }
  EXPECT_EQ(ids.size(), 600U);
}

TEST(Envelope, ObjectsAreOfTheSizeThatThePeersWereMeasuredWith) {
  EXPECT_NEAR(static_cast<double>(Envelope::object_size()), 700, 25);
}

TEST(Figures, QuantilesAreOfTheSamples) {
  std::vector<double> samples = {5, 1, 4, 2, 3};
  EXPECT_EQ(quantile(samples, 0.5), 3);
  EXPECT_EQ(quantile(samples, 0), 1);
  EXPECT_EQ(quantile(samples, 1), 5);
  std::vector<double> none;
  EXPECT_EQ(quantile(none, 0.5), 0);
}

TEST(Figures, ReadsThisProcess) {
  const auto use = use_of(getpid());
  ASSERT_TRUE(use);
  EXPECT_GT(use->resident_mib, 1);
  EXPECT_FALSE(use_of(0));
}

}  // namespace
}  // namespace tansiq::load
