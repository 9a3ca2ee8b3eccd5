#include "names/skeleton.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

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

/// Finer classes, which the filter by consonants tells apart.
namespace fine {
enum Fine : std::uint8_t { no_sound, b, f, t, d, th, s, z, sh, j, k, kh, g, h, l, r, m, n, other, any = 31 };
}  // namespace fine
using fine::Fine;

constexpr std::array<Fine, letter::count> make_fine() {
  std::array<Fine, letter::count> of{};
  using namespace fine;
  using letter::latin;
  constexpr std::pair<char, Fine> latin_sounds[] = {
      {'b', b}, {'p', b}, {'f', f}, {'v', f}, {'t', t}, {'d', d}, {'s', s}, {'x', s}, {'z', z}, {'j', j},
      {'k', k}, {'q', k}, {'c', k}, {'g', g}, {'h', h}, {'l', l}, {'r', r}, {'m', m}, {'n', n}};
  for (const auto& [c, sound] : latin_sounds) of[latin(c)] = sound;
  constexpr std::pair<Letter, Fine> arabic_sounds[] = {
      {letter::beh, b},    {letter::peh, b},   {letter::feh, f},  {letter::veh, f},   {letter::teh, t},
      {letter::tah, t},    {letter::dal, d},   {letter::dad, d},  {letter::theh, th}, {letter::thal, th},
      {letter::seen, s},   {letter::sad, s},   {letter::zain, z}, {letter::zah, z},   {letter::sheen, sh},
      {letter::tcheh, sh}, {letter::jeem, j},  {letter::jeh, j},  {letter::kaf, k},   {letter::qaf, k},
      {letter::khah, kh},  {letter::ghain, g}, {letter::gaf, g},  {letter::hah, h},   {letter::heh, h},
      {letter::lam, l},    {letter::reh, r},   {letter::meem, m}, {letter::noon, n}};
  for (const auto& [c, sound] : arabic_sounds) of[c] = sound;
  for (Letter c = letter::first_digit; c < letter::count; ++c) of[c] = other;
  return of;
}
constexpr auto fine_classes = make_fine();

struct Heard {
  Class sound;
  Fine finer;
  std::size_t taken;
};

/// The class of a group of letters that begins at `at`, and how many letters it takes.
Heard hear(const Letter* letters, std::size_t size, std::size_t at) {
  using letter::latin;
  using namespace fine;
  const Letter own = letters[at];
  const Letter next = at + 1 < size ? letters[at + 1] : letter::none;
  const Letter third = at + 2 < size ? letters[at + 2] : letter::none;
  if (own == latin('s') && next == latin('c') && third == latin('h')) return {hiss, sh, 3};
  if (own == latin('t') && (next == latin('s') || next == latin('c')) &&
      (third == latin('h') || third == latin('c')))
    return {hiss, sh, 3};
  if (own == letter::teh && next == letter::sheen) return {hiss, sh, 2};
  if (own == latin('d') && (next == latin('j') || next == latin('z'))) return {soft, j, 2};
  if (own == latin('s') && next == latin('j')) return {hiss, sh, 2};
  if (next == latin('h')) {
    if (own == latin('s') || own == latin('c')) return {hiss, sh, 2};
    if (own == latin('z')) return {soft, j, 2};
    if (own == latin('p')) return {fricative, f, 2};
    if (own == latin('k')) return {throat, kh, 2};
    if (own == latin('g')) return {throat, g, 2};
    if (own == latin('t') || own == latin('d')) return {tongue, th, 2};
  }
  if (own == latin('c') && (next == latin('e') || next == latin('i'))) return {hiss, s, 1};
  return {classes[own], fine_classes[own], 1};
}

/// What stands between two consonants.
namespace vowel {
enum Vowel : std::uint8_t { silence, a, e, i, o, u, ai, au, arabic_silence, alef, yeh, waw, anything = 15 };
}
using vowel::Vowel;

constexpr std::array<Vowel, letter::count> make_vowels() {
  std::array<Vowel, letter::count> of{};
  using letter::latin;
  of[latin('a')] = vowel::a;
  of[latin('e')] = vowel::e;
  of[latin('i')] = of[latin('y')] = vowel::i;
  of[latin('o')] = vowel::o;
  of[latin('u')] = of[latin('w')] = vowel::u;
  of[letter::alef] = vowel::alef;
  of[letter::yeh] = vowel::yeh;
  of[letter::waw] = vowel::waw;
  of[letter::ain] = vowel::anything;
  return of;
}
constexpr auto vowels = make_vowels();

