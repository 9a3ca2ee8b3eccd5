#include <gmock/gmock.h>
#include <thread>

#include "node/partners/test_cell.h"

namespace tansiq::node {
namespace {

using namespace tansiq::node::testing;

exchange::Release activity_of(TestService& sender) {
  exchange::Release release;
  release.kind = exchange::Kind::activity;
  release.originator = sender.id();
  release.copy = R"({"kind":"release"})";
  return release;
}

TEST(Partners, DirectoryKnowsWhoIsWho) {
  TestCell cell;
  const auto directory = cell.rabat().directory();
  ASSERT_TRUE(directory->has_identity());
  EXPECT_EQ(directory->partners().size(), 4U);
  const auto* paris = directory->find("paris");
  ASSERT_NE(paris, nullptr);
  EXPECT_EQ(paris->service(), cell.paris().id());
  EXPECT_EQ(directory->find(exchange::to_text(cell.paris().id()).substr(0, 12)), paris);
  EXPECT_EQ(directory->find("nobody"), nullptr);
  EXPECT_EQ(directory->with_tls_key(base::sha256("paris")), paris);
  EXPECT_EQ(directory->with_tls_key(base::sha256("rabat")), nullptr) << "the own key is no partner's";
  const auto* straits = directory->cell("straits");
  ASSERT_NE(straits, nullptr);
  EXPECT_EQ(straits->chain.role_of(cell.paris().id()), exchange::CellRole::member);
  EXPECT_EQ(straits->chain.role_of(cell.observatory().id()), exchange::CellRole::observer);
  EXPECT_TRUE(straits->confirmed.contains(cell.madrid().id()));
  EXPECT_EQ(directory->policy().agreements.size(), 1U);
  EXPECT_TRUE(cell.observatory().directory()->cells().empty());
  EXPECT_EQ(cell.observatory().directory()->watched().size(), 1U);
}

TEST(Partners, DirectoryIsMadeAnewOnlyWhenPapersChange) {
  TestCell cell;
  auto& rabat = cell.rabat();
  const auto before = rabat.directory();
  EXPECT_EQ(rabat.directory(), before);
  rabat.put(paper::pair_fault, "x", 1, "a fault is no part of it");
  EXPECT_EQ(rabat.directory(), before);
  rabat.put(paper::policy, "policy", 2, "{}");
  EXPECT_NE(rabat.directory(), before);
  EXPECT_TRUE(rabat.directory()->policy().agreements.empty());
  EXPECT_EQ(rabat.directory()->policy_version(), 2);
}

TEST(Partners, AFailedWriteLeavesNoDirectoryBehind) {
  TestCell cell;
  auto& rabat = cell.rabat();
  const auto failed = commit(*rabat, 0, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    if (auto put = put_paper(transaction, {std::string(paper::policy), "policy", 2, "{}", {}, 0}); !put)
      return put;
    if (auto fresh = outgoing.refresh(*rabat->directories); !fresh) return fresh;
    EXPECT_TRUE(outgoing.directory().policy().agreements.empty());
    return base::fail(base::Fault::conflict, "changed its mind");
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(rabat.directory()->policy().agreements.size(), 1U);
  rabat.put(paper::policy, "policy", 2, TestCell::policy);
  EXPECT_EQ(rabat.directory()->policy().agreements.size(), 1U) << "the number of the failed write came again";
}

TEST(Partners, WhatIsSentIsHeardWithAHeadThatHolds) {
  TestCell cell;
  auto& rabat = cell.rabat();
  auto& paris = cell.paris();
  const auto number = rabat.number_of(paris);
  int rings = 0;
  const auto hearing = rabat->bell->listen(number, [&] { ++rings; });
  rabat.write([&](store::Transaction&, Outgoing& outgoing) -> Result<> {
    for (int i = 0; i < 5; ++i)
      if (auto sent = outgoing.send(number, activity_of(rabat), 0); !sent) return base::fail(sent);
    return {};
  });
  EXPECT_EQ(rings, 1);

  auto inbox = exchange::Inbox::begin(paris.id(), rabat.id());
  const auto directory = paris.directory();
  const exchange::Knowledge knowledge{
      directory->cards(rabat.id()),
      [&](const exchange::ServiceId& service) { return directory->cards(service); },
      {}};
  Heard heard;
  for (const std::size_t expected : {3U, 2U, 0U}) {
    const auto batch = next_batch(*rabat, number, heard, {.envelopes = 3, .bytes = 1 << 20});
    ASSERT_TRUE(batch) << batch.error().text();
    EXPECT_EQ(batch->envelopes, expected);
    EXPECT_EQ(batch->more, expected == 3);
    const auto parts = taken_apart(*batch);
    const std::vector<std::string_view> views(parts.envelopes.begin(), parts.envelopes.end());
    const auto received = exchange::receive(inbox, parts.head, views, knowledge);
    ASSERT_FALSE(received.fault) << received.fault->sentence();
    EXPECT_EQ(received.items.size(), expected);
    inbox = received.inbox;
    heard = batch->heard;
    EXPECT_EQ(heard.number, inbox.number);
  }
  EXPECT_EQ(inbox.number, 5U);
}

TEST(Partners, AnEnvelopeLargerThanTheBoundComesAlone) {
  TestCell cell;
  auto& rabat = cell.rabat();
  const auto number = rabat.number_of(cell.paris());
  rabat.write([&](store::Transaction&, Outgoing& outgoing) -> Result<> {
    for (int i = 0; i < 2; ++i)
      if (auto sent = outgoing.send(number, activity_of(rabat), 0); !sent) return base::fail(sent);
    return {};
  });
  const auto batch = next_batch(*rabat, number, {}, {.envelopes = 1000, .bytes = 1});
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->envelopes, 1U);
  EXPECT_TRUE(batch->more);
}

TEST(Partners, WhoClaimsMoreThanThereIsGetsTheHeadAlone) {
  TestCell cell;
  const auto number = cell.rabat().number_of(cell.paris());
  for (const Heard& wrong : {Heard{1, 7}, Heard{999, 0}}) {
    const auto batch = next_batch(*cell.rabat(), number, wrong);
    ASSERT_TRUE(batch);
    EXPECT_EQ(batch->envelopes, 0U);
    EXPECT_EQ(batch->heard, wrong);
    EXPECT_FALSE(batch->more);
  }
}

TEST(Partners, ASuspendedPartnerGetsTheChainAndNoContent) {
  TestCell cell;
  auto& rabat = cell.rabat();
  const auto number = rabat.number_of(cell.paris());
  rabat.write([&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    if (auto sent = outgoing.send(number, activity_of(rabat), 0); !sent) return base::fail(sent);
    auto partner = outgoing.directory().find(number)->partner;
    partner.suspended = true;
    if (auto put = transaction.exchange_writer().put(partner); !put) return base::fail(put);
    return directory_changed(transaction);
  });
  const auto parts = fetch(rabat, cell.paris(), {});
  ASSERT_EQ(parts.envelopes.size(), 1U);
  EXPECT_THAT(parts.envelopes[0], ::testing::Not(::testing::HasSubstr("content")));
}

TEST(Partners, ADroppedHearingIsNeverCalledAgain) {
  Bell bell;
  std::atomic<int> rings = 0;
  std::atomic<bool> stop = false;
  std::thread ringer([&] {
    while (!stop) bell.ring(1);
  });
  for (int i = 0; i < 1000; ++i) {
    auto own = std::make_unique<std::atomic<int>>(0);
    auto hearing = bell.listen(1, [&rings, mine = own.get()] {
      ++*mine;
      ++rings;
    });
    hearing.reset();
  }
  stop = true;
  ringer.join();
  const int before = rings;
  bell.ring(1);
  bell.ring_all();
  EXPECT_EQ(rings, before);
}

TEST(Partners, AKeyFileThatHoldsAnotherKeyIsRefused) {
  TestNode node;
  const auto folder = node.folder() + "/keys";
  const auto first = Identity::generate(folder);
  const auto second = Identity::generate(folder);
  ASSERT_TRUE(first && second);
  ASSERT_TRUE(Identity::open(folder));
  namespace fs = std::filesystem;
  fs::rename(fs::path(folder) / (exchange::key_id_of(*first) + ".key"),
             fs::path(folder) / (exchange::key_id_of(*second) + ".key"));
  const auto opened = Identity::open(folder);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().fault, base::Fault::invalid);
  EXPECT_FALSE(Identity::open(node.folder() + "/nowhere"));
}

}  // namespace
}  // namespace tansiq::node
