#include "node/partners/readers.h"

#include <gmock/gmock.h>

#include "node/acts/add_account.h"
#include "node/acts/add_reader.h"
#include "node/acts/adopt.h"
#include "node/acts/change_reader.h"
#include "node/acts/consult.h"
#include "node/acts/erase.h"
#include "node/acts/grant.h"
#include "node/acts/list_collections.h"
#include "node/acts/list_readers.h"
#include "node/acts/list_submissions.h"
#include "node/acts/publish.h"
#include "node/acts/submit.h"
#include "node/partners/recalling.h"
#include "node/partners/test_cell.h"

namespace tansiq::node {
namespace {

using namespace tansiq::node::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const Actor administrator = officer({Role::administrator});
const Actor analyst = officer({Role::analyst});

constexpr const char* conditions =
    R"({"grade":"B2","onward":"none","purpose":"counter-terrorism","tlp":"amber","uses":["intelligence"]})";

/// A service with one TAXII reader.
class Readers : public ::testing::Test {
 protected:
  Readers() : service_("rabat", "MA") {}

  void SetUp() override {
    acts::NewReader wanted;
    wanted.name = "siem";
    wanted.country = "MA";
    wanted.purpose = {"detection", "Act 12, article 3", ""};
    auto added = acts::add_reader(*service_, administrator, wanted);
    ASSERT_TRUE(added) << added.error().text();
    EXPECT_EQ(added->password.size(), 24U);
    shown_ = added->reader;
    number_ = service_.directory()->find("siem")->number();
    service_.test_node().move_clock(std::chrono::seconds{1});
  }

  Actor reader() {
    Actor actor;
    actor.name = "siem";
    actor.kind = store::Principal::Kind::account;
    const auto snapshot = service_->store.read();
    const auto principal = (*snapshot)->principal("siem");
    actor.principal = (*principal)->number;
    actor.grants = *(*snapshot)->grants(actor.principal);
    actor.purpose = {(*principal)->purpose, (*principal)->basis, ""};
    return actor;
  }

  std::uint64_t release(const std::string& object, const std::string& under = conditions) {
    stix::Reader stix;
    const auto read = stix.read_object(object);
    EXPECT_TRUE(read) << read.error().text();
    std::uint64_t number = 0;
    service_.write([&](store::Transaction&, Outgoing& outgoing) -> Result<> {
      exchange::Release release;
      release.originator = service_.id();
      release.copy = read->bytes;
      release.record = exchange::RecordKey{read->id, read->version};
      release.conditions = under;
      auto sent = outgoing.send(number_, std::move(release), 1);
      if (!sent) return base::fail(sent);
      number = *sent;
      return {};
    });
    return number;
  }
  void recall(const std::string& id, std::vector<std::string> versions, exchange::Recall::Action action,
              std::string replacement = {}) {
    service_.write([&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
      RecallOrder order;
      order.action = action;
      order.id = id;
      order.versions = std::move(versions);
      order.replacement = std::move(replacement);
      order.reason = "a secret reason";
      order.deadline = transaction.now() + usual_deadline;
      auto sent = send_recall(transaction, outgoing, order, 1);
      return sent ? Result<>{} : base::fail(sent);
    });
  }

  Result<std::vector<std::string>> objects(const store::Filter& filter = {}) {
    std::vector<std::string> found;
    const auto consulted = acts::consult(*service_, reader(), {shown_.collection, filter, "test"},
                                         [&](const store::RecordView& record) {
                                           found.emplace_back(record.bytes);
                                           return true;
                                         });
    if (!consulted) return base::fail(consulted);
    return found;
  }
  exchange::Fate fate_of(std::uint64_t number) {
    exchange::Fate fate{};
    const auto snapshot = service_->store.read();
    EXPECT_TRUE((*snapshot)->exchange().visit_outbox({number_, 1, number - 1}, [&](const auto& row) {
      fate = row.fate;
      return false;
    }));
    return fate;
  }

