#include "child.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

extern char** environ;

namespace tansiq::demo {
namespace {

constexpr std::size_t at_once = 64UL * 1024;

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// This program's environment with `variables` over it.
std::vector<std::string> environment(const std::vector<std::string>& variables) {
  std::vector<std::string> all = variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view held = *entry;
    const auto name = held.substr(0, held.find('=') + 1);
    bool replaced = false;
    for (const auto& variable : variables) replaced = replaced || variable.starts_with(name);
    if (!replaced) all.emplace_back(held);
  }
  return all;
}

}  // namespace

base::Result<Child> Child::start(const std::vector<std::string>& command,
                                 const std::vector<std::string>& variables) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return base::fail(base::Fault::internal, "no pipe can be made");
  auto words = command;
  auto variables_of_it = environment(variables);
  const auto arguments = pointers(words);
  const auto surroundings = pointers(variables_of_it);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  pid_t pid = 0;
  const int error =
      ::posix_spawnp(&pid, command.front().c_str(), &actions, nullptr, arguments.data(), surroundings.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (error != 0) {
    ::close(ends[0]);
    return base::fail(base::Fault::unavailable, std::string("cannot be started: ") + std::strerror(error),
                      command.front());
  }
  return Child(pid, ends[0]);
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)),
      out_(std::exchange(other.out_, -1)),
      rest_(std::move(other.rest_)) {}

Child::~Child() {
  if (pid_ > 0) ::kill(pid_, SIGTERM);
  if (out_ >= 0) ::close(out_);
  out_ = -1;
  wait();
}

bool Child::read(const std::function<void(std::string_view)>& line) {
  char buffer[at_once];
  const auto got = ::read(out_, buffer, sizeof buffer);
  if (got < 0) return errno == EINTR || errno == EAGAIN;
  if (got == 0) return false;
  rest_.append(buffer, static_cast<std::size_t>(got));
  std::size_t begin = 0;
  for (auto end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n', begin)) {
    line(std::string_view(rest_).substr(begin, end - begin));
    begin = end + 1;
  }
  rest_.erase(0, begin);
  return true;
}

bool Child::read_if_ready(const std::function<void(std::string_view)>& line) {
  pollfd waited{out_, POLLIN, 0};
  return ::poll(&waited, 1, 0) <= 0 || read(line);
}

int Child::finish(std::string& output) {
  while (read([&output](std::string_view line) { output.append(line).append("\n"); })) {
  }
  output += rest_;
  return wait();
}

int Child::wait() {
  if (pid_ <= 0) return 0;
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace tansiq::demo
