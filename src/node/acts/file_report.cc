#include "node/acts/file_report.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "node/access.h"
#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

std::string name_in(const stix::Object& report) {
  boost::system::error_code code;
  const auto value = boost::json::parse(report.bytes, code);
  const auto* object = code ? nullptr : value.if_object();
  const auto* name = object == nullptr ? nullptr : object->if_contains("name");
  return name != nullptr && name->is_string() ? std::string(name->get_string()) : std::string();
}

Result<> check_notes(const stix::ReportNotes& notes) {
  const std::pair<const char*, const std::string*> lines[] = {
      {"lang", &notes.lang}, {"source", &notes.source}, {"source_url", &notes.source_url}};
  for (const auto& [where, line] : lines)
    if (auto checked = base::check_line(*line, most_line_bytes, where); !checked) return fail(checked);
  return {};
}

}  // namespace

Result<FiledText> file_report(Node& node, const Actor& actor, const ReportFiling& filing) {
  if (auto may = permit(actor, rules::file_report); !may) return fail(may);
  if (filing.text.size() > node.limits.body_bytes)
    return fail(Fault::too_large,
                fmt::format("{} bytes are more than {}", filing.text.size(), node.limits.body_bytes));
  if (!base::is_utf8(filing.text))
    return fail(Fault::invalid, "the text is no UTF-8", {}, "convert it first, e.g. with iconv");
  if (auto checked = check_notes(filing.notes); !checked) return fail(checked);

  std::optional<store::Handling> kept;
  stix::ReportNotes notes = filing.notes;
  if (filing.handling && !filing.handling->empty()) {
    const auto normal = handling::normal(*filing.handling);
    if (!normal) return fail(normal);
    kept = store::Handling{handling::render(*normal), normal->review};
    if (notes.grade.empty()) notes.grade = normal->grade;
  }
  store::Collection collection;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    auto where = find(**reader, actor, filing.collection, Need::write);
    if (!where) return fail(where);
    collection = std::move(where->collection);
  }
  stix::Reader reader;
  const auto filed =
      stix::file_report(reader, filing.text, notes, "report--" + base::random_uuid(), node.clock());
  if (!filed) return fail(filed);

  FiledText result;
  result.report = filed->report.id;
  result.artifact = filed->artifact.id;
  result.version = filed->report.version;
  result.name = name_in(filed->report);
  result.sha256 = base::to_hex(base::view(base::sha256(filing.text)));
  result.bytes = filing.text.size();
  const std::string detail =
      fmt::format("{}{} bytes of text", filing.dry_run ? "dry run: " : "", result.bytes);
  if (filing.dry_run) {
    if (auto entered = enter(node, entry_of(actor, rules::file_report, collection.id, detail)); !entered)
      return fail(entered);
    const auto held = node.store.read();
    if (!held) return fail(held);
    const auto holds = (*held)->holds(collection.number, result.artifact);
    if (!holds) return fail(holds);
    result.artifact_created = !*holds;
    return result;
  }
  const std::size_t size = filed->artifact.bytes.size() + filed->report.bytes.size();
  auto written = node.store.write(size, [&](store::Transaction& transaction) -> Result<> {
    const auto act = transaction.append(entry_of(actor, rules::file_report, result.report, detail));
    if (!act) return fail(act);
    std::optional<std::int64_t> interned;
    if (kept) {
      const auto number = transaction.intern(*kept);
      if (!number) return fail(number);
      interned = *number;
    }
    for (const auto* object : {&filed->artifact, &filed->report}) {
      const store::NewRecord record{collection.number, store::own_service, object, interned};
      const auto added = transaction.add(record, *act);
      if (!added) return fail(added);
      if (object == &filed->artifact) result.artifact_created = *added == store::Added::created;
    }
    return {};
  });
  if (!written) return fail(written);
  return result;
}

}  // namespace tansiq::node::acts
