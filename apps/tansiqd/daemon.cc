#include "daemon.h"

#include <csignal>
#include <fmt/format.h>
#include <malloc.h>
#include <pthread.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "config/config.h"
#include "desk/ladder.h"
#include "node/acts/begin_anew.h"
#include "node/acts/escalate.h"
#include "node/acts/redecide.h"
#include "node/acts/seal_journal.h"
#include "node/acts/watch.h"
#include "node/due_work.h"
#include "node/name_index.h"
#include "node/node.h"
#include "node/partners/bell.h"
#include "node/partners/happenings.h"
#include "node/partners/identity.h"
#include "notice.h"
#include "notify.h"
#include "pin.h"
#include "store/sqlite/sqlite.h"
#include "version.h"
#include "wire/wire.h"

namespace tansiq::daemon {
namespace {

/// A worker that waits for the disk costs no processor, and those that wait together share one sync: with 64
/// clients that file single objects, 64 workers did three times what 8 did, on two processors.
constexpr std::size_t default_workers = 64;

/// Heaps that malloc keeps apart for threads. With its own choice, eight a processor, the pages of a walk
/// left a third more memory behind, for no speed.
constexpr int most_heaps = 4;

constexpr std::uint32_t grace_ms = 10'000;

/// The signals that this process waits for instead of being struck by them; every thread inherits that.
sigset_t block_signals() {
  sigset_t awaited;
  sigemptyset(&awaited);
  struct sigaction plain {};
  plain.sa_handler = SIG_DFL;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    sigaddset(&awaited, signal);
    // A shell starts what it puts into the background with SIGINT ignored, and an ignored signal is never
    // waited for.
    sigaction(signal, &plain, nullptr);
  }
  pthread_sigmask(SIG_BLOCK, &awaited, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c)
  return awaited;
}

void set_up_log(const std::string& level) {
  auto log = spdlog::stderr_logger_mt("tansiqd");
  log->set_level(spdlog::level::from_str(level));
  // Under systemd the journal adds the time.
  log->set_pattern(is_under_systemd() ? "%l: %v" : "%Y-%m-%dT%H:%M:%S.%eZ %l: %v",
                   spdlog::pattern_time_type::utc);
  log->flush_on(spdlog::level::debug);
  spdlog::set_default_logger(std::move(log));
}

int code_of(base::Fault fault) {
  switch (fault) {
    case base::Fault::conflict:
    case base::Fault::unavailable:
    case base::Fault::busy:
      return not_available;
    case base::Fault::invalid:
    case base::Fault::not_found:
    case base::Fault::unsupported:
      return bad_config;
    default:
      return broken;
  }
}

int give_up(const char* what, const base::Error& error) {
  spdlog::error("{}: {}", what, error.text());
  return code_of(error.fault);
}

std::string url_of(const std::string& address, std::uint16_t port) {
  const bool everywhere = address == "0.0.0.0" || address == "::";
  const bool is_v6 = address.find(':') != std::string::npos;
  const std::string host = everywhere ? "127.0.0.1" : is_v6 ? "[" + address + "]" : address;
  return fmt::format("https://{}:{}", host, port);
}

void say_ready(int descriptor, const std::string& url) {
  notify_systemd("READY=1\nSTATUS=serving at " + url);
  if (descriptor < 0) return;
  const std::string line = url + "\n";
  if (write(descriptor, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
    spdlog::warn("nobody reads the ready descriptor");
  close(descriptor);
}

/// The thread that decides anew what became due.
std::unique_ptr<node::DueWork> start_redeciding(node::Node& node) {
  return std::make_unique<node::DueWork>(
      node.clock,
      [&node](std::function<void()> wake) { return node.bell->listen(store::own_service, std::move(wake)); },
      [&node]() -> base::Result<node::DueWork::Worked> {
        const auto done = node::acts::redecide(node);
        if (!done) return base::fail(done);
        return node::DueWork::Worked{done->more, done->next};
      });
}

/// However much comes, the threads that wait are looked through no more often.
constexpr std::chrono::seconds between_notices{1};
constexpr std::chrono::milliseconds between_looks{100};

/// The thread that tells whom silence wakes.
std::unique_ptr<node::DueWork> start_telling(node::Node& node, desk::Ladder ladder, Notices notices) {
  return std::make_unique<node::DueWork>(
      node.clock, [&node](std::function<void()> wake) { return node.happenings->listen(std::move(wake)); },
      [&node, ladder = std::move(ladder),
       notices = std::move(notices)]() -> base::Result<node::DueWork::Worked> {
        const auto done = node::acts::escalate(
            node, ladder, [&notices](const node::acts::Notice& notice) { return notices.tell(notice); });
        if (!done) {
          spdlog::error("duty: somebody could not be told, and will be tried again: {}", done.error().text());
          return base::fail(done);
        }
        return node::DueWork::Worked{false, done->next};
      },
      between_notices);
}

/// The thread that holds what came against the watch rules.
std::unique_ptr<node::DueWork> start_watching(node::Node& node) {
  return std::make_unique<node::DueWork>(
      node.clock, [&node](std::function<void()> wake) { return node.happenings->listen(std::move(wake)); },
      [&node]() -> base::Result<node::DueWork::Worked> {
        const auto done = node::acts::watch(node);
        if (!done) {
          spdlog::error("watch rules: {}", done.error().text());
          return base::fail(done);
        }
        return node::DueWork::Worked{done->more, {}};
      },
      between_looks);
}

/// The thread that gives partners sealed checkpoints of the journal, at a pace that tells them nothing.
std::unique_ptr<node::DueWork> start_sealing(node::Node& node, std::chrono::seconds pace) {
  return std::make_unique<node::DueWork>(
      node.clock, [](const std::function<void()>&) { return std::shared_ptr<void>(); },
      [&node, pace]() -> base::Result<node::DueWork::Worked> {
        const auto sealed = node::acts::seal_journal(node);
        if (!sealed) {
          spdlog::error("the journal was not sealed: {}", sealed.error().text());
          return base::fail(sealed);
        }
        return node::DueWork::Worked{false, node.clock() + pace};
      });
}

/// Serves until a signal says to stop.
void wait_for_end(wire::Serving& serving, const sigset_t& awaited) {
  for (;;) {
    int signal = 0;
    if (sigwait(&awaited, &signal) != 0) continue;
    if (signal != SIGHUP) {
      spdlog::info("stopping");
      notify_systemd("STOPPING=1");
      return;
    }
    if (const auto reloaded = serving.reload(); reloaded)
      spdlog::info("certificate and key were read again");
    else
      spdlog::error("the old certificate stays: {}", reloaded.error().text());
  }
}

}  // namespace

int run(const Options& options) {
  ::mallopt(M_ARENA_MAX, most_heaps);
  const sigset_t awaited = block_signals();
  auto config = config::load(options.config);
  if (!config) {
    for (const auto& problem : config.error()) fmt::print(stderr, "tansiqd: {}\n", problem.text());
    return bad_config;
  }
  auto ladder = desk::ladder_of(config->duty_ladder);
  const Notices notices(config->duty_notice, config->title);
  const auto can_tell = notices.check();
  if (!ladder || !can_tell) {
    fmt::print(stderr, "tansiqd: {}: {}\n", options.config,
               ladder ? can_tell.error().text() : "duty." + ladder.error().text());
    return bad_config;
  }
  if (options.only_check) {
    fmt::print(stderr, "tansiqd: {}: nothing is wrong\n", options.config);
    return stopped;
  }
  set_up_log(config->log_level);
  auto& serving = config->serving;
  if (serving.workers == 0) serving.workers = default_workers;

  const auto pin = pin_of_certificate(serving.listen.certificate_file);
  if (!pin) return give_up("the certificate", pin.error());
  store::sqlite::Options kept;
  kept.directory = config->store_folder;
  kept.queue_bytes = config->store_queue_bytes;
  kept.fatal = [](std::string_view reason) {
    spdlog::critical("the store failed and what is on the disk is unknown, so the node stops: {}", reason);
    _exit(broken);
  };
  auto store = store::sqlite::open(kept);
  if (!store) return give_up("the store", store.error());

  node::Node node(**store, base::system_now, config->limits, config->title);
  node.backup_folder = config->backup_folder;
  node.erased_file = config->store_folder + "/erased";
  node.name_index = std::make_unique<node::NameIndex>(**store, config->store_folder + "/names.snapshot");
  if (const auto opened = node::open_identity(node, config->keys_folder); !opened)
    return give_up("the keys", opened.error());
  const auto waited_for = node::acts::begin_anew(node);
  if (!waited_for) return give_up("beginning anew after a restore", waited_for.error());
  if (*waited_for > 0)
    spdlog::warn("a backup was restored: {} partners are served again once they handed back what it lost",
                 *waited_for);
  auto redeciding = node.identity ? start_redeciding(node) : nullptr;
  auto telling = node.identity ? start_telling(node, *std::move(ladder), notices) : nullptr;
  auto watching = node.identity ? start_watching(node) : nullptr;
  auto sealing =
      node.identity ? start_sealing(node, std::chrono::seconds(config->journal_seal_seconds)) : nullptr;
  serving.exchange.report = [](const std::string& partner, const std::string& trouble) {
    spdlog::warn("partner {}: {}", partner, trouble);
  };
  auto server = wire::Serving::start(node, serving);
  if (!server) return give_up("the server", server.error());
  const auto url = url_of(serving.listen.address, (*server)->port());
  spdlog::info("tansiqd " TANSIQ_VERSION ", serving at {}", url);
  spdlog::info("public key pin {}", *pin);
  if (const auto port = (*server)->exchange_port(); port != 0)
    spdlog::info("partners find it at {}", url_of(serving.exchange.address, port));
  say_ready(options.ready_descriptor, url);

  wait_for_end(**server, awaited);
  (*server)->stop(grace_ms);
  server->reset();
  sealing.reset();
  watching.reset();
  telling.reset();
  redeciding.reset();
  node.name_index.reset();
  store->reset();
  spdlog::info("stopped");
  return stopped;
}

}  // namespace tansiq::daemon