/// Two vowels after another.
constexpr Vowel both(Vowel first, Vowel second) {
  if (first == vowel::e && second == vowel::e) return vowel::i;
  if (first == vowel::o && second == vowel::o) return vowel::u;
  if (first == vowel::silence || first == vowel::arabic_silence || first == second) return second;
  if (first == vowel::o && (second == vowel::o || second == vowel::u || second == vowel::e)) return vowel::u;
  if ((first == vowel::a || first == vowel::e) && second == vowel::i) return vowel::ai;
  if (first == vowel::a && (second == vowel::u || second == vowel::o)) return vowel::au;
  return vowel::anything;
}

/// Lower bounds of the costs between finer classes. Within a coarse class the table of costs decides, so the
/// bound is low; between classes only the confusions that the table knows are cheap.
struct Bounds {
  std::array<std::array<std::int16_t, 32>, 32> consonant{};
  std::array<std::array<std::int16_t, 16>, 16> between{};

  constexpr Bounds() {
    using namespace fine;
    for (std::size_t x = 1; x < 32; ++x)
      for (std::size_t y = 1; y < 32; ++y) consonant[x][y] = x == y ? 0 : 250;
    constexpr std::tuple<Fine, Fine, std::int16_t> near[] = {
        {t, d, 100},  {t, th, 60}, {d, th, 50}, {s, z, 80},  {s, sh, 90},  {z, sh, 160}, {th, s, 80},
        {th, z, 50},  {t, s, 120}, {t, z, 100}, {d, z, 50},  {d, s, 200},  {t, sh, 150}, {sh, j, 100},
        {sh, kh, 40}, {sh, k, 60}, {s, k, 60},  {j, g, 50},  {j, k, 90},   {j, kh, 80},  {j, z, 50},
        {j, s, 150},  {j, d, 150}, {k, kh, 70}, {k, g, 60},  {kh, g, 100}, {kh, h, 80},  {h, k, 160},
        {h, g, 120},  {b, f, 80},  {g, r, 150}, {h, j, 120}, {z, k, 180},  {j, th, 200}, {s, j, 80}};
    for (const auto& [x, y, value] : near) consonant[x][y] = consonant[y][x] = value;
    for (std::size_t x = 1; x < 32; ++x)
      consonant[any][x] = consonant[x][any] = omission(static_cast<Fine>(x));
    consonant[any][any] = 0;
    constexpr std::tuple<Vowel, Vowel, std::int16_t> apart[] = {{vowel::silence, vowel::a, 90},
                                                                {vowel::silence, vowel::e, 70},
                                                                {vowel::silence, vowel::i, 90},
                                                                {vowel::silence, vowel::o, 105},
                                                                {vowel::silence, vowel::u, 90},
                                                                {vowel::silence, vowel::ai, 130},
                                                                {vowel::silence, vowel::au, 130},
                                                                {vowel::a, vowel::e, 50},
                                                                {vowel::a, vowel::i, 120},
                                                                {vowel::a, vowel::o, 90},
                                                                {vowel::a, vowel::u, 130},
                                                                {vowel::e, vowel::i, 50},
                                                                {vowel::e, vowel::o, 110},
                                                                {vowel::e, vowel::u, 80},
                                                                {vowel::i, vowel::o, 140},
                                                                {vowel::i, vowel::u, 130},
                                                                {vowel::o, vowel::u, 10},
                                                                {vowel::a, vowel::ai, 50},
                                                                {vowel::e, vowel::ai, 40},
                                                                {vowel::i, vowel::ai, 20},
                                                                {vowel::o, vowel::ai, 110},
                                                                {vowel::u, vowel::ai, 110},
                                                                {vowel::a, vowel::au, 50},
                                                                {vowel::e, vowel::au, 90},
                                                                {vowel::i, vowel::au, 130},
                                                                {vowel::o, vowel::au, 40},
                                                                {vowel::u, vowel::au, 20},
                                                                {vowel::ai, vowel::au, 90},
                                                                {vowel::arabic_silence, vowel::a, 15},
                                                                {vowel::arabic_silence, vowel::e, 10},
                                                                {vowel::arabic_silence, vowel::i, 20},
                                                                {vowel::arabic_silence, vowel::o, 30},
                                                                {vowel::arabic_silence, vowel::u, 20},
                                                                {vowel::arabic_silence, vowel::ai, 40},
                                                                {vowel::arabic_silence, vowel::au, 40},
                                                                {vowel::alef, vowel::silence, 70},
                                                                {vowel::alef, vowel::e, 40},
                                                                {vowel::alef, vowel::i, 50},
                                                                {vowel::alef, vowel::o, 50},
                                                                {vowel::alef, vowel::u, 80},
                                                                {vowel::yeh, vowel::silence, 80},
                                                                {vowel::yeh, vowel::a, 35},
                                                                {vowel::yeh, vowel::e, 25},
                                                                {vowel::yeh, vowel::o, 90},
                                                                {vowel::yeh, vowel::u, 90},
                                                                {vowel::yeh, vowel::au, 80},
                                                                {vowel::waw, vowel::silence, 80},
                                                                {vowel::waw, vowel::a, 70},
                                                                {vowel::waw, vowel::e, 50},
                                                                {vowel::waw, vowel::i, 90},
                                                                {vowel::waw, vowel::o, 10},
                                                                {vowel::waw, vowel::ai, 90},
                                                                {vowel::arabic_silence, vowel::alef, 80},
                                                                {vowel::arabic_silence, vowel::yeh, 90},
                                                                {vowel::arabic_silence, vowel::waw, 90},
                                                                {vowel::alef, vowel::yeh, 50},
                                                                {vowel::alef, vowel::waw, 110},
                                                                {vowel::yeh, vowel::waw, 130}};
    for (const auto& [x, y, value] : apart) between[x][y] = between[y][x] = value;
  }
  static constexpr std::int16_t omission(Fine sound) {
    using namespace fine;
    return sound == h                               ? 20
           : sound == j || sound == f || sound == g ? 120
           : sound == t || sound == d || sound == s ? 150
                                                    : 200;
  }
};
constexpr Bounds bounds;

