#include "cli/interrupt.h"

#include <csignal>

namespace tansiq::cli {
namespace {

volatile std::sig_atomic_t interrupted = 0;

void on_interrupt(int) {
  interrupted = 1;
  std::signal(SIGINT, SIG_DFL);  // NOLINT(cert-err33-c)
}

}  // namespace

void heed_interrupts() {
  std::signal(SIGINT, on_interrupt);  // NOLINT(cert-err33-c)
}

bool is_interrupted() {
  return interrupted != 0;
}

}  // namespace tansiq::cli
