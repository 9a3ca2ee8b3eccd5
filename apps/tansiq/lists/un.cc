// The consolidated list of the UN Security Council: the elements are those of the XML schema that the
// Secretariat publishes beside the list (individuals, entities; consolidated.xsd).

#include <expat.h>
#include <fmt/format.h>
#include <map>

#include "base/text.h"
#include "lists/reader.h"

namespace tansiq::lists {
namespace {

using base::Fault;

constexpr std::size_t most_depth = 16;

/// An element that has children, below INDIVIDUAL or ENTITY: the texts of its children by name.
using Part = std::multimap<std::string, std::string>;

std::string text_in(const Part& part, const char* name) {
  const auto found = part.find(name);
  return found == part.end() ? "" : clean(found->second);
}

std::string joined(const Part& part, std::initializer_list<const char*> names, std::string_view between) {
  std::string out;
  for (const auto* name : names)
    if (const auto text = text_in(part, name); !text.empty())
      out += (out.empty() ? "" : std::string(between)) + text;
  return out;
}

std::string kind_of_document(std::string_view words) {
  const auto has = [&](std::string_view word) { return words.find(word) != std::string_view::npos; };
  if (has("assport")) return "passport";
  if (has("dentification") || has("dentity")) return "identity-card";
  if (has("riving")) return "driving-licence";
  if (has("esiden")) return "residence-permit";
  if (has("ravel")) return "travel-document";
  return "other";
}

/// One INDIVIDUAL or ENTITY: its own texts, and its parts by name in their order.
struct Listed {
  bool individual = true;
  std::uint64_t line = 0;
  std::size_t bytes = 0;
  Part own;
  std::vector<std::pair<std::string, Part>> parts;
};

std::vector<std::string> births_of(const Listed& listed) {
  std::vector<std::string> dates;
  for (const auto& [name, part] : listed.parts) {
    if (name != "INDIVIDUAL_DATE_OF_BIRTH") continue;
    // What a date says more exactly than the year beside it wins; set_born sees to that.
    for (const auto* each : {"DATE", "YEAR", "FROM_YEAR", "TO_YEAR"})
      if (auto text = text_in(part, each); !text.empty()) dates.push_back(std::move(text));
  }
  return dates;
}

void add_alias(Entity& entity, const Part& alias) {
  const auto quality = text_in(alias, "QUALITY");
  const auto name = text_in(alias, "ALIAS_NAME");
  if (quality == "f.k.a.")
    entity.add_name(name, "former");
  else if (quality == "Low")
    entity.add_weak_name(name);
  else
    entity.add_name(name, "alias");
}

Entry entry_of(const Listed& listed) {
  Entry entry;
  entry.line = listed.line;
  entry.id = text_in(listed.own, "DATAID");
  if (entry.id.empty() || !base::check_line(entry.id, most_name_bytes, "DATAID")) {
    entry.id.clear();
    entry.problem = "no DATAID, by which the entry would be known again";
    return entry;
  }
  Entity entity;
  entity.id = entry.id;
  entity.individual = listed.individual;
  entity.reference = text_in(listed.own, "REFERENCE_NUMBER");
  entity.add_name(joined(listed.own, {"FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"}, " "), "");
  if (entity.names.empty()) {
    entry.problem = "no name that can be kept";
    return entry;
  }
  entity.add_name(text_in(listed.own, "NAME_ORIGINAL_SCRIPT"), "spelling");
  entity.set_sex(text_in(listed.own, "GENDER"));
  for (const auto& [name, part] : listed.parts) {
    if (name == "INDIVIDUAL_ALIAS" || name == "ENTITY_ALIAS") add_alias(entity, part);
    for (auto [at, end] = part.equal_range("VALUE"); at != end; ++at) {
      if (name == "NATIONALITY") entity.add_nationality(at->second);
      if (name == "DESIGNATION") entity.add_position(at->second);
    }
    if (name == "INDIVIDUAL_PLACE_OF_BIRTH")
      entity.set_birth_place(joined(part, {"CITY", "STATE_PROVINCE", "COUNTRY"}, ", "));
    if (name == "INDIVIDUAL_DOCUMENT") {
      const auto country = text_in(part, "ISSUING_COUNTRY");
      entity.add_document(kind_of_document(joined(part, {"TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2"}, " ")),
                          text_in(part, "NUMBER"),
                          country.empty() ? text_in(part, "COUNTRY_OF_ISSUE") : country,
                          text_in(part, "DATE_OF_ISSUE"));
    }
  }
  entity.set_born(births_of(listed));
  entity.add_remark(text_in(listed.own, "COMMENTS1"));
  entry.entity = std::move(entity);
  return entry;
}

class UnReader final : public Reader {
 public:
  explicit UnReader(Sink sink) : sink_(std::move(sink)), parser_(XML_ParserCreate(nullptr), XML_ParserFree) {
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(
        parser_.get(),
        [](void* self, const XML_Char* name, const XML_Char**) { static_cast<UnReader*>(self)->begin(name); },
        [](void* self, const XML_Char*) { static_cast<UnReader*>(self)->end(); });
    XML_SetCharacterDataHandler(parser_.get(), [](void* self, const XML_Char* text, int size) {
      static_cast<UnReader*>(self)->take({text, static_cast<std::size_t>(size)});
    });
    // No declaration, no entity: neither a file that one names nor a text that grows by expansion.
    XML_SetStartDoctypeDeclHandler(
        parser_.get(), [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
          static_cast<UnReader*>(self)->stop("a document type declaration, which no list needs");
        });
  }

