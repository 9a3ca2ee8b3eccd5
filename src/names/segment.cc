#include "names/segment.h"

#include <atomic>
#include <bit>
#include <cassert>
#include <string>
#include <unordered_map>

#include "names/weights.h"

namespace tansiq::names {
namespace {

/// Numbers distinct stems in the order in which they come, by open addressing over one string of all letters.
class StemTable {
 public:
  StemTable() : slots_(1U << 12, 0) { start_.push_back(0); }

  std::uint32_t number(std::string_view stem) {
    if ((start_.size() + 1) * 2 > slots_.size()) grow();
    std::size_t slot = find(stem);
    if (slots_[slot] == 0) {
      letters_.append(stem);
      start_.push_back(static_cast<std::uint32_t>(letters_.size()));
      slots_[slot] = static_cast<std::uint32_t>(start_.size() - 1);
    }
    return slots_[slot] - 1;
  }

  [[nodiscard]] std::size_t size() const { return start_.size() - 1; }
  [[nodiscard]] std::vector<std::string_view> stems() const {
    std::vector<std::string_view> all;
    all.reserve(start_.size());
    for (std::size_t i = 0; i + 1 < start_.size(); ++i) all.push_back(stem(i));
    return all;
  }

 private:
  [[nodiscard]] std::string_view stem(std::size_t i) const {
    return std::string_view(letters_).substr(start_[i], start_[i + 1] - start_[i]);
  }
  [[nodiscard]] std::size_t find(std::string_view stem_sought) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = std::hash<std::string_view>()(stem_sought) & mask;
    while (slots_[slot] != 0 && stem(slots_[slot] - 1) != stem_sought) slot = (slot + 1) & mask;
    return slot;
  }
  void grow() {
    slots_.assign(slots_.size() * 2, 0);
    for (std::size_t i = 0; i + 1 < start_.size(); ++i)
      slots_[find(stem(i))] = static_cast<std::uint32_t>(i + 1);
  }

  std::vector<std::uint32_t> slots_;
  std::vector<std::uint32_t> start_;
  std::string letters_;
};

/// The same in every process: ids are found again in a snapshot (FNV-1a).
std::size_t hash_of(std::string_view id) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : id) hash = (hash ^ static_cast<std::uint8_t>(c)) * 1099511628211ULL;
  return static_cast<std::size_t>(hash ^ (hash >> 32));
}

}  // namespace

std::uint64_t Segment::next_number() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

