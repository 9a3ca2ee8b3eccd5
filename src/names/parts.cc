#include "names/parts.h"

#include <fmt/format.h>
#include <unordered_map>

#include "names/data.h"
#include "names/usual_words.h"

namespace tansiq::names {
namespace {

/// What a whole word says about the words around it.
enum class Role : std::uint8_t {
  content,
  article,
  assimilated,  ///< ar, as, ad, ...: an article only before a word that begins with that letter
  son,
  ben,  ///< a son's word that is also a given name
  daughter,
  father,
  father_article,  ///< abul
  mother,
  servant,   ///< abd, abdul, abdel, عبد
  of_god,    ///< allah, ullah after another word
  of_faith,  ///< din, eddine after another word
  particle,
  title,
};

struct RoleWords {
  Role role;
  const char* words;
};

const RoleWords role_words[] = {
    {Role::article, "al el ul il ال آل"},
    {Role::assimilated, "ar er ur as es us ad ed ud az ez uz at et ut an en un ash esh ech adh ath"},
    {Role::son, "ibn bin b bn ibne ebn iben uld ould wuld weld oeld بن ابن"},
    {Role::ben, "ben"},
    {Role::daughter, "bint bent binte binti mint بنت ابنة"},
    {Role::father, "abu abou abo aboe aboo aboou abi aba ebu ebi bu bou boe أبو أبي أبا بو"},
    {Role::father_article, "abul aboul abol aboel aboal ebul أبوال"},
    {Role::mother, "um umm oum oumm umme om oem أم"},
    {Role::servant,
     "abd abdul abdal abdel abdol abdoul abdoel abdil abdyl abdur abder abdus abdes abdou abdoe cabdul عبد"},
    {Role::of_god, "allah ullah ollah alla ulla الله اله"},
    {Role::of_faith, "din dine deen dien eddin eddine uddin eddeen uddine aldin eldin الدين"},
    {Role::particle, "de la le du di da do dos das del della van von der den ter zu y e af av dit"},
    {Role::title,
     "dr doctor mr mrs ms sir lord lady dame prof professor general gen colonel col major maj brigadier brig "
     "captain capt "
     "lieutenant lt admiral sheikh shaykh shaikh shaik sheik cheikh chaykh chaich scheich sjeik jeque sayyid "
     "sayyed sayed saiyid syed seyed seyyed sayid haji hajji hajj hadj hadji haj hacı mullah mulla mollah "
     "mola molla "
     "mawlawi maulavi maulawi mawlavi maulvi molvi moulavi mufti qari hafiz hafez ustad ustaz imam ayatollah "
     "hojjatoleslam prince princess president minister eng engineer baron baroness graf count senator "
     "comandante "
     "الدكتور دكتور د الشيخ شيخ السيد سيد الحاج حاج حاجي الملا ملا مولوي المولوي المفتي مفتي اللواء لواء "
     "العميد عميد العقيد عقيد الرائد النقيب الفريق المهندس مهندس الأستاذ الإمام الأمير الاميرة القاضي"},
};

class Roles {
 public:
  Roles() {
    for (const auto& [role, words] : role_words) {
      RawWords raw;
      fold(words, raw);
      for (const auto& word : raw.words) roles_.emplace(std::string(word.word.view()), role);
    }
  }
  [[nodiscard]] Role of(const Word& word) const {
    const auto found = roles_.find(std::string(word.view()));
    return found == roles_.end() ? Role::content : found->second;
  }