/// The least cost of any finer class within a coarse one.
struct Replacements {
  std::array<std::array<std::int16_t, last_class + 1>, 32> least{};

  constexpr Replacements() {
    for (std::size_t from = 1; from < 32; ++from) {
      for (std::int16_t& cost : least[from]) cost = 250;
      for (Letter l = letter::a; l < letter::count; ++l)
        if (fine_classes[l] != fine::no_sound)
          least[from][classes[l]] =
              std::min(least[from][classes[l]], bounds.consonant[from][fine_classes[l]]);
      // Groups of letters are heard in classes that none of their letters is in.
      for (const auto& [sound, group] :
           {std::pair(hiss, fine::sh), std::pair(soft, fine::j), std::pair(fricative, fine::f),
            std::pair(throat, fine::kh), std::pair(throat, fine::g), std::pair(tongue, fine::th),
            std::pair(hiss, fine::s)})
        least[from][sound] = std::min(least[from][sound], bounds.consonant[from][group]);
    }
  }
};
constexpr Replacements replacements;

/// A sound in its parts: for each consonant its classes and the vowel before it, and one more vowel at the
/// end.
struct Sounds {
  std::array<std::uint8_t, most_classes + 2> sound{};
  std::array<std::uint8_t, most_classes + 2> fine{};
  std::array<std::uint8_t, most_classes + 3> before{};
  std::size_t size = 0;
};

constexpr std::size_t most_places = 7;
constexpr int place_bits = 9;

Sounds unpack(const Sound& packed) {
  Sounds out;
  for (int shift = 60; shift >= 0; shift -= 4)
    if (const auto sound = static_cast<std::uint8_t>((packed.skeleton >> shift) & 0xF))
      out.sound[out.size++] = sound;
  for (std::size_t i = 0; i < most_places; ++i) {
    out.fine[i] = (packed.profile >> (place_bits * i)) & 0x1F;
    out.before[i] = (packed.profile >> (place_bits * i + 5)) & 0xF;
  }
  return out;
}

Sound pack(const Sounds& sounds) {
  Sound out;
  for (std::size_t i = 0; i < sounds.size && i < most_classes; ++i)
    out.skeleton |= static_cast<Skeleton>(sounds.sound[i]) << (60 - 4 * i);
  for (std::size_t i = 0; i <= sounds.size && i < most_places; ++i) {
    if (i < sounds.size) out.profile |= static_cast<Profile>(sounds.fine[i]) << (place_bits * i);
    out.profile |= static_cast<Profile>(sounds.before[i]) << (place_bits * i + 5);
  }
  return out;
}

Sounds without(const Sounds& sounds, std::size_t at) {
  Sounds out = sounds;
  for (std::size_t i = at; i < out.size; ++i) {
    out.sound[i] = out.sound[i + 1];
    out.fine[i] = out.fine[i + 1];
    out.before[i] = out.before[i + 1];
  }
  out.before[at] = vowel::anything;
  --out.size;
  return out;
}

