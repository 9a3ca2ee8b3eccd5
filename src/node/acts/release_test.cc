#include "node/acts/release.h"

#include <gmock/gmock.h>

#include "handling/conditions.h"
#include "node/partners/test_release.h"

namespace tansiq::node::acts {
namespace {

using namespace tansiq::node::testing;
using ::testing::HasSubstr;
using ::testing::Not;

/// The envelopes of a kind that a partner gets.
std::vector<exchange::Envelope> got(TestService& from, TestService& to, exchange::Kind kind) {
  std::vector<exchange::Envelope> envelopes;
  for (const auto& text : fetch(from, to, {}).envelopes) {
    auto envelope = exchange::read_envelope(text);
    EXPECT_TRUE(envelope);
    EXPECT_TRUE(exchange::check_content(*envelope));
    if (envelope->body.kind == kind) envelopes.push_back(std::move(*envelope));
  }
  return envelopes;
}

std::string relationship(int number, const std::string& source, const std::string& target) {
  return fmt::format(
      R"({{"type":"relationship","spec_version":"2.1","id":"relationship--00000000-0000-4000-8000-{:012}",)"
      R"("created":"2026-04-01T00:00:00.000Z","modified":"2026-04-01T00:00:00.000Z",)"
      R"("relationship_type":"related-to","source_ref":"{}","target_ref":"{}"}})",
      number, source, target);
}

TEST(Release, GoesToWhoMayHaveItUnderItsConditions) {
  TestCell cell;
  auto& rabat = cell.rabat();
  file(rabat, campaign(1, "one", first_version), handling_for({"madrid", "paris"}));
  const auto done = order(rabat, of({campaign_id(1)}, {"straits"}));
  EXPECT_EQ(done.cell, "straits");
  EXPECT_EQ(done.ordering.records, 1U);
  EXPECT_EQ(done.ordering.tally.released, 2U);
  EXPECT_EQ(done.ordering.tally.withheld, 1U);
  ASSERT_EQ(done.ordering.outcomes.size(), 3U) << "the observer is no recipient";

  for (auto* to : {&cell.paris(), &cell.madrid()}) {
    const auto envelopes = got(rabat, *to, exchange::Kind::record);
    ASSERT_EQ(envelopes.size(), 1U);
    const auto& body = envelopes[0].body;
    EXPECT_EQ(body.originator, rabat.id());
    EXPECT_EQ(body.recipient, to->id());
    EXPECT_EQ(body.cell, cell.cell());
    EXPECT_THAT(envelopes[0].content->copy, HasSubstr(R"("name":"one")"));
    EXPECT_EQ(envelopes[0].content->record->version, first_version);
    const auto conditions = handling::parse_conditions(body.conditions);
    ASSERT_TRUE(conditions);
    EXPECT_EQ(conditions->grade, "B2");
    EXPECT_EQ(conditions->tlp, handling::Tlp::amber);
    EXPECT_EQ(conditions->purpose, "counter-terrorism");
    EXPECT_EQ(conditions->uses, std::vector<std::string>{"intelligence"});
  }
  EXPECT_TRUE(fetch(rabat, cell.brussels(), {}).envelopes.empty());
}

TEST(Release, TellsObserversOnceThatSomethingHappened) {
  TestCell cell;
  auto& rabat = cell.rabat();
  std::string objects;
  for (int i = 1; i <= 500; ++i)
    objects += (i > 1 ? "," : "") + campaign(i, "name" + std::to_string(i), first_version);
  file(rabat, objects, handling_for({"straits"}));
  ReleaseOrder all;
  all.records.all = true;
  all.addressees.to = {"straits"};
  EXPECT_EQ(order(rabat, all).ordering.tally.released, 1500U);
  const auto told = got(rabat, cell.observatory(), exchange::Kind::activity);
  ASSERT_EQ(told.size(), 1U);
  const auto activity = handling::parse_activity(told[0].content->copy);
  ASSERT_TRUE(activity);
  EXPECT_EQ(activity->kind, "release");
  EXPECT_EQ(activity->originator, exchange::to_text(rabat.id()));
  EXPECT_EQ(fetch(rabat, cell.observatory(), {}).envelopes.size(), 1U);

  const auto again = order(rabat, all);
  EXPECT_EQ(again.ordering.tally.released, 0U) << "repeating an order repeats nothing";
  EXPECT_EQ(again.ordering.tally.held, 1500U);
  EXPECT_EQ(fetch(rabat, cell.observatory(), {}).envelopes.size(), 1U) << "nothing released, nothing told";
}

TEST(Release, WhatIsReferredToComesFirst) {
  TestCell cell;
  auto& rabat = cell.rabat();
  // The relationship is filed first; the order still sends both ends before it.
  file(rabat, relationship(1, campaign_id(1), campaign_id(2)), handling_for({"straits"}));
  file(rabat, campaign(2, "two", first_version) + "," + campaign(1, "one", first_version),
       handling_for({"straits"}));
  ReleaseOrder all;
  all.records.all = true;
  all.addressees.to = {"straits"};
  EXPECT_EQ(order(rabat, all).ordering.tally.released, 9U);
  const auto envelopes = got(rabat, cell.paris(), exchange::Kind::record);
  ASSERT_EQ(envelopes.size(), 3U);
  EXPECT_THAT(envelopes[2].content->record->id, HasSubstr("relationship--"));
}

TEST(Release, ARelationshipStaysWhereOneEndStays) {
  TestCell cell;
  auto& rabat = cell.rabat();
  file(rabat, campaign(1, "one", first_version), handling_for({"straits"}));
  file(rabat, campaign(2, "two", first_version), handling_for({"madrid"}));
  file(rabat, relationship(1, campaign_id(1), campaign_id(2)), handling_for({"straits"}));
  ReleaseOrder all;
  all.records.all = true;
  all.addressees.to = {"straits"};
  const auto done = order(rabat, all);
  EXPECT_EQ(got(rabat, cell.madrid(), exchange::Kind::record).size(), 3U);
  EXPECT_EQ(got(rabat, cell.paris(), exchange::Kind::record).size(), 1U);
  for (const auto& text : fetch(rabat, cell.paris(), {}).envelopes) {
    EXPECT_THAT(text, Not(HasSubstr(campaign_id(2))));
    EXPECT_THAT(text, Not(HasSubstr("relationship")));
  }
  EXPECT_EQ(done.ordering.tally.withheld, 4U);
}

TEST(Release, AReferenceToWhatOnlyThePartnerBroughtStaysOpen) {
  TestCell cell;
  auto& rabat = cell.rabat();
  const auto paris = rabat.number_of(cell.paris());
  // Campaign 2 came from Paris; campaign 3 is held from Paris and as an own record as well.
  stix::Reader reader;
  const auto two = *reader.read_object(campaign(2, "two", first_version));
  const auto three = *reader.read_object(campaign(3, "three", first_version));
  rabat.write([&](store::Transaction& transaction, Outgoing&) -> Result<> {
    for (const auto* object : {&two, &three}) {
      const auto added = transaction.add({rabat.test_node().collection(), paris, object, {}}, 1);
      if (!added) return base::fail(added);
    }
    return {};
  });
  file(rabat, campaign(3, "own three", first_version), handling_for({}));
  file(rabat, campaign(1, "one", first_version), handling_for({"straits"}));
  file(rabat, relationship(1, campaign_id(1), campaign_id(2)), handling_for({"straits"}));
  file(rabat, relationship(2, campaign_id(1), campaign_id(3)), handling_for({"straits"}));
  ReleaseOrder all;
  all.records.all = true;
  all.addressees.to = {"paris", "madrid"};
  order(rabat, all);
  EXPECT_EQ(got(rabat, cell.madrid(), exchange::Kind::record).size(), 1U);
  const auto envelopes = got(rabat, cell.paris(), exchange::Kind::record);
  ASSERT_EQ(envelopes.size(), 2U);
  EXPECT_THAT(envelopes[1].content->copy, HasSubstr(campaign_id(2)));
}

TEST(Release, ADryRunSaysTheSameAndSendsNothing) {
  TestCell cell;
  auto& rabat = cell.rabat();
  file(rabat, campaign(1, "one", first_version) + "," + campaign(2, "two", first_version),
       handling_for({"straits"}));
  file(rabat, relationship(1, campaign_id(1), campaign_id(2)), handling_for({"straits"}));
  ReleaseOrder all;
  all.records.all = true;
  all.addressees.to = {"straits"};
  all.dry_run = true;
  const auto rehearsed = order(rabat, all);
  EXPECT_TRUE(fetch(rabat, cell.paris(), {}).envelopes.empty());
  EXPECT_THAT(rabat.test_node().entries().back().act.detail, HasSubstr("dry run"));
  all.dry_run = false;
  const auto done = order(rabat, all);
  EXPECT_EQ(rehearsed.ordering.tally.released, 9U);
  EXPECT_EQ(done.ordering.tally.released, 9U);
}

TEST(Release, CutsWhatTheOfficerLeavesOut) {
  TestCell cell;
  auto& rabat = cell.rabat();
  file(rabat,
       R"({"type":"campaign","spec_version":"2.1","id":"campaign--00000000-0000-4000-8000-000000000001",)"
       R"("created":"2026-04-01T00:00:00.000Z","modified":"2026-04-01T00:00:00.000Z","name":"one",)"
       R"("description":"told by a friend"})",
       handling_for({"madrid"}));
  auto with_cut = of({campaign_id(1)}, {"madrid"});
  with_cut.cut = {"/description"};
  EXPECT_FALSE(order(rabat, with_cut).ordering.outcomes[0].whole);
  const auto envelopes = got(rabat, cell.madrid(), exchange::Kind::record);
  ASSERT_EQ(envelopes.size(), 1U);
  EXPECT_THAT(envelopes[0].content->copy, Not(HasSubstr("friend")));
  const auto second = order(rabat, of({campaign_id(1)}, {"madrid"}));
  EXPECT_EQ(second.ordering.tally.withheld, 1U) << "one version has one byte string for ever";
  EXPECT_THAT(second.ordering.outcomes[0].reasons,
              ::testing::Contains(handling::Because{handling::Reason::needs_new_version, ""}));
}

TEST(Release, KeepsWhatItWasDecidedBy) {
  TestCell cell;
  auto& rabat = cell.rabat();
  file(rabat, campaign(1, "one", first_version), handling_for({"madrid"}));
  order(rabat, of({campaign_id(1)}, {"madrid"}));
  const auto entry = rabat.test_node().entries().back();
  EXPECT_EQ(entry.act.act, "release");
  EXPECT_EQ(entry.act.subject, campaign_id(1));
  const auto inputs = read_release_inputs(entry.act.detail);
  ASSERT_TRUE(inputs) << inputs.error().text();
  EXPECT_EQ(inputs->by, "amina");
  EXPECT_EQ(inputs->cell, cell.cell());
  EXPECT_EQ(inputs->cell_version, 1U);
  EXPECT_EQ(inputs->policy_version, 1);
  EXPECT_EQ(inputs->tally.released, 1U);
  EXPECT_EQ(inputs->purpose.purpose, "counter-terrorism");
  EXPECT_FALSE(inputs->standing);
}

TEST(Release, SaysWhatIsWrongWithAnOrder) {
  TestCell cell;
  auto& rabat = cell.rabat();
  file(rabat, campaign(1, "one", first_version), handling_for({"madrid"}));
  const auto fault_of = [&](const ReleaseOrder& wrong, const Actor& actor) {
    const auto done = release(*rabat, actor, wrong);
    EXPECT_FALSE(done);
    return done ? base::Fault::internal : done.error().fault;
  };
  const auto good = of({campaign_id(1)}, {"madrid"});
  EXPECT_EQ(fault_of(good, officer({Role::analyst})), base::Fault::forbidden);
  auto silent = releasing();
  silent.purpose = {};
  EXPECT_EQ(fault_of(good, silent), base::Fault::invalid);
  EXPECT_EQ(fault_of(of({campaign_id(2)}, {"madrid"}), releasing()), base::Fault::not_found);
  EXPECT_EQ(fault_of(of({campaign_id(1)}, {"atlantis"}), releasing()), base::Fault::not_found);
  EXPECT_EQ(fault_of(of({campaign_id(1)}, {"rabat"}), releasing()), base::Fault::not_found);
  EXPECT_EQ(fault_of(of({campaign_id(1)}, {}), releasing()), base::Fault::invalid);
  EXPECT_EQ(fault_of(of({}, {"madrid"}), releasing()), base::Fault::invalid) << "all must be said";
  auto both = good;
  both.records.types = {"campaign"};
  EXPECT_EQ(fault_of(both, releasing()), base::Fault::invalid);
  auto pointer = good;
  pointer.cut = {"description"};
  EXPECT_EQ(fault_of(pointer, releasing()), base::Fault::invalid);
}

TEST(Release, AnImportIsReleasedByItsEntry) {
  TestCell cell;
  auto& rabat = cell.rabat();
  file(rabat, campaign(1, "one", first_version), handling_for({"straits"}));
  file(rabat, campaign(2, "two", first_version), handling_for({"straits"}));
  ReleaseOrder order_of_import;
  order_of_import.records.imports = {rabat.test_node().entries().back().number};
  order_of_import.addressees.to = {"madrid"};
  EXPECT_EQ(order(rabat, order_of_import).ordering.records, 1U);
  EXPECT_EQ(got(rabat, cell.madrid(), exchange::Kind::record)[0].content->record->id, campaign_id(2));
}

}  // namespace
}  // namespace tansiq::node::acts