 private:
  std::unordered_map<std::string, Role> roles_;
};

Role role_of(const Word& word) {
  static const Roles roles;
  if (word.size > 13) return Role::content;
  return roles.of(word);
}

/// Letters that the stems below are tested for, folded once.
struct Known {
  Word article = word_of("ال"), servant = word_of("عبد"), father = word_of("ابو"), fathers = word_of("ابي"),
       god = word_of("الله"), faith = word_of("الدين"), lah = word_of("له"), din = word_of("دين"),
       son = word_of("بن"), abd = word_of("abd"), cabd = word_of("cabd"), latin_lah = word_of("lah"),
       latin_din = word_of("din"), al = word_of("al"), el = word_of("el"), ben = word_of("ben"),
       bin = word_of("bin"), bel = word_of("bel"), bou = word_of("bou"), abu = word_of("abu"),
       abou = word_of("abou"), bu = word_of("bu"), abo = word_of("abo"), aboe = word_of("aboe"),
       ould = word_of("ould");
};
const Known& known() {
  static const Known words;
  return words;
}

bool is_vowel(Letter l) {
  using letter::latin;
  return l == latin('a') || l == latin('e') || l == latin('i') || l == latin('o') || l == latin('u');
}

/// What follows "abd": without the linking vowel, the article or its assimilated form.
Word after_servant(const Word& rest) {
  std::size_t at = 0;
  while (at < rest.size && is_vowel(rest.letters[at])) ++at;
  if (at == rest.size) return {};
  const bool linked = at > 0;
  if (at + 2 < rest.size &&
      (rest.letters[at] == letter::latin('l') || rest.letters[at] == rest.letters[at + 1]) &&
      (linked || rest.letters[at] == rest.letters[at + 1]))
    ++at;
  return rest.from(at);
}

/// "abd" and what follows it as one stem.
Word servant_of(const Word& rest) {
  Word stem = rest.script() == Script::arabic ? known().servant : known().abd;
  stem.append(rest);
  return stem;
}

/// The length of an ending "ullah", "allah", "ollah" (or without h), 0 without one.
std::size_t god_ending(const Word& word) {
  using letter::latin;
  std::size_t end = word.size;
  if (end > 0 && word.letters[end - 1] == latin('h')) --end;
  const bool with_h = end < word.size;
  if (end < 4 || word.letters[end - 1] != latin('a') || word.letters[end - 2] != latin('l') ||
      word.letters[end - 3] != latin('l'))
    return 0;
  const Letter vowel = word.letters[end - 4];
  const bool linking = vowel == latin('u') || vowel == latin('o') || (vowel == latin('a') && with_h);
  return linking ? word.size - (end - 4) : 0;
}

/// The length of an ending "eddine", "uddin", "ettin", 0 without one.
std::size_t faith_ending(const Word& word) {
  using letter::latin;
  std::size_t end = word.size;
  if (end > 0 && word.letters[end - 1] == latin('e')) --end;
  if (end < 6 || word.letters[end - 1] != latin('n')) return 0;
  std::size_t at = end - 1;
  while (at > 0 && (word.letters[at - 1] == latin('i') || word.letters[at - 1] == latin('e'))) --at;
  if (at == end - 1 || at < 4) return 0;
  const bool doubled = word.letters[at - 1] == word.letters[at - 2] &&
                       (word.letters[at - 1] == latin('d') || word.letters[at - 1] == latin('t'));
  if (!doubled || !is_vowel(word.letters[at - 3])) return 0;
  return word.size - (at - 3);
}

/// Brings the written forms of one stem together: servants' names, names of God and of the faith, glued
/// kunyas.
void canonical(Word& stem, std::uint8_t& marks) {
  const Known& k = known();
  if (stem.script() == Script::arabic) {
    if (stem.starts_with(k.servant.view()) && stem.size > 4) {
      Word rest = stem.from(3);
      if (rest.starts_with(k.article.view()) && rest.size > 3) rest = rest.from(2);
      stem = servant_of(rest);
      return;
    }
    if ((stem.starts_with(k.father.view()) || stem.starts_with(k.fathers.view())) && stem.size > 5) {
      stem = stem.from(3);
      marks |= mark_father;
    }
    if (stem.starts_with(k.article.view()) && stem.size > 4) {
      stem = stem.from(2);
      marks |= mark_article;
    }
    if (stem.size > 5 && stem.ends_with(k.god.view())) {
      stem = stem.first(stem.size - k.god.size);
      stem.append(k.lah);
    } else if (stem.size > 6 && stem.ends_with(k.faith.view())) {
      stem = stem.first(stem.size - k.faith.size);
      stem.append(k.din);
    }
    return;
  }
  if (stem.script() != Script::latin) return;
  const std::size_t servant = stem.starts_with(k.abd.view()) ? 3 : stem.starts_with(k.cabd.view()) ? 4 : 0;
  if (servant != 0 && stem.size > servant + 2) {
    const Word rest = after_servant(stem.from(servant));
    if (rest.size > 1) {
      stem = servant_of(rest);
      return;
    }
  }
  for (const Word* father : {&k.abou, &k.aboe, &k.abu, &k.abo}) {
    if (stem.starts_with(father->view()) && stem.size >= father->size + 3) {
      stem = stem.from(father->size);
      marks |= mark_father;
      if (stem.size > 5 && (stem.starts_with(k.al.view()) || stem.starts_with(k.el.view()))) {
        stem = stem.from(2);
        marks |= mark_article;
      }
      break;
    }
  }
  if (const auto god = god_ending(stem); god != 0 && stem.size >= god + 2) {
    stem = stem.first(stem.size - god);
    stem.append(k.latin_lah);
  } else if (const auto faith = faith_ending(stem); faith != 0 && stem.size >= faith + 2) {
    stem = stem.first(stem.size - faith);
    stem.append(k.latin_din);
  }
}

/// Short forms and what they stand for, from the table.
class ShortForms {
 public:
  ShortForms() {
    std::string_view file = data::short_forms();
    while (!file.empty()) {
      const auto end = std::min(file.find('\n'), file.size());
      const std::string_view line = file.substr(0, end);
      file.remove_prefix(std::min(end + 1, file.size()));
      const auto tab = line.find('\t');
      if (line.starts_with('#') || tab == std::string_view::npos) continue;
      names_[std::string(word_of(line.substr(0, tab)).view())].push_back(word_of(line.substr(tab + 1)));
    }
  }
  [[nodiscard]] const std::vector<Word>& of(const Word& form) const {
    static const std::vector<Word> none;
    if (form.size > longest) return none;
    const auto found = names_.find(std::string(form.view()));
    return found == names_.end() ? none : found->second;
  }

