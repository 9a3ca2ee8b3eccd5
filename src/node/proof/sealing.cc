#include "node/proof/sealing.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "exchange/fields.h"
#include "node/partners/papers.h"
#include "node/partners/signing.h"

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

constexpr std::string_view last_setting = "last-seal";
constexpr std::size_t most_paper_bytes = std::size_t{1} << 18;

std::string render(const KeptSeal& kept) {
  return exchange::Writer{}
      .raw("document", kept.document.text())
      .text("note", base::to_hex(kept.note.render()))
      .text("salt", base::to_hex(kept.salt))
      .finish();
}

Result<KeptSeal> read(const store::Paper& paper) {
  KeptSeal kept;
  const auto done =
      exchange::read_json(paper.text, most_paper_bytes, [&](const exchange::json::Value& top) -> Result<> {
        exchange::Fields fields(top, "seal");
        if (const auto* document = fields.object("document")) {
          auto sealed = exchange::read_seal(exchange::canonical_of(*document));
          if (!sealed) return fail(sealed);
          kept.seal = sealed->seal;
          kept.document = std::move(sealed->document);
        }
        const auto text = base::from_hex(fields.text("note", most_paper_bytes));
        if (!text) return fail(text);
        auto note = journal::read_note(*text);
        if (!note) return fail(note);
        auto checkpoint = journal::read_checkpoint(note->text);
        if (!checkpoint) return fail(checkpoint);
        kept.note = *std::move(note);
        kept.checkpoint = *std::move(checkpoint);
        auto salt = base::from_hex(fields.text("salt", most_paper_bytes));
        if (!salt) return fail(salt);
        kept.salt = *std::move(salt);
        return fields.finish();
      });
  if (!done) return fail(Fault::internal, "a sealed checkpoint does not read back");
  return kept;
}

}  // namespace

journal::Note JournalSigner::sign(const journal::Checkpoint& checkpoint) const {
  return journal::sign(checkpoint, verifier(),
                       [this](std::string_view message) { return key->sign_note(message); });
}

Result<JournalSigner> journal_signer(const Node& node, store::Reader& reader, const Directory& directory) {
  const auto key = own_key(node, directory);
  if (!key) return fail(key);
  const auto end = reader.exchange().outbox(store::own_service);
  if (!end) return fail(end);
  return JournalSigner{journal::origin_of(exchange::to_text(directory.own()->service()), end->epoch),
                       end->epoch, *key};
}

Result<std::uint64_t> last_seal(store::Reader& reader) {
  const auto text = reader.setting(last_setting);
  if (!text) return fail(text);
  std::uint64_t number = 0;
  if (*text) std::from_chars((*text)->data(), (*text)->data() + (*text)->size(), number);
  return number;
}

Result<> keep_seal(store::Transaction& transaction, const KeptSeal& kept, std::int64_t act) {
  if (auto put = put_paper(transaction, {std::string(paper::sealed),
                                         day_of(kept.seal.time),
                                         static_cast<std::int64_t>(kept.seal.number),
                                         render(kept),
                                         {},
                                         act});
      !put)
    return put;
  return transaction.put_setting(last_setting, std::to_string(kept.seal.number));
}

Result<std::optional<KeptSeal>> first_seal(store::Reader& reader, const std::string& origin, Time from,
                                           Time until, std::uint64_t size) {
  const auto last_day = day_of(until);
  for (auto time = from;; time += std::chrono::hours(24)) {
    const auto day = day_of(time);
    if (day > last_day) return std::optional<KeptSeal>();
    const auto papers = reader.exchange().papers(paper::sealed, day);
    if (!papers) return fail(papers);
    for (const auto& paper : *papers) {
      auto kept = read(paper);
      if (!kept) return fail(kept);
      if (kept->checkpoint.origin == origin && kept->checkpoint.size >= size)
        return std::optional(*std::move(kept));
    }
  }
}

std::vector<const Peer*> sealed_for(const Directory& directory) {
  std::vector<const Peer*> peers;
  for (const auto* peer : directory.partners()) {
    if (peer->is_reader() || peer->partner.suspended || !peer->cards || peer->lost_epoch) continue;
    bool observes = false;
    bool member = false;
    for (const auto& [id, cell] : directory.cells()) {
      const auto role = cell.chain.role_of(peer->service());
      if (!role) continue;
      observes = observes || *role == exchange::CellRole::observer;
      member = member || *role != exchange::CellRole::observer;
    }
    if (member || !observes) peers.push_back(peer);
  }
  return peers;
}

std::string day_of(Time time) {
  return base::format_time(time).substr(0, 10);
}

}  // namespace tansiq::node
