#include "faults/node_process.h"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "conformance/json.h"

namespace tansiq::faults {
namespace {

using base::Fault;

/// A fresh control file beside the node's folder, mapped.
Control* make_control(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, sizeof(Control)) != 0) return nullptr;
  void* memory = mmap(nullptr, sizeof(Control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  return memory == MAP_FAILED ? nullptr : static_cast<Control*>(memory);
}

std::string path_of(const std::string& url) {
  const auto scheme = url.find("://");
  std::string path = scheme == std::string::npos ? url : url.substr(url.find('/', scheme + 3));
  if (path.empty() || path.back() != '/') path += '/';
  return path;
}

/// The child's side: never returns.
[[noreturn]] void become_node(const Launch& launch, int output, int log, const std::string& control,
                              const std::string& faults) {
  setpgid(0, 0);
  dup2(output, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  if (launch.with_shim) {
    setenv("LD_PRELOAD", TANSIQ_FAULT_SHIM, 1);               // NOLINT(concurrency-mt-unsafe)
    setenv(control_variable, control.c_str(), 1);             // NOLINT(concurrency-mt-unsafe)
    setenv("TANSIQ_FAULTS", faults.c_str(), 1);               // NOLINT(concurrency-mt-unsafe)
    setenv("TANSIQ_FAULTS_BELOW", launch.folder.c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
  }
  if (launch.file_limit) {
    const rlimit limit{*launch.file_limit, *launch.file_limit};
    setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, SIG_IGN);  // write() fails with EFBIG instead
  }
  execl(launch.command.c_str(), launch.command.c_str(), launch.folder.c_str(), nullptr);
  _exit(127);
}

}  // namespace

conformance::Options Access::options() const {
  conformance::Options options;
  options.url = url;
  options.trust.insecure = true;
  options.api_root = api_root;
  options.collection = collection;
  options.login = conformance::Login{user, password};
  return options;
}

base::Result<std::unique_ptr<NodeProcess>> NodeProcess::begin(const Launch& launch) {
  std::unique_ptr<NodeProcess> node(new NodeProcess);
  node->log_ = launch.folder + ".log";
  node->faults_ = launch.folder + ".faults";
  node->order_fault("");
  const std::string control = launch.folder + ".control";
  node->control_ = make_control(control);
  int pipe_ends[2];
  const int log = open(node->log_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (node->control_ == nullptr || log < 0 || pipe2(pipe_ends, O_CLOEXEC) != 0)
    return base::fail(Fault::internal, "no file beside the folder can be made", launch.folder);
  node->control_->clock_offset_s = launch.clock_offset_s;
  node->pid_ = fork();
  if (node->pid_ < 0) return base::fail(Fault::internal, "fork failed");
  if (node->pid_ == 0) become_node(launch, pipe_ends[1], log, control, node->faults_);
  setpgid(node->pid_, node->pid_);
  close(pipe_ends[1]);
  close(log);
  node->output_ = pipe_ends[0];
  return node;
}

base::Result<std::unique_ptr<NodeProcess>> NodeProcess::start(const Launch& launch) {
  auto node = begin(launch);
  if (!node) return node;
  if (const auto ready = (*node)->await_line(launch.ready_ms); !ready) return base::fail(ready);
  return node;
}

void NodeProcess::order_fault(const std::string& order) const {
  std::ofstream(faults_, std::ios::trunc) << order;
}

base::Result<> NodeProcess::await_line(int patience_ms) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
  std::string line;
  while (line.find('\n') == std::string::npos) {
    pollfd waiting{output_, POLLIN, 0};
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0 || poll(&waiting, 1, static_cast<int>(left.count())) <= 0)
      return base::fail(Fault::unavailable, "the node did not say that it is ready", {}, messages());
    char buffer[4096];
    const ssize_t got = read(output_, buffer, sizeof buffer);
    if (got <= 0) return base::fail(Fault::unavailable, "the node ended before it was ready", {}, messages());
    line.append(buffer, static_cast<std::size_t>(got));
  }
  const auto object = conformance::parsed_object(line.substr(0, line.find('\n')));
  if (!object) return base::fail(Fault::unsupported, "the node's first line is no JSON", line);
  const auto text = [&](const char* key) { return conformance::text_at(*object, key); };
  access_ = {text("url"),
             path_of(text("api_root")),
             text("collection"),
             text("user"),
             text("password"),
             text("token"),
             0};
  const auto slash = access_.url.find('/', access_.url.find("://") + 3);
  access_.url = access_.url.substr(0, slash);
  access_.port = std::stoi(access_.url.substr(access_.url.rfind(':') + 1));
  return {};
}

NodeProcess::~NodeProcess() {
  kill();
  if (output_ >= 0) close(output_);
  if (control_ != nullptr) munmap(control_, sizeof(Control));
}

void NodeProcess::kill() {
  if (pid_ <= 0) return;
  ::kill(-pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

std::optional<int> NodeProcess::stop(int patience_ms) {
  if (pid_ <= 0) return std::nullopt;
  ::kill(-pid_, SIGTERM);
  const auto status = ended(patience_ms);
  if (!status) kill();
  return status;
}

std::optional<int> NodeProcess::ended(int patience_ms) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
  while (pid_ > 0) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      ::kill(-pid_, SIGKILL);  // whatever of its group is left
      pid_ = -1;
      return status;
    }
    if (std::chrono::steady_clock::now() >= until) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return std::nullopt;
}

std::string NodeProcess::messages() const {
  std::ifstream in(log_);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  constexpr std::size_t most = 2000;
  return text.size() > most ? text.substr(text.size() - most) : text;
}

}  // namespace tansiq::faults
