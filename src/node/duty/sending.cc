#include "node/duty/sending.h"

#include <fmt/format.h>
#include <utility>

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

Result<store::Handling> handling_of(const WorkHandling& wanted, const std::vector<const Peer*>& peers,
                                    const Purpose& purpose) {
  handling::Handling handling;
  auto grade = handling::grade_of(wanted.grade);
  if (!grade) return fail(grade);
  const auto tlp = handling::tlp_named(wanted.tlp);
  if (!tlp) return fail(tlp);
  handling.grade = *std::move(grade);
  handling.tlp = *tlp;
  for (const auto* peer : peers) handling.releasable_to.push_back(peer->label());
  handling.onward = handling::Onward::ask;
  handling.purpose = purpose.purpose;
  handling.basis = purpose.basis;
  const auto normal = handling::normal(std::move(handling));
  if (!normal) return fail(normal);
  return store::Handling{handling::render(*normal), normal->review};
}

/// The collection of this service's own records.
Result<std::int64_t> own_records(store::Reader& reader, const Actor& actor) {
  const auto where = find(reader, actor, "records", Need::know);
  if (!where) return fail(where);
  return where->collection.number;
}

Result<Subject> subject_of(store::Reader& reader, Questions& questions, std::int64_t collection,
                           const stix::Object& object) {
  store::Filter filter;
  filter.ids = {object.id};
  Result<Subject> subject = fail(Fault::internal, "what was filed is not there");
  const auto visited = reader.visit(collection, filter, [&](const store::RecordView& record) {
    if (record.originator == store::own_service) subject = questions.prepare(record);
    return true;
  });
  if (!visited) return fail(visited);
  return subject;
}

}  // namespace

Result<SentWork> file_and_release(Node& node, const Actor& actor, const Rule& rule,
                                  const stix::Object& object, const WorkHandling& wanted,
                                  const Recipients& recipients, std::string_view activity) {
  SentWork sent;
  auto written =
      commit(node, object.bytes.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        sent = {object.id, object.version, {}, {}};
        const auto& directory = outgoing.directory();
        std::vector<const Peer*> peers;
        for (const auto number : recipients.partners) {
          const auto* peer = directory.find(number);
          if (peer == nullptr) return fail(Fault::not_found, "a partner is known no more", "to");
          peers.push_back(peer);
          sent.partners.emplace(number, peer->label());
        }
        Terms terms{{actor.name, false, {}, {}}, {actor.purpose.purpose, actor.purpose.basis}, nullptr};
        if (recipients.cell) terms.cell = directory.cell(*recipients.cell);

        const auto handling = handling_of(wanted, peers, actor.purpose);
        if (!handling) return fail(handling);
        const auto collection = own_records(transaction, actor);
        if (!collection) return fail(collection);
        const auto filing = transaction.append(entry_of(actor, rule, object.id, {}));
        if (!filing) return fail(filing);
        const auto interned = transaction.intern(*handling);
        if (!interned) return fail(interned);
        const auto added = transaction.add({*collection, store::own_service, &object, *interned}, *filing);
        if (!added) return fail(added);

        Questions questions(transaction, directory, transaction.now());
        Releasing releasing(questions, terms);
        const auto subject = subject_of(transaction, questions, *collection, object);
        if (!subject) return fail(subject);
        auto outcomes = releasing.take(*subject, peers);
        if (!outcomes) return fail(outcomes);
        for (const auto& outcome : *outcomes)
          if (outcome.kind != Outcome::Kind::released)
            return fail(Fault::forbidden,
                        "nothing was sent: " + sentence(outcome, sent.partners[outcome.partner]), "to",
                        "leave this partner out, or let a releasing officer change what forbids it");
        auto inputs = releasing.inputs();
        inputs.order = base::random_uuid();
        const auto act = transaction.append(entry_of(actor, rules::release, object.id, render(inputs)));
        if (!act) return fail(act);
        if (auto gone = releasing.send(transaction, outgoing, *act); !gone) return gone;
        sent.outcomes = *std::move(outcomes);
        return terms.cell == nullptr || activity.empty()
                   ? Result<>()
                   : tell_observers(outgoing, *terms.cell, activity, transaction.now(), *act);
      });
  if (!written) return fail(written);
  return sent;
}

}  // namespace tansiq::node