 private:
  static constexpr std::size_t longest = 9;
  std::unordered_map<std::string, std::vector<Word>> names_;
};

const std::vector<Word>& long_forms(const Word& form) {
  static const ShortForms forms;
  return forms.of(form);
}

/// Reads words from left to right; particles wait for the word that they belong to.
class Reader {
 public:
  Reader(const RawWords& raw, Subject subject, ParsedName& out) : raw_(raw), subject_(subject), out_(out) {}

  /// Reads the words [first, last). Returns false when there are too many parts.
  bool read(std::size_t first, std::size_t last) {
    last_ = last;
    start_ = out_.size;
    for (at_ = first; at_ < last;)
      if (!word(first)) return false;
    return true;
  }

 private:
  bool word(std::size_t first) {
    const RawWord& raw = raw_.words[at_];
    const Role role = role_of(raw.word);
    const bool has_next = at_ + 1 < last_;
    switch (role) {
      case Role::article:
        return has_next ? wait(mark_article) : content();
      case Role::assimilated:
        return has_next && assimilates() ? wait(mark_article) : content();
      case Role::son:
        return has_next ? wait(mark_son) : raw.word.size > 1 ? skip() : content();
      case Role::ben:
        return has_next && (at_ > first || next_is_article()) ? wait(mark_son) : content();
      case Role::daughter:
        return has_next ? wait(mark_daughter) : content();
      case Role::father:
        return has_next ? wait(mark_father) : content();
      case Role::father_article:
        return has_next ? wait(mark_father | mark_article) : content();
      case Role::mother:
        return has_next ? wait(mark_mother) : content();
      case Role::particle:
        return has_next ? wait(mark_particle) : content();
      case Role::servant:
        return servant();
      case Role::of_god:
        return behind(true);
      case Role::of_faith:
        return behind(false);
      case Role::title:
        return content(subject_ == Subject::person ? mark_title : 0);
      case Role::content:
        return content();
    }
    return content();
  }

