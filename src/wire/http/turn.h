#pragma once

#include <atomic>

namespace tansiq::wire::http {

/// Who sees to a stream: its connection, the worker that runs next(), or, while the connection rests, the
/// first to wake it. Whoever has the turn has next() run; so it never runs twice at once, and no wake is
/// lost. Safe from any thread.
class Turn {
 public:
  /// Something happened. True where the stream rested: the caller now has the turn.
  bool ring() { return state_.exchange(State::rung) == State::resting; }

  /// Just before next(): what rings from here on asks for another one.
  void begin() { state_.store(State::busy); }

  /// Gives the turn away until somebody rings. False where it rang since begin(): the turn stays.
  bool rest() {
    State busy = State::busy;
    return state_.compare_exchange_strong(busy, State::resting);
  }

  /// Takes the turn back from a rest. False where somebody rang and has it.
  bool take() {
    State resting = State::resting;
    return state_.compare_exchange_strong(resting, State::busy);
  }

 private:
  enum class State { busy, rung, resting };
  std::atomic<State> state_{State::busy};
};

}  // namespace tansiq::wire::http
