#include "node/partners/taking_back.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <string>
#include <vector>

#include "exchange/exchange.h"
#include "node/leads.h"
#include "node/partners/arriving.h"
#include "node/partners/papers.h"
#include "node/partners/recalling.h"

namespace tansiq::node {

using base::fail;
using base::Fault;
using exchange::Fate;
using exchange::Kind;

namespace {

class PuttingBack {
 public:
  PuttingBack(store::Transaction& transaction, Outgoing& outgoing, const Peer& partner,
              const exchange::Erasures& erased, std::int64_t act)
      : transaction_(transaction), outgoing_(outgoing), partner_(partner), erased_(erased), act_(act) {}

  Result<PutBack> run(const exchange::Outbox& backup, const exchange::TakenBack& taken) {
    for (const auto& envelope : taken.envelopes)
      if (auto done = stand_again(envelope); !done) return fail(done);
    for (const auto& order : taken.orders)
      if (auto done = remember(order); !done) return fail(done);
    if (auto done = carry_out_again(); !done) return fail(done);
    if (auto done = erase_again(); !done) return fail(done);
    if (auto done = release_again(backup, taken.end.number); !done) return fail(done);
    return put_;
  }

 private:
  /// The envelope in its lost epoch, with what the partner has of it.
  Result<> stand_again(const exchange::Envelope& envelope) {
    const auto& body = envelope.body;
    auto& writer = transaction_.exchange_writer();
    if (auto kept = writer.append(partner_.number(), envelope, act_); !kept) return kept;
    if (auto set = writer.set_fate({partner_.number(), body.epoch, body.number}, body.number,
                                   envelope.content ? Fate::delivered : Fate::purged, {});
        !set)
      return set;
    ++put_.releases;
    const bool is_own_record = body.kind == Kind::record && body.originator == body.sender;
    if (!is_own_record || !envelope.content) return {};
    const auto& key = *envelope.content->record;
    if (!erased_.covers(body.originator, key)) return file_again(envelope);
    erased_again_[key.id].push_back(key.version);
    return {};
  }

  /// What was erased here, and this partner still holds.
  Result<> erase_again() {
    for (const auto& [id, versions] : erased_again_) {
      RecallOrder order;
      order.action = exchange::Recall::Action::erase;
      order.id = id;
      order.versions = versions;
      order.deadline = transaction_.now() + usual_deadline;
      order.recipient = partner_.number();
      if (auto sent = send_recall(transaction_, outgoing_, order, act_); !sent) return fail(sent);
      exchange::Recall recall;
      recall.originator = outgoing_.directory().own()->service();
      recall.id = id;
      recall.versions = versions;
      std::sort(recall.versions.begin(), recall.versions.end());
      if (auto gone = erase(recall); !gone) return gone;
      ++put_.orders;
    }
    return {};
  }

  Result<> file_again(const exchange::Envelope& envelope) {
    const auto collection = own_collection();
    if (!collection) return fail(collection);
    const auto& key = *envelope.content->record;
    store::Filter filter;
    filter.ids = {key.id};
    filter.versions = {.first = false, .last = false, .all = false, .exact = {key.version}};
    filter.with_bytes = false;
    std::optional<std::int64_t> held, handling;
    const auto visited = transaction_.visit(*collection, filter, [&](const store::RecordView& record) {
      if (record.originator != store::own_service) return true;
      held = record.number;
      handling = record.handling;
      return false;
    });
    if (!visited) return fail(visited);
    if (held) return allow(*held, *handling);

    auto object = reader_.read_object(envelope.content->copy);
    if (!object) return {};  // it stands in the outbox as it is; no record can be made of it
    auto conditions = handling::parse_conditions(envelope.body.conditions);
    if (!conditions) return {};
    auto known = handling_of(*conditions);
    known.releasable_to = {partner_.label()};
    const auto number = intern(std::move(known));
    if (!number) return fail(number);
    const auto added = transaction_.add({*collection, store::own_service, &*object, *number}, act_);
    if (!added) return fail(added);
    ++put_.records;
    return {};
  }

  /// The partner may have what it has: somebody decided so after the backup was made.
  Result<> allow(std::int64_t record, std::int64_t handling) {
    const auto held = transaction_.handling(handling);
    if (!held) return fail(held);
    if (!held->has_value()) return {};
    auto known = handling::parse((*held)->json);
    if (!known) return fail(known);
    auto& to = known->releasable_to;
    if (std::find(to.begin(), to.end(), partner_.label()) != to.end()) return {};
    to.push_back(partner_.label());
    const auto number = intern(*std::move(known));
    if (!number) return fail(number);
    return transaction_.set_handling(record, *number, act_);
  }

  Result<std::int64_t> intern(handling::Handling handling) {
    const auto normal = handling::normal(std::move(handling));
    if (!normal) return fail(normal);
    return transaction_.intern({handling::render(*normal), normal->review});
  }

  Result<std::int64_t> own_collection() {
    const auto found = transaction_.collection("records");
    if (!found) return fail(found);
    if (!found->has_value())
      return fail(Fault::not_found, "there is no collection 'records' to take records back into");
    return (*found)->number;
  }

  static std::string name_of(std::string_view order) { return base::to_hex(base::view(base::sha256(order))); }

