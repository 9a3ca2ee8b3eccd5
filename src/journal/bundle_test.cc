// Proof bundles: what a third person can be shown, and that no byte of it can be another.

#include "journal/bundle.h"

#include <gtest/gtest.h>
#include <random>

#include "journal/test_keys.h"

namespace tansiq::journal {
namespace {

const base::Time noon = *base::parse_time("2026-05-01T12:00:00Z");

/// A service's journal with its key.
struct Journal {
  TestKey key;
  std::vector<Entry> entries;
  Tree tree;

  Journal(char service, int count) : key(origin_of(std::string(64, service), 1), service) {
    for (int i = 0; i < count; ++i) {
      add({.act = i % 2 == 0 ? "release" : "receive",
           .actor = "officer " + std::to_string(i),
           .subject = "threat-warning--1d0c9b52-6f64-4f0a-9a52-0f9f9f2b7c01",
           .purpose = "counter-terrorism",
           .basis = "Law 7",
           .detail = "line one\n\"two\" \\ تحذير \x01"});
    }
  }

  void add(const Act& act) {
    const auto number = static_cast<std::int64_t>(entries.size());
    entries.push_back(follow(act, noon + std::chrono::seconds(number), number,
                             entries.empty() ? Digest{} : entries.back().hash));
    tree.append(leaf_of(entries.back()));
  }

  [[nodiscard]] Note signed_at(std::size_t size) const {
    const Checkpoint checkpoint{key.key.name, size, tree.root(size),
                                size == 0 ? Digest{} : entries[size - 1].hash, noon + std::chrono::hours(1)};
    return sign(checkpoint, key.key, key.signer);
  }

  [[nodiscard]] LogProof proof(std::size_t size, const std::vector<std::size_t>& numbers,
                               const std::vector<std::size_t>& earlier = {}) const {
    LogProof log;
    log.checkpoint = signed_at(size);
    for (const std::size_t each : earlier)
      log.earlier.push_back({signed_at(each), tree.consistency(each, size)});
    const std::size_t shown[] = {1, 5};
    for (const std::size_t number : numbers)
      log.entries.push_back({showing(entries[number - 1], shown), tree.inclusion(number - 1, size)});
    return log;
  }
};

TEST(Bundle, ShowsWhatItShowsAndNothingElse) {
  const Journal ours('a', 50), theirs('b', 9);
  Bundle bundle{"threat-warning--1d0c9b52-6f64-4f0a-9a52-0f9f9f2b7c01",
                {ours.proof(50, {3, 17, 50}, {0, 20, 50}), theirs.proof(9, {9})},
                {{"receipt", std::string("\0\1\2", 3)}}};
  const std::string text = render(bundle);
  const auto again = read_bundle(text);
  ASSERT_TRUE(again) << again.error().text() << text;
  EXPECT_EQ(render(*again), text);
  EXPECT_EQ(text.find("officer"), std::string::npos);  // the actor is hidden
  EXPECT_EQ(text.find("Law 7"), std::string::npos);

  const std::vector keys = {ours.key.key, theirs.key.key};
  const auto verdict = verify_bundle(text, keys);
  ASSERT_TRUE(verdict);
  for (const auto& problem : verdict->problems) ADD_FAILURE() << problem.text();
  ASSERT_EQ(verdict->logs.size(), 2U);
  EXPECT_EQ(verdict->logs[0].earlier.size(), 3U);
  ASSERT_EQ(verdict->logs[0].entries.size(), 3U);
  const Entry& entry = verdict->logs[0].entries[1];
  EXPECT_EQ(entry.number, 17);
  EXPECT_EQ(entry.act.act, "release");
  EXPECT_EQ(entry.act.detail, ours.entries[16].act.detail);
  EXPECT_TRUE(entry.act.actor.empty());
  EXPECT_EQ(verdict->attachments, bundle.attachments);
  // Without the key of the other side its part shows nothing, and ours still does.
  const auto half = verify_bundle(text, std::span(keys).first(1));
  EXPECT_EQ(half->logs.size(), 1U);
  EXPECT_EQ(half->problems.size(), 1U);
}

TEST(Bundle, AnAlteredCopyIsExposed) {
  const Journal ours('a', 30);
  const std::string text = render({"x", {ours.proof(30, {3, 30}, {12})}, {}});
  const std::vector keys = {ours.key.key};
  ASSERT_TRUE(verify_bundle(text, keys)->holds());
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"12:00:02", "12:00:03"},      // when
           {"entry 3 ", "entry 4 "},      // which
           {" release\n", " receive\n"},  // what was done
           {"line one", "line two"},      // a field
           {"actor # ", "actor # 0"},     // a commitment of the wrong length
           {"\n30\n", "\n31\n"},          // the size, wherever it stands
           {"path ", "path AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= "}}) {
    std::string altered = text;
    const auto at = altered.find(from);
    if (at == std::string::npos) continue;
    altered.replace(at, from.size(), to);
    const auto verdict = verify_bundle(altered, keys);
    EXPECT_TRUE(!verdict || !verdict->holds()) << from;
  }
}

