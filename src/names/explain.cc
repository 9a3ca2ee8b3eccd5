#include "names/explain.h"

#include <array>
#include <fmt/format.h>

#include "names/parts.h"
#include "names/usual_words.h"

namespace tansiq::names {
namespace {

constexpr std::size_t kinds = 14;

/// How each kind is said: {0} and {1} are the two parts, {2} years. One row a language, one column a kind.
struct Phrases {
  std::array<const char*, kinds> kind;
  const char* nothing;
  const char* but;
  const char* separator;
};

const std::array<Phrases, 4> phrases = {{
    {{"«{0}» مكتوب بالطريقة نفسها", "«{0}» و«{1}» كتابتان لاسم واحد", "«{0}» و«{1}» بمعنى واحد",
      "«{0}» يُنطق مثل «{1}»", "«{0}» حرف أول من «{1}»", "«{0}» و«{1}» يختلفان في الوصل والفصل",
      "«{0}» و«{1}» أحدهما مختصر الآخر", "أداة في «{0}» تقابل «{1}»", "ترتيب الأجزاء مختلف",
      "«{0}{1}» موجود في اسم واحد فقط", "«{0}» يخالف «{1}»", "تاريخا الميلاد متباعدان {2} سنة",
      "الجنسية مختلفة", "الجنس مختلف"},
     "لا شيء مشترك",
     "؛ لكن ",
     "، "},
    {{"« {0} » est écrit de même", "« {0} » et « {1} » sont deux graphies d'un même nom",
      "« {0} » signifie « {1} »", "« {0} » se prononce comme « {1} »", "« {0} » est l'initiale de « {1} »",
      "« {0} » et « {1} » sont soudés ou séparés", "« {0} » et « {1} » : l'un abrège l'autre",
      "une particule distingue « {0} » de « {1} »", "l'ordre des parties diffère",
      "« {0}{1} » ne figure que dans un des noms", "« {0} » contredit « {1} »",
      "les naissances sont distantes de {2} ans", "la nationalité diffère", "le sexe diffère"},
     "rien en commun",
     " ; mais ",
     ", "},
    {{"\"{0}\" is written the same", "\"{0}\" and \"{1}\" are spellings of one name", "\"{0}\" means \"{1}\"",
      "\"{0}\" is heard as \"{1}\"", "\"{0}\" and \"{1}\" share an initial",
      "\"{0}\" and \"{1}\" differ only in being joined or split",
      "\"{0}\" and \"{1}\" are one name, short and long", "a particle sets \"{0}\" apart from \"{1}\"",
      "the parts stand in another order", "\"{0}{1}\" stands in one name only", "\"{0}\" contradicts \"{1}\"",
      "the births are {2} years apart", "the nationality differs", "the sex differs"},
     "nothing in common",
     "; but ",
     ", "},
    {{"«{0}» está escrito igual", "«{0}» y «{1}» son grafías de un mismo nombre", "«{0}» significa «{1}»",
      "«{0}» suena como «{1}»", "«{0}» es la inicial de «{1}»",
      "«{0}» y «{1}» se escriben juntos o separados", "«{0}» y «{1}» son un mismo nombre, corto y largo",
      "una partícula distingue «{0}» de «{1}»", "el orden de las partes es distinto",
      "«{0}{1}» solo figura en uno de los nombres", "«{0}» contradice a «{1}»",
      "los nacimientos distan {2} años", "la nacionalidad es distinta", "el sexo es distinto"},
     "nada en común",
     "; pero ",
     ", "},
}};

std::string written_parts(std::string_view name, const ParsedName& parsed, std::size_t first,
                          std::size_t count) {
  const std::size_t last = first + count - 1;
  if (last >= parsed.size || parsed.parts[last].end < parsed.parts[first].begin) return {};
  return std::string(
      name.substr(parsed.parts[first].begin, parsed.parts[last].end - parsed.parts[first].begin));
}

Reason::Kind kind_of(Link link) {
  switch (link) {
    case Link::same:
      return Reason::Kind::same;
    case Link::spelling:
      return Reason::Kind::spelling;
    case Link::transliteration:
      return Reason::Kind::transliteration;
    case Link::initial:
      return Reason::Kind::initial;
    case Link::joined:
      return Reason::Kind::joined;
    case Link::short_form:
      return Reason::Kind::short_form;
  }
  return Reason::Kind::spelling;
}

}  // namespace

Explanation explain(std::string_view left, std::string_view right, const Comparison& comparison,
                    Subject subject) {
  Explanation out;
  ParsedName a, b;
  if (!parse(left, a, subject) || !parse(right, b, subject)) return out;
  for (std::size_t k = 0; k < comparison.matched_count; ++k) {
    const Matched& m = comparison.matched[k];
    Reason reason{kind_of(m.link), written_parts(left, a, m.left, m.left_parts),
                  written_parts(right, b, m.right, m.right_parts), static_cast<double>(m.similarity), 0};
    if (m.link == Link::same && usual_word(subject, a.parts[m.left].stem) != nullptr &&
        !(word_of(reason.left) == word_of(reason.right)))
      reason.kind = Reason::Kind::meaning;
    constexpr unsigned telling = mark_son | mark_daughter | mark_father | mark_mother;
    const bool is_particle =
        m.link != Link::initial && m.link != Link::joined && (m.marks_apart & telling) != 0;
    if (is_particle) out.against_it.push_back({Reason::Kind::particle, reason.left, reason.right, 0, 0});
    out.for_it.push_back(std::move(reason));
  }
  // What is left on both sides stands against each other, in order; what only one side has is missing.
  std::size_t i = 0, j = 0;
  const auto next = [](std::uint32_t unmatched, std::size_t& at, std::size_t size) {
    while (at < size && !(unmatched >> at & 1U)) ++at;
    return at < size;
  };
  for (;;) {
    const bool more_left = next(comparison.left_unmatched, i, a.size),
               more_right = next(comparison.right_unmatched, j, b.size);
    if (!more_left && !more_right) break;
    Reason reason{more_left && more_right ? Reason::Kind::contradicted : Reason::Kind::missing, {}, {}, 0, 0};
    if (more_left) reason.left = written_parts(left, a, i++, 1);
    if (more_right) reason.right = written_parts(right, b, j++, 1);
    out.against_it.push_back(std::move(reason));
  }
  if (comparison.inversions > 0) out.against_it.push_back({Reason::Kind::order, {}, {}, 0, 0});
  return out;
}

std::string sentence(const Explanation& explanation, Language language) {
  const Phrases& words = phrases[static_cast<std::size_t>(language)];
  std::string text;
  const auto say = [&](const std::vector<Reason>& reasons) {
    for (std::size_t i = 0; i < reasons.size(); ++i) {
      if (i > 0) text += words.separator;
      text += fmt::format(fmt::runtime(words.kind[static_cast<std::size_t>(reasons[i].kind)]),
                          reasons[i].left, reasons[i].right, reasons[i].years);
    }
  };
  if (explanation.for_it.empty()) text += words.nothing;
  say(explanation.for_it);
  if (!explanation.against_it.empty()) {
    text += words.but;
    say(explanation.against_it);
  }
  return text + ".";
}

std::string_view name_of(Reason::Kind kind) {
  constexpr std::array<std::string_view, kinds> names = {
      "same",         "spelling",   "meaning",           "transliteration", "initial",
      "joined",       "short-form", "particle",          "order",           "missing",
      "contradicted", "born-apart", "nationality-apart", "sex-apart"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace tansiq::names
