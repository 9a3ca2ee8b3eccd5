#include "node/acts/prove.h"

#include <gmock/gmock.h>

#include "node/acts/acknowledge.h"
#include "node/acts/open.h"
#include "node/acts/raise_warning.h"
#include "node/acts/seal_journal.h"
#include "node/partners/test_release.h"
#include "node/partners/test_traffic.h"
#include "node/proof/journal_log.h"
#include "node/proof/sealing.h"

namespace tansiq::node::acts {
namespace {

using namespace tansiq::node::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

Actor duty() {
  auto actor = officer({Role::duty_officer});
  actor.name = "duty officer 3";
  return actor;
}

auto says(const std::string& by, const std::string& what) {
  return Contains(AllOf(Field(&ProofFact::by, by), Field(&ProofFact::sentence, HasSubstr(what))));
}

// Rabat warned Paris and Madrid; Paris opened and acknowledged, Madrid was silent; then all sealed.
class ProveTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto properties = fmt::format(R"({{"name":"Something on the late train","acknowledge_by":"{}"}})",
                                        base::format_time(rabat_->clock() + std::chrono::hours(1), 3));
    const auto sent = raise_warning(*rabat_, duty(), {{{"madrid", "paris"}, {}}, properties});
    ASSERT_TRUE(sent) << sent.error().text();
    warning_ = sent->id;
    carry_all(cell_);
    ASSERT_TRUE(open(*paris_, duty(), warning_));
    ASSERT_TRUE(acknowledge(*paris_, duty(), {.warning = warning_, .action = "acting"}));
    carry_all(cell_);
    seal_all();
  }

  void seal_all() {
    for (auto& service : cell_.services()) {
      service->test_node().move_clock(std::chrono::seconds{5});
      EXPECT_TRUE(seal_journal(**service));
    }
    carry_all(cell_);
  }
  std::string proof_of(TestService& service) {
    const auto proven = prove(*service, duty(), warning_, {});
    EXPECT_TRUE(proven) << proven.error().text();
    return proven ? proven->bundle : std::string();
  }
  static CheckedProof checked(const std::string& bundle) {
    auto proof = check_proof(bundle);
    EXPECT_TRUE(proof) << proof.error().text();
    return proof ? *std::move(proof) : CheckedProof{};
  }

  TestCell cell_;
  TestService& rabat_ = cell_.rabat();
  TestService& paris_ = cell_.paris();
  TestService& madrid_ = cell_.madrid();
  std::string warning_;
};

TEST_F(ProveTest, ShowsAStrangerWhoWasToldWhatAndWhen) {
  const auto proof = checked(proof_of(rabat_));
  EXPECT_THAT(proof.problems, IsEmpty());
  EXPECT_EQ(proof.about, warning_);
  ASSERT_THAT(proof.services, SizeIs(3));
  EXPECT_EQ(proof.services.front().fingerprint, exchange::fingerprint(rabat_.id()));
  EXPECT_THAT(proof.facts, says("rabat", "raise-warning by duty officer 3"));
  EXPECT_THAT(proof.facts, says("paris", "states that it holds, from rabat: " + warning_));
  EXPECT_THAT(proof.facts, says("madrid", "states that it holds, from rabat: " + warning_));
  EXPECT_THAT(proof.facts, says("paris", "had stated opened"));
  EXPECT_THAT(proof.facts, Not(says("madrid", "had stated opened")));
  EXPECT_THAT(proof.facts, says("paris", ": acting, by duty officer 3"));
  EXPECT_THAT(proof.facts, says("rabat", "gave its partners the sealed checkpoint 1"));
}

TEST_F(ProveTest, BothSidesAgreeAndEachKeepsWhatTheOtherShows) {
  const std::vector<CheckedProof> proofs = {checked(proof_of(rabat_)), checked(proof_of(paris_))};
  EXPECT_THAT(proofs[1].problems, IsEmpty());
  EXPECT_THAT(proofs[1].facts, says("paris", "open by duty officer 3"));
  const auto compared = compare_proofs(proofs);
  EXPECT_THAT(compared.contradictions, IsEmpty());
  EXPECT_THAT(compared.agreements, Contains(HasSubstr("rabat shows")));
  EXPECT_THAT(compared.agreements, Contains(HasSubstr("paris shows")));
}

TEST_F(ProveTest, WhatWasNotDeliveredYetIsBoundByItsSenderAlone) {
  const auto sent =
      raise_warning(*rabat_, duty(),
                    {{{"paris"}, {}},
                     fmt::format(R"({{"name":"x","acknowledge_by":"{}"}})",
                                 base::format_time(rabat_->clock() + std::chrono::hours(1), 3))});
  ASSERT_TRUE(sent);
  const auto proven = prove(*rabat_, duty(), sent->id, {});
  ASSERT_TRUE(proven) << proven.error().text();
  EXPECT_THAT(proven->checked.facts, says("rabat", "had released " + sent->id));
  EXPECT_THAT(proven->checked.facts, Not(says("paris", sent->id)));
}

