// Prints the test vectors of docs/wire.md as JSON: a small cell in which everything follows from fixed seeds,
// so that another implementation can compare byte for byte. `exchange_vectors > docs/wire-vectors.json` makes
// the file anew; a test compares.

#include <cstdio>
#include <string>
#include <vector>

#include "exchange/exchange.h"
#include "handling/conditions.h"
#include "stix/json/write.h"

namespace {

using namespace tansiq;
using namespace tansiq::exchange;

const Time noon = *base::parse_time("2026-05-01T12:00:00Z");

/// A list of named values, each an object {"name": ..., more...}.
class Vectors {
 public:
  void add(std::string_view name, std::string_view what,
           const std::vector<std::pair<std::string, std::string>>& members) {
    std::string item = "    {\"name\": " + quoted(name) + ",\n     \"what\": " + quoted(what);
    for (const auto& [key, value] : members) item += ",\n     " + quoted(key) + ": " + quoted(value);
    items_.push_back(item + "}");
  }
  void print() const {
    std::printf("{\n  \"protocol\": %llu,\n  \"vectors\": [\n", static_cast<unsigned long long>(protocol));
    for (std::size_t i = 0; i < items_.size(); ++i)
      std::printf("%s%s\n", items_[i].c_str(), i + 1 < items_.size() ? "," : "");
    std::printf("  ]\n}\n");
  }

 private:
  static std::string quoted(std::string_view text) {
    std::string out;
    stix::json::append_string(out, text);
    return out;
  }
  std::vector<std::string> items_;
};

SigningKey key_of(char seed) {
  return *SigningKey::from_seed(std::string(32, seed));
}

std::string hex(const Digest& digest) {
  return to_text(digest);
}

struct Service {
  Service(std::string name, std::string country, char root_seed, char key_seed)
      : root(key_of(root_seed)),
        key(key_of(key_seed)),
        card(
            sign(root, first_card(root.public_key(), key.public_key(), name, std::move(country),
                                  "https://" + name + ".example:8443", {base::sha256(name + " tls")}, noon))),
        chain(*CardChain::begin(card.text())) {}