std::shared_ptr<const Segment> Segment::build(std::span<const Record> records) {
  auto made = std::make_shared<Segment>();
  StemTable stems;
  std::vector<std::uint32_t> parts, part_start{0}, text_start{0}, id_start{0};
  std::vector<RecordNumber> name_record;
  std::vector<std::uint8_t> name_kind;
  std::vector<char> texts, ids;
  std::vector<RecordFacts> facts;
  std::vector<char> sets;
  std::vector<std::uint32_t> set_start{0, 0};
  std::unordered_map<std::string, std::uint32_t> set_numbers{{"", 0}};
  std::vector<NameNumber> first_name;
  ParsedName parsed;
  const Subject subject = records.empty() ? Subject::person : records.front().subject;
  for (const Record& record : records) {
    assert(record.subject == subject);
    const auto number = static_cast<RecordNumber>(facts.size());
    ids.insert(ids.end(), record.id.begin(), record.id.end());
    id_start.push_back(static_cast<std::uint32_t>(ids.size()));
    RecordFacts known;
    if (record.born) {
      known.born_first = static_cast<std::int32_t>(record.born->first.time_since_epoch().count());
      known.born_last = static_cast<std::int32_t>(record.born->last.time_since_epoch().count());
    }
    std::string set;
    for (const std::string& code : record.nationalities) set += code;
    const auto [found, added] = set_numbers.emplace(set, static_cast<std::uint32_t>(set_numbers.size()));
    if (added) {
      sets.insert(sets.end(), set.begin(), set.end());
      set_start.push_back(static_cast<std::uint32_t>(sets.size()));
    }
    known.nationalities = found->second & 0xFFFFFFU;
    known.subject = record.subject;
    known.sex = record.sex;
    known.screened = record.screened;
    facts.push_back(known);
    first_name.push_back(static_cast<NameNumber>(name_record.size()));
    for (const Name& name : record.names) {
      if (!parse(name.text, parsed, subject)) continue;
      for (std::size_t i = 0; i < parsed.size; ++i)
        parts.push_back(stems.number(parsed.parts[i].stem.view()) |
                        static_cast<std::uint32_t>(parsed.parts[i].marks) << 24);
      part_start.push_back(static_cast<std::uint32_t>(parts.size()));
      name_record.push_back(number);
      name_kind.push_back(static_cast<std::uint8_t>(name.kind));
      texts.insert(texts.end(), name.text.begin(), name.text.end());
      text_start.push_back(static_cast<std::uint32_t>(texts.size()));
    }
  }
  constexpr std::size_t most_stems = 7'000'000;  // a stem has up to three other readings, and a form 24 bits
  if (stems.size() > most_stems || texts.size() > UINT32_MAX || ids.size() > UINT32_MAX ||
      parts.size() > UINT32_MAX)
    return nullptr;
  std::vector<Token> token_of_stem;
  made->vocabulary_ = Vocabulary::make(stems.stems(), token_of_stem);
  std::vector<std::uint32_t> posting_start(made->vocabulary_.size() + 1, 0);
  for (auto& part : parts) {
    part = token_of_stem[part & 0xFFFFFFU] | (part & 0xFF000000U);
    ++posting_start[token_of(part) + 1];
  }
  for (std::size_t t = 0; t + 1 < posting_start.size(); ++t) posting_start[t + 1] += posting_start[t];
  made->vocabulary_.count(posting_start);
  std::vector<float> weighed(made->vocabulary_.size());
  for (Token t = 0; t < weighed.size(); ++t) {
    Word word;
    for (const char c : made->vocabulary_.letters(t)) word.push(static_cast<Letter>(c));
    const auto found = made->vocabulary_.frequency_of(word, posting_start);
    weighed[t] =
        static_cast<float>(Background::frequency(subject, word) + found.own + share_of_alike * found.bucket);
  }
  made->weighed_frequency_ = Column<float>(std::move(weighed));
  std::vector<NameNumber> postings(parts.size());
  std::vector<std::uint32_t> fill(posting_start.begin(), posting_start.end() - 1);
  for (NameNumber name = 0; name + 1 < part_start.size(); ++name)
    for (std::uint32_t p = part_start[name]; p < part_start[name + 1]; ++p)
      postings[fill[token_of(parts[p])]++] = name;

  made->parts_ = Column<std::uint32_t>(std::move(parts));
  made->part_start_ = Offsets(part_start);
  made->posting_start_ = Column<std::uint32_t>(std::move(posting_start));
  made->postings_ = Column<NameNumber>(std::move(postings));
  // One name a record: a record's number is its name's.
  if (name_record.size() != facts.size()) {
    first_name.push_back(static_cast<NameNumber>(name_record.size()));
    made->first_name_ = Column<NameNumber>(std::move(first_name));
  }
  made->nationality_sets_ = Column<char>(std::move(sets));
  made->nationality_start_ = Offsets(set_start);
  made->name_record_ = Column<RecordNumber>(std::move(name_record));
  made->name_kind_ = Column<std::uint8_t>(std::move(name_kind));
  made->texts_ = Column<char>(std::move(texts));
  made->ids_ = Column<char>(std::move(ids));
  made->text_start_ = Offsets(text_start);
  made->id_start_ = Offsets(id_start);
  made->facts_ = Column<RecordFacts>(std::move(facts));
  std::vector<RecordNumber> slots(std::bit_ceil(made->record_count() + made->record_count() / 4 + 1), 0);
  for (RecordNumber record = 0; record < made->record_count(); ++record) {
    std::size_t slot = hash_of(made->id(record)) & (slots.size() - 1);
    while (slots[slot] != 0) slot = (slot + 1) & (slots.size() - 1);
    slots[slot] = record + 1;
  }
  made->id_slots_ = Column<RecordNumber>(std::move(slots));
  return made;
}

RecordNumber Segment::find(std::string_view id_sought) const {
  if (id_slots_.size() == 0) return no_record;
  const std::size_t mask = id_slots_.size() - 1;
  for (std::size_t slot = hash_of(id_sought) & mask; id_slots_[slot] != 0; slot = (slot + 1) & mask)
    if (id(id_slots_[slot] - 1) == id_sought) return id_slots_[slot] - 1;
  return no_record;
}

Record Segment::record(RecordNumber number) const {
  Record made;
  const RecordFacts& known = facts_[number];
  made.id = id(number);
  made.subject = known.subject;
  made.sex = known.sex;
  made.screened = known.screened;
  if (known.has_birth())
    made.born = BirthDate{std::chrono::sys_days(std::chrono::days(known.born_first)),
                          std::chrono::sys_days(std::chrono::days(known.born_last))};
  const std::string_view codes = nationalities(number);
  for (std::size_t at = 0; at + 1 < codes.size(); at += 2)
    made.nationalities.emplace_back(codes.substr(at, 2));
  const bool one_each = first_name_.size() == 0;
  const NameNumber begin = one_each ? number : first_name_[number],
                   end = one_each ? number + 1 : first_name_[number + 1];
  for (NameNumber name = begin; name < end; ++name)
    made.names.push_back({std::string(text(name)), kind(name)});
  return made;
}

std::size_t Segment::bytes() const {
  std::size_t sum = sizeof(Segment);
  const_cast<Segment*>(this)->each_column([&](const auto& column) { sum += column.bytes(); });
  return sum;
}

}  // namespace tansiq::names
