#include <gmock/gmock.h>

#include "node/acts/erase.h"
#include "node/acts/list_outbox.h"
#include "node/partners/recalling.h"
#include "node/partners/test_release.h"
#include "node/partners/test_traffic.h"

namespace tansiq::node::acts {
namespace {

using namespace tansiq::node::testing;
using exchange::Fate;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* secret = "a name to be found nowhere";

/// What was released and is erased: at the holders as well, and in no file of anybody.
class EraseReleasedTest : public ::testing::Test {
 protected:
  void SetUp() override {
    file(rabat_, campaign(1, secret, first_version), handling_for({"madrid", "paris"}));
    order(rabat_, of({campaign_id(1)}, {"straits"}));
  }

  static Result<Erased> erase_as(TestService& service, const Actor& actor, const std::string& version = {}) {
    Erasure erasure;
    erasure.id = campaign_id(1);
    erasure.reason = "court order 12/2026";
    if (!version.empty())
      erasure.versions = {.first = false, .last = false, .all = false, .exact = {version}};
    return erase(*service, actor, erasure);
  }
  std::vector<Fate> fates() {
    std::vector<Fate> all;
    const auto lines = list_receipts(*rabat_, releasing(), campaign_id(1));
    EXPECT_TRUE(lines) << lines.error().text();
    for (const auto& line : *lines) all.push_back(line.fate);
    return all;
  }
  void expect_in_no_file(TestService& service) {
    EXPECT_EQ(file_holding(service.test_node().folder(), secret), "");
  }

  TestCell cell_;
  TestService& rabat_ = cell_.rabat();
  TestService& paris_ = cell_.paris();
  TestService& madrid_ = cell_.madrid();
};

TEST_F(EraseReleasedTest, ItGoesHereAtOnceAndAtEveryHolder) {
  carry_all(cell_);
  ASSERT_THAT(held_at(paris_), SizeIs(1));
  const auto erased = erase_as(rabat_, releasing());
  ASSERT_TRUE(erased) << erased.error().text();
  EXPECT_EQ(erased->versions, 1U);
  EXPECT_THAT(erased->holders, SizeIs(2));
  EXPECT_EQ(erased->deadline, rabat_->clock() + usual_deadline);
  expect_in_no_file(rabat_);
  EXPECT_THAT(fates(), ElementsAre(Fate::recalled, Fate::recalled));

  carry_all(cell_);
  EXPECT_THAT(held_at(paris_), IsEmpty());
  EXPECT_THAT(held_at(madrid_), IsEmpty());
  expect_in_no_file(paris_);
  expect_in_no_file(madrid_);
  EXPECT_THAT(fates(), ElementsAre(Fate::purged, Fate::purged));
  EXPECT_EQ(erase_as(rabat_, releasing()).error().fault, base::Fault::not_found);
}

TEST_F(EraseReleasedTest, WhoHadNotFetchedItNeverGetsIt) {
  ASSERT_TRUE(erase_as(rabat_, releasing()));
  expect_in_no_file(rabat_);
  carry_all(cell_);
  EXPECT_THAT(held_at(paris_), IsEmpty());
  expect_in_no_file(paris_);
  EXPECT_FALSE(inbox_of(paris_, rabat_).held) << "an envelope whose content is gone is no fault";
  // The pair goes on.
  file(rabat_, campaign(2, "another", first_version), handling_for({"paris"}));
  order(rabat_, of({campaign_id(2)}, {"paris"}));
  carry_all(cell_);
  EXPECT_THAT(held_at(paris_), SizeIs(1));
}

TEST_F(EraseReleasedTest, ASingleVersionGoesAlone) {
  file(rabat_, campaign(1, "the later one", second_version), handling_for({"madrid", "paris"}));
  order(rabat_, of({campaign_id(1)}, {"straits"}));
  carry_all(cell_);
  ASSERT_THAT(held_at(paris_), SizeIs(2));
  const auto erased = erase_as(rabat_, releasing(), first_version);
  ASSERT_TRUE(erased) << erased.error().text();
  carry_all(cell_);
  const auto held = held_at(paris_);
  ASSERT_THAT(held, SizeIs(1));
  EXPECT_EQ(held.begin()->first.second, second_version);
  expect_in_no_file(rabat_);
  expect_in_no_file(paris_);
}

TEST_F(EraseReleasedTest, OnlyAReleasingOfficerMayAndAnAccountNever) {
  carry_all(cell_);
  EXPECT_EQ(erase_as(rabat_, officer({Role::analyst})).error().fault, base::Fault::forbidden);
  EXPECT_EQ(erase_as(rabat_, account(rabat_.test_node().collection(), true, true)).error().fault,
            base::Fault::forbidden);
  carry_all(cell_);
  EXPECT_THAT(held_at(paris_), SizeIs(1)) << "nothing was sent";
}

}  // namespace
}  // namespace tansiq::node::acts