TEST(Bundle, NoByteCanBeChanged) {
  std::mt19937_64 random(11);
  const Journal ours('a', 30);
  const std::string text = render({"the warning of May", {ours.proof(30, {3, 30}, {12})}, {}});
  const std::vector keys = {ours.key.key};
  const auto about = text.find('\n') + 1;
  const auto log = text.find("\nlog") + 1;
  for (int round = 0; round < 3000; ++round) {
    std::string altered = text;
    const auto at = random() % altered.size();
    if (at >= about && at < log) continue;  // what it is about proves nothing and binds nothing
    altered[at] = static_cast<char>(altered[at] ^ (1 << random() % 8));
    const auto verdict = verify_bundle(altered, keys);
    ASSERT_TRUE(!verdict || !verdict->holds()) << at << "\n" << altered;
  }
}

TEST(Bundle, TwoHistoriesShow) {
  const Journal honest('a', 20);
  Journal forged('a', 0);
  for (const Entry& entry : honest.entries) {
    Act act = entry.act;
    if (entry.number == 7) act.detail = "we told you";
    forged.add(act);
  }
  const std::vector keys = {honest.key.key};
  const auto one = *verify_bundle(render({"x", {honest.proof(20, {7})}, {}}), keys);
  const auto other = *verify_bundle(render({"x", {forged.proof(20, {7})}, {}}), keys);
  ASSERT_TRUE(one.holds() && other.holds());
  const std::vector both = {one, other};
  const auto found = compare(both);
  EXPECT_EQ(found.contradictions.size(), 2U);  // the root, and the entry
  const std::vector same = {one, one};
  EXPECT_TRUE(compare(same).contradictions.empty());
  EXPECT_TRUE(compare(same).open.empty());

  const auto early = *verify_bundle(render({"x", {honest.proof(8, {7})}, {}}), keys);
  const std::vector unjoined = {one, early};
  EXPECT_EQ(compare(unjoined).open.size(), 1U);
  const auto late = *verify_bundle(render({"x", {honest.proof(20, {7}, {8})}, {}}), keys);
  const std::vector joined = {late, early};
  EXPECT_TRUE(compare(joined).open.empty() && compare(joined).contradictions.empty());
}

TEST(Bundle, AnErasedFieldStaysHiddenAndTheProofHolds) {
  Journal ours('a', 5);
  erase_field(ours.entries[2], 5);
  const auto verdict = verify_bundle(render({"x", {ours.proof(5, {3})}, {}}), std::vector{ours.key.key});
  ASSERT_TRUE(verdict && verdict->holds());
  EXPECT_TRUE(verdict->logs[0].entries[0].act.detail.empty());
}

TEST(Bundle, WhatIsNoBundleIsRefused) {
  for (const char* text :
       {"", "tansiq/proof/1\n", "tansiq/proof/1\nabout x\n", "tansiq/proof/2\nabout x\nend\n",
        "tansiq/proof/1\nabout x\nlog\nend\n", "tansiq/proof/1\nabout x\nend\nmore\n",
        "tansiq/proof/1\nabout x\nattachment UPPER AA==\nend\n"})
    EXPECT_FALSE(read_bundle(text)) << text;
  const auto empty = verify_bundle("tansiq/proof/1\nabout x\nend\n", {});
  ASSERT_TRUE(empty);
  EXPECT_FALSE(empty->holds());
}

}  // namespace
}  // namespace tansiq::journal