  SigningKey root, key;
  Document card;
  CardChain chain;
};

void keys(Vectors& vectors) {
  const auto key = key_of('1');
  vectors.add("key", "a key pair from its seed, and its id",
              {{"seed", base::to_hex(key.seed())},
               {"public_key", base::to_hex(base::view(key.public_key()))},
               {"key_id", key.id()}});
  vectors.add("signature", "a signature over the body {} in the context of a head",
              {{"message_hex", base::to_hex(signed_message(context::head, key.id(), "{}"))},
               {"signature", base::to_base64(key.sign(context::head, "{}"))}});
  vectors.add("hash", "hash_of(context, bytes)",
              {{"context", std::string(context::card)},
               {"bytes", "{}"},
               {"hash", hex(hash_of(context::card, "{}"))}});
}

void cards(Vectors& vectors, Service& rabat, const Service& madrid) {
  vectors.add("card-1", "a first card; the service is the hash of its body",
              {{"document", rabat.card.text()},
               {"service", hex(rabat.chain.service())},
               {"identity", identity_of(rabat.chain.service())},
               {"fingerprint", fingerprint(rabat.chain.service())}});
  Card next = rabat.chain.newest();
  next.number = 2;
  next.service = rabat.chain.service();
  next.previous = rabat.card.hash();
  next.keys = {key_of('2').public_key()};
  next.revoked = {rabat.key.id()};
  const auto document = sign(rabat.root, next);
  vectors.add("card-2", "its successor: another key, the old one revoked",
              {{"document", document.text()}, {"hash", hex(document.hash())}});
  const Revocation revocation{rabat.chain.service(),           2, rabat.key.id(),
                              madrid.chain.service(),          1, 2,
                              hash_of(context::envelope, "{}")};
  vectors.add("revocation", "how far one partner still trusts the revoked key",
              {{"document", sign(rabat.root, revocation).text()}});
}

CellId cells(Vectors& vectors, const Service& rabat, const Service& madrid, const Service& observer) {
  CellVersion version;
  version.nonce = std::string(32, 'n');
  version.name = "Straits";
  version.roster = {{rabat.chain.service(), CellRole::coordinator},
                    {madrid.chain.service(), CellRole::member},
                    {observer.chain.service(), CellRole::observer}};
  std::sort(version.roster.begin(), version.roster.end(),
            [](const auto& a, const auto& b) { return a.service < b.service; });
  version.deputies = {madrid.chain.service()};
  version.quorum = 1;
  version.purposes = {{"counter-terrorism", "Counter-terrorism", "Agreement, article 3"}};
  version.issued = noon;
  const auto document = sign(rabat.key, version);
  const CellId cell = document.hash();
  vectors.add("cell-1", "a first version; the cell is its hash",
              {{"document", document.text()}, {"cell", hex(cell)}});
  vectors.add(
      "acceptance", "a member's own word",
      {{"document", sign(madrid.key, Acceptance{cell, 1, cell, madrid.chain.service(), true}).text()}});
  CellVersion next = version;
  next.number = 2;
  next.cell = cell;
  next.previous = cell;
  next.nonce.clear();
  for (auto& seat : next.roster) {
    if (seat.service == madrid.chain.service()) seat.role = CellRole::coordinator;
    if (seat.service == rabat.chain.service()) seat.role = CellRole::member;
  }
  next.deputies.clear();
  next.quorum = 0;
  const auto proposal = proposal_of(next);
  next.votes = {sign(madrid.key, Vote{cell, proposal, madrid.chain.service()})};
  vectors.add("cell-2", "a deputy takes over by a quorum of one",
              {{"proposal", hex(proposal)}, {"document", sign(madrid.key, next).text()}});
  vectors.add("seat", "all that an observer is told of the cell",
              {{"document", sign(rabat.key, ObserverSeat{cell, "Straits", rabat.chain.service(),
                                                         observer.chain.service(), 1, true, noon})
                                .text()}});
  return cell;
}

void releases(Vectors& vectors, const Service& rabat, const Service& madrid, const CellId& cell) {
  auto outbox = Outbox::begin(rabat.chain.service(), madrid.chain.service(), 1);
  vectors.add("genesis", "the chain hash of an empty outbox",
              {{"sender", hex(outbox.sender)},
               {"recipient", hex(outbox.recipient)},
               {"epoch", "1"},
               {"chain", hex(outbox.chain)}});

  Release record;
  record.originator = rabat.chain.service();
  record.cell = cell;
  record.record = RecordKey{"indicator--d0000000-0000-4000-8000-000000000004", "2026-05-01T10:00:00.000Z"};
  record.copy = R"({"id":"indicator--d0000000-0000-4000-8000-000000000004","type":"indicator"})";
  record.conditions = handling::render(handling::Conditions{
      handling::Tlp::amber, "B2", {"intelligence"}, "counter-terrorism", handling::Onward::ask, {}});
  const auto first = outbox.append(record, std::string(32, 's'));
  vectors.add("envelope-1", "a record (its copy is cut short here)",
              {{"envelope", first.text()}, {"chain", hex(first.chain())}});

  auto erased = first;
  erased.content.reset();
  vectors.add("envelope-1-erased", "the same after erasure: the chain hash stands",
              {{"envelope", erased.text()}, {"chain", hex(erased.chain())}});

  Recall recall;
  recall.originator = rabat.chain.service();
  recall.id = record.record->id;
  recall.versions = {record.record->version};
  recall.reason = "Wrong host";
  recall.issued = noon;
  recall.deadline = noon + std::chrono::hours(24);
  Release order;
  order.kind = Kind::recall;
  order.originator = rabat.chain.service();
  order.copy = sign(rabat.key, recall).text();
  const auto second = outbox.append(order, std::string(32, 't'));
  vectors.add("envelope-2", "a recall of it", {{"envelope", second.text()}, {"chain", hex(second.chain())}});
  vectors.add("head-2", "the head that covers both",
              {{"document", sign(rabat.key, head_of(outbox, 1, noon)).text()}});

  const Permission permission{rabat.chain.service(), madrid.chain.service(), base::sha256("a third service"),
                              first.body.commitment, noon};
  vectors.add("permission", "leave to pass the record of envelope-1 on",
              {{"document", sign(rabat.key, permission).text()}});

  Receipt delivered;
  delivered.epoch = 1;
  delivered.from = 1;
  delivered.number = 2;
  delivered.chain = outbox.chain;
  delivered.except = {{1, std::string(refusal::not_wanted)}};
  vectors.add("receipt-delivered", "all up to 2, except 1", {{"copy", render(delivered)}});
  Receipt purged;
  purged.kind = Receipt::Kind::purged;
  purged.epoch = 1;
  purged.numbers = {1};
  vectors.add("receipt-purged", "number 1 is gone", {{"copy", render(purged)}});
  vectors.add("ask", "a holder asks to pass it on",
              {{"copy", render(Ask{rabat.chain.service(), base::sha256("a third service"), 1, 1,
                                   first.body.commitment, "They asked about it."})}});
  vectors.add("answer-given", "its originator permits it",
              {{"copy", render(Answer{1, 1, permission.recipient, sign(rabat.key, permission), {}})}});
  vectors.add("answer-refused", "or does not",
              {{"copy", render(Answer{1, 1, permission.recipient, {}, "Not while the inquiry runs."})}});
  const Seal seal{rabat.chain.service(), 1, 1, base::sha256("a checkpoint and its salt"), noon};
  vectors.add("seal", "a sealed checkpoint of a journal", {{"document", sign(rabat.key, seal).text()}});
  vectors.add("activity", "what an observer gets",
              {{"copy", handling::render(handling::activity("a0000000-0000-4000-8000-000000000001", "release",
                                                            hex(rabat.chain.service()), noon))}});
  std::string stream;
  append_event(stream, event::envelope, 1, erased.text());
  append_event(stream, event::head, std::nullopt, sign(rabat.key, head_of(outbox, 1, noon)).text());
  vectors.add("stream", "how an envelope and a head stream", {{"events", stream}});
}

}  // namespace

int main() {
  Vectors vectors;
  keys(vectors);
  Service rabat("rabat", "MA", 'r', '1'), madrid("madrid", "ES", 'm', '3'),
      observer("regional", "BE", 'o', '5');
  cards(vectors, rabat, madrid);
  const auto cell = cells(vectors, rabat, madrid, observer);
  releases(vectors, rabat, madrid, cell);
  vectors.print();
}
