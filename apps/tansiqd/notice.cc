#include "notice.h"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <spdlog/spdlog.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tansiq::daemon {

using base::fail;
using base::Fault;
using base::Result;

namespace {

constexpr std::chrono::seconds patience{20};  // less than systemd waits for the node to end
constexpr std::chrono::milliseconds between_looks{20};

/// How the program is started: it reads nothing, writes where this process writes its log, and takes over
/// neither blocked signals nor open files.
class Start {
 public:
  Start() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    posix_spawnattr_init(&attributes_);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    sigaddset(&signals, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~Start() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;

  Result<pid_t> run(const std::string& program, std::vector<std::string>& environment) {
    std::vector<char*> variables;
    variables.reserve(environment.size() + 1);
    for (auto& variable : environment) variables.push_back(variable.data());
    variables.push_back(nullptr);
    auto name = program;
    const std::array<char*, 2> arguments{name.data(), nullptr};
    pid_t process = 0;
    const int error =
        posix_spawn(&process, program.c_str(), &actions_, &attributes_, arguments.data(), variables.data());
    if (error != 0)
      return fail(Fault::unavailable,
                  fmt::format("{} cannot be run: {}", program, std::generic_category().message(error)),
                  "duty.notice");
    return process;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

Result<> wait_for(pid_t process, const std::string& program) {
  const auto until = std::chrono::steady_clock::now() + patience;
  int status = 0;
  while (::waitpid(process, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > until) {
      ::kill(-process, SIGKILL);
      ::waitpid(process, &status, 0);
      return fail(Fault::unavailable, fmt::format("{} did not end in {} s", program, patience.count()),
                  "duty.notice");
    }
    std::this_thread::sleep_for(between_looks);
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return fail(Fault::unavailable,
              WIFEXITED(status) ? fmt::format("{} ended with code {}", program, WEXITSTATUS(status))
                                : fmt::format("{} was ended by signal {}", program, WTERMSIG(status)),
              "duty.notice");
}

}  // namespace

Result<> Notices::check() const {
  if (program_.empty() || ::access(program_.c_str(), X_OK) == 0) return {};
  return fail(Fault::not_found, fmt::format("{} is no program that can be run", program_), "duty.notice",
              "a path, with the right to execute");
}

Result<> Notices::tell(const node::acts::Notice& notice) const {
  const auto text = node::acts::sentence(notice);
  spdlog::warn("duty: {}", text);
  if (program_.empty()) return {};
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
  std::vector<std::string> environment = {
      fmt::format("PATH={}", path != nullptr ? path : "/usr/bin:/bin"),
      fmt::format("TANSIQ_NOTICE_WHO={}", notice.who),
      fmt::format("TANSIQ_NOTICE_WHY={}", node::acts::name_of(notice.why)),
      fmt::format("TANSIQ_NOTICE_NATURE={}", desk::name_of(notice.nature)),
      fmt::format("TANSIQ_NOTICE_COUNT={}", notice.count),
      fmt::format("TANSIQ_NOTICE_OFFICER={}", notice.officer),
      fmt::format("TANSIQ_NOTICE_TEXT={}: {}", title_, text)};
  const auto process = Start().run(program_, environment);
  if (!process) return fail(process);
  return wait_for(*process, program_);
}

}  // namespace tansiq::daemon
