// Every route of /v1 answered by a node, each answer held against the OpenAPI document.

#include "wire/api/api.h"

#include <algorithm>
#include <chrono>
#include <gtest/gtest.h>
#include <set>
#include <thread>

#include "exchange/card.h"
#include "node/acts/begin_service.h"
#include "node/acts/submit.h"
#include "node/partners/happenings.h"
#include "node/partners/identity.h"
#include "node/proof/proof_check.h"
#include "wire/api/api_test_support.h"

namespace tansiq::wire::api {

/// Another service's first card.
static exchange::Document card_of(const std::string& name) {
  const auto root = exchange::SigningKey::generate();
  const auto key = exchange::SigningKey::generate();
  return exchange::sign(root, exchange::first_card(root.public_key(), key.public_key(), name, "FR",
                                                   "https://" + name + ".example:8444", {base::sha256(name)},
                                                   node::testing::some_day));
}

/// What nothing was released of; node/acts/{recall,redecide}_test.cc have what takes partners' nodes.
void ApiTest::ask_about_exchange() {
  EXPECT_TRUE(ask("amina", "GET", "/v1/outbox").body.at("lines").is_array());
  EXPECT_EQ(ask("amina", "GET", "/v1/outbox", {{"partner", "lyon"}}).status, 404);
  EXPECT_TRUE(ask("amina", "GET", "/v1/inbox").body.at("lines").as_array().empty());
  EXPECT_EQ(ask("amina", "GET", "/v1/inbox", {{"after", "-1"}}).status, 400);
  EXPECT_EQ(ask("amina", "POST", "/v1/records/" + campaign_id(2) + "/opening").status, 404);
  answered.insert("open");
  EXPECT_EQ(ask("amina", "GET", "/v1/outbox", {{"after", "-1"}}).status, 400);
  const std::string one = "/v1/records/" + campaign_id(2);
  EXPECT_TRUE(ask("amina", "GET", one + "/receipts").body.at("lines").as_array().empty());
  const auto preview = ask("amina", "GET", one + "/preview", {{"as", "باريس"}});
  EXPECT_FALSE(preview.body.at("released").as_bool()) << preview.text;
  EXPECT_FALSE(preview.body.at("reasons").as_array().empty());
  EXPECT_EQ(ask("amina", "GET", one + "/preview").status, 400) << "as whom?";
  EXPECT_EQ(
      ask("rachid", "POST", "/v1/recalls", {}, json::serialize(json::object{{"id", campaign_id(2)}})).status,
      404)
      << "nobody holds it";
  EXPECT_EQ(
      ask("amina", "POST", "/v1/recalls", {}, json::serialize(json::object{{"id", campaign_id(2)}})).status,
      403);
  EXPECT_TRUE(ask("omar", "GET", "/v1/faults").body.at("faults").as_array().empty());
  EXPECT_EQ(
      ask("rachid", "POST", "/v1/faults/باريس/clearance", {{"number", "1"}}, R"({"reason":"seen"})").status,
      404);
  const auto onward = json::serialize(json::object{{"id", campaign_id(2)}, {"to", "باريس"}});
  EXPECT_EQ(ask("amina", "POST", "/v1/onward", {}, onward).status, 403);
  EXPECT_EQ(ask("rachid", "POST", "/v1/onward", {}, onward).status, 404) << "it came from nobody";
  EXPECT_TRUE(ask("omar", "GET", "/v1/onward").body.at("asks").as_array().empty());
  EXPECT_EQ(ask("rachid", "POST", "/v1/onward/none/answer", {}, R"({"permit":true})").status, 404);
  answered.insert({"ask_onward", "permit_onward"});  // nobody sent it anything; see node/acts/onward_test.cc
  EXPECT_TRUE(ask("omar", "GET", "/v1/orders").body.at("orders").as_array().empty());
  EXPECT_EQ(ask("rachid", "POST", "/v1/orders/none/confirmation", {}, R"({"reason":""})").status, 404);
  EXPECT_EQ(ask("rachid", "DELETE", "/v1/orders/none").status, 404);
  EXPECT_TRUE(ask("omar", "GET", "/v1/proposals").body.at("proposals").as_array().empty());
  EXPECT_EQ(ask("rachid", "POST", "/v1/proposals", {},
                json::serialize(json::object{{"id", campaign_id(2)}, {"partner", "باريس"}}))
                .status,
            404);
  answered.insert({"recall", "clear_fault", "confirm_release", "drop_release", "decide_proposal"});
}

void ApiTest::ask_about_readers() {
  const std::string wanted =
      R"({"name":"siem2","country":"MA","purpose":"detection","basis":"Act 12","expires":"2038-01-01T00:00:00Z"})";
  EXPECT_EQ(ask("rachid", "POST", "/v1/readers", {}, wanted).status, 403);
  EXPECT_EQ(ask("lea", "POST", "/v1/readers", {}, R"({"name":"siem2"})").status, 400);
  const auto added = ask("lea", "POST", "/v1/readers", {}, wanted);
  ASSERT_EQ(added.status, 200) << added.text;
  EXPECT_EQ(added.body.at("password").as_string().size(), 24U);
  EXPECT_EQ(ask("lea", "POST", "/v1/readers", {}, wanted).status, 409);
  EXPECT_EQ(ask("omar", "GET", "/v1/readers").body.at("readers").as_array().size(), 1U);
  EXPECT_TRUE(ask("rachid", "PATCH", "/v1/readers/siem2", {}, R"({"disabled":true,"reason":"lost"})")
                  .body.at("disabled")
                  .as_bool());
  EXPECT_EQ(ask("rachid", "PATCH", "/v1/readers/siem2", {}, R"({"purpose":"p","basis":"b"})").status, 403);
  EXPECT_EQ(ask("lea", "PATCH", "/v1/readers/nobody", {}, R"({"disabled":true})").status, 404);

  const auto actor = [&] {
    node::Actor caller;
    caller.name = "siem2";
    caller.kind = store::Principal::Kind::account;
    const auto reader = node.store().read();
    caller.principal = (*(*reader)->principal("siem2"))->number;
    caller.grants = *(*reader)->grants(caller.principal);
    caller.purpose = {"detection", "Act 12", {}};
    return caller;
  }();
  const std::string envelope = R"({"objects":[)" + campaign(71, "theirs", first_version) + "," +
                               campaign(72, "theirs too", first_version) + "]}";
  const auto handed = node::acts::submit(*node, actor, {"submissions", envelope});
  ASSERT_TRUE(handed) << handed.error().text();
  const auto waiting = ask("amina", "GET", "/v1/handed-in").body.at("submissions").as_array();
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting.front().at("caller").as_string(), "siem2");
  const std::string one = "/v1/handed-in/" + std::string(waiting.front().at("submission").as_string());
  EXPECT_EQ(ask("amina", "GET", one).body.at("objects").as_array().size(), 2U);
  EXPECT_EQ(ask("lea", "GET", one).status, 403) << "administrators see no content";
  const auto ids = R"({"ids":[")" + campaign_id(71) + R"("],"reason":"checked"})";
  EXPECT_EQ(ask("amina", "POST", one + "/adoption", {{"grade", "C3"}, {"tlp", "amber"}}, ids)
                .body.at("created")
                .as_int64(),
            1);
  EXPECT_EQ(ask("amina", "DELETE", one, {{"reason", "not ours"}}).body.at("dropped").as_int64(), 1);
  EXPECT_EQ(ask("amina", "DELETE", one).status, 404);
}

