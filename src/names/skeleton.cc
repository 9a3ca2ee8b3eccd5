#include "names/skeleton.h"

#include <algorithm>
#include <array>

namespace tansiq::names {
namespace {

enum Class : std::uint8_t {
  dropped,
  lip,
  fricative,
  tongue,
  hiss,
  soft,
  throat,
  breath,
  lam,
  reh,
  meem,
  noon
};
constexpr Class last_class = noon;
constexpr std::size_t most_classes = 16;

constexpr std::array<Class, letter::count> make_classes() {
  std::array<Class, letter::count> of{};
  using letter::latin;
  for (const char c : {'b', 'p'}) of[latin(c)] = lip;
  for (const char c : {'f', 'v'}) of[latin(c)] = fricative;
  for (const char c : {'t', 'd'}) of[latin(c)] = tongue;
  for (const char c : {'s', 'z', 'x'}) of[latin(c)] = hiss;
  of[latin('j')] = soft;
  for (const char c : {'k', 'q', 'c', 'g'}) of[latin(c)] = throat;
  of[latin('h')] = breath;
  of[latin('l')] = lam;
  of[latin('r')] = reh;
  of[latin('m')] = meem;
  of[latin('n')] = noon;
  for (const Letter l : {letter::beh, letter::peh}) of[l] = lip;
  for (const Letter l : {letter::feh, letter::veh}) of[l] = fricative;
  for (const Letter l : {letter::teh, letter::tah, letter::dal, letter::dad, letter::theh, letter::thal})
    of[l] = tongue;
  for (const Letter l : {letter::seen, letter::sad, letter::sheen, letter::zain, letter::zah, letter::tcheh})
    of[l] = hiss;
  for (const Letter l : {letter::jeem, letter::jeh}) of[l] = soft;
  for (const Letter l : {letter::qaf, letter::kaf, letter::khah, letter::ghain, letter::gaf}) of[l] = throat;
  for (const Letter l : {letter::heh, letter::hah}) of[l] = breath;
  of[letter::lam] = lam;
  of[letter::reh] = reh;
  of[letter::meem] = meem;
  of[letter::noon] = noon;
  // Digits and letters that are not read spread over the classes, so that they do not all fall together.
  for (Letter l = letter::first_digit; l < letter::count; ++l) of[l] = static_cast<Class>(1 + l % last_class);
  return of;
}
constexpr auto classes = make_classes();

/// The class of a group of letters that begins at `at`, and how many letters it takes.
Class class_at(const Letter* letters, std::size_t size, std::size_t at, std::size_t& taken) {
  using letter::latin;
  const Letter l = letters[at];
  const Letter next = at + 1 < size ? letters[at + 1] : letter::none;
  const Letter third = at + 2 < size ? letters[at + 2] : letter::none;
  taken = 1;
  if (l == latin('s') && next == latin('c') && third == latin('h')) return taken = 3, hiss;
  if (l == latin('t') && (next == latin('s') || next == latin('c')) &&
      (third == latin('h') || third == latin('c')))
    return taken = 3, hiss;
  if (l == letter::teh && next == letter::sheen) return taken = 2, hiss;
  if (l == latin('d') && (next == latin('j') || next == latin('z'))) return taken = 2, soft;
  if (l == latin('s') && next == latin('j')) return taken = 2, hiss;
  if (next == latin('h')) {
    if (l == latin('s') || l == latin('c')) return taken = 2, hiss;
    if (l == latin('z')) return taken = 2, soft;
    if (l == latin('p')) return taken = 2, fricative;
    if (l == latin('k') || l == latin('g')) return taken = 2, throat;
    if (l == latin('t') || l == latin('d')) return taken = 2, tongue;
  }
  if (l == latin('c') && (next == latin('e') || next == latin('i'))) return hiss;
  return classes[l];
}

struct Sounds {
  std::array<std::uint8_t, most_classes + 2> sound{};
  std::size_t size = 0;
};

Sounds unpack(Skeleton skeleton) {
  Sounds out;
  for (int shift = 60; shift >= 0; shift -= 4)
    if (const auto sound = static_cast<std::uint8_t>((skeleton >> shift) & 0xF))
      out.sound[out.size++] = sound;
  return out;
}

Skeleton pack(const Sounds& sounds) {
  Skeleton out = 0;
  for (std::size_t i = 0; i < sounds.size && i < most_classes; ++i)
    out |= static_cast<Skeleton>(sounds.sound[i]) << (60 - 4 * i);
  return out;
}

Sounds without(const Sounds& sounds, std::size_t at) {
  Sounds out = sounds;
  for (std::size_t i = at; i + 1 < out.size; ++i) out.sound[i] = out.sound[i + 1];
  --out.size;
  return out;
}

Sounds with(const Sounds& sounds, std::size_t at, std::uint8_t sound) {
  Sounds out = sounds;
  for (std::size_t i = out.size; i > at; --i) out.sound[i] = out.sound[i - 1];
  out.sound[at] = sound;
  ++out.size;
  return out;
}

/// Classes that writers of the two scripts confuse: the likely second change of a longer word.
bool confused(std::uint8_t left, std::uint8_t right) {
  const auto pair = std::minmax(left, right);
  return pair == std::minmax<std::uint8_t>(tongue, hiss) || pair == std::minmax<std::uint8_t>(hiss, throat) ||
         pair == std::minmax<std::uint8_t>(soft, throat) || pair == std::minmax<std::uint8_t>(hiss, soft) ||
         pair == std::minmax<std::uint8_t>(throat, breath) ||
         pair == std::minmax<std::uint8_t>(lip, fricative);
}

}  // namespace

Skeleton skeleton_of(const Letter* letters, std::size_t size) {
  using letter::latin;
  Sounds sounds;
  Letter before = letter::none;
  for (std::size_t at = 0; at < size && sounds.size < most_classes;) {
    std::size_t taken = 1;
    const Letter l = letters[at];
    const Class sound = class_at(letters, size, at, taken);
    const bool last = at + taken == size;
    const bool doubled = l == before;
    const bool silent = last && sound == breath && (l == latin('h') || l == letter::heh);
    before = l;
    at += taken;
    if (sound == dropped || doubled || silent) continue;
    sounds.sound[sounds.size++] = sound;
    if (l == latin('x') && sounds.size < most_classes) {
      sounds.sound[sounds.size - 1] = throat;
      sounds.sound[sounds.size++] = hiss;
    }
  }
  return pack(sounds);
}

std::size_t length_of(Skeleton skeleton) {
  return unpack(skeleton).size;
}

void neighbours_of(Skeleton skeleton, std::vector<Neighbour>& out) {
  out.clear();
  const Sounds sounds = unpack(skeleton);
  out.push_back({skeleton, 0});
  const auto add = [&](const Sounds& changed, std::uint8_t edits) { out.push_back({pack(changed), edits}); };
  const auto one_change = [&](const Sounds& from, std::uint8_t edits, bool usual_only) {
    for (std::size_t i = 0; i < from.size; ++i) {
      const std::uint8_t own = from.sound[i];
      if (!usual_only || own == breath || own == fricative || own == soft) add(without(from, i), edits);
      Sounds changed = from;
      for (std::uint8_t other = 1; other <= last_class; ++other) {
        if (other == own || (usual_only && !confused(own, other))) continue;
        changed.sound[i] = other;
        add(changed, edits);
      }
      if (!usual_only && i + 1 < from.size) {
        changed = from;
        std::swap(changed.sound[i], changed.sound[i + 1]);
        add(changed, edits);
      }
    }
    if (from.size < most_classes)
      for (std::size_t i = 0; i <= from.size; ++i)
        for (std::uint8_t other = 1; other <= last_class; ++other)
          if (!usual_only || other == breath || other == fricative || other == soft)
            add(with(from, i, other), edits);
  };
  one_change(sounds, 1, false);
  if (sounds.size >= 3) {
    const std::size_t ones = out.size();
    for (std::size_t i = 1; i < ones; ++i) {
      // Only changes that are usual twice: from each usual single change, once more.
      const Sounds once = unpack(out[i].skeleton);
      const auto usual = [&] {
        if (once.size + 1 == sounds.size || once.size == sounds.size + 1) {
          const Sounds& longer = once.size > sounds.size ? once : sounds;
          const Sounds& shorter = once.size > sounds.size ? sounds : once;
          std::size_t at = 0;
          while (at < shorter.size && longer.sound[at] == shorter.sound[at]) ++at;
          const auto sound = longer.sound[at];
          return sound == breath || sound == fricative || sound == soft;
        }
        std::size_t at = 0;
        while (at < once.size && once.sound[at] == sounds.sound[at]) ++at;
        return at < once.size && confused(once.sound[at], sounds.sound[at]);
      }();
      if (usual) one_change(once, 2, true);
    }
  }
  std::sort(out.begin(), out.end(), [](const Neighbour& a, const Neighbour& b) {
    return a.skeleton != b.skeleton ? a.skeleton < b.skeleton : a.edits < b.edits;
  });
  out.erase(std::unique(out.begin(), out.end(),
                        [](const Neighbour& a, const Neighbour& b) { return a.skeleton == b.skeleton; }),
            out.end());
}

}  // namespace tansiq::names