Sounds with(const Sounds& sounds, std::size_t at, std::uint8_t sound) {
  Sounds out = sounds;
  ++out.size;
  for (std::size_t i = out.size; i > at; --i) {
    if (i < out.size) out.sound[i] = out.sound[i - 1], out.fine[i] = out.fine[i - 1];
    out.before[i] = out.before[i - 1];
  }
  out.sound[at] = sound;
  out.fine[at] = fine::any;
  out.before[at] = out.before[at + 1] = vowel::anything;
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

Sound sound_of(const Letter* letters, std::size_t size) {
  using letter::latin;
  Sounds sounds;
  const bool is_arabic = size > 0 && letter::is_arabic(letters[0]);
  const Vowel silence = is_arabic ? vowel::arabic_silence : vowel::silence;
  Letter last_letter = letter::none;
  Vowel heard_between = silence;
  for (std::size_t at = 0; at < size && sounds.size < most_classes;) {
    const Letter own = letters[at];
    const Heard heard = hear(letters, size, at);
    const bool last = at + heard.taken == size;
    const bool doubled = own == last_letter;
    const bool silent = last && heard.sound == breath && (own == latin('h') || own == letter::heh);
    if (heard.sound == dropped) {
      const Vowel one = vowels[own];
      heard_between = at == 0 && is_arabic ? vowel::anything : both(heard_between, one);
    }
    last_letter = own;
    at += heard.taken;
    if (heard.sound == dropped || doubled || silent) continue;
    if (own == latin('x') && sounds.size + 1 < most_classes) {
      sounds.before[sounds.size] = heard_between;
      heard_between = silence;
      sounds.fine[sounds.size] = fine::k;
      sounds.sound[sounds.size++] = throat;
    }
    sounds.before[sounds.size] = heard_between;
    heard_between = silence;
    sounds.fine[sounds.size] = heard.finer;
    sounds.sound[sounds.size++] = heard.sound;
  }
  sounds.before[sounds.size] = heard_between;
  return pack(sounds);
}

Skeleton skeleton_of(const Letter* letters, std::size_t size) {
  return sound_of(letters, size).skeleton;
}

std::int32_t least_cost(Profile left, Profile right) {
  std::int32_t sum = 0;
  for (Profile apart = left ^ right; apart != 0;
       apart >>= place_bits, left >>= place_bits, right >>= place_bits)
    sum += bounds.consonant[left & 0x1F][right & 0x1F] + bounds.between[left >> 5 & 0xF][right >> 5 & 0xF];
  return sum;
}

void neighbours_of(const Sound& sound, std::int32_t limit, std::vector<Neighbour>& out) {
  out.clear();
  const Sounds sounds = unpack(sound);
  const auto add = [&](const Sounds& changed, std::int16_t cost, std::int16_t least) {
    const Sound packed = pack(changed);
    out.push_back({packed.skeleton, packed.profile, cost, least});
  };
  const auto is_weak = [](std::uint8_t own) { return own == breath || own == fricative || own == soft; };
  add(sounds, 0, 0);
  for (std::size_t i = 0; i < sounds.size; ++i) {
    const std::int16_t omitted = Bounds::omission(static_cast<Fine>(sounds.fine[i]));
    if (omitted <= limit) add(without(sounds, i), omitted, omitted);
    Sounds changed = sounds;
    for (std::uint8_t c = 1; c <= last_class; ++c) {
      const std::int16_t replaced = replacements.least[sounds.fine[i] & 0x1F][c];
      if (c == sounds.sound[i] || replaced > limit) continue;
      changed.sound[i] = c;
      add(changed, 0, replaced);
      // Two usual changes in a long word: this one and a later one.
      if (sounds.size < 5 || !confused(c, sounds.sound[i])) continue;
      for (std::size_t next = i + 1; next < sounds.size; ++next) {
        Sounds twice = changed;
        for (std::uint8_t e = 1; e <= last_class; ++e)
          if (confused(e, sounds.sound[next])) twice.sound[next] = e, add(twice, 0, replaced);
        const std::int16_t omitted_next = Bounds::omission(static_cast<Fine>(sounds.fine[next]));
        if (is_weak(sounds.sound[next]))
          add(without(changed, next), omitted_next, static_cast<std::int16_t>(replaced + omitted_next));
      }
    }
    constexpr std::int16_t swapped = 100;
    if (i + 1 < sounds.size && sounds.sound[i] != sounds.sound[i + 1] && swapped <= limit) {
      changed = sounds;
      std::swap(changed.sound[i], changed.sound[i + 1]);
      std::swap(changed.fine[i], changed.fine[i + 1]);
      changed.before[i] = changed.before[i + 1] = changed.before[i + 2] = vowel::anything;
      add(changed, swapped, swapped);
    }
  }
  if (sounds.size >= most_classes) return;
  for (std::size_t i = 0; i <= sounds.size; ++i)
    for (std::uint8_t c = 1; c <= last_class; ++c) {
      // Beside its like it makes the same skeleton as one place earlier.
      if (i > 0 && sounds.sound[i - 1] == c) continue;
      const std::int16_t inserted = replacements.least[fine::any][c];
      if (inserted <= limit) add(with(sounds, i, c), 0, inserted);
    }
}

}  // namespace tansiq::names
