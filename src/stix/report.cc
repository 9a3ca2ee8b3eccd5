#include "stix/report.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "stix/json/parse.h"
#include "stix/json/write.h"
#include "stix/observable.h"

namespace tansiq::stix {
namespace {

/// A JSON object written member by member.
class Writer {
 public:
  Writer& text(std::string_view name, std::string_view value) {
    if (value.empty()) return *this;
    begin(name);
    json::append_string(out_, value);
    return *this;
  }
  Writer& raw(std::string_view name, std::string_view value) {
    begin(name);
    out_ += value;
    return *this;
  }
  [[nodiscard]] std::string done() const { return out_.empty() ? "{}" : out_ + "}"; }

 private:
  void begin(std::string_view name) {
    out_ += out_.empty() ? '{' : ',';
    json::append_string(out_, name);
    out_ += ':';
  }
  std::string out_;
};

std::string quoted(std::string_view text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

/// The first line that is not blank, without its outer white space, cut at a character's end to what fits a
/// list.
std::string title_of(std::string_view text) {
  constexpr std::size_t longest = 200;
  constexpr std::string_view blank = " \t\r\v\f";
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
    const std::size_t first = line.find_first_not_of(blank);
    if (first == std::string_view::npos) continue;
    line = line.substr(first, line.find_last_not_of(blank) - first + 1);
    if (line.size() <= longest) return std::string(line);
    std::size_t cut = longest;
    while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xc0) == 0x80) --cut;
    return std::string(line.substr(0, cut)) + "…";
  }
  return "(untitled)";
}

bool is_grade(std::string_view grade) {
  return grade.size() == 2 && grade[0] >= 'A' && grade[0] <= 'F' && grade[1] >= '1' && grade[1] <= '6';
}

base::Result<Object> artifact_of(Reader& reader, std::string_view text) {
  const std::string hash = base::to_hex(base::view(base::sha256(text)));
  const std::string payload = base::to_base64(text);
  const std::string hashes = Writer().text("SHA-256", hash).done();
  const std::string contributing = Writer().raw("hashes", hashes).text("payload_bin", payload).done();
  return reader.read_object(Writer()
                                .text("type", "artifact")
                                .text("spec_version", "2.1")
                                .text("id", observable_id("artifact", contributing))
                                .text("mime_type", "text/plain")
                                .text("payload_bin", payload)
                                .raw("hashes", hashes)
                                .done());
}

}  // namespace

base::Result<FiledReport> file_report(Reader& reader, std::string_view text, const ReportNotes& notes,
                                      std::string_view report_id, base::Time now) {
  if (text.empty()) return base::fail(base::Fault::invalid, "the report is empty");
  if (!json::is_utf8(text)) {
    return base::fail(base::Fault::invalid, "the text is not UTF-8", {},
                      "convert it first, for example with iconv -f WINDOWS-1256 -t UTF-8");
  }
  if (!notes.grade.empty() && !is_grade(notes.grade)) {
    return base::fail(base::Fault::invalid, "not an Admiralty grade", "grade",
                      "a letter A to F and a digit 1 to 6, such as B2");
  }
  auto artifact = artifact_of(reader, text);
  if (!artifact) return base::fail(artifact);

  const std::string time = base::format_time(now, 3);
  Writer report;
  report.text("type", "report").text("spec_version", "2.1").text("id", report_id);
  report.text("created", time).text("modified", time).text("created_by_ref", notes.created_by_ref);
  report.text("name", title_of(text)).text("lang", notes.lang);
  report.text("published", base::format_time(notes.published.value_or(now), 3));
  report.raw("object_refs", "[" + quoted(artifact->id) + "]");
  if (!notes.source.empty() || !notes.source_url.empty()) {
    const std::string source = notes.source.empty() ? "source" : notes.source;
    Writer reference;
    reference.text("source_name", source).text("url", notes.source_url);
    // Something beside its name must tell a source apart (STIX 2.1 section 2.5.2).
    if (notes.source_url.empty()) reference.text("description", "brought the text of " + artifact->id);
    report.raw("external_references", "[" + reference.done() + "]");
  }
  if (!notes.grade.empty()) report.raw("labels", "[" + quoted("grade:" + notes.grade) + "]");
  auto object = reader.read_object(report.done());
  if (!object) return base::fail(object);
  return FiledReport{std::move(*artifact), std::move(*object)};
}

base::Result<std::string> payload_of(const Object& artifact) {
  json::Parser parser;
  if (const auto parsed = parser.parse(artifact.bytes, json::deepest); !parsed) return base::fail(parsed);
  if (artifact.type != "artifact" || !parser.has("payload_bin"))
    return base::fail(base::Fault::not_found, "the object carries no payload", artifact.id, "an artifact");
  return base::from_base64(parser.text_of("payload_bin"));
}

}  // namespace tansiq::stix
