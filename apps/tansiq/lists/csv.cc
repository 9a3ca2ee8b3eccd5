// CSV with a header row, the columns as a mapping says.

#include <algorithm>
#include <fmt/format.h>

#include "base/text.h"
#include "lists/reader.h"
#include "lists/rows.h"

namespace tansiq::lists {
namespace {

using base::Fault;
using Cells = std::vector<std::string>;

constexpr Field all_fields[] = {
    Field::id,     Field::name,       Field::alias,    Field::weak_alias,  Field::former_name,
    Field::born,   Field::born_until, Field::died,     Field::birth_place, Field::nationality,
    Field::sex,    Field::kind,       Field::position, Field::passport,    Field::identity_card,
    Field::remark, Field::reference};

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// Which kinds of cells stand where, found in the header.
class Layout {
 public:
  static base::Result<Layout> find(const Mapping& mapping, const Cells& header) {
    Layout layout;
    layout.width_ = header.size();
    for (const auto field : all_fields) {
      const auto named = mapping.columns.find(field);
      const auto wanted = named != mapping.columns.end() ? named->second
                          : mapping.names_columns()      ? Cells{}
                                                         : Cells{std::string(name_of(field))};
      for (const auto& column : wanted) {
        const auto at = std::find(header.begin(), header.end(), column);
        if (at != header.end())
          layout.places_[field].push_back(static_cast<std::size_t>(at - header.begin()));
        else if (named != mapping.columns.end())
          return base::fail(Fault::invalid, fmt::format("the header has no column \"{}\"", clean(column)),
                            "line 1", "the mapping names it; a delimiter other than the mapping's?");
      }
    }
    for (const auto field : {Field::id, Field::name})
      if (!layout.places_.contains(field))
        return base::fail(Fault::invalid, fmt::format("no column says the {}", name_of(field)), "line 1",
                          "--mapping says which column is what");
    return layout;
  }

  [[nodiscard]] std::size_t width() const { return width_; }

  /// The values of a field, taken apart where the mapping says how.
  [[nodiscard]] Cells values(Field field, const Cells& cells, const std::string& split) const {
    Cells list;
    const auto places = places_.find(field);
    if (places == places_.end()) return list;
    for (const auto place : places->second) {
      std::string_view rest = cells[place];
      while (!split.empty()) {
        const auto end = rest.find(split);
        if (end == std::string_view::npos) break;
        list.emplace_back(rest.substr(0, end));
        rest.remove_prefix(end + split.size());
      }
      list.emplace_back(rest);
    }
    return list;
  }

 private:
  std::size_t width_ = 0;
  std::map<Field, std::vector<std::size_t>> places_;
};

/// A date as the mapping writes it, turned into YYYY-MM-DD; other texts unchanged.
std::string iso_date(const std::string& text, Mapping::Dates dates) {
  const auto word = clean(text);
  if (dates == Mapping::Dates::iso || date_of(word)) return word;
  std::vector<std::string> parts(1);
  for (const char c : word) {
    if (c >= '0' && c <= '9')
      parts.back() += c;
    else if (c == '/' || c == '.' || c == '-')
      parts.emplace_back();
    else
      return word;
  }
  if (parts.size() == 2) parts.insert(parts.begin() + (dates == Mapping::Dates::day_first ? 0 : 1), "");
  if (parts.size() != 3 || parts[2].size() != 4) return word;
  auto day = parts[0];
  auto month = parts[1];
  if (dates == Mapping::Dates::month_first) std::swap(day, month);
  if (month.empty() || month.size() > 2 || day.size() > 2) return word;
  auto date = parts[2] + "-" + std::string(2 - month.size(), '0') + month;
  return day.empty() ? date : date + "-" + std::string(2 - day.size(), '0') + day;
}

class CsvReader final : public Reader {
 public:
  CsvReader(Mapping mapping, Sink sink)
      : mapping_(std::move(mapping)),
        sink_(std::move(sink)),
        rows_(mapping_.delimiter, most_entry_bytes, [this](Row row) { take(std::move(row)); }) {}

  base::Result<> feed(std::string_view bytes) override {
    if (auto fed = rows_.feed(bytes); !fed) return fed;
    return failed_;
  }

  base::Result<> finish() override {
    if (auto ended = rows_.finish(); !ended) return ended;
    if (failed_ && !layout_) return base::fail(Fault::invalid, "has no header row");
    return failed_;
  }