  TestService service_;
  ReaderShown shown_;
  store::ServiceNumber number_ = 0;
};

TEST_F(Readers, SeeTheirOwnCollectionAndSubmissionsOnly) {
  const auto own = acts::list_collections(*service_, reader());
  ASSERT_TRUE(own);
  ASSERT_EQ(own->size(), 2U);
  for (const auto& access : *own) {
    const bool is_own = access.collection.id == shown_.collection;
    EXPECT_EQ(access.can_read, is_own);
    EXPECT_EQ(access.can_write, !is_own);
    EXPECT_EQ(access.collection.kind,
              is_own ? store::Collection::Kind::reader : store::Collection::Kind::submissions);
  }
  const auto of_officers = acts::list_collections(*service_, analyst);
  ASSERT_TRUE(of_officers);
  for (const auto& seen : *of_officers) EXPECT_NE(seen.collection.id, shown_.collection);
  EXPECT_EQ(acts::grant(*service_, administrator, "siem", {"records", true, false}).error().fault,
            base::Fault::conflict);
  acts::NewAccount other;
  other.name = "other";
  other.purpose = {"p", "b", ""};
  other.grants = {{shown_.collection, true, false}};
  EXPECT_EQ(acts::add_account(*service_, administrator, other).error().fault, base::Fault::not_found);
}

TEST_F(Readers, GetTheBytesAndTheirConditions) {
  const auto number = release(campaign(1, "one", first_version));
  EXPECT_EQ(fate_of(number), exchange::Fate::released);
  const auto found = objects();
  ASSERT_TRUE(found) << found.error().text();
  ASSERT_EQ(found->size(), 2U);
  stix::Reader stix;
  EXPECT_EQ(found->front(), stix.read_object(campaign(1, "one", first_version))->bytes);
  const auto note = stix.read_object(found->back());
  ASSERT_TRUE(note) << note.error().text();
  EXPECT_TRUE(note->warnings.empty());
  EXPECT_EQ(note->type, "note");
  EXPECT_THAT(note->bytes, HasSubstr("TLP:AMBER; grade B2; use: intelligence"));
  EXPECT_THAT(note->bytes, HasSubstr(R"("object_refs":[")" + campaign_id(1)));
  EXPECT_EQ(fate_of(number), exchange::Fate::fetched);
  const auto entries = service_.test_node().entries();
  EXPECT_EQ(entries.back().act.act, "consult");
  EXPECT_EQ(entries.back().act.actor, "siem");
  EXPECT_EQ(entries.back().act.purpose, "detection");
}

TEST_F(Readers, AManifestFetchesNothing) {
  const auto number = release(campaign(1, "one", first_version));
  store::Filter filter;
  filter.with_bytes = false;
  EXPECT_EQ(objects(filter)->size(), 2U);
  EXPECT_EQ(fate_of(number), exchange::Fate::released);
}

TEST_F(Readers, ALaterVersionBringsALaterVersionOfTheNote) {
  release(campaign(1, "one", first_version));
  release(campaign(1, "two", second_version));
  const auto found = objects();
  ASSERT_EQ(found->size(), 2U);
  EXPECT_THAT(found->front(), HasSubstr("two"));
  EXPECT_THAT(found->back(), HasSubstr(second_version));
  store::Filter all;
  all.versions = {.first = false, .last = false, .all = true, .exact = {}};
  EXPECT_EQ(objects(all)->size(), 4U);
}

TEST_F(Readers, ARecallIsABareVersionAndItsFateIsFetchedToo) {
  const auto released = release(campaign(1, "one", first_version));
  ASSERT_TRUE(objects());
  service_.test_node().move_clock(std::chrono::seconds{1});
  recall(campaign_id(1), {}, exchange::Recall::Action::purge);
  const auto found = objects();
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ(found->front(), R"({"created":"2026-04-01T00:00:00.000Z","id":")" + campaign_id(1) +
                                R"(","modified":"2026-05-01T10:00:02.000Z","revoked":true,)"
                                R"("spec_version":"2.1","type":"campaign"})");
  EXPECT_THAT(found->back(), HasSubstr(R"("revoked":true)"));
  for (const auto& object : *found) EXPECT_THAT(object, Not(HasSubstr("secret reason")));
  EXPECT_EQ(fate_of(released), exchange::Fate::recalled);
  EXPECT_EQ(fate_of(released + 1), exchange::Fate::fetched);
  store::Filter all;
  all.versions = {.first = false, .last = false, .all = true, .exact = {}};
  EXPECT_EQ(objects(all)->size(), 2U);
}

TEST_F(Readers, ARecallOfOneVersionLeavesTheOthers) {
  release(campaign(1, "one", first_version));
  release(campaign(1, "two", second_version));
  recall(campaign_id(1), {second_version}, exchange::Recall::Action::purge);
  const auto found = objects();
  ASSERT_EQ(found->size(), 2U);
  EXPECT_THAT(found->front(), HasSubstr("one"));
  EXPECT_THAT(found->back(), HasSubstr(first_version));
}

TEST_F(Readers, TheRightVersionTakesThePlaceOfTheBareOne) {
  release(campaign(1, "one", first_version));
  recall(campaign_id(1), {first_version}, exchange::Recall::Action::replace, second_version);
  EXPECT_THAT(objects()->front(), HasSubstr(R"("modified":"2026-04-01T00:00:00.001Z","revoked":true)"));
  release(campaign(1, "two", second_version));
  const auto found = objects();
  ASSERT_EQ(found->size(), 2U);
  EXPECT_THAT(found->front(), HasSubstr("two"));
}

TEST_F(Readers, WhatHasNoVersionsIsGoneAndItsNoteRevoked) {
  const std::string address =
      R"({"type":"ipv4-addr","spec_version":"2.1","id":"ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd","value":"198.51.100.3"})";
  release(address);
  ASSERT_EQ(objects()->size(), 2U);
  recall("ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd", {}, exchange::Recall::Action::purge);
  const auto found = objects();
  ASSERT_EQ(found->size(), 1U);
  EXPECT_THAT(found->front(), HasSubstr(R"("revoked":true)"));
  release(address);
  ASSERT_EQ(objects()->size(), 2U);
  recall("ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd", {}, exchange::Recall::Action::erase);
  EXPECT_TRUE(objects()->empty()) << "an id made from content does not outlive an erasure";
}

TEST_F(Readers, ADisabledReaderIsGivenNothingButRecalls) {
  release(campaign(1, "one", first_version));
  release(campaign(2, "two", first_version));
  const auto disabled = acts::change_reader(*service_, officer({Role::duty_officer}), "siem",
                                            {.disabled = true, .expires = {}, .purpose = {}, .password = {}},
                                            "left the building");
  ASSERT_TRUE(disabled) << disabled.error().text();
  EXPECT_TRUE(disabled->disabled && disabled->suspended);
  EXPECT_TRUE(objects()->empty());
  recall(campaign_id(1), {}, exchange::Recall::Action::purge);
  const auto found = objects();
  ASSERT_EQ(found->size(), 2U);
  EXPECT_THAT(found->front(), HasSubstr("revoked"));
  const acts::ReaderChange enable{.disabled = false, .expires = {}, .purpose = {}, .password = {}};
  EXPECT_EQ(acts::change_reader(*service_, officer({Role::duty_officer}), "siem", enable, "").error().fault,
            base::Fault::forbidden);
  ASSERT_TRUE(acts::change_reader(*service_, administrator, "siem", enable, ""));
  EXPECT_EQ(objects()->size(), 4U);
  const auto listed = acts::list_readers(*service_, analyst);
  ASSERT_EQ(listed->size(), 1U);
  EXPECT_EQ(listed->front().released, 3U);
  EXPECT_FALSE(listed->front().suspended);
}

/// A world as a reader sees it: every object but notes, whose ids are random, each with its date.
class World : public Readers {
 public:
  void TestBody() override {}
  std::vector<std::string> play(bool hidden) {
    SetUp();
    for (int step = 1; step <= 3; ++step) {
      if (hidden) hide(step);
      service_.test_node().move_clock(std::chrono::seconds{1});
      release(campaign(step, "shown", first_version));
    }
    std::vector<std::string> seen;
    for (std::optional<Time> after;;) {
      store::Filter filter;
      filter.limit = 4;
      filter.added_after = after;
      const auto consulted = acts::consult(
          *service_, reader(), {shown_.collection, filter, "test"}, [&](const store::RecordView& record) {
            seen.push_back((record.type == "note" ? "note" : std::string(record.bytes)) + " " +
                           base::format_time(record.added));
            return true;
          });
      EXPECT_TRUE(consulted);
      seen.push_back(std::to_string(consulted->count));
      if (!consulted->more) break;
      after = consulted->last_added;
    }
    for (const auto& id : {campaign_id(101), campaign_id(999)}) {
      store::Filter filter;
      filter.ids = {id};
      const auto consulted = acts::consult(*service_, reader(), {shown_.collection, filter, "test"},
                                           [](const store::RecordView&) { return true; });
      EXPECT_TRUE(consulted);
      seen.push_back(std::to_string(consulted->held));
    }
    const std::string objects = R"({"objects":[)" + campaign(101, "guessed", first_version) + "]}";
    const auto submitted = acts::submit(*service_, reader(), {"submissions", objects});
    EXPECT_TRUE(submitted);
    seen.push_back(std::to_string(submitted->successes.size()) + " " +
                   std::to_string(submitted->failures.size()));
    return seen;
  }

