#include "names/weights.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <unordered_map>

#include "names/data.h"
#include "names/parts.h"
#include "names/skeleton.h"
#include "names/usual_words.h"

namespace tansiq::names {

float weight_of(double frequency, double names) {
  constexpr double least_names = 20000;
  const double population = std::max(names, least_names);
  return static_cast<float>(std::clamp(std::log(population / (frequency + 1)), 1.0, 11.0));
}

namespace {

/// How many names of organisations, or of places, the shares of their usual words stand for.
constexpr double names_of_others = 20000;

struct Counts {
  double names = 1;
  std::unordered_map<std::string, double> of_stem;
  std::unordered_map<Skeleton, double> of_skeleton;

  Counts() {
    std::string_view file = data::frequencies();
    while (!file.empty()) {
      const auto end = file.find('\n');
      const std::string_view line = file.substr(0, end);
      file = end == std::string_view::npos ? std::string_view() : file.substr(end + 1);
      const auto tab = line.find('\t');
      if (line.starts_with('#') || tab == std::string_view::npos) continue;
      const std::string_view key = line.substr(0, tab);
      double count = 0;
      std::from_chars(line.data() + tab + 1, line.data() + line.size(), count);
      if (key == "names") {
        names = count;
      } else if (key.starts_with('=')) {
        Skeleton skeleton = 0;
        std::from_chars(key.data() + 1, key.data() + key.size(), skeleton, 16);
        of_skeleton[skeleton] = count;
      } else {
        of_stem[std::string(word_of(key).view())] = count;
      }
    }
  }
};

const Counts& counts() {
  static const Counts read;
  return read;
}

}  // namespace

double Background::names(Subject subject) {
  return subject == Subject::person ? counts().names : names_of_others;
}

double Background::frequency(Subject subject, const Word& word) {
  if (subject != Subject::person) {
    const UsualWord* usual = usual_word(subject, word);
    return usual == nullptr ? 0 : names_of_others * usual->share;
  }
  const auto stem = counts().of_stem.find(std::string(word.view()));
  const auto alike = counts().of_skeleton.find(skeleton_of(word));
  return (stem == counts().of_stem.end() ? 0 : stem->second) +
         share_of_alike * (alike == counts().of_skeleton.end() ? 0 : alike->second);
}

float marked_weight(float weight, unsigned marks) {
  if (marks & mark_title) return 0.2F * weight;
  if (marks & mark_initial) return std::min(weight, 1.5F);
  return weight;
}

}  // namespace tansiq::names