  [[nodiscard]] bool next_is_article() const { return role_of(raw_.words[at_ + 1].word) == Role::article; }

  /// "ar-Rahman", "as Sayyid": the article's consonant begins the next word.
  [[nodiscard]] bool assimilates() const {
    const Word& article = raw_.words[at_].word;
    const Word& next = raw_.words[at_ + 1].word;
    const Word consonant = article.from(1);
    if (next.starts_with(consonant.view()) && next.size > 2) return true;
    const Word sh = word_of("sh");
    return consonant == word_of("ch") && next.starts_with(sh.view());
  }

  bool skip() {
    ++at_;
    return true;
  }
  bool wait(int marks) {
    if (waiting_ == 0) waiting_begin_ = raw_.words[at_].begin;
    waiting_ |= static_cast<std::uint8_t>(marks);
    return skip();
  }

  bool add(const Word& stem, std::uint8_t marks, std::uint16_t begin, std::uint16_t end) {
    if (out_.size == ParsedName::most_parts) return false;
    Part& part = out_.parts[out_.size++];
    part.stem = stem;
    part.marks = marks | waiting_;
    part.begin = waiting_ != 0 ? waiting_begin_ : begin;
    part.end = end;
    waiting_ = 0;
    return true;
  }

  bool content(std::uint8_t marks = 0) {
    const RawWord& raw = raw_.words[at_++];
    Word stem = raw.word;
    if (stem.size == 1 && stem.script() != Script::other)
      return add(stem, marks | mark_initial, raw.begin, raw.end);
    if (marks == 0) canonical(stem, marks);
    if (const UsualWord* usual = usual_word(subject_, stem)) {
      stem = usual->stem;
      if (usual->is_form) marks |= mark_title;
    }
    return add(stem, marks, raw.begin, raw.end);
  }

  /// "Abd" with an article or without, and the word that it belongs to.
  bool servant() {
    const RawWord& abd = raw_.words[at_];
    std::size_t next = at_ + 1;
    if (next < last_) {
      const Role role = role_of(raw_.words[next].word);
      const bool article = role == Role::article;
      if ((article || role == Role::assimilated) && next + 1 < last_) {
        at_ = next;
        if (article || assimilates()) ++next;
      }
    }
    if (next >= last_) return at_ = next - 1, content();
    const Role role = role_of(raw_.words[next].word);
    const bool stands_alone = role == Role::son || role == Role::ben || role == Role::daughter;
    if (stands_alone || raw_.words[next].word.size < 2) {
      at_ = next;
      return add(abd.word, 0, abd.begin, abd.end);
    }
    Word rest = raw_.words[next].word;
    if (rest.script() == Script::arabic) {
      if (rest.starts_with(known().article.view()) && rest.size > 3) rest = rest.from(2);
    } else if (god_ending(rest) == rest.size) {
      rest = known().latin_lah;
    }
    at_ = next + 1;
    return add(servant_of(rest), 0, abd.begin, raw_.words[next].end);
  }

  /// "Ubaid Allah", "Nur al-Din": the second word belongs to the one before.
  bool behind(bool god) {
    const bool free_before = out_.size > start_ && (waiting_ & ~mark_article) == 0 &&
                             (out_.parts[out_.size - 1].marks & (mark_initial | mark_title)) == 0;
    if (!free_before) return content();
    Part& before = out_.parts[out_.size - 1];
    const bool is_arabic = before.stem.script() == Script::arabic;
    if (god)
      before.stem.append(is_arabic ? known().lah : known().latin_lah);
    else
      before.stem.append(is_arabic ? known().din : known().latin_din);
    before.end = raw_.words[at_].end;
    waiting_ = 0;
    return skip();
  }