TEST_F(ProveTest, NothingCanBeChangedInIt) {
  const auto bundle = proof_of(rabat_);
  std::size_t broken = 0;
  // Each byte in turn, some hundred of them: it either reads no more, or does not hold.
  for (std::size_t at = bundle.find('\n') + 200; at < bundle.size(); at += bundle.size() / 150) {
    auto altered = bundle;
    if (altered[at] == '\n') continue;
    altered[at] = altered[at] == '0' ? '1' : '0';
    const auto proof = check_proof(altered);
    EXPECT_TRUE(!proof || !proof->holds()) << "byte " << at << ": " << bundle.substr(at - 20, 40);
    ++broken;
  }
  EXPECT_GT(broken, 100U);
}

// A service that signed another checkpoint under a number that its partners keep is caught by theirs.
TEST_F(ProveTest, AnotherPastIsExposed) {
  const auto honest = checked(proof_of(paris_));
  {
    const auto reader = rabat_->store.read();
    const auto signer = journal_signer(*rabat_, **reader, *rabat_.directory());
    const auto seal =
        first_seal(**reader, signer->origin, rabat_->clock() - std::chrono::hours(1), rabat_->clock(), 1);
    ASSERT_TRUE(seal && *seal);
    auto forged = **seal;
    forged.checkpoint.root = base::sha256("another past");
    forged.note = signer->sign(forged.checkpoint);
    forged.seal.seal = exchange::commitment_of(forged.salt, forged.note.render());
    forged.document = exchange::sign(rabat_.key(), forged.seal);
    rabat_.write(
        [&](store::Transaction& transaction, Outgoing&) { return keep_seal(transaction, forged, 0); });
    auto forger = honest;
    for (auto& one : forger.seals)
      if (one.seal.service == rabat_.id()) one = {forged.seal, true};
    const std::vector<CheckedProof> proofs = {honest, forger};
    EXPECT_THAT(compare_proofs(proofs).contradictions, Contains(HasSubstr("two different checkpoints")));
  }
  const auto proven = prove(*rabat_, duty(), warning_, {});
  ASSERT_FALSE(proven) << "the journal is not the continuation of what was signed";
  EXPECT_EQ(proven.error().fault, base::Fault::internal);
}

TEST_F(ProveTest, SaysWhatIsWrong) {
  EXPECT_EQ(prove(*rabat_, duty(), "threat-warning--00000000-0000-4000-8000-000000000009", {}).error().fault,
            base::Fault::not_found);
  EXPECT_EQ(prove(*rabat_, officer({Role::analyst}), warning_, {}).error().fault, base::Fault::forbidden);
  EXPECT_FALSE(check_proof("no proof"));
}

TEST_F(ProveTest, SealsTellPartnersNothingAndObserversGetNone) {
  EXPECT_THAT(standing_faults(paris_, rabat_), IsEmpty());
  const auto seals_at = [](TestService& at, TestService& from) {
    std::vector<std::string> copies;
    const auto reader = at->store.read();
    EXPECT_TRUE((*reader)->exchange().visit_inbox({at.number_of(from), inbox_of(at, from).epoch, 0},
                                                  [&](const store::ArrivalView& arrival) {
                                                    if (arrival.kind == exchange::Kind::seal)
                                                      copies.emplace_back(arrival.copy);
                                                    return true;
                                                  }));
    return copies;
  };
  EXPECT_THAT(seals_at(cell_.observatory(), rabat_), IsEmpty());
  const auto seals = seals_at(paris_, rabat_);
  ASSERT_THAT(seals, SizeIs(1));
  const auto seal = exchange::read_seal(seals.front());
  ASSERT_TRUE(seal);
  EXPECT_EQ(exchange::render(seal->seal), seal->document.body) << "and that is all that is in it";
  EXPECT_THAT(seals.front(), Not(HasSubstr("size")));
}

TEST(JournalLog, ProvesEveryEntryOfEverySize) {
  TestNode node;
  const auto fill = [&](int count) {
    EXPECT_TRUE(node->store.write(0, [&](store::Transaction& transaction) -> Result<> {
      for (int i = 0; i < count; ++i)
        if (auto act = transaction.append({.act = "status", .actor = "tests"}); !act) return base::fail(act);
      return {};
    }));
  };
  JournalLog log;
  std::optional<JournalLog::End> before;
  for (const int count : {1, 3, 252, 1, 300, 5000}) {
    fill(count);
    const auto end = log.end(node->store);
    ASSERT_TRUE(end) << end.error().text();
    const auto reader = node->store.read();
    for (std::uint64_t number = 1; number <= end->size; number += 1 + number / 3) {
      const auto entry = (*reader)->journal(
          {.from = static_cast<std::int64_t>(number), .actor = {}, .act = {}, .subject = {}, .limit = 1});
      const auto path = log.inclusion(**reader, number, end->size);
      ASSERT_TRUE(path && entry);
      EXPECT_TRUE(journal::verify_inclusion(journal::leaf_of(entry->front()), number - 1, end->size, *path,
                                            end->root));
    }
    if (before) {
      const auto path = log.consistency(**reader, before->size, end->size);
      ASSERT_TRUE(path);
      EXPECT_TRUE(journal::verify_consistency(before->size, end->size, before->root, end->root, *path));
    }
    before = *end;
  }
}

}  // namespace
}  // namespace tansiq::node::acts