 private:
  void hide(int step) {
    acts::NewReader other;
    other.name = "other" + std::to_string(step);
    other.country = "MA";
    other.purpose = {"p", "b", ""};
    ASSERT_TRUE(acts::add_reader(*service_, administrator, other));
    const auto number = number_;
    number_ = service_.directory()->find(other.name)->number();
    release(campaign(100 + step, "hidden", first_version));
    number_ = number;
    const auto content = campaign(100 + step, "hidden", first_version);
    acts::Publication publication;
    publication.collection = "records";
    publication.content = content;
    ASSERT_TRUE(acts::publish(*service_, analyst, publication));
  }
};

TEST(ReadersLeak, TwoWorldsThatDifferInHiddenThingsAreOneToTheReader) {
  World with;
  World without;
  EXPECT_EQ(with.play(true), without.play(false));
}

class SubmissionsOfReaders : public Readers {
 protected:
  Result<store::Submission> hand_in(const std::string& object) {
    const auto content = R"({"objects":[)" + object + "]}";
    return acts::submit(*service_, reader(), {"submissions", content});
  }
};

TEST_F(SubmissionsOfReaders, WaitWhereNobodyFindsThem) {
  const auto submission = hand_in(campaign(1, "brought", first_version));
  ASSERT_TRUE(submission) << submission.error().text();
  EXPECT_EQ(submission->successes_count, 1U);
  const auto again = hand_in(campaign(1, "other content", first_version));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->failures.empty()) << "no answer says what waits or is held";
  store::Filter filter;
  const auto consulted = acts::consult(*service_, analyst, {"records", filter, "test"},
                                       [](const store::RecordView&) { return true; });
  EXPECT_EQ(consulted->count, 0U);
  EXPECT_EQ(acts::consult(*service_, analyst, {"submissions", filter, "t"},
                          [](const store::RecordView&) { return true; })
                .error()
                .fault,
            base::Fault::forbidden);
  EXPECT_EQ(acts::consult(*service_, reader(), {"submissions", filter, "t"},
                          [](const store::RecordView&) { return true; })
                .error()
                .fault,
            base::Fault::forbidden);
  const auto listed = acts::list_submissions(*service_, analyst);
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->size(), 2U);
  EXPECT_EQ(listed->front().caller, "siem");
  EXPECT_EQ(acts::list_submissions(*service_, reader()).error().fault, base::Fault::forbidden);
}