  const RawWords& raw_;
  const Subject subject_;
  ParsedName& out_;
  std::size_t at_ = 0;
  std::size_t last_ = 0;
  std::size_t start_ = 0;  ///< the first part of this stretch of words
  std::uint8_t waiting_ = 0;
  std::uint16_t waiting_begin_ = 0;
};

/// Makes one word of single letters in a row: "S.A.R.L.", "ش.م.م".
void join_letters(RawWords& raw) {
  std::size_t kept = 0, before_comma = raw.before_comma;
  for (std::size_t i = 0; i < raw.words.size(); ++i) {
    const bool is_begin = i == 0 || i == raw.before_comma;
    const bool joins = !is_begin && raw.words[i].word.size == 1 && raw.words[i - 1].word.size == 1 &&
                       raw.words[i].word.script() == raw.words[kept - 1].word.script();
    if (i < raw.before_comma && joins) --before_comma;
    if (joins) {
      raw.words[kept - 1].word.append(raw.words[i].word);
      raw.words[kept - 1].end = raw.words[i].end;
    } else {
      raw.words[kept++] = raw.words[i];
    }
  }
  raw.words.resize(kept);
  raw.before_comma = before_comma;
}

}  // namespace

base::Result<> parse(std::string_view name, ParsedName& out, Subject subject) {
  out.size = 0;
  if (name.size() > ParsedName::most_bytes)
    return base::fail(base::Fault::too_large,
                      fmt::format("a name has more than {} bytes", ParsedName::most_bytes), "name",
                      "give the names of one person, one by one");
  thread_local RawWords raw;
  fold(name, raw);
  if (subject != Subject::person) join_letters(raw);
  Reader reader(raw, subject, out);
  // "FAMILY, Given": the part behind the comma is read first.
  if (!reader.read(raw.before_comma, raw.words.size()) || !reader.read(0, raw.before_comma))
    return base::fail(base::Fault::too_large,
                      fmt::format("a name has more than {} parts", ParsedName::most_parts), "name",
                      "give the names of one person, one by one");
  if (out.size == 0)
    return base::fail(base::Fault::invalid, "a name has no letters that could be compared", "name");
  return {};
}

Readings other_readings(const Word& stem) {
  const Known& k = known();
  Readings out;
  const auto add = [&out](const Word& word, std::uint8_t marks) {
    if (out.size == out.reading.size()) return;
    Reading reading{word, marks};
    canonical(reading.stem, reading.marks);
    out.reading[out.size++] = reading;
  };
  const auto starts = [&stem](const Word& prefix, std::size_t rest) {
    return stem.starts_with(prefix.view()) && stem.size >= prefix.size + rest;
  };
  const auto ends = [&stem](const Word& ending, std::size_t rest) {
    return stem.ends_with(ending.view()) && stem.size >= ending.size + rest;
  };
  if (stem.script() == Script::arabic) {
    if (stem.starts_with(k.article.view()) && stem.size == 4) add(stem.from(2), mark_article);
    if (starts(k.son, 3)) add(stem.from(2), mark_son);
    if (starts(k.servant, 3))
      add(stem.from(3), 0);
    else if (ends(k.din, 3))
      add(stem.first(stem.size - k.din.size), mark_short);
    return out;
  }
  if (stem.script() != Script::latin) return out;
  for (const Word& name : long_forms(stem)) add(name, mark_short);
  if (starts(k.al, 3) || starts(k.el, 3)) add(stem.from(2), mark_article);
  if (starts(k.ben, 4) || starts(k.bin, 4) || starts(k.bel, 4)) add(stem.from(3), mark_son);
  if (starts(k.bou, 4))
    add(stem.from(3), mark_father);
  else if (starts(k.bu, 5))
    add(stem.from(2), mark_father);
  if (starts(k.ould, 4)) add(stem.from(4), mark_son);
  if (starts(k.abd, 4))
    add(stem.from(3), 0);
  else if (ends(k.latin_din, 4))
    add(stem.first(stem.size - k.latin_din.size), mark_short);
  return out;
}

Word stem_of(const Word& token) {
  Word stem = token;
  std::uint8_t marks = 0;
  canonical(stem, marks);
  return stem;
}

}  // namespace tansiq::names
