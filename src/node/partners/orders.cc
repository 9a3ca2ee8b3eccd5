#include "node/partners/orders.h"

#include <algorithm>
#include <set>

#include "node/duty/thread_book.h"
#include "node/journaling.h"
#include "node/leads.h"
#include "node/name_index.h"
#include "node/partners/papers.h"
#include "node/partners/recalling.h"
#include "node/partners/statements.h"
#include "node/partners/taking.h"

namespace tansiq::node {

using base::fail;
using base::Fault;
using exchange::Fields;
using exchange::Writer;
using store::EnvelopeName;

namespace {

constexpr std::string_view salt_setting = "asked-back-salt";
constexpr std::size_t most_paper_bytes = std::size_t{16} << 20;
constexpr std::size_t most_names = 200'000;
constexpr std::size_t most_version_bytes = 64;

/// A salted name of an object, since the id of a cyber-observable tells its value.
std::string subject_of(const std::string& salt, const exchange::ServiceId& originator, std::string_view id) {
  return exchange::to_text(exchange::commitment_of(salt + exchange::to_text(originator), id));
}

Result<std::string> salt_of(store::Reader& reader) {
  const auto text = reader.setting(salt_setting);
  if (!text) return fail(text);
  return text->value_or(std::string());
}

/// Whether an id tells what the object says: any but a random UUID may be made from it.
bool tells_content(std::string_view id) {
  const auto at = id.find("--");
  return at == std::string_view::npos || base::uuid_version(id.substr(at + 2)) != 4;
}

/// What is remembered of an order for versions that come late.
std::string render_memory(const exchange::Recall& recall) {
  return Writer().text("replacement", recall.replacement).texts("versions", recall.versions).finish();
}

Result<bool> covers(const store::Paper& memory, std::string_view version) {
  bool covered = false;
  const auto done = exchange::read_json(memory.text, most_paper_bytes, [&](const exchange::json::Value& top) {
    Fields fields(top, "order");
    const auto replacement = fields.text("replacement", most_version_bytes, true);
    const auto versions = fields.texts("versions", exchange::most_recalled_versions, most_version_bytes);
    covered = version != replacement &&
              (versions.empty() || std::binary_search(versions.begin(), versions.end(), version));
    return fields.finish();
  });
  if (!done) return fail(Fault::internal, "a recall that was noted does not read back");
  return covered;
}

Result<> remember(store::Transaction& transaction, const exchange::Recall& recall, std::int64_t act) {
  auto salt = salt_of(transaction);
  if (!salt) return fail(salt);
  if (salt->empty()) {
    *salt = base::to_hex(base::random_bytes(exchange::salt_size));
    if (auto put = transaction.put_setting(salt_setting, *salt); !put) return put;
  }
  store::Paper memory;
  memory.kind = paper::asked_back;
  memory.subject = subject_of(*salt, recall.originator, recall.id);
  memory.text = render_memory(recall);
  memory.act = act;
  const auto added = add_paper(transaction, std::move(memory));
  if (!added) return fail(added);
  return {};
}

/// An order on its way: the envelope that brought it, and what was removed for it and is not yet stated.
struct Due {
  EnvelopeName envelope;
  std::vector<EnvelopeName> purged;
};

std::string render(const Due& due) {
  std::vector<std::string> purged;
  for (const auto& name : due.purged)
    purged.push_back(Writer()
                         .number("epoch", name.epoch)
                         .number("number", name.number)
                         .number("service", static_cast<std::uint64_t>(name.service))
                         .finish());
  return Writer()
      .number("epoch", due.envelope.epoch)
      .number("number", due.envelope.number)
      .raws("purged", purged)
      .number("service", static_cast<std::uint64_t>(due.envelope.service))
      .finish();
}

Result<Due> read_due(const store::Paper& paper) {
  Due due;
  const auto name_of = [](Fields& fields) {
    return EnvelopeName{static_cast<store::ServiceNumber>(fields.number("service", 1)),
                        fields.number("epoch", 1), fields.number("number", 1)};
  };
  const auto done = exchange::read_json(paper.text, most_paper_bytes, [&](const exchange::json::Value& top) {
    Fields fields(top, "order");
    due.envelope = name_of(fields);
    for (const auto& item : fields.list("purged", most_names)) {
      Fields inner(item, "order/purged");
      due.purged.push_back(name_of(inner));
      if (auto ok = inner.finish(); !ok) return ok;
    }
    return fields.finish();
  });
  if (!done) return fail(Fault::internal, "an order that was noted does not read back");
  return due;
}

/// Everything of one object that its order covers.
struct Covered {
  std::vector<std::string> versions;    ///< of arrivals; empty where every version goes
  std::vector<EnvelopeName> passed_on;  ///< releases of this node that carry a covered copy
};

/// Carries out one order.
class CarryingOut {
 public:
  CarryingOut(Node& node, store::Paper paper) : node_(node), paper_(std::move(paper)) {}

