#pragma once

#include <cstddef>
#include <memory>
#include <optional>

namespace tansiq::demo {

/// The keyboard of whoever watches, a key at a time, where standard input is a terminal. Put back as it was
/// when destroyed.
class Keyboard {
 public:
  Keyboard();
  ~Keyboard();
  Keyboard(const Keyboard&) = delete;
  Keyboard& operator=(const Keyboard&) = delete;

  /// For poll(2); -1 where nobody can press anything.
  [[nodiscard]] int descriptor() const;
  /// The key that was pressed, if any; does not wait.
  std::optional<char> key();

 private:
  struct Saved;
  std::unique_ptr<Saved> saved_;
};

/// Columns of the terminal on standard output; 120 where it is none.
std::size_t width_of_terminal();
bool is_terminal();

}  // namespace tansiq::demo
