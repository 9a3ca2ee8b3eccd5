#include "cli/session.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "cli/client.h"

namespace tansiq::cli {
namespace {

class SessionFile : public ::testing::Test {
 protected:
  const std::string folder_ = ::testing::TempDir() + "/tansiq-session-test";
  const std::string file_ = folder_ + "/deep/session.json";
  void SetUp() override { std::filesystem::remove_all(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
};

Session some_session() {
  Session session;
  session.url = "https://127.0.0.1:8443";
  session.token = "tsq_x";
  session.purpose = "غرض \"quoted\"";
  session.profile.grade = "B2";
  session.profile.releasable_to = {"a", "b"};
  return session;
}

TEST_F(SessionFile, IsReadAsItWasWrittenAndForItsOwnerAlone) {
  ASSERT_TRUE(save_session(some_session(), file_));
  EXPECT_EQ(*load_session(file_), some_session());
  struct stat status {};
  ASSERT_EQ(stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(SessionFile, IsEmptyWhereThereIsNone) {
  EXPECT_EQ(*load_session(file_), Session());
}

TEST_F(SessionFile, ThatOthersCanReadIsRefused) {
  ASSERT_TRUE(save_session(some_session(), file_));
  chmod(file_.c_str(), 0644);
  const auto loaded = load_session(file_);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().hint, "chmod 600 " + file_);
}

TEST_F(SessionFile, ThatIsBrokenIsToldAndKept) {
  ASSERT_TRUE(save_session(some_session(), file_));
  std::ofstream(file_) << "{\"url\":";
  EXPECT_FALSE(load_session(file_));
}

TEST(Session, TheEnvironmentStandsAboveTheFile) {
  setenv("TANSIQ_CASE", "case 7", 1);
  auto session = some_session();
  apply_environment(session);
  unsetenv("TANSIQ_CASE");
  EXPECT_EQ(session.case_id, "case 7");
  EXPECT_EQ(session.url, "https://127.0.0.1:8443");
}

TEST(Client, EncodesEverythingThatIsNotUnreserved) {
  EXPECT_EQ(encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(encode("a b/c?&=+%"), "a%20b%2Fc%3F%26%3D%2B%25");
  EXPECT_EQ(encode("غ"), "%D8%BA");
  EXPECT_EQ(target_of({.path = "/v1/records", .query = {{"type", "a b"}, {"id", ""}, {"limit", "5"}}}),
            "/v1/records?type=a%20b&limit=5");
}

TEST(Client, GivesTheNodesOwnWords) {
  const auto error =
      error_of({409, R"({"fault":"conflict","what":"exists","where":"name","hint":"choose"})", {}});
  EXPECT_EQ(error.fault, base::Fault::conflict);
  EXPECT_EQ(error.text(), "name: exists; choose");
  EXPECT_EQ(error_of({502, "<html>", {}}).fault, base::Fault::unavailable);
  EXPECT_EQ(error_of({418, "", {}}).text(), "the node answered 418");
}

TEST(Client, WantsAnHttpsAddress) {
  EXPECT_FALSE(Client::open({}));
  Session plain;
  plain.url = "http://127.0.0.1:8443";
  EXPECT_FALSE(Client::open(plain));
}

}  // namespace
}  // namespace tansiq::cli