  Result<> run() {
    if (auto found = load(); !found) return found;
    if (!order_) return finish();  // the order itself was erased: it had been carried out
    auto removed = commit(node_, paper_.text.size(), [this](auto& transaction, auto& outgoing) {
      return remove(transaction, outgoing);
    });
    if (!removed) return removed;
    if (node_.store.load().erasure_waits)
      return fail(Fault::unavailable, "a long reader keeps what is to be purged from being overwritten", {},
                  "it will be done as soon as it can be");
    if (node_.name_index && collection_)
      if (auto forgotten = node_.name_index->forget(*collection_, order_->recall.id); !forgotten)
        return forgotten;
    if (makes_threads(order_->recall.id)) node_.threads->forget();
    return finish();
  }

 private:
  Result<> load() {
    auto due = read_due(paper_);
    if (!due) return fail(due);
    due_ = *std::move(due);
    const auto reader = node_.store.read();
    if (!reader) return fail(reader);
    std::string copy;
    const auto& name = due_.envelope;
    const auto visited = (*reader)->exchange().visit_inbox({name.service, name.epoch, name.number - 1},
                                                           [&](const store::ArrivalView& arrival) {
                                                             if (arrival.name == name) copy = arrival.copy;
                                                             return false;
                                                           });
    if (!visited) return fail(visited);
    if (copy.empty()) return {};
    auto order = exchange::read_recall(copy);
    if (!order) return fail(order);
    order_ = *std::move(order);
    return {};
  }

  Result<> remove(store::Transaction& transaction, Outgoing& outgoing) {
    const auto* originator = outgoing.directory().find(order_->recall.originator);
    const auto* sender = outgoing.directory().find(due_.envelope.service);
    if (originator == nullptr || sender == nullptr)
      return fail(Fault::internal, "an order of a service that is not known");
    Actor actor;
    actor.name = sender->label();
    const auto act = transaction.append(
        entry_of(actor, rules::purge, order_->recall.id,
                 std::string(exchange::name_of(order_->recall.action)) + " asked by " + originator->label()));
    if (!act) return fail(act);
    const auto covered = find_covered(transaction);
    if (!covered) return fail(covered);
    if (auto gone = transaction.exchange_writer().erase_releases(order_->recall.id, covered->passed_on, *act);
        !gone)
      return fail(gone);
    const auto collection = received_collection(transaction);
    if (!collection) return fail(collection);
    collection_ = *collection;
    if (collection_ && (all_go() || !covered->versions.empty())) {
      const auto names = transaction.exchange_writer().purge(*collection_, originator->number(),
                                                             order_->recall.id, covered->versions, *act);
      if (!names) return fail(names);
      due_.purged.insert(due_.purged.end(), names->begin(), names->end());
      if (auto dropped = drop_leads(transaction, order_->recall.id); !dropped) return dropped;
    }
    paper_.text = render(due_);
    return put_paper(transaction, paper_);
  }