TEST_F(SubmissionsOfReaders, AnOfficerAdoptsOrDrops) {
  const auto submission =
      hand_in(campaign(1, "one", first_version) + "," + campaign(2, "two", first_version));
  const auto shown = acts::show_submission(*service_, analyst, submission->id);
  ASSERT_EQ(shown->size(), 2U);
  EXPECT_EQ(shown->front().collection, "");
  handling::Handling profile;
  profile.grade = "C3";
  profile.tlp = handling::Tlp::amber;
  acts::Adoption adoption;
  adoption.which = {submission->id, {campaign_id(1)}};
  adoption.collection = "records";
  adoption.handling = profile;
  const auto adopted = acts::adopt(*service_, analyst, adoption);
  ASSERT_TRUE(adopted) << adopted.error().text();
  EXPECT_EQ(adopted->created, 1U);
  const auto entry = service_.test_node().entries().back();
  EXPECT_EQ(entry.act.act, "adopt");
  EXPECT_THAT(entry.act.detail, HasSubstr("brought by siem"));
  EXPECT_EQ(acts::adopt(*service_, analyst, adoption).error().fault, base::Fault::not_found);
  const auto dropped = acts::drop_submitted(*service_, analyst, {submission->id, {}}, "no use");
  ASSERT_TRUE(dropped) << dropped.error().text();
  EXPECT_EQ(*dropped, 1U);
  EXPECT_TRUE(acts::list_submissions(*service_, analyst)->empty());
  store::Filter filter;
  std::vector<std::string> ids;
  ASSERT_TRUE(
      acts::consult(*service_, analyst, {"records", filter, "test"}, [&](const store::RecordView& record) {
        ids.emplace_back(record.id);
        EXPECT_NE(record.handling, 0);
        return true;
      }));
  EXPECT_THAT(ids, ElementsAre(campaign_id(1)));
}

TEST_F(SubmissionsOfReaders, NobodyFilesThereOrIntoAReadersCollection) {
  acts::Publication publication;
  const auto content = campaign(1, "one", first_version);
  publication.content = content;
  for (const auto& collection : {std::string("submissions"), shown_.collection}) {
    publication.collection = collection;
    EXPECT_FALSE(acts::publish(*service_, analyst, publication));
    EXPECT_FALSE(acts::publish(*service_, reader(), publication));
  }
  EXPECT_EQ(acts::submit(*service_, reader(), {shown_.collection, "{}"}).error().fault,
            base::Fault::forbidden);
}

}  // namespace
}  // namespace tansiq::node