 private:
  void take(Row row) {
    if (!failed_) return;
    if (!layout_) {
      for (auto& cell : row.cells) cell = clean(cell);
      auto found = row.problem.empty() ? Layout::find(mapping_, row.cells)
                                       : base::fail(Fault::invalid, "the header: " + row.problem, "line 1");
      if (found)
        layout_ = std::move(*found);
      else
        failed_ = base::fail(found);
      return;
    }
    sink_(entry_of(row));
  }

  [[nodiscard]] Cells values(Field field, const Row& row) const {
    return layout_->values(field, row.cells, mapping_.split);
  }

  /// The one value of a field, which is never taken apart.
  [[nodiscard]] std::string value(Field field, const Row& row) const {
    for (const auto& each : layout_->values(field, row.cells, ""))
      if (auto word = clean(each); !word.empty()) return word;
    return "";
  }

  [[nodiscard]] Entry entry_of(const Row& row) const {
    Entry entry;
    entry.line = row.line;
    entry.problem = row.problem;
    if (!entry.problem.empty()) return entry;
    if (row.cells.size() != layout_->width()) {
      entry.problem = fmt::format("{} fields, where the header has {}", row.cells.size(), layout_->width());
      return entry;
    }
    for (const auto& cell : row.cells)
      if (!base::is_utf8(cell)) {
        entry.problem = "no UTF-8; iconv -f WINDOWS-1256 -t UTF-8 makes it so";
        return entry;
      }
    entry.id = value(Field::id, row);
    if (entry.id.empty() || entry.id.size() > most_name_bytes) {
      entry.id.clear();
      entry.problem = "no id, by which the entry would be known again, or one over 512 bytes";
      return entry;
    }
    fill(entry, row);
    return entry;
  }

  void fill(Entry& entry, const Row& row) const {
    Entity entity;
    entity.id = entry.id;
    entity.reference = value(Field::reference, row);
    entity.individual = mapping_.individual;
    if (const auto word = lower(value(Field::kind, row)); !word.empty()) {
      const auto known = mapping_.kinds.find(word);
      if (known == mapping_.kinds.end()) {
        entry.problem = fmt::format("kind \"{}\" is not among the mapping's kinds", word.substr(0, 60));
        return;
      }
      entity.individual = known->second;
    }
    for (const auto& name : values(Field::name, row))
      entity.add_name(name, entity.names.empty() ? "" : "spelling");
    if (entity.names.empty()) {
      entry.problem = "no name that can be kept";
      return;
    }
    for (const auto& name : values(Field::alias, row)) entity.add_name(name, "alias");
    for (const auto& name : values(Field::weak_alias, row)) entity.add_weak_name(name);
    for (const auto& name : values(Field::former_name, row)) entity.add_name(name, "former");
    Cells births;
    for (const auto field : {Field::born, Field::born_until})
      for (const auto& text : values(field, row)) births.push_back(iso_date(text, mapping_.dates));
    for (const auto& date : births)
      if (!date.empty() && !date_of(date)) {
        entry.problem = fmt::format("\"{}\" is no date of birth that is understood", date.substr(0, 40));
        return;
      }
    entity.set_born(births);
    entity.set_died(iso_date(value(Field::died, row), mapping_.dates));
    entity.set_birth_place(value(Field::birth_place, row));
    for (const auto& text : values(Field::nationality, row)) entity.add_nationality(text);
    const auto sex = value(Field::sex, row);
    const auto said = mapping_.sexes.find(lower(sex));
    entity.set_sex(said != mapping_.sexes.end() ? said->second : sex);
    for (const auto& text : values(Field::position, row)) entity.add_position(text);
    for (const auto& text : values(Field::passport, row)) entity.add_document("passport", text);
    for (const auto& text : values(Field::identity_card, row)) entity.add_document("identity-card", text);
    for (const auto& text : layout_->values(Field::remark, row.cells, "")) entity.add_remark(text);
    entry.entity = std::move(entity);
  }

  Mapping mapping_;
  Sink sink_;
  std::optional<Layout> layout_;
  base::Result<> failed_;
  Rows rows_;
};

}  // namespace

std::unique_ptr<Reader> read_csv(Mapping mapping, Reader::Sink sink) {
  return std::make_unique<CsvReader>(std::move(mapping), std::move(sink));
}

}  // namespace tansiq::lists