/// One node alone; node/acts/warnings_test.cc has what takes partners' nodes.
void ApiTest::ask_about_the_desk() {
  const std::string policy =
      R"({"agreements":[{"name":"narrows","countries":["FR"],"uses":["intelligence"]}]})";
  ASSERT_EQ(ask("rachid", "PUT", "/v1/policy", {}, policy).status, 200);
  const auto warning = [&](const std::string& more) {
    return R"({"to":["باريس"],"warning":{"name":"إنذار","acknowledge_by":"2038-01-01T00:00:00.000Z")" + more +
           "}}";
  };
  EXPECT_EQ(ask("amina", "POST", "/v1/warnings", {}, warning("")).status, 403);
  EXPECT_EQ(ask("rachid", "POST", "/v1/warnings", {}, warning(R"(,"severity":"huge")")).status, 400);
  EXPECT_EQ(ask("rachid", "POST", "/v1/warnings", {}, R"({"to":["باريس"],"warning":"fire"})").status, 400);
  const auto sent = ask("rachid", "POST", "/v1/warnings", {}, warning(R"(,"status":"exercise")"));
  ASSERT_EQ(sent.status, 200) << sent.text;
  EXPECT_EQ(sent.body.at("sent").at(0).as_string(), "باريس");
  const std::string id(sent.body.at("id").as_string());
  const std::string thread = "/v1/threads/" + id;
  EXPECT_EQ(ask("rachid", "PATCH", "/v1/warnings/" + id, {}, R"({"changes":{"description":"more"}})").status,
            200);
  EXPECT_EQ(ask("rachid", "PATCH", "/v1/warnings/" + id, {}, R"({"changes":{"status":"actual"}})").status,
            400)
      << "an exercise does not become real";
  const auto shown = ask("omar", "GET", thread, {{"lang", "ar"}});
  EXPECT_EQ(shown.body.at("nature").as_string(), "exercise");
  EXPECT_EQ(shown.body.at("parts").at(0).at("service").as_string(), "باريس");
  EXPECT_EQ(ask("omar", "GET", "/v1/threads").body.at("count").as_int64(), 1);
  EXPECT_EQ(ask("omar", "GET", "/v1/threads", {{"standing", "closed"}}).body.at("count").as_int64(), 0);
  EXPECT_EQ(ask("omar", "GET", "/v1/threads", {{"standing", "lost"}}).status, 400);
  EXPECT_EQ(ask("rachid", "POST", thread + "/acknowledgement", {}, "{}").status, 403) << "it asked itself";
  EXPECT_EQ(ask("rachid", "POST", thread + "/acknowledgement", {{"asker", "باريس"}}, "{}").status, 404);
  answered.insert("acknowledge");
  const char* outcome = R"({"outcome":{"name":"drilled","outcome":"did-not-occur"}})";
  EXPECT_EQ(ask("rachid", "POST", thread + "/outcome", {}, outcome).status, 200);
  EXPECT_EQ(ask("omar", "GET", thread).body.at("closed_by").as_string(), "outcome");
  EXPECT_EQ(ask("rachid", "POST", "/v1/reviews", {}, R"({"to":["باريس"],"report":{"name":"حريق"}})").status,
            400);
  const char* attack =
      R"({"to":["باريس"],"report":{"name":"حريق","outcome":"occurred","status":"exercise"}})";
  EXPECT_EQ(ask("rachid", "POST", "/v1/reviews", {}, attack).status, 200);
  const auto proof = ask("rachid", "POST", thread + "/proof");
  EXPECT_EQ(proof.status, 200) << proof.text;
  EXPECT_TRUE(node::check_proof(proof.body.at("bundle").as_string())->holds());
  EXPECT_EQ(ask("amina", "POST", thread + "/proof").status, 403);
  EXPECT_GE(ask("omar", "GET", "/v1/desk").body.at("summary").as_array().size(), 1U);
  EXPECT_GE(ask("omar", "POST", "/v1/desk/read").body.at("read").as_int64(), 0);
}

