#include "names/segment.h"

#include <atomic>
#include <bit>
#include <string>

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
  ParsedName parsed;
  for (const Record& record : records) {
    const auto number = static_cast<RecordNumber>(facts.size());
    ids.insert(ids.end(), record.id.begin(), record.id.end());
    id_start.push_back(static_cast<std::uint32_t>(ids.size()));
    RecordFacts known;
    known.born_first = record.born ? static_cast<std::int32_t>(record.born->first.time_since_epoch().count())
                                   : RecordFacts::no_day;
    known.born_last = record.born ? static_cast<std::int32_t>(record.born->last.time_since_epoch().count())
                                  : RecordFacts::no_day;
    known.subject = record.subject;
    known.sex = record.sex;
    known.screened = record.screened;
    facts.push_back(known);
    for (const Name& name : record.names) {
      if (!parse(name.text, parsed)) continue;
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
    weighed[t] = static_cast<float>(Background::frequency(word) + found.own + share_of_alike * found.bucket);
  }
  made->weighed_frequency_ = Column<float>(std::move(weighed));
  std::vector<NameNumber> postings(parts.size());
  std::vector<std::uint32_t> fill(posting_start.begin(), posting_start.end() - 1);
  for (NameNumber name = 0; name + 1 < part_start.size(); ++name)
    for (std::uint32_t p = part_start[name]; p < part_start[name + 1]; ++p)
      postings[fill[token_of(parts[p])]++] = name;

  made->parts_ = Column<std::uint32_t>(std::move(parts));
  made->part_start_ = Column<std::uint32_t>(std::move(part_start));
  made->posting_start_ = Column<std::uint32_t>(std::move(posting_start));
  made->postings_ = Column<NameNumber>(std::move(postings));
  made->name_record_ = Column<RecordNumber>(std::move(name_record));
  made->name_kind_ = Column<std::uint8_t>(std::move(name_kind));
  made->texts_ = Column<char>(std::move(texts));
  made->ids_ = Column<char>(std::move(ids));
  made->text_start_ = Column<std::uint32_t>(std::move(text_start));
  made->id_start_ = Column<std::uint32_t>(std::move(id_start));
  made->facts_ = Column<RecordFacts>(std::move(facts));
  return made;
}

std::size_t Segment::bytes() const {
  return vocabulary_.bytes() + weighed_frequency_.bytes() + parts_.bytes() + part_start_.bytes() +
         posting_start_.bytes() + postings_.bytes() + name_record_.bytes() + name_kind_.bytes() +
         texts_.bytes() + ids_.bytes() + text_start_.bytes() + id_start_.bytes() + facts_.bytes();
}

}  // namespace tansiq::names