  /// Whether the order covers every version there can be.
  [[nodiscard]] bool all_go() const {
    return order_->recall.versions.empty() && order_->recall.replacement.empty();
  }

  Result<Covered> find_covered(store::Transaction& transaction) {
    const auto& recall = order_->recall;
    Covered covered;
    if (!all_go()) {
      std::set<std::string> versions(recall.versions.begin(), recall.versions.end());
      if (recall.versions.empty()) {
        const auto visited =
            transaction.exchange().visit_arrivals(recall.id, [&](const store::ArrivalView& arrival) {
              if (arrival.version != recall.replacement) versions.emplace(arrival.version);
              return true;
            });
        if (!visited) return fail(visited);
      }
      covered.versions.assign(versions.begin(), versions.end());
    }
    auto passed_on = kept_releases(transaction, recall);
    if (!passed_on) return fail(passed_on);
    covered.passed_on = *std::move(passed_on);
    return covered;
  }

  /// States what is gone. An order about an object whose id is made from its content goes too.
  Result<> finish() {
    return commit(node_, paper_.text.size(), [this](auto& transaction, auto& outgoing) -> Result<> {
      if (auto stated = state_of(outgoing, exchange::Receipt::Kind::purged, due_.purged, paper_.act); !stated)
        return stated;
      if (order_ && order_->recall.action == exchange::Recall::Action::erase &&
          tells_content(order_->recall.id))
        if (auto gone = transaction.exchange_writer().purge_arrival(due_.envelope); !gone) return gone;
      return remove_paper(transaction, paper_.kind, paper_.subject, paper_.number);
    });
  }

  Node& node_;
  store::Paper paper_;
  Due due_;
  std::optional<exchange::SignedRecall> order_;
  std::optional<std::int64_t> collection_;
};

}  // namespace

Result<> note_order(store::Transaction& transaction, Outgoing& outgoing, const Peer& sender,
                    const exchange::Body& body, const exchange::SignedRecall& order, std::int64_t act) {
  if (auto passed = pass_recall_on(transaction, outgoing, order, act); !passed) return fail(passed);
  if (auto remembered = remember(transaction, order.recall, act); !remembered) return remembered;
  store::Paper paper;
  paper.kind = paper::recall_due;
  paper.subject = exchange::to_text(sender.service());
  paper.text = render(Due{{sender.number(), body.epoch, body.number}, {}});
  paper.act = act;
  const auto added = add_paper(transaction, std::move(paper));
  if (!added) return fail(added);
  return {};
}

Result<bool> asked_back(store::Reader& reader, const exchange::ServiceId& originator,
                        const exchange::RecordKey& key) {
  const auto salt = salt_of(reader);
  if (!salt) return fail(salt);
  if (salt->empty()) return false;
  const auto memories = reader.exchange().papers(paper::asked_back, subject_of(*salt, originator, key.id));
  if (!memories) return fail(memories);
  for (const auto& memory : *memories) {
    auto covered = covers(memory, key.version);
    if (!covered || *covered) return covered;
  }
  return false;
}

Result<bool> any_order_due(store::Reader& reader) {
  const auto due = reader.exchange().papers(paper::recall_due, {});
  if (!due) return fail(due);
  return !due->empty();
}

Result<std::size_t> carry_out_orders(Node& node) {
  const std::unique_lock one_at_a_time(node.orders, std::try_to_lock);
  if (!one_at_a_time.owns_lock()) return std::size_t{0};
  std::vector<store::Paper> due;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    auto papers = (*reader)->exchange().papers(paper::recall_due, {});
    if (!papers) return fail(papers);
    due = *std::move(papers);
  }
  for (auto& paper : due)
    if (auto done = CarryingOut(node, std::move(paper)).run(); !done) return fail(done);
  return due.size();
}

}  // namespace tansiq::node
