#include "node/partners/pair_faults.h"

#include "exchange/fields.h"
#include "node/partners/papers.h"
#include "stix/json/write.h"

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

constexpr std::size_t most_paper_bytes = 64 * 1024;
constexpr std::size_t most_evidence = 4;
constexpr std::size_t most_text = 2000;

/// Cleared faults of one partner that are kept; the oldest go first.
constexpr std::size_t most_cleared = 100;

std::string render(const PairFault& fault) {
  exchange::Writer writer;
  writer.number("at", fault.at);
  if (fault.cleared) writer.time("cleared", *fault.cleared).text("cleared_by", fault.cleared_by);
  std::vector<std::string> evidence(fault.evidence.size());
  for (std::size_t i = 0; i < evidence.size(); ++i) stix::json::append_string(evidence[i], fault.evidence[i]);
  writer.number("count", fault.count).text("detail", fault.detail).raws("evidence", evidence);
  writer.text("fault", fault.word).time("first", fault.first).time("last", fault.last);
  return writer.flag("needs_officer", fault.needs_officer).text("sentence", fault.sentence).finish();
}

Result<PairFault> read(const store::Paper& paper) {
  PairFault fault;
  fault.paper = paper.number;
  const auto done = exchange::read_json(paper.text, most_paper_bytes, [&](const exchange::json::Value& top) {
    exchange::Fields fields(top, "fault");
    fault.at = fields.number("at");
    fault.cleared = fields.time_if("cleared");
    fault.cleared_by = fields.text_if("cleared_by", most_text);
    fault.count = fields.number("count");
    fault.detail = fields.text("detail", most_text, true);
    for (const auto& item : fields.list("evidence", most_evidence))
      if (item.is(exchange::json::Kind::string)) fault.evidence.emplace_back(item.text());
    fault.word = fields.text("fault", most_text);
    fault.first = fields.time("first");
    fault.last = fields.time("last");
    fault.needs_officer = fields.flag("needs_officer");
    fault.sentence = fields.text("sentence", most_text);
    return fields.finish();
  });
  if (!done) return fail(Fault::internal, "a fault that was noted does not read back", done.error().where);
  return fault;
}

Result<std::vector<PairFault>> faults_of(store::Reader& reader, std::string_view service) {
  const auto papers = reader.exchange().papers(paper::pair_fault, service);
  if (!papers) return fail(papers);
  std::vector<PairFault> faults;
  for (const auto& paper : *papers) {
    auto fault = read(paper);
    if (!fault) return fail(fault);
    faults.push_back(*std::move(fault));
  }
  return faults;
}

Result<> put(store::Transaction& transaction, const std::string& service, const PairFault& fault,
             std::int64_t act) {
  return put_paper(transaction,
                   {std::string(paper::pair_fault), service, fault.paper, render(fault), {}, act});
}

}  // namespace

bool PairFault::stops_the_inbox() const {
  for (std::size_t i = 0; i < exchange::inbox_fault_count; ++i) {
    const auto kind = static_cast<exchange::InboxFault>(i);
    if (word == exchange::name_of(kind)) return exchange::remedy_of(kind) == exchange::Remedy::officer;
  }
  return false;
}

PairFault fault_of(const exchange::Finding& finding) {
  PairFault fault;
  fault.word = exchange::name_of(finding.fault);
  fault.at = finding.number;
  fault.detail = finding.detail.substr(0, most_text / 4);
  fault.sentence = finding.sentence().substr(0, most_text);
  fault.evidence = finding.evidence;
  fault.needs_officer = exchange::remedy_of(finding.fault) == exchange::Remedy::officer;
  return fault;
}

Result<std::vector<NamedFault>> pair_faults(store::Reader& reader, std::string_view service) {
  const auto papers = reader.exchange().papers(paper::pair_fault, service);
  if (!papers) return fail(papers);
  std::vector<NamedFault> all;
  for (const auto& paper : *papers) {
    auto fault = read(paper);
    if (!fault) return fail(fault);
    all.push_back({paper.subject, *std::move(fault)});
  }
  return all;
}

Result<Noted> note_fault(store::Transaction& transaction, const exchange::ServiceId& service, PairFault fault,
                         std::int64_t act) {
  const std::string subject = exchange::to_text(service);
  auto held = faults_of(transaction, subject);
  if (!held) return fail(held);
  fault.first = fault.last = transaction.now();
  for (auto& earlier : *held) {
    if (!earlier.stands() || earlier.word != fault.word) continue;
    fault.paper = earlier.paper;
    fault.first = earlier.first;
    fault.count = earlier.count + 1;
    if (auto done = put(transaction, subject, fault, act); !done) return fail(done);
    return Noted::again;
  }
  fault.paper = held->empty() ? 1 : held->back().paper + 1;
  if (held->size() >= most_cleared)
    for (const auto& earlier : *held)
      if (!earlier.stands()) {
        if (auto gone = remove_paper(transaction, paper::pair_fault, subject, earlier.paper); !gone)
          return fail(gone);
        break;
      }
  if (auto done = put(transaction, subject, fault, act); !done) return fail(done);
  return Noted::first;
}

Result<bool> any_passing(store::Reader& reader, const exchange::ServiceId& service) {
  const auto held = faults_of(reader, exchange::to_text(service));
  if (!held) return fail(held);
  for (const auto& fault : *held)
    if (fault.stands() && !fault.needs_officer) return true;
  return false;
}

Result<std::size_t> let_pass(store::Transaction& transaction, const exchange::ServiceId& service) {
  const std::string subject = exchange::to_text(service);
  const auto held = faults_of(transaction, subject);
  if (!held) return fail(held);
  std::size_t passed = 0;
  for (const auto& fault : *held) {
    if (!fault.stands() || fault.needs_officer) continue;
    if (auto gone = remove_paper(transaction, paper::pair_fault, subject, fault.paper); !gone)
      return fail(gone);
    ++passed;
  }
  return passed;
}

Result<PairFault> mark_cleared(store::Transaction& transaction, const exchange::ServiceId& service,
                               std::int64_t paper, const std::string& officer, std::int64_t act) {
  const std::string subject = exchange::to_text(service);
  auto held = faults_of(transaction, subject);
  if (!held) return fail(held);
  for (auto& fault : *held) {
    if (fault.paper != paper || !fault.stands()) continue;
    fault.cleared = transaction.now();
    fault.cleared_by = officer;
    if (auto done = put(transaction, subject, fault, act); !done) return fail(done);
    return std::move(fault);
  }
  return fail(Fault::not_found, "no such fault stands", "fault", "tansiq fault list shows those that do");
}

}  // namespace tansiq::node
