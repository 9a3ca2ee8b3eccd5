#include "node/partners/papers.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "exchange/fields.h"

namespace tansiq::node {

using base::fail;
using base::Result;

namespace {

constexpr std::string_view revision_setting = "directory";

/// Papers that do not change who may hear what: they say something of single releases, or wait.
constexpr std::array outside_directory = {
    paper::permission,    paper::ask,       paper::asked,        paper::pair_fault,  paper::recall_due,
    paper::asked_back,    paper::proposal,  paper::order,        paper::aside,       paper::cell_waiting,
    paper::cell_proposal, paper::cell_vote, paper::seat_offered, paper::thread_read, paper::step_taken,
    paper::order_back,    paper::shift,     paper::shift_offer,  paper::watch,       paper::watch_hit,
    paper::watch_read,    paper::sealed,    paper::kept_head};

Result<> note_change(store::Transaction& transaction, std::string_view kind) {
  if (std::find(outside_directory.begin(), outside_directory.end(), kind) != outside_directory.end())
    return {};
  return directory_changed(transaction);
}

}  // namespace

std::string render(const ReaderPaper& reader) {
  return exchange::Writer{}
      .text("account", reader.account)
      .text("collection", reader.collection)
      .text("country", reader.country)
      .finish();
}

Result<ReaderPaper> read_reader_paper(std::string_view text) {
  ReaderPaper reader;
  constexpr std::size_t most_bytes = 1024;
  auto read = exchange::read_json(text, most_bytes, [&](const exchange::json::Value& value) -> Result<> {
    exchange::Fields fields(value, "reader");
    reader.account = fields.text("account", most_bytes);
    reader.collection = fields.text("collection", most_bytes);
    reader.country = fields.text("country", most_bytes);
    return fields.finish();
  });
  if (!read) return fail(read);
  return reader;
}

Result<> put_paper(store::Transaction& transaction, const store::Paper& paper) {
  if (auto put = transaction.exchange_writer().put(paper); !put) return put;
  return note_change(transaction, paper.kind);
}

Result<> remove_paper(store::Transaction& transaction, std::string_view kind, std::string_view subject,
                      std::int64_t number) {
  if (auto removed = transaction.exchange_writer().remove_paper(kind, subject, number); !removed)
    return removed;
  return note_change(transaction, kind);
}

Result<std::int64_t> add_paper(store::Transaction& transaction, store::Paper paper) {
  const auto held = transaction.exchange().papers(paper.kind, paper.subject);
  if (!held) return fail(held);
  paper.number = held->empty() ? 1 : held->back().number + 1;
  if (auto put = put_paper(transaction, paper); !put) return fail(put);
  return paper.number;
}

Result<> directory_changed(store::Transaction& transaction) {
  const auto revision = directory_revision(transaction);
  if (!revision) return fail(revision);
  return transaction.put_setting(revision_setting, std::to_string(*revision + 1));
}

Result<std::int64_t> directory_revision(store::Reader& reader) {
  const auto text = reader.setting(revision_setting);
  if (!text) return fail(text);
  std::int64_t revision = 0;
  if (text->has_value()) std::from_chars((*text)->data(), (*text)->data() + (*text)->size(), revision);
  return revision;
}

}  // namespace tansiq::node
