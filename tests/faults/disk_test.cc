// A disk that is full, a file that may not grow, an fsync that fails, a clock that is set back.

#include <chrono>
#include <ctime>
#include <filesystem>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "faults/ledger.h"
#include "faults/setup.h"

namespace tansiq::faults {
namespace {

namespace fs = std::filesystem;

constexpr auto most_time = std::chrono::seconds(30);

/// Waits until nothing new has been acknowledged for a second, or the node has ended.
void await_trouble(NodeProcess& node, const Ledger& ledger) {
  const auto until = std::chrono::steady_clock::now() + most_time;
  std::size_t before = 0;
  for (int still = 0; still < 10 && std::chrono::steady_clock::now() < until;) {
    if (node.ended(100)) return;
    const std::size_t now = ledger.acknowledged_count();
    still = now == before && now > 0 ? still + 1 : 0;
    before = now;
  }
}

void expect_kept(const Ledger& ledger, const Launch& launch) {
  auto node = NodeProcess::start(launch);
  ASSERT_TRUE(node) << node.error().text();
  const auto wrong = ledger.held_against((*node)->access());
  EXPECT_TRUE(wrong.empty()) << wrong.size() << " things are wrong, the first: " << wrong[0];
  EXPECT_EQ(trouble_of((*node)->access()), "");
  (*node)->kill();
  EXPECT_EQ(store_problem(launch.folder), "");
}

TEST(Disk, AFileThatMayNotGrowLosesNothing) {
  Launch launch = fresh("file-limit");
  {
    auto first = NodeProcess::start(launch);
    ASSERT_TRUE(first) << first.error().text();
    (*first)->stop();
  }
  Ledger ledger;
  launch.file_limit = 3 << 20;
  auto node = NodeProcess::start(launch);
  ASSERT_TRUE(node) << node.error().text();
  {
    Writers writers((*node)->access(), ledger, 2, setup().seed);
    await_trouble(**node, ledger);
    (*node)->kill();
  }
  EXPECT_GT(ledger.acknowledged_count(), 0U);
  launch.file_limit.reset();
  expect_kept(ledger, launch);
}

/// A tmpfs of some megabytes, gone with this object.
class SmallDisk {
 public:
  explicit SmallDisk(std::string place) : place_(std::move(place)) {
    fs::create_directories(place_);
    mounted_ = mount("tmpfs", place_.c_str(), "tmpfs", 0, "size=6m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(place_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] bool grow() const {
    return mount("tmpfs", place_.c_str(), "tmpfs", MS_REMOUNT, "size=256m") == 0;
  }

 private:
  std::string place_;
  bool mounted_ = false;
};

TEST(Disk, AFullDiskLosesNothingAndIsSurvived) {
  Launch launch = fresh("full-disk");
  const std::string place = launch.folder;
  const SmallDisk disk(place);
  if (!disk.mounted()) GTEST_SKIP() << "a small file system cannot be mounted here (it needs root)";
  launch.folder = place + "/node";
  Ledger ledger;
  auto node = NodeProcess::start(launch);
  ASSERT_TRUE(node) << node.error().text();
  {
    Writers writers((*node)->access(), ledger, 2, setup().seed);
    await_trouble(**node, ledger);
    EXPECT_FALSE((*node)->ended(0)) << "a full disk is no reason to end: " << (*node)->messages();
    writers.stop();
    for (const auto& complaint : writers.complaints())
      EXPECT_TRUE(complaint.starts_with("503") || complaint.starts_with("507")) << complaint;
  }
  EXPECT_GT(ledger.acknowledged_count(), 0U);
  ASSERT_TRUE(disk.grow());
  EXPECT_EQ(trouble_of((*node)->access(), &ledger), "") << "after the disk has room again";
  (*node)->kill();
  expect_kept(ledger, launch);
}

TEST(Disk, AFailedFsyncEndsTheNode) {
  if (!can_load_shim) GTEST_SKIP() << "the shim is not loaded into a sanitized node";
  Launch launch = fresh("fsync");
  launch.with_shim = true;
  Ledger ledger;
  auto node = NodeProcess::start(launch);
  ASSERT_TRUE(node) << node.error().text();
  std::size_t at_failure = 0;
  {
    Writers writers((*node)->access(), ledger, 3, setup().seed);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    ASSERT_GT(ledger.acknowledged_count(), 0U);
    (*node)->order_fault("sync * EIO");
    std::this_thread::sleep_for(
        std::chrono::milliseconds(100));  // what was synced just before may still be answered
    at_failure = ledger.acknowledged_count();
    const auto status = (*node)->ended(10'000);
    ASSERT_TRUE(status) << "the node goes on after a failed fsync";
    EXPECT_FALSE(WIFEXITED(*status) && WEXITSTATUS(*status) == 0) << "it ended as if all were well";
  }
  EXPECT_EQ(ledger.acknowledged_count(), at_failure)
      << "something was acknowledged after the fsync had failed";
  EXPECT_NE((*node)->messages(), "") << "it must say why";
  launch.with_shim = false;
  expect_kept(ledger, launch);
}

/// How far the node's clock, as its Date header tells it, is from ours.
std::optional<std::int64_t> clock_error(const Access& access) {
  const auto options = access.options();
  conformance::Client client(options.url, options.trust, options.login, nullptr);
  const auto date = client.get("/taxii2/").header("date");
  std::tm parts{};
  if (!date || strptime(date->c_str(), "%a, %d %b %Y %H:%M:%S", &parts) == nullptr) return std::nullopt;
  return static_cast<std::int64_t>(timegm(&parts)) - static_cast<std::int64_t>(std::time(nullptr));
}

void write_for(const Access& access, Ledger& ledger, int milliseconds) {
  Writers writers(access, ledger, 2, setup().seed + ledger.acknowledged_count());
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  writers.stop();
  EXPECT_TRUE(writers.complaints().empty()) << writers.complaints()[0];
}

TEST(Clock, SetBackAnHourKeepsDatesRising) {
  if (!can_load_shim) GTEST_SKIP() << "the shim is not loaded into a sanitized node";
  Launch launch = fresh("clock");
  launch.with_shim = true;
  Ledger ledger;
  auto node = NodeProcess::start(launch);
  ASSERT_TRUE(node) << node.error().text();
  write_for((*node)->access(), ledger, 200);
  (*node)->control().clock_offset_s = -3600;
  write_for((*node)->access(), ledger, 200);
  if (const auto error = clock_error((*node)->access())) {
    EXPECT_NEAR(static_cast<double>(*error), -3600, 60) << "the shim does not move the clock";
  }
  auto wrong = ledger.held_against((*node)->access());
  EXPECT_TRUE(wrong.empty()) << "an hour back: " << wrong[0];
  (*node)->stop();

  launch.clock_offset_s = -7200;  // and another hour, while it was down
  node = NodeProcess::start(launch);
  ASSERT_TRUE(node) << node.error().text();
  write_for((*node)->access(), ledger, 200);
  wrong = ledger.held_against((*node)->access());
  EXPECT_TRUE(wrong.empty()) << "two hours back after a restart: " << wrong[0];
  (*node)->control().clock_offset_s = 0;
  write_for((*node)->access(), ledger, 200);
  wrong = ledger.held_against((*node)->access());
  EXPECT_TRUE(wrong.empty()) << "right again: " << wrong[0];
  (*node)->kill();
  EXPECT_EQ(store_problem(launch.folder), "");
}

}  // namespace
}  // namespace tansiq::faults
