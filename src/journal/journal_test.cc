#include "journal/journal.h"

#include <functional>
#include <gtest/gtest.h>

namespace tansiq::journal {
namespace {

using base::Digest;
using base::Time;

const Time noon{std::chrono::microseconds{1'790'000'000'000'000}};

Act example() {
  return {.act = "publish",
          .actor = "r.haddad",
          .subject = "indicator--11111111-1111-4111-8111-111111111111",
          .purpose = "disruption of a plot",
          .basis = "art. 12",
          .case_id = "case-7",
          .detail = "1 object"};
}

TEST(Journal, AnEntryFollowsAndVerifies) {
  const Entry first = follow(example(), noon, 0, Digest{});
  EXPECT_EQ(first.number, 1);
  EXPECT_EQ(first.time, noon);
  EXPECT_EQ(first.previous, Digest{});
  EXPECT_TRUE(verify(first, 0, Digest{}).has_value());
  const Entry second = follow(example(), noon, first.number, first.hash);
  EXPECT_EQ(second.number, 2);
  EXPECT_TRUE(verify(second, 1, first.hash).has_value());
}

TEST(Journal, EqualActsHaveNothingInCommon) {
  const Entry one = follow(example(), noon, 0, Digest{});
  const Entry other = follow(example(), noon, 0, Digest{});
  for (std::size_t i = 0; i < field_count; ++i) {
    EXPECT_EQ(one.salts[i].size(), salt_size);
    EXPECT_NE(one.salts[i], other.salts[i]);
    EXPECT_NE(one.commitments[i], other.commitments[i]);
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(one.salts[i], one.salts[j]);
  }
}

TEST(Journal, EmptyFieldsAreCommittedToo) {
  const Entry entry = follow({.act = "status"}, noon, 0, Digest{});
  for (std::size_t i = 0; i < field_count; ++i) EXPECT_EQ(entry.salts[i].size(), salt_size);
  Entry changed = entry;
  changed.act.case_id = "smuggled in";
  EXPECT_FALSE(verify(changed, 0, Digest{}).has_value());
}

// The text of docs/formats.md, "Journal", as bytes: whoever changes the encoding changes this and the page.
TEST(Journal, TheEncodingIsAsWritten) {
  Entry entry;
  entry.number = 258;
  entry.time = Time{std::chrono::microseconds{3}};
  entry.act.act = "add";
  entry.previous.fill(0x11);
  for (auto& commitment : entry.commitments) commitment.fill(0x22);
  std::string expected("\0\0\0\0\0\0\0\x17tansiq journal entry v1", 31);
  expected += std::string("\0\0\0\0\0\0\x01\x02", 8) + std::string("\0\0\0\0\0\0\0\x03", 8);
  expected +=
      std::string(32, '\x11') + std::string("\0\0\0\0\0\0\0\x03", 8) + "add" + std::string(192, '\x22');
  EXPECT_EQ(encode(entry), expected);
  EXPECT_EQ(hash_of(entry), base::sha256(expected));
}

TEST(Journal, TamperingWithAnythingShows) {
  const std::vector<std::pair<const char*, std::function<void(Entry&)>>> hands = {
      {"number", [](Entry& e) { e.number = 9; }},
      {"time", [](Entry& e) { e.time += std::chrono::microseconds(1); }},
      {"act", [](Entry& e) { e.act.act = "consult"; }},
      {"actor", [](Entry& e) { e.act.actor = "l.amrani"; }},
      {"subject", [](Entry& e) { e.act.subject.back() = '2'; }},
      {"purpose", [](Entry& e) { e.act.purpose += " "; }},
      {"basis", [](Entry& e) { e.act.basis.clear(); }},
      {"case", [](Entry& e) { e.act.case_id = "case-8"; }},
      {"detail", [](Entry& e) { e.act.detail = "2 objects"; }},
      {"salt", [](Entry& e) { e.salts[3][0] ^= 1; }},
      {"salt cut", [](Entry& e) { e.salts[3].pop_back(); }},
      {"salt gone, text kept", [](Entry& e) { e.salts[1].clear(); }},
      {"commitment", [](Entry& e) { e.commitments[5][31] ^= 1; }},
      {"commitments swapped", [](Entry& e) { std::swap(e.commitments[0], e.commitments[1]); }},
      {"field and salt and commitment exchanged for others",
       [](Entry& e) {
         const Entry other = follow({.act = "x", .actor = "l.amrani"}, noon, 0, Digest{});
         e.act.actor = other.act.actor;
         e.salts[0] = other.salts[0];
         e.commitments[0] = other.commitments[0];
       }},
      {"previous", [](Entry& e) { e.previous[0] ^= 1; }},
      {"hash", [](Entry& e) { e.hash[0] ^= 1; }},
      {"erased and its commitment changed",
       [](Entry& e) {
         erase_field(e, 1);
         e.commitments[1].fill(0);
       }},
  };
  const Entry first = follow(example(), noon, 0, Digest{});
  const Entry good = follow(example(), noon, 1, first.hash);
  ASSERT_TRUE(verify(good, 1, first.hash).has_value());
  for (const auto& [what, hand] : hands) {
    Entry bad = good;
    hand(bad);
    const auto verdict = verify(bad, 1, first.hash);
    ASSERT_FALSE(verdict.has_value()) << what;
    EXPECT_NE(verdict.error().where.find("journal entry"), std::string::npos) << what;
  }
}

TEST(Journal, AnEntryThatHashesRightInAnotherPlaceIsRefused) {
  const Entry first = follow(example(), noon, 0, Digest{});
  const Entry second = follow(example(), noon, 1, first.hash);
  EXPECT_FALSE(verify(second, 0, Digest{}).has_value());
  EXPECT_FALSE(verify(second, 1, Digest{}).has_value());
  EXPECT_FALSE(verify(first, 1, first.hash).has_value());
}

TEST(Journal, ErasedFieldsStillVerify) {
  const Entry full = follow(example(), noon, 0, Digest{});
  for (std::size_t i = 0; i < field_count; ++i) {
    Entry entry = full;
    erase_field(entry, i);
    EXPECT_TRUE(fields(entry.act)[i].empty());
    EXPECT_TRUE(entry.salts[i].empty());
    EXPECT_TRUE(verify(entry, 0, Digest{}).has_value()) << field_names[i];
    EXPECT_EQ(entry.hash, full.hash);
  }
  Entry bare = full;
  for (std::size_t i = 0; i < field_count; ++i) erase_field(bare, i);
  EXPECT_TRUE(verify(bare, 0, Digest{}).has_value());
}

}  // namespace
}  // namespace tansiq::journal