  Result<> note(std::string_view order, std::int64_t number, std::string text) {
    store::Paper paper;
    paper.kind = paper::order_back;
    paper.subject = name_of(order);
    paper.number = number;
    paper.text = std::move(text);
    paper.act = act_;
    return put_paper(transaction_, paper);
  }

  /// An order that the backup does not know. Another originator's comes again by that one's own outbox.
  Result<> remember(const std::string& text) {
    const auto order = exchange::read_recall(text);
    if (!order) return fail(order);
    if (order->recall.originator != outgoing_.directory().own()->service()) return {};
    ++put_.orders;
    if (auto noted = note(text, 0, text); !noted) return noted;
    return note(text, partner_.number(), {});
  }

  /// Every order that was taken back, at everybody of whom is known what it holds.
  Result<> carry_out_again() {
    const auto papers = transaction_.exchange().papers(paper::order_back, {});
    if (!papers) return fail(papers);
    for (const auto& paper : *papers) {
      if (paper.number != 0) continue;
      const auto order = exchange::read_recall(paper.text);
      if (!order) return fail(order);
      for (const auto* peer : outgoing_.directory().partners()) {
        if (peer->lost_epoch && peer->number() != partner_.number()) continue;
        const bool has_it = std::any_of(papers->begin(), papers->end(), [&](const store::Paper& other) {
          return other.subject == paper.subject && other.number == peer->number();
        });
        const auto reached = has_it ? mark_recalled(transaction_, order->recall, peer->number())
                                    : send_again(transaction_, outgoing_, *order, peer->number(), act_);
        if (!reached) return fail(reached);
        if (has_it) continue;
        if (auto noted = note(paper.text, peer->number(), {}); !noted) return noted;
      }
      if (order->recall.action == exchange::Recall::Action::erase)
        if (auto gone = erase(order->recall); !gone) return gone;
    }
    return {};
  }

  /// Here it goes too, from the records and from what the outboxes keep.
  Result<> erase(const exchange::Recall& recall) {
    const auto kept = kept_releases(transaction_, recall);
    if (!kept) return fail(kept);
    if (auto gone = transaction_.exchange_writer().erase_releases(recall.id, *kept, act_); !gone)
      return fail(gone);
    const auto collection = own_collection();
    if (!collection) return fail(collection);
    store::VersionMatch versions;
    versions.all = recall.versions.empty();
    versions.last = false;
    versions.exact = recall.versions;
    if (auto gone = transaction_.erase(*collection, recall.id, versions, {}, act_); !gone) return fail(gone);
    put_.erased.push_back(recall.id);
    return drop_leads(transaction_, recall.id);
  }

  /// What the backup had released above what the partner holds goes out once more, in the new epoch.
  Result<> release_again(const exchange::Outbox& backup, std::uint64_t held) {
    if (held >= backup.number) return {};
    std::vector<exchange::Release> releases;
    std::vector<std::string> salts;
    const auto visited = transaction_.exchange().visit_outbox(
        {partner_.number(), backup.epoch, held}, [&](const store::ReleaseView& release) {
          const bool is_current = release.fate != Fate::recalled && release.fate != Fate::purged;
          if (release.name.number <= backup.number && !release.salt.empty() && is_current &&
              may_get(release.kind)) {
            if (auto again = of(release)) {
              salts.emplace_back(again->permission ? release.salt : std::string_view());
              releases.push_back(*std::move(again));
            }
          }
          return release.name.number < backup.number;
        });
    if (!visited) return fail(visited);
    if (auto set = transaction_.exchange_writer().set_fate({partner_.number(), backup.epoch, held + 1},
                                                           backup.number, Fate::purged, {});
        !set)
      return set;
    for (std::size_t i = 0; i < releases.size(); ++i)
      if (auto sent = outgoing_.send(partner_.number(), std::move(releases[i]), act_, std::move(salts[i]));
          !sent)
        return fail(sent);
    put_.again = releases.size();
    return {};
  }

  [[nodiscard]] bool may_get(Kind kind) const {
    return !partner_.partner.suspended || exchange::passes_suspension(kind) || kind == Kind::receipt;
  }

  static Result<exchange::Release> of(const store::ReleaseView& view) {
    auto envelope = exchange::read_envelope(fmt::format(R"({{"body":{}}})", view.body));
    if (!envelope) return fail(envelope);
    auto& body = envelope->body;
    exchange::Release release;
    release.kind = body.kind;
    release.originator = body.originator;
    release.cell = body.cell;
    release.copy = view.copy;
    if (body.kind == Kind::record)
      release.record = exchange::RecordKey{std::string(view.id), std::string(view.version)};
    release.conditions = std::move(body.conditions);
    release.permission = std::move(body.permission);
    release.attachments = std::move(body.attachments);
    return release;
  }

  store::Transaction& transaction_;
  Outgoing& outgoing_;
  const Peer& partner_;
  const exchange::Erasures& erased_;
  const std::int64_t act_;
  std::map<std::string, std::vector<std::string>> erased_again_;  ///< versions by id
  stix::Reader reader_;
  PutBack put_;
};

}  // namespace

Result<PutBack> put_back(store::Transaction& transaction, Outgoing& outgoing, const Peer& partner,
                         const exchange::Outbox& backup, const exchange::TakenBack& taken,
                         const exchange::Erasures& erased, std::int64_t act) {
  return PuttingBack(transaction, outgoing, partner, erased, act).run(backup, taken);
}

}  // namespace tansiq::node