  base::Result<> feed(std::string_view bytes) override {
    constexpr std::size_t step = 64 * 1024;  // so that a token without end is seen early
    while (!bytes.empty()) {
      const auto part = bytes.substr(0, step);
      bytes.remove_prefix(part.size());
      if (auto fed = parse(part, false); !fed) return fed;
      fed_ += part.size();
      const auto at = XML_GetCurrentByteIndex(parser_.get());
      if (at >= 0 && fed_ - std::min<std::uint64_t>(fed_, static_cast<std::uint64_t>(at)) > most_entry_bytes)
        return base::fail(Fault::too_large, "a tag or comment of more than 1 MiB", line_text());
    }
    return {};
  }

  base::Result<> finish() override {
    if (auto ended = parse("", true); !ended) return ended;
    if (!list_seen_)
      return base::fail(Fault::unsupported, "is no consolidated list: no CONSOLIDATED_LIST in it");
    return {};
  }

 private:
  [[nodiscard]] std::string line_text() const {
    return fmt::format("line {}", XML_GetCurrentLineNumber(parser_.get()));
  }

  base::Result<> parse(std::string_view bytes, bool last) {
    if (parser_ == nullptr) return base::fail(Fault::internal, "no memory for a parser");
    if (XML_Parse(parser_.get(), bytes.data(), static_cast<int>(bytes.size()), last ? 1 : 0) == XML_STATUS_OK)
      return {};
    const auto what = stopped_.empty() ? fmt::format("is no well-formed XML: {}",
                                                     XML_ErrorString(XML_GetErrorCode(parser_.get())))
                                       : stopped_;
    return base::fail(Fault::invalid, what, line_text());
  }

  void stop(std::string why) {
    if (!stopped_.empty()) return;
    stopped_ = std::move(why);
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  void begin(std::string_view name) {
    if (!stopped_.empty()) return;
    path_.emplace_back(name);
    if (path_.size() > most_depth) return stop("elements nested deeper than 16");
    text_.clear();
    if (path_.size() == 1 && name != "CONSOLIDATED_LIST") return stop("is no CONSOLIDATED_LIST");
    list_seen_ = true;
    if (path_.size() == 3 && (name == "INDIVIDUAL" || name == "ENTITY")) {
      listed_ = Listed{};
      listed_.individual = name == "INDIVIDUAL";
      listed_.line = XML_GetCurrentLineNumber(parser_.get());
    }
    if (is_listed() && path_.size() == 5 && !in_part_) {
      in_part_ = true;
      listed_.parts.emplace_back(path_[3], Part{});
    }
    if (is_listed()) count(name.size() + 64);  // what an element costs in memory, roughly
  }

  void end() {
    if (!stopped_.empty()) return;
    if (is_listed()) {
      if (path_.size() == 3) sink_(entry_of(listed_));
      if (path_.size() == 4 && !in_part_) listed_.own.emplace(path_[3], text_);
      if (path_.size() == 4) in_part_ = false;
      if (path_.size() == 5) listed_.parts.back().second.emplace(path_[4], text_);
    }
    text_.clear();
    path_.pop_back();
  }

  void take(std::string_view text) {
    if (!stopped_.empty() || !is_listed()) return;
    text_ += text;
    count(text.size());
  }

  void count(std::size_t bytes) {
    listed_.bytes += bytes;
    if (listed_.bytes > most_entry_bytes) stop("an entry of more than 1 MiB");
  }

  [[nodiscard]] bool is_listed() const {
    return path_.size() >= 3 && (path_[2] == "INDIVIDUAL" || path_[2] == "ENTITY");
  }

  Sink sink_;
  std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser_;
  std::string stopped_;
  std::uint64_t fed_ = 0;
  std::vector<std::string> path_;  ///< the names of the open elements
  std::string text_;               ///< of the innermost one
  Listed listed_;
  bool in_part_ = false;
  bool list_seen_ = false;
};

}  // namespace

std::unique_ptr<Reader> read_un(Reader::Sink sink) {
  return std::make_unique<UnReader>(std::move(sink));
}

}  // namespace tansiq::lists
