#include "desk/thread.h"

#include <algorithm>
#include <array>

#include "desk/kind.h"

namespace tansiq::desk {
namespace {

/// FNV-1a, 64 bits: apart in practice, and the same on every machine.
class Mark {
 public:
  void add(std::string_view text) {
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
    add_byte(0);
  }
  void add(Time time) {
    auto rest = static_cast<std::uint64_t>(time.time_since_epoch().count());
    for (int i = 0; i < 8; ++i, rest >>= 8) add_byte(static_cast<unsigned char>(rest & 0xff));
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  void add_byte(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3U; }
  std::uint64_t value_ = 0xcbf29ce484222325U;
};

template <std::size_t N, typename Enum>
std::string_view name_in(const std::array<std::string_view, N>& names, Enum value) {
  return names.at(static_cast<std::size_t>(value));
}

}  // namespace

Thread as_seen_by(Thread thread, const Service& viewer) {
  if (viewer == thread.key.asker) return thread;
  for (Part& part : thread.parts)
    if (part.service != viewer && part.state == silent) part.state = unseen;
  std::erase_if(thread.owed, [&](const Owed& owed) { return owed.by != viewer; });
  thread.partial = true;
  thread.kind->settle(thread);
  thread.partial = thread.standing != Standing::closed;
  return thread;
}

std::uint64_t mark_of(const Thread& thread) {
  Mark mark;
  mark.add(thread.version);
  mark.add(name_of(thread.nature));
  mark.add(thread.closed_by);
  mark.add(thread.successor);
  for (const Answer& answer : thread.answers) {
    mark.add(answer.by);
    mark.add(answer.id);
    mark.add(answer.version);
    mark.add(answer.word);
    mark.add(name_of(answer.verdict));
  }
  return mark.value();
}

std::string_view name_of(Nature nature) {
  static constexpr std::array<std::string_view, 3> names = {"actual", "exercise", "test"};
  return name_in(names, nature);
}
std::string_view name_of(Pile pile) {
  static constexpr std::array<std::string_view, pile_count> names = {"acknowledge", "answer", "know"};
  return name_in(names, pile);
}
std::string_view name_of(Standing standing) {
  static constexpr std::array<std::string_view, 3> names = {"open", "overdue", "closed"};
  return name_in(names, standing);
}
std::string_view name_of(Verdict verdict) {
  static constexpr std::array<std::string_view, 7> names = {
      "counts", "replaced", "taken-back", "earlier-version", "other-nature", "not-asked", "not-its-own"};
  return name_in(names, verdict);
}
std::string_view name_of(Remark remark) {
  static constexpr std::array<std::string_view, 4> names = {"nature-changed", "versions-differ",
                                                            "answers-differ", "answered-otherwise"};
  return name_in(names, remark);
}

}  // namespace tansiq::desk
