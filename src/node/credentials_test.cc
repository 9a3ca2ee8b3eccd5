#include "node/credentials.h"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace tansiq::node {
namespace {

using namespace std::chrono_literals;

const base::Time noon = *base::parse_time("2026-05-01T12:00:00Z");
constexpr std::string_view right = "correct horse: بطارية";

class CredentialsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { stored = *hash_password(right); }
  /// The time that a call takes.
  template <typename Call>
  static std::chrono::microseconds time_of(Call call) {
    const auto start = std::chrono::steady_clock::now();
    call();
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  }
  static inline std::string stored;
};

TEST_F(CredentialsTest, KnowsThePasswordAgain) {
  Credentials credentials;
  EXPECT_EQ(credentials.verify("amina", "192.0.2.1", right, stored, noon), true);
  EXPECT_EQ(credentials.verify("amina", "192.0.2.1", "wrong password", stored, noon), false);
  EXPECT_EQ(credentials.verify("amina", "192.0.2.1", "", stored, noon), false);
  EXPECT_EQ(credentials.verify("amina", "192.0.2.1", right, "", noon), false)
      << "nobody has an empty password";
  EXPECT_EQ(stored.substr(0, 9), "$argon2id");
  EXPECT_NE(stored.find("m=8192,t=5,p=1"), std::string::npos);
}

TEST_F(CredentialsTest, RemembersForAWhileAndNotLonger) {
  Credentials credentials;
  ASSERT_EQ(credentials.verify("amina", "192.0.2.1", right, stored, noon), true);
  const auto fast =
      time_of([&] { ASSERT_EQ(credentials.verify("amina", "192.0.2.1", right, stored, noon + 299s), true); });
  const auto slow =
      time_of([&] { ASSERT_EQ(credentials.verify("amina", "192.0.2.1", right, stored, noon + 300s), true); });
  EXPECT_LT(fast * 5, slow);
  const auto back =
      time_of([&] { ASSERT_EQ(credentials.verify("amina", "192.0.2.1", right, stored, noon - 1h), true); });
  EXPECT_LT(fast * 5, back) << "a clock set back must not make a memory last";
}

TEST_F(CredentialsTest, ForgetsWhenTheStoredPasswordChanges) {
  Credentials credentials;
  ASSERT_EQ(credentials.verify("amina", "192.0.2.1", right, stored, noon), true);
  EXPECT_EQ(credentials.verify("amina", "192.0.2.1", right, *hash_password("a new passphrase"), noon), false);
  EXPECT_EQ(credentials.verify("karim", "192.0.2.1", right, "", noon), false)
      << "remembered for one name only";
}

TEST_F(CredentialsTest, AnUnknownNameTakesAsLong) {
  Credentials credentials;
  std::chrono::microseconds known{0};
  std::chrono::microseconds unknown{0};
  for (int i = 0; i < 5; ++i) {
    known += time_of([&] {
      (void)credentials.verify("amina", "192.0.2.1", "guess number " + std::to_string(i), stored, noon);
    });
    unknown += time_of([&] {
      (void)credentials.verify("nobody", "192.0.2.1", "guess number " + std::to_string(i), "", noon);
    });
  }
  EXPECT_LT(known, unknown * 3);
  EXPECT_LT(unknown, known * 3);
}

TEST_F(CredentialsTest, GuessersWaitAndTheRightOneWhoIsRememberedDoesNot) {
  Credentials credentials;
  ASSERT_EQ(credentials.verify("amina", "192.0.2.1", right, stored, noon), true);
  for (int i = 0; i < 10; ++i)
    ASSERT_EQ(credentials.verify("amina", "192.0.2.1", "guess " + std::to_string(i), stored, noon), false);
  const auto refused = credentials.verify("amina", "192.0.2.1", "guess 10", stored, noon);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, base::Fault::busy);
  EXPECT_EQ(refused.error().hint, "try again in 1 s");
  EXPECT_EQ(credentials.verify("amina", "192.0.2.1", right, stored, noon), true);
  EXPECT_EQ(credentials.verify("karim", "192.0.2.1", "another name", stored, noon), false)
      << "others do not wait";
  EXPECT_EQ(credentials.verify("amina", "192.0.2.2", "mistyped once", stored, noon), false)
      << "nor does she elsewhere";
  EXPECT_EQ(credentials.verify("amina", "192.0.2.1", "guess 11", stored, noon + 1s), false);
  EXPECT_EQ(credentials.verify("amina", "192.0.2.1", "guess 12", stored, noon + 2s).error().hint,
            "try again in 1 s");
}