void ApiTest::ask_about_shifts() {
  EXPECT_EQ(ask("amina", "POST", "/v1/shifts/start", {}, "{}").status, 403) << "an analyst";
  EXPECT_EQ(ask("rachid", "POST", "/v1/shifts/start", {}, R"({"post":"مطار"})").body.at("to").as_string(),
            "rachid");
  EXPECT_EQ(ask("rachid", "POST", "/v1/shifts/start", {}, R"({"post":"مطار"})").status, 409);
  EXPECT_EQ(ask("rachid", "POST", "/v1/shifts/handover", {}, R"({"to":"nobody","post":"مطار"})").status, 404);
  EXPECT_EQ(ask("rachid", "POST", "/v1/shifts/handover", {}, R"({"to":"nobody","notes":{"x":1}})").status,
            400);
  answered.insert("hand_over");  // there is one officer here who may; node/acts/shifts_test.cc has two
  EXPECT_EQ(ask("omar", "GET", "/v1/shifts").body.at("on_duty").as_array().size(), 1U);
  const auto ended = ask("rachid", "POST", "/v1/shifts/end", {}, R"({"post":"مطار","note":"a\nb"})");
  EXPECT_EQ(ended.body.at("kind").as_string(), "end") << ended.text;
}

void ApiTest::ask_about_watches() {
  const char* wanted = R"({"sought":"name","value":"منى المثال","expires":"2026-06-01T00:00:00Z"})";
  EXPECT_EQ(ask("omar", "POST", "/v1/watches", {}, wanted).status, 403) << "oversight";
  EXPECT_EQ(ask("amina", "POST", "/v1/watches", {},
                R"({"sought":"smell","value":"x","expires":"2026-06-01T00:00:00Z"})")
                .status,
            400);
  EXPECT_EQ(
      ask("amina", "POST", "/v1/watches", {}, R"({"sought":"name","value":"x","expires":"soon"})").status,
      400);
  const auto made = ask("amina", "POST", "/v1/watches", {}, wanted);
  ASSERT_EQ(made.status, 200) << made.text;
  const std::string rule = "/v1/watches/" + std::string(made.body.at("id").as_string());
  EXPECT_EQ(ask("amina", "POST", rule + "/confirmation").status, 403) << "who made it";
  EXPECT_EQ(ask("rachid", "POST", rule + "/confirmation").body.at("confirmed_by").as_string(), "rachid");
  EXPECT_TRUE(ask("omar", "GET", "/v1/watches").body.at("watches").at(0).at("in_force").as_bool());
  EXPECT_EQ(ask("amina", "DELETE", rule, {{"reason", "done"}}).status, 200);
  EXPECT_EQ(ask("amina", "DELETE", rule).status, 404);
}

