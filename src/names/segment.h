#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "names/column.h"
#include "names/compare.h"
#include "names/names.h"
#include "names/vocabulary.h"

namespace tansiq::names {

/// Numbers of a name and of a record within one segment.
using NameNumber = std::uint32_t;
using RecordNumber = std::uint32_t;

/// What filters look at, twelve bytes a record.
struct RecordFacts {
  static constexpr std::int32_t no_day = INT32_MIN;
  std::int32_t born_first = no_day;  ///< days since 1970-01-01
  std::int32_t born_last = no_day;
  std::uint32_t nationalities : 24 =
      0;  ///< a number in the segment's list of sets of nationalities; 0 is none
  Subject subject : 2 = Subject::person;
  Sex sex : 2 = Sex::unknown;
  bool screened : 1 = true;

  [[nodiscard]] bool has_birth() const { return born_first != no_day; }
};

/// An immutable index of the names of a set of records of one subject: every name as a list of tokens, and
/// for every token the names that have it.
class Segment {
 public:
  /// Builds a segment. The records are of one subject, every name has been checked by `parse`; the order of
  /// the records is kept. Null where
  /// the records have more than 7 million distinct stems or four gigabytes of names: more than the numbers
  /// can hold.
  static std::shared_ptr<const Segment> build(std::span<const Record> records);

  [[nodiscard]] std::size_t name_count() const { return name_record_.size(); }
  [[nodiscard]] std::size_t record_count() const { return facts_.size(); }
  [[nodiscard]] Subject subject() const { return facts_.size() == 0 ? Subject::person : facts_[0].subject; }
  [[nodiscard]] const Vocabulary& vocabulary() const { return vocabulary_; }
  [[nodiscard]] std::size_t bytes() const;
  /// Different for every segment of this process, never 0.
  [[nodiscard]] std::uint64_t number() const { return number_; }

  [[nodiscard]] RecordNumber record_of(NameNumber name) const { return name_record_[name]; }
  [[nodiscard]] std::string_view id(RecordNumber record) const { return text_of(ids_, id_start_, record); }
  /// The record of an id, or no_record.
  [[nodiscard]] RecordNumber find(std::string_view id) const;
  static constexpr RecordNumber no_record = UINT32_MAX;
  /// The record as it was given.
  [[nodiscard]] Record record(RecordNumber record) const;
  /// Two capital letters each, one after another ("DZFR").
  [[nodiscard]] std::string_view nationalities(RecordNumber record) const {
    return text_of(nationality_sets_, nationality_start_, facts_[record].nationalities);
  }
  [[nodiscard]] std::string_view text(NameNumber name) const { return text_of(texts_, text_start_, name); }
  [[nodiscard]] NameKind kind(NameNumber name) const { return static_cast<NameKind>(name_kind_[name]); }
  [[nodiscard]] const RecordFacts& facts(RecordNumber record) const { return facts_[record]; }

  /// The parts of a name: token in the lower 24 bits, marks above.
  [[nodiscard]] std::span<const std::uint32_t> parts(NameNumber name) const {
    return parts_.view().subspan(part_start_[name], part_start_[name + 1] - part_start_[name]);
  }
  /// Asks for what parts() will read: first where they stand, then, some names later, the parts.
  void prefetch_place(NameNumber name) const { part_start_.prefetch(name); }
  void prefetch_parts(NameNumber name) const { __builtin_prefetch(parts_.data() + part_start_[name]); }
  static Token token_of(std::uint32_t part) { return part & 0xFFFFFFU; }
  static std::uint8_t marks_of(std::uint32_t part) { return static_cast<std::uint8_t>(part >> 24); }

  /// The names that have a token, ascending.
  [[nodiscard]] std::span<const NameNumber> names_with(Token token) const {
    return postings_.view().subspan(posting_start_[token], posting_start_[token + 1] - posting_start_[token]);
  }
  /// How often a stem occurs, itself and all that sound like it.
  [[nodiscard]] Vocabulary::Frequency frequency_of(const Word& word) const {
    return vocabulary_.frequency_of(word, posting_start_.view());
  }
  /// How often a token occurs here, with a share of those that sound like it.
  [[nodiscard]] float weighed_frequency(Token token) const { return weighed_frequency_[token]; }
  [[nodiscard]] std::size_t frequency(Token token) const {
    return posting_start_[token + 1] - posting_start_[token];
  }

  /// Calls `visit` with every column, always in the same order: for writing and reading snapshots.
  template <typename Visit>
  void each_column(Visit visit) {
    vocabulary_.each_column(visit);
    visit(parts_);
    visit(posting_start_);
    for (Offsets* offsets : {&part_start_, &text_start_, &id_start_, &nationality_start_})
      offsets->each_column(visit);
    visit(weighed_frequency_);
    visit(postings_);
    visit(name_record_);
    visit(name_kind_);
    visit(texts_);
    visit(ids_);
    visit(nationality_sets_);
    visit(id_slots_);
    visit(first_name_);
    visit(facts_);
  }

 private:
  static std::uint64_t next_number();
  static std::string_view text_of(const Column<char>& bytes, const Offsets& start, std::size_t i) {
    return {bytes.data() + start[i], start[i + 1] - start[i]};
  }

  std::uint64_t number_ = next_number();
  Vocabulary vocabulary_;
  Column<std::uint32_t> parts_, posting_start_;
  Offsets part_start_, text_start_, id_start_, nationality_start_;
  Column<float> weighed_frequency_;
  Column<NameNumber> postings_;
  Column<RecordNumber> name_record_;
  Column<std::uint8_t> name_kind_;
  Column<char> texts_, ids_, nationality_sets_;
  Column<RecordNumber> id_slots_;  ///< open addressing by a hash of the id; record number plus one
  Column<NameNumber> first_name_;  ///< only where some record has several names: where a record's names begin
  Column<RecordFacts> facts_;
};

}  // namespace tansiq::names
