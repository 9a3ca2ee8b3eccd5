#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "names/column.h"
#include "names/parts.h"
#include "names/similarity.h"
#include "names/skeleton.h"

namespace tansiq::names {

/// The number of a stem in a vocabulary.
using Token = std::uint32_t;

/// A stem of the vocabulary that a word resembles.
struct TokenMatch {
  Token token;
  float similarity;    ///< in (0, 1]
  std::uint8_t marks;  ///< of the reading on either side that matched
};

/// Every distinct stem of a set of names, found by how it sounds: names share their stems, so a word of a
/// query is compared with each stem once, however many names have it. Immutable.
class Vocabulary {
 public:
  /// A bucket holds the forms (stems, and their other readings) of one skeleton.
  struct Bucket {
    Skeleton skeleton;
    std::uint32_t first;
    std::uint32_t count;
    std::uint32_t frequency;  ///< how often the bucket's stems occur, all together
  };

  /// A stem or another reading of one, as far as it is looked at before its letters are.
  struct Form {
    Profile profile;
    std::uint32_t start;            ///< of its letters
    std::uint32_t token_and_marks;  ///< whose form it is (lower 24 bits) and the marks of the reading

    [[nodiscard]] Token token() const { return token_and_marks & 0xFFFFFFU; }
    [[nodiscard]] std::uint8_t marks() const { return static_cast<std::uint8_t>(token_and_marks >> 24); }
  };

  Vocabulary() = default;
  Vocabulary(Vocabulary&&) = default;
  Vocabulary& operator=(Vocabulary&&) = default;

  /// Makes the vocabulary of distinct stems; `token_of[i]` becomes the token of stem i.
  static Vocabulary make(const std::vector<std::string_view>& stems, std::vector<Token>& token_of);

  [[nodiscard]] std::size_t size() const { return primary_.size(); }
  [[nodiscard]] std::string_view letters(Token token) const { return form_letters(primary_[token]); }
  [[nodiscard]] std::size_t bytes() const;

  /// The stems that resemble `word` or one of its other readings, most similar first, at most `most`. Bounded
  /// work.
  void match(const Word& word, Reach reach, std::vector<TokenMatch>& out, std::size_t most) const;

  static constexpr Token no_token = UINT32_MAX;
  /// The token of a stem, or no_token.
  [[nodiscard]] Token find(const Word& word) const;

  /// Counts how often a stem itself occurs, and all that have its skeleton.
  struct Frequency {
    std::uint32_t own = 0;
    std::uint32_t bucket = 0;
  };
  /// `occurrences(token)` must be what `make` was given.
  [[nodiscard]] Frequency frequency_of(const Word& word, std::span<const std::uint32_t> posting_start) const;

  /// Sums the occurrences of each bucket.
  void count(std::span<const std::uint32_t> posting_start);

  /// Calls `visit` with every column and number: for writing and reading snapshots.
  template <typename Visit>
  void each_column(Visit visit) {
    visit(letters_);
    visit(forms_);
    visit(primary_);
    visit(buckets_);
  }

  /// How many forms were compared in full since this thread began: for measuring.
  static std::size_t comparisons();

 private:
  [[nodiscard]] std::string_view form_letters(std::uint32_t form) const {
    return {reinterpret_cast<const char*>(letters_.data()) + forms_[form].start,
            forms_[form + 1].start - forms_[form].start};
  }
  [[nodiscard]] const Bucket* bucket(Skeleton skeleton) const;
  void match_reading(const Word& word, std::uint8_t marks, Reach reach, std::vector<TokenMatch>& out) const;

  Column<Letter> letters_;         ///< of all forms, one after another
  Column<Form> forms_;             ///< by skeleton, then by letters; one more at the end
  Column<std::uint32_t> primary_;  ///< the form that is the stem itself, by token
  Column<Bucket> buckets_;         ///< open addressing by skeleton
};

}  // namespace tansiq::names