void ApiTest::ask_about_partners() {
  EXPECT_EQ(ask("amina", "GET", "/v1/card").status, 404) << "it has no card yet";
  const std::string keys = node.folder() + "/keys";
  const auto key = node::Identity::generate(keys);
  ASSERT_TRUE(key);
  node->identity = std::move(*node::Identity::open(keys));
  const auto root = exchange::SigningKey::generate();
  const auto first = exchange::sign(
      root, exchange::first_card(root.public_key(), *key, "rabat", "MA", "https://rabat.example:8444",
                                 {base::sha256("rabat")}, node->clock()));
  ASSERT_TRUE(node::acts::begin_service(*node, "lea", first.text()));

  const auto shown = ask("amina", "GET", "/v1/card");
  EXPECT_EQ(shown.body.at("signing").as_string(), exchange::key_id_of(*key));
  const auto paris = card_of("paris");
  const auto fingerprint = exchange::fingerprint(paris.hash());
  const auto wanted = [&](const std::string& heard) {
    return json::serialize(
        json::object{{"cards", paris.text() + "\n"}, {"fingerprint", heard}, {"label", "باريس"}});
  };
  EXPECT_EQ(ask("rachid", "POST", "/v1/partners", {}, wanted("12345")).status, 403);
  EXPECT_EQ(ask("amina", "POST", "/v1/partners", {}, wanted(fingerprint)).status, 403);
  EXPECT_EQ(ask("rachid", "POST", "/v1/partners", {}, wanted(fingerprint)).body.at("label").as_string(),
            "باريس");
  EXPECT_EQ(ask("omar", "GET", "/v1/partners").body.at("partners").as_array().size(), 1U);
  EXPECT_EQ(ask("omar", "GET", "/v1/partners/باريس").body.at("card").at("fingerprint").as_string(),
            fingerprint);
  EXPECT_EQ(ask("omar", "GET", "/v1/partners/lyon").status, 404);
  const std::string why = R"({"reason":"a question of keys"})";
  EXPECT_TRUE(ask("rachid", "POST", "/v1/partners/باريس/suspension", {}, why).body.at("suspended").as_bool());
  EXPECT_FALSE(
      ask("rachid", "POST", "/v1/partners/باريس/resumption", {}, why).body.at("suspended").as_bool());

  const auto drawn = ask("lea", "POST", "/v1/card/keys");
  const auto ends = ask("lea", "GET", "/v1/card/outboxes", {{"until", "2026-05-01T00:00:00Z"}});
  EXPECT_EQ(ends.body.at("outboxes").at(0).at("number").as_int64(), 0);
  auto next = *exchange::read_card(first.text());
  next.number = 2;
  next.service = first.hash();
  next.previous = first.hash();
  next.keys = {*exchange::digest_from(std::string(drawn.body.at("key").as_string()))};
  const auto order = json::serialize(json::object{{"card", exchange::sign(root, next).text()}});
  EXPECT_EQ(ask("lea", "POST", "/v1/card", {}, order).body.at("number").as_int64(), 2);
  EXPECT_EQ(ask("lea", "POST", "/v1/card", {}, order).status, 409);

  const std::string founded = R"({"name":"straits","members":["باريس"],"deputies":["باريس"],)"
                              R"("purposes":[{"id":"customs","title":"Customs","basis":"article 9"}]})";
  EXPECT_EQ(ask("rachid", "POST", "/v1/cells", {}, founded).body.at("state").as_string(), "joined");
  EXPECT_EQ(ask("rachid", "POST", "/v1/cells", {}, founded).status, 409);
  EXPECT_EQ(ask("omar", "GET", "/v1/cells").body.at("cells").as_array().size(), 1U);
  EXPECT_EQ(ask("omar", "GET", "/v1/cells/straits").body.at("seats").as_array().size(), 2U);
  EXPECT_EQ(ask("rachid", "PUT", "/v1/cells/straits/confirmed/باريس").status, 200);
  EXPECT_EQ(ask("rachid", "DELETE", "/v1/cells/straits/confirmed/باريس").status, 200);
  EXPECT_FALSE(ask("rachid", "PATCH", "/v1/cells/straits", {}, R"({"name":"narrows"})")
                   .body.at("waits_for_votes")
                   .as_bool());
  EXPECT_EQ(ask("rachid", "PUT", "/v1/cells/straits/acceptance").status, 409) << "it coordinates";
  EXPECT_EQ(ask("rachid", "DELETE", "/v1/cells/straits/acceptance").status, 409);
  EXPECT_EQ(ask("rachid", "POST", "/v1/cells/straits/votes", {},
                json::serialize(json::object{{"proposer", "باريس"}, {"proposal", std::string(64, '0')}}))
                .status,
            403)
      << "it is no deputy";
  // What takes a partner's node to answer well: node/acts/cells_test.cc.
  answered.insert({"join_cell", "leave_cell", "vote_in_cell"});

  const auto withheld =
      ask("rachid", "POST", "/v1/releases", {}, R"({"all":true,"to":["باريس"],"dry_run":true})");
  EXPECT_EQ(withheld.body.at("released").as_int64(), 0) << withheld.text;
  EXPECT_GT(withheld.body.at("withheld").as_int64(), 0) << withheld.text;
  EXPECT_EQ(ask("rachid", "POST", "/v1/releases", {}, R"({"to":["باريس"]})").status, 400) << "of nothing";
  EXPECT_EQ(ask("amina", "POST", "/v1/releases", {}, R"({"all":true,"to":["باريس"]})").status, 403);

  ask_about_exchange();
  EXPECT_EQ(ask("omar", "GET", "/v1/policy").body.at("version").as_int64(), 0);
  const std::string policy = R"({"agreements":[{"name":"a","countries":["FR"],"uses":["intelligence"]}]})";
  EXPECT_EQ(ask("rachid", "PUT", "/v1/policy", {{"dry_run", "true"}}, policy).body.at("version").as_int64(),
            0);
  EXPECT_EQ(ask("rachid", "PUT", "/v1/policy", {}, policy).body.at("version").as_int64(), 1);
  EXPECT_EQ(
      ask("rachid", "PUT", "/v1/policy", {}, R"({"agreements":[{"name":"a"}]})").body.at("where").as_string(),
      "/agreements/0/countries");
}

