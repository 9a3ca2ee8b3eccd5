#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "desk/thread.h"

/// Who is on duty, and how duty passes from one officer to the next. A hand-over is a text that both sign;
/// the signatures are the node's.
namespace tansiq::desk {

/// One thing that the officer who goes hands to the one who comes.
struct OpenThread {
  ThreadKey key;
  std::string status;       ///< the word of its kind at that time
  std::optional<Time> due;  ///< the first thing owed in it
  std::string note;         ///< may be empty; lines are allowed

  bool operator==(const OpenThread&) const = default;
};

/// The beginning, passing on or end of a shift at a post of a service.
struct ShiftChange {
  enum class Kind : std::uint8_t { start, hand_over, end };

  Kind kind = Kind::start;
  Service service;
  std::string post;  ///< "duty desk"; one officer at a time
  Time at;
  std::string from;              ///< who goes; empty for a start
  std::string to;                ///< who comes; empty for an end
  std::vector<OpenThread> open;  ///< of a hand-over and an end
  std::string note;

  bool operator==(const ShiftChange&) const = default;
};

/// What a signature over a shift change is about: the context of a signed document (docs/wire.md).
inline constexpr std::string_view shift_context = "tansiq/shift/1";

inline constexpr std::size_t most_shift_bytes = std::size_t{1} << 20;
inline constexpr std::size_t most_open_threads = 2'000;

/// Who must sign: both officers of a hand-over, else the one.
std::vector<std::string> signers(const ShiftChange& change);

/// Whether it can be meant: names and post are given where they must be, nobody hands over to himself, the
/// texts are within their limits.
Result<> check(const ShiftChange& change);

/// The bytes that are signed: canonical JSON (RFC 8785). The change must have passed check().
std::string render(const ShiftChange& change);

/// Reads what render() writes, and nothing else.
Result<ShiftChange> read_shift_change(std::string_view text);

/// One officer's time at a post.
struct Duty {
  std::string post;
  std::string officer;
  Time from;
  std::optional<Time> until;  ///< none: still on duty

  bool operator==(const Duty&) const = default;
};

/// Who was on duty when, folded from signed changes in whatever order they come.
struct Roster {
  std::vector<Duty> duties;  ///< by post, then time
  /// Changes that do not fit the ones before: a second start, a hand-over by somebody who was not on duty.
  /// The later one is believed all the same, since somebody sits there now.
  std::vector<ShiftChange> doubtful;
};

Roster roster_of(std::span<const ShiftChange> changes);

/// Who was on duty at a post at a time; nobody is an answer.
std::optional<std::string> on_duty(const Roster& roster, std::string_view post, Time at);

/// The threads to hand over: those that are not closed, as the service sees them, in the order given.
std::vector<OpenThread> open_threads(std::span<const Thread> threads);

}  // namespace tansiq::desk