TEST_F(CredentialsTest, TheWaitGrowsToAMinute) {
  Credentials credentials;
  base::Time now = noon;
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(credentials.verify("nobody", "192.0.2.1", "guess " + std::to_string(i), "", now), false) << i;
    now += 61s;
  }
  EXPECT_FALSE(credentials.verify("nobody", "192.0.2.1", "one more", "", now - 2s)) << "59 s after the last";
  EXPECT_EQ(credentials.verify("nobody", "192.0.2.1", "one more", "", now), false);
}

TEST_F(CredentialsTest, ARightPasswordEndsTheCounting) {
  Credentials credentials;
  for (int i = 0; i < 9; ++i)
    ASSERT_EQ(credentials.verify("amina", "192.0.2.1", "guess " + std::to_string(i), stored, noon), false);
  ASSERT_EQ(credentials.verify("amina", "192.0.2.1", right, stored, noon), true);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(credentials.verify("amina", "192.0.2.1", "guess " + std::to_string(i), stored, noon), false);
}

TEST_F(CredentialsTest, ManyAtOnceWithOnePasswordCostOneCheck) {
  Credentials credentials;
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  const auto one = time_of([&] { (void)credentials.verify("warm", "192.0.2.1", "up", "", noon); });
  const auto all = time_of([&] {
    for (int i = 0; i < 32; ++i)
      threads.emplace_back(
          [&] { good += credentials.verify("amina", "192.0.2.1", right, stored, noon) == true ? 1 : 0; });
    for (auto& thread : threads) thread.join();
  });
  EXPECT_EQ(good, 32);
  EXPECT_LT(all, one * 16);
}

TEST_F(CredentialsTest, AFloodOfGuessesIsTurnedAway) {
  Credentials::Bounds bounds;
  bounds.at_once = 1;
  bounds.waiting = 2;
  Credentials credentials(bounds);
  constexpr int callers = 24;
  std::vector<std::thread> threads;
  threads.reserve(callers);
  std::atomic<int> checked{0};
  std::atomic<int> turned_away{0};
  for (int i = 0; i < callers; ++i) {
    threads.emplace_back([&, i] {
      const auto verdict = credentials.verify("name" + std::to_string(i), "192.0.2.1", "guess", "", noon);
      if (verdict)
        ++checked;
      else if (verdict.error().fault == base::Fault::busy)
        ++turned_away;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(checked + turned_away, callers);
  EXPECT_GE(checked, 3);
}

TEST_F(CredentialsTest, RemembersABoundedNumberOfNames) {
  Credentials::Bounds bounds;
  bounds.names = 2;
  bounds.free_failures = 1;
  Credentials credentials(bounds);
  EXPECT_EQ(credentials.verify("one", "192.0.2.1", "guess", "", noon), false);
  EXPECT_EQ(credentials.verify("two", "192.0.2.1", "guess", "", noon + 1ms), false);
  EXPECT_EQ(credentials.verify("three", "192.0.2.1", "guess", "", noon + 2ms), false);
  EXPECT_FALSE(credentials.verify("two", "192.0.2.1", "guess", "", noon + 3ms)) << "still remembered";
  EXPECT_EQ(credentials.verify("one", "192.0.2.1", "guess", "", noon + 3ms), false)
      << "the oldest was forgotten";
}

TEST(Passwords, HaveBounds) {
  EXPECT_EQ(hash_password("elevenbytes").error().where, "password");
  EXPECT_TRUE(hash_password("twelve bytes"));
  EXPECT_FALSE(hash_password(std::string(most_password_bytes + 1, 'x')));
  EXPECT_NE(*hash_password("the same password"), *hash_password("the same password")) << "salted";
}

TEST(Failures, HaveFewEntriesAndNoneIsLost) {
  Credentials credentials;
  std::size_t entries = 0;
  std::size_t counted = 0;
  for (int i = 0; i < 1000; ++i) {
    if (const auto count = credentials.entry_for_failure(noon + i * 1ms)) {
      ++entries;
      counted += *count;
    }
  }
  EXPECT_EQ(entries, 10U);
  EXPECT_EQ(credentials.entry_for_failure(noon + 1min), 1000 - counted + 1);
}

TEST(Tokens, AreLongAndTheirHashIsPlain) {
  const std::string token = new_token();
  EXPECT_TRUE(token.starts_with("tsq_"));
  EXPECT_EQ(base::from_base64url(token.substr(4))->size(), 32U);
  EXPECT_NE(token, new_token());
  EXPECT_EQ(token_hash(token), base::sha256(token));
}

}  // namespace
}  // namespace tansiq::node