TEST_F(ApiTest, EveryRouteAnswersAsItsDocumentSays) {
  const std::string mixed = "[" + campaign(1, "one", first_version) + "," +
                            campaign(1, "later", second_version) + "," + campaign(1, "other", first_version) +
                            "," + campaign(2, "two", first_version) + R"(,{"type":"campaign","id":"x"}])";
  const auto published = import(mixed, {{"grade", "B2"}, {"tlp", "amber"}, {"releasable_to", "north,south"}});
  ASSERT_EQ(published.status, 200) << published.text;
  EXPECT_EQ(published.body.at("read").as_int64(), 5);
  EXPECT_EQ(published.body.at("conflicts").as_int64(), 1);
  EXPECT_EQ(published.body.at("rejected").as_int64(), 1);

  const std::string one = "/v1/records/" + campaign_id(1);
  EXPECT_EQ(ask("amina", "GET", "/v1/submissions/" + std::string(published.body.at("submission").as_string()))
                .status,
            200);
  const auto report =
      ask("amina", "POST", "/v1/reports", {{"lang", "ar"}, {"source", "صحيفة"}, {"grade", "C3"}},
          "اجتماع\nنص", "text/plain; charset=utf-8");
  ASSERT_EQ(report.status, 200) << report.text;
  EXPECT_EQ(report.body.at("name").as_string(), "اجتماع");
  const auto bytes =
      ask("amina", "GET", "/v1/records/" + std::string(report.body.at("report").as_string()) + "/payload");
  EXPECT_EQ(bytes.text, "اجتماع\nنص");
  EXPECT_EQ(bytes.field("Content-Type"), "application/octet-stream");
  EXPECT_EQ(bytes.field("Tansiq-Media-Type"), "text/plain");
  answered.insert(bytes.operation);

  EXPECT_EQ(ask("amina", "GET", "/v1/records").status, 200);
  EXPECT_EQ(ask("amina", "GET", one).body.at("handling").at("purpose").as_string(), "مكافحة الإرهاب");
  EXPECT_EQ(ask("amina", "GET", one + "/handling").body.at("grade").as_string(), "B2");
  EXPECT_EQ(ask("amina", "POST", one + "/restriction", {}, R"({"reason":""})").status, 400);
  EXPECT_EQ(ask("amina", "POST", one + "/restriction", {}, R"({"reason":"the person disputes it"})")
                .body.at("restricted")
                .as_string(),
            "the person disputes it");
  EXPECT_FALSE(ask("amina", "DELETE", one + "/restriction", {{"reason", "checked"}})
                   .body.as_object()
                   .contains("restricted"));
  EXPECT_EQ(ask("amina", "DELETE", one + "/restriction").status, 404);
  EXPECT_EQ(ask("amina", "PUT", one + "/handling", {}, R"({"grade":"A1"})").body,
            json::parse(R"({"grade":"A1"})"));
  EXPECT_EQ(ask("amina", "PATCH", one, {{"if_version", second_version}, {"reason", "new source"}},
                R"({"name":"corrected"})", "application/merge-patch+json")
                .body.at("previous")
                .as_string(),
            second_version);
  EXPECT_EQ(ask("amina", "GET", "/v1/conflicts").body.at("conflicts").as_array().size(), 1U);
  EXPECT_EQ(ask("rachid", "POST", one + "/revocation", {{"reason", "withdrawn"}}).status, 200);
  const auto history = ask("omar", "GET", one + "/history");
  EXPECT_EQ(history.body.at("versions").as_array().size(), 4U);
  EXPECT_EQ(ask("amina", "DELETE", one, {{"reason", "court order"}}).body.at("erased").as_int64(), 4);
  const auto exported = ask("rachid", "GET", "/v1/export");
  EXPECT_EQ(exported.field("Content-Type"), "application/x-ndjson");
  EXPECT_EQ(std::count(exported.text.begin(), exported.text.end(), '\n'), 3);
  answered.insert(exported.operation);

  EXPECT_EQ(ask("omar", "GET", "/v1/journal", {{"last", "3"}}).body.at("entries").as_array().size(), 3U);
  EXPECT_TRUE(ask("omar", "GET", "/v1/journal/verify").body.at("intact").as_bool());
  EXPECT_GT(ask("lea", "GET", "/v1/status").body.at("records").as_int64(), 0);
  EXPECT_EQ(ask("lea", "POST", "/v1/backup", {}, R"({"name":"one.backup"})").status, 200);
  EXPECT_EQ(ask("lea", "POST", "/v1/backup", {}, R"({"name":"one.backup"})").status, 409);
  EXPECT_EQ(ask("lea", "POST", "/v1/backup", {}, R"({"name":"../one"})").status, 400);

  EXPECT_EQ(ask("amina", "GET", "/v1/whoami").body.at("roles").as_array().front().as_string(), "analyst");
  EXPECT_EQ(ask("lea", "GET", "/v1/collections").status, 200);
  EXPECT_EQ(ask("lea", "POST", "/v1/collections", {}, R"({"title":"Feeds","alias":"feeds"})").status, 200);
  EXPECT_EQ(ask("lea", "POST", "/v1/officers", {}, R"({"name":"نور","roles":["analyst"]})").status, 200);
  EXPECT_EQ(ask("lea", "PATCH", "/v1/officers/نور", {}, R"({"disabled":true,"expires":null})").status, 200);
  EXPECT_EQ(ask("lea", "GET", "/v1/officers").body.at("officers").as_array().size(), 5U);
  // Names: two invented persons who may be one.
  const std::string twins =
      R"([{"type":"identity","spec_version":"2.1","id":"identity--00000000-0000-4000-8000-000000000001",)"
      R"("created":"2026-04-01T00:00:00.000Z","modified":"2026-04-01T00:00:00.000Z","name":"Nadir Benkhalil",)"
      R"("identity_class":"individual"},)"
      R"({"type":"identity","spec_version":"2.1","id":"identity--00000000-0000-4000-8000-000000000002",)"
      R"("created":"2026-04-01T00:00:00.000Z","modified":"2026-04-01T00:00:00.000Z","name":"Nadir Ben Khalil",)"
      R"("identity_class":"individual"}])";
  ASSERT_EQ(import(twins, {}).body.at("created").as_int64(), 2);
  const char* sought = R"({"name":"نادر بن خليل","kind":"person","language":"fr"})";
  const auto found = [&] {
    return ask("amina", "POST", "/v1/search", {}, sought).body.at("leads").as_array().size();
  };
  for (int i = 0; i < 1000 && found() < 2; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(found(), 2U);
  EXPECT_EQ(ask("amina", "POST", "/v1/search", {}, R"({"name":""})").status, 400);
  EXPECT_EQ(ask("amina", "POST", "/v1/search", {}, R"({"name":"Nadir","kind":"ship"})").status, 400);
  EXPECT_EQ(ask("amina", "POST", "/v1/screen", {}, R"({"list":[{"name":"Nadir Benkhalil"},{"name":"12"}]})")
                .body.at("items")
                .as_array()
                .size(),
            2U);
  const auto open = [&] { return ask("amina", "GET", "/v1/leads").body.at("leads").as_array().size(); };
  for (int i = 0; i < 1000 && open() < 1; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(open(), 1U);
  const std::string verdict =
      R"({"left":"identity--00000000-0000-4000-8000-000000000001",)"
      R"("right":"identity--00000000-0000-4000-8000-000000000002","verdict":"same","reason":"one passport"})";
  EXPECT_EQ(ask("amina", "POST", "/v1/leads", {}, verdict).body.at("state").as_string(), "same");
  EXPECT_EQ(ask("amina", "POST", "/v1/leads", {}, verdict).status, 409);
  EXPECT_EQ(open(), 0U);

  const auto token = ask("lea", "POST", "/v1/officers/amina/tokens", {}, R"({"label":"laptop"})");
  EXPECT_TRUE(token.body.at("token").as_string().starts_with("tsq_"));
  EXPECT_EQ(ask("lea", "DELETE", "/v1/tokens/" + std::string(token.body.at("id").as_string())).status, 200);
  EXPECT_EQ(
      ask("lea", "POST", "/v1/accounts", {},
          R"({"name":"siem","purpose":"p","basis":"b","grants":[{"collection":"feeds","read":true,"write":true}]})")
          .body.at("password")
          .as_string()
          .size(),
      24U);
  EXPECT_EQ(ask("lea", "PATCH", "/v1/accounts/siem", {}, R"({"purpose":"q","basis":"c"})").status, 200);
  EXPECT_EQ(ask("lea", "PUT", "/v1/accounts/siem/grants", {},
                R"({"collection":"records","read":true,"write":false})")
                .body.at("grants")
                .as_array()
                .size(),
            2U);
  EXPECT_EQ(ask("lea", "POST", "/v1/accounts/siem/tokens", {}, "{}").status, 200);
  EXPECT_EQ(ask("omar", "GET", "/v1/accounts").status, 200);
  EXPECT_EQ(ask("", "GET", "/v1/openapi.json").text.substr(0, 20),
            openapi(router.groups().front(), "Tansiq").substr(0, 20));

  const auto followed = ask("amina", "GET", "/v1/exchange/follow");
  EXPECT_EQ(followed.field("Content-Type"), "text/event-stream");
  answered.insert(followed.operation);

  ask_about_partners();
  ask_about_the_desk();
  ask_about_shifts();
  ask_about_watches();
  ask_about_readers();
  std::set<std::string> all;
  for (const auto& route : router.groups().front().routes) all.insert(route.operation);
  EXPECT_EQ(answered, all);
}

TEST_F(ApiTest, WhoFollowsIsToldWhatHappensFromThenOn) {
  node->happenings->say({.what = node::Happening::What::connected, .partner = "before"});
  const auto stream = ask("amina", "GET", "/v1/exchange/follow").stream;
  ASSERT_TRUE(stream);
  int woken = 0;
  stream->listen([&] { ++woken; });
  EXPECT_EQ(stream->next(false)->bytes, "event:following\ndata:{}\n\n");
  EXPECT_EQ(stream->next(false)->bytes, "");
  EXPECT_NE(stream->next(true)->bytes, "");  // so that a dead line shows

  node->happenings->say({.what = node::Happening::What::delivered,
                         .partner = "madrid",
                         .kind = exchange::Kind::record,
                         .epoch = 7,
                         .from = 3,
                         .to = 4,
                         .count = 2,
                         .latency = std::chrono::microseconds{1500}});
  EXPECT_EQ(woken, 1);
  const auto told = stream->next(false)->bytes;
  EXPECT_NE(told.find("event:happening\n"), std::string::npos) << told;
  EXPECT_NE(told.find(R"("what":"delivered","partner":"madrid","kind":"record","epoch":7,"from":3,"to":4)"),
            std::string::npos)
      << told;
  EXPECT_NE(told.find(R"("count":2,"latency_us":1500)"), std::string::npos) << told;
  EXPECT_EQ(told.find("before"), std::string::npos);
}

TEST_F(ApiTest, NobodyIsServedWithoutCredentials) {
  for (const auto& route : router.groups().front().routes) {
    if (route.operation == "openapi") continue;
    const auto refused = ask("", route.method, route.pattern);
    EXPECT_EQ(refused.status, 401) << route.operation;
    EXPECT_NE(refused.field("WWW-Authenticate").find("Bearer"), std::string::npos);
    EXPECT_EQ(ask("nobody", route.method, route.pattern).status, 401) << route.operation;
  }
}

TEST_F(ApiTest, ReadingTakesAPurpose) {
  ASSERT_EQ(import(campaign(1, "one", first_version)).status, 200);
  says_why = false;
  for (const auto& path :
       {std::string("/v1/records"), "/v1/records/" + campaign_id(1),
        "/v1/records/" + campaign_id(1) + "/history", "/v1/records/" + campaign_id(1) + "/payload",
        "/v1/records/" + campaign_id(1) + "/handling", std::string("/v1/conflicts"),
        std::string("/v1/export")}) {
    const auto refused = ask("amina", "GET", path);
    EXPECT_EQ(refused.status, 400) << path;
    EXPECT_EQ(refused.body.at("where").as_string(), "purpose") << path;
    EXPECT_EQ(refused.text.find("campaign"), std::string::npos) << "no trace of a record";
  }
  EXPECT_EQ(ask("omar", "GET", "/v1/journal").status, 400);
}

TEST_F(ApiTest, WhatIsPastItsReviewDateIsShownOnlyWhereAskedFor) {
  ASSERT_EQ(import(campaign(1, "one", first_version), {{"review", "2026-05-02"}}).status, 200);
  const std::string path = "/v1/records/" + campaign_id(1);
  EXPECT_EQ(ask("amina", "GET", path).status, 200);
  node.move_clock(std::chrono::hours(48));
  EXPECT_EQ(ask("amina", "GET", path).status, 404);
  EXPECT_EQ(ask("amina", "GET", path + "/handling").status, 404);
  EXPECT_TRUE(ask("amina", "GET", "/v1/records").body.at("records").as_array().empty());
  const Query past = {{"past_review", "true"}};
  EXPECT_EQ(ask("amina", "GET", "/v1/records", past).body.at("records").as_array().size(), 1U);
  EXPECT_EQ(ask("amina", "GET", path, past).status, 200);
  EXPECT_EQ(ask("amina", "GET", path + "/handling", past).status, 200);
  EXPECT_EQ(ask("lea", "GET", "/v1/records", past).status, 403);
}

TEST_F(ApiTest, AnErrorSaysWhatWhereAndWhatToDo) {
  const auto unknown = ask("amina", "GET", "/v1/records", {{"kind", "indicator"}});
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(unknown.body.at("where").as_string(), "kind");
  EXPECT_NE(unknown.body.at("hint").as_string().find("added_after"), json::string::npos);
  for (const Query& wrong : std::vector<Query>{{{"limit", "0"}},
                                               {{"limit", "-1"}},
                                               {{"limit", "ten"}},
                                               {{"limit", "1"}, {"limit", "2"}},
                                               {{"summary", "yes"}},
                                               {{"added_after", "yesterday"}},
                                               {{"version", "newest"}},
                                               {{"next", "AAAA"}}})
    EXPECT_EQ(ask("amina", "GET", "/v1/records", wrong).status, 400) << wrong.front().second;
  EXPECT_EQ(import("{", {}).status, 400);
  EXPECT_EQ(import(campaign(1, "one", first_version), {{"tlp", "white"}}).body.at("where").as_string(),
            "tlp");
  EXPECT_EQ(ask("amina", "POST", "/v1/records", {}, "x", "application/pdf").status, 415);
  EXPECT_EQ(ask("amina", "GET", "/v1/records/" + campaign_id(9)).status, 404);
  EXPECT_EQ(ask("amina", "GET", "/v1/records", {{"collection", "nowhere"}}).status, 404);
  EXPECT_EQ(ask("amina", "GET", "/v1/nothing").status, 404);
  const auto method = ask("amina", "PUT", "/v1/records");
  EXPECT_EQ(method.status, 405);
  EXPECT_EQ(method.field("Allow"), "GET, HEAD, POST");
  EXPECT_EQ(ask("amina", "GET", "/v1/journal").status, 403);
  EXPECT_EQ(ask("lea", "GET", "/v1/records").status, 403);
}

TEST_F(ApiTest, BodiesAreHeldAgainstTheirSchema) {
  const auto where = [&](const std::string& body) {
    const auto refused = ask("lea", "POST", "/v1/officers", {}, body);
    EXPECT_EQ(refused.status, 400) << body;
    const auto* place = refused.body.as_object().if_contains("where");
    return place == nullptr ? std::string() : std::string(place->as_string());
  };
  EXPECT_EQ(where(R"({"roles":["analyst"]})"), "/name");
  EXPECT_EQ(where(R"({"name":"nour","roles":"analyst"})"), "/roles");
  EXPECT_EQ(where(R"({"name":"nour","roles":[1]})"), "/roles/0");
  EXPECT_EQ(where(R"({"name":"nour","roles":["analyst"],"admin":true})"), "/admin");
  EXPECT_EQ(where(R"({"name":"nour","roles":["analyst"],"expires":"soon"})"), "/expires");
  EXPECT_EQ(where(R"({"name":"nour","roles":["king"]})"), "roles");
  where("[]");
  where(R"({"name":"nour","name":"eve","roles":["analyst"]})");
  EXPECT_EQ(ask("lea", "POST", "/v1/officers", {}, R"({"name":"amina","roles":["analyst"]})").status, 409);
  EXPECT_EQ(ask("lea", "PATCH", "/v1/officers/lea", {}, R"({"disabled":true})").status, 409);
}

TEST_F(ApiTest, PagesAreCompleteAndACursorIsForItsOwnWalk) {
  std::string many = "[";
  for (int i = 0; i < 25; ++i) many += (i > 0 ? "," : "") + campaign(i, "n", first_version);
  ASSERT_EQ(import(many + "]").body.at("created").as_int64(), 25);
  std::set<std::string> seen;
  Query query = {{"limit", "10"}, {"type", "campaign"}, {"summary", "true"}};
  std::string next;
  int pages = 0;
  do {
    Query asked = query;
    if (!next.empty()) asked.emplace_back("next", next);
    const auto page = ask("amina", "GET", "/v1/records", asked);
    ASSERT_EQ(page.status, 200) << page.text;
    ++pages;
    for (const auto& record : page.body.at("records").as_array()) {
      EXPECT_TRUE(seen.insert(std::string(record.at("id").as_string())).second);
      EXPECT_FALSE(record.as_object().contains("object"));
    }
    next = page.body.at("more").as_bool() ? std::string(page.body.at("next").as_string()) : "";
    if (pages == 1) {
      EXPECT_EQ(ask("amina", "GET", "/v1/records", {{"limit", "10"}, {"next", next}}).status, 400)
          << "another query";
      EXPECT_EQ(ask("rachid", "GET", "/v1/records",
                    {{"limit", "10"}, {"type", "campaign"}, {"summary", "true"}, {"next", next}})
                    .status,
                400)
          << "another caller";
    }
  } while (!next.empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(seen.size(), 25U);
}

TEST_F(ApiTest, LinesAreReadOneByOne) {
  const auto published =
      ask("amina", "POST", "/v1/records", {{"dry_run", "true"}},
          campaign(1, "one", first_version) + "\nnot json\n" + campaign(2, "two", first_version) + "\n",
          "application/x-ndjson");
  ASSERT_EQ(published.status, 200) << published.text;
  EXPECT_EQ(published.body.at("created").as_int64(), 2);
  EXPECT_EQ(published.body.at("rejections").at(0).at("index").as_int64(), 1);
  EXPECT_TRUE(published.body.at("dry_run").as_bool());
  EXPECT_FALSE(published.body.as_object().contains("submission"));
  EXPECT_TRUE(ask("amina", "GET", "/v1/records").body.at("records").as_array().empty());
}

TEST_F(ApiTest, ErasureTakesAReason) {
  ASSERT_EQ(import(campaign(1, "one", first_version)).status, 200);
  const auto refused = ask("amina", "DELETE", "/v1/records/" + campaign_id(1));
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.body.at("where").as_string(), "reason");
}

}  // namespace tansiq::wire::api
