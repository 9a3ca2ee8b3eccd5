#include "terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace tansiq::demo {

struct Keyboard::Saved {
  termios before{};
};

Keyboard::Keyboard() {
  termios now{};
  if (::isatty(STDIN_FILENO) == 0 || ::tcgetattr(STDIN_FILENO, &now) != 0) return;
  saved_ = std::make_unique<Saved>();
  saved_->before = now;
  now.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &now);
}

Keyboard::~Keyboard() {
  if (saved_) ::tcsetattr(STDIN_FILENO, TCSANOW, &saved_->before);
}

int Keyboard::descriptor() const {
  return saved_ ? STDIN_FILENO : -1;
}

std::optional<char> Keyboard::key() {
  if (!saved_) return std::nullopt;
  pollfd waited{STDIN_FILENO, POLLIN, 0};
  char pressed = 0;
  if (::poll(&waited, 1, 0) <= 0 || ::read(STDIN_FILENO, &pressed, 1) != 1) return std::nullopt;
  return pressed;
}

std::size_t width_of_terminal() {
  winsize size{};
  constexpr std::size_t without = 120;
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return without;
  return size.ws_col;
}

bool is_terminal() {
  return ::isatty(STDOUT_FILENO) != 0;
}

}  // namespace tansiq::demo
