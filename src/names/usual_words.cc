#include "names/usual_words.h"

#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <unordered_map>

#include "names/data.h"
#include "names/parts.h"

namespace tansiq::names {
namespace {

constexpr double form_share = 0.5;

/// The next field of a line or of the file, cut off its front.
std::string_view next(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const std::string_view field = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return field;
}

class Table {
 public:
  Table() {
    for (std::string_view file = data::usual_words(); !file.empty();) {
      std::string_view line = next(file, '\n');
      if (line.starts_with('#')) continue;
      const auto subject = next(line, '\t') == "place" ? Subject::place : Subject::organisation;
      const std::string_view count = next(line, '\t');
      UsualWord usual{count == "form", form_share, {}};
      if (!usual.is_form) {
        double names = 0;
        std::from_chars(count.data(), count.data() + count.size(), names);
        usual.share = names / 10'000;
      }
      while (!line.empty()) {
        const Word stem = stem_of(word_of(next(line, ' ')));
        if (usual.is_form || usual.stem.size == 0) usual.stem = stem;
        words_[static_cast<std::size_t>(subject)].emplace(std::string(stem.view()), usual);
      }
    }
  }

  [[nodiscard]] const UsualWord* of(Subject subject, const Word& stem) const {
    const auto& words = words_[static_cast<std::size_t>(subject)];
    const auto found = words.find(std::string(stem.view()));
    return found == words.end() ? nullptr : &found->second;
  }

 private:
  std::array<std::unordered_map<std::string, UsualWord>, 3> words_;
};

}  // namespace

const UsualWord* usual_word(Subject subject, const Word& stem) {
  static const Table table;
  static const Word for_the = word_of("لل"), and_the = word_of("وال");
  if (subject == Subject::person) return nullptr;
  if (const UsualWord* found = table.of(subject, stem)) return found;
  for (const Word* prefix : {&for_the, &and_the})
    if (stem.starts_with(prefix->view())) return table.of(subject, stem.from(prefix->size));
  return nullptr;
}

}  // namespace tansiq::names
