#include "node/proof/proof_check.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <tuple>

#include "exchange/exchange.h"
#include "handling/record_view.h"
#include "node/partners/card_file.h"

namespace tansiq::node {

using base::fail;
using base::Result;

namespace {

constexpr std::size_t most_seal_text = std::size_t{1} << 18;

/// What an attachment of kind seal says.
struct ShownSeal {
  exchange::SignedSeal seal;
  std::string salt, note;  ///< empty: it is not opened
};

Result<ShownSeal> read_shown_seal(std::string_view text) {
  ShownSeal shown;
  const auto done =
      exchange::read_json(text, most_seal_text, [&](const exchange::json::Value& top) -> Result<> {
        exchange::Fields fields(top, "seal");
        for (auto [name, into] : {std::pair{"note", &shown.note}, std::pair{"salt", &shown.salt}}) {
          if (!fields.has(name)) continue;
          auto bytes = base::from_hex(fields.text(name, most_seal_text));
          if (!bytes) return fail(bytes);
          *into = *std::move(bytes);
        }
        if (const auto* document = fields.object("seal")) {
          auto read = exchange::read_seal(exchange::canonical_of(*document));
          if (!read) return fail(read);
          shown.seal = *std::move(read);
        }
        return fields.finish();
      });
  if (!done) return fail(done);
  return shown;
}

/// A text out of a record, on one line; empty where there is none.
std::string text_of(const handling::RecordView& record, std::string_view name) {
  const auto* value = record.tree().find(name);
  if (value == nullptr || value->kind() != stix::json::Kind::string) return {};
  std::string text(value->text());
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return text;
}

/// What a record says that matters here.
std::string gist(std::string_view copy) {
  const auto record = handling::RecordView::read(std::string(copy));
  if (!record) return "what is no record";
  std::string gist = fmt::format("{} version {}", record->id(), record->version());
  const auto add = [&](std::string_view word, std::string_view name) {
    if (const auto text = text_of(*record, name); !text.empty()) gist += fmt::format("{}{}", word, text);
  };
  add(", status ", "status");
  add(": ", record->type() == "acknowledgement" ? "action" : "name");
  add(", by ", "officer");
  return gist;
}

class Checking {
 public:
  explicit Checking(CheckedProof& proof) : proof_(proof) {}

  void run(const journal::Bundle& bundle, std::string_view text) {
    proof_.about = bundle.about;
    for (const auto& one : bundle.attachments)
      if (one.kind == attachment::cards) take_cards(one.bytes);
    check_logs(bundle, text);
    for (std::size_t i = 0; i < bundle.attachments.size(); ++i) {
      const auto& one = bundle.attachments[i];
      where_ = fmt::format("attachment {}", i + 1);
      if (one.kind == attachment::cards) continue;
      if (one.kind == attachment::strand)
        take_strand(one.bytes);
      else if (one.kind == attachment::seal)
        take_seal(one.bytes);
      else
        wrong(fmt::format("'{}' is no kind that is known here", one.kind));
    }
    bind_strands();
    std::stable_sort(proof_.facts.begin(), proof_.facts.end(),
                     [](const ProofFact& left, const ProofFact& right) { return left.time < right.time; });
  }

 private:
  struct Checked {
    exchange::Strand strand;
    exchange::VerifiedStrand verified;
    std::string where;
  };

  void wrong(std::string_view what) { proof_.problems.push_back(fmt::format("{}: {}", where_, what)); }
  void fact(base::Time time, const exchange::ServiceId& by, std::string sentence) {
    proof_.facts.push_back({time, proof_.name_of(by), std::move(sentence)});
  }

  void take_cards(std::string_view text) {
    where_ = "cards";
    auto chain = read_card_file(text);
    if (!chain) return wrong(chain.error().text());
    const auto service = chain->service();
    if (!cards_.emplace(service, *chain).second) return wrong("the cards of one service stand twice");
    proof_.services.push_back({service, chain->newest().name, exchange::fingerprint(service)});
  }

  /// Every key that a service's cards name, under the names of the logs that are its own.
  [[nodiscard]] std::vector<journal::VerifierKey> keys_for(const journal::Bundle& bundle) const {
    std::vector<journal::VerifierKey> keys;
    for (const auto& log : bundle.logs) {
      const auto checkpoint = journal::read_checkpoint(log.checkpoint.text);
      if (!checkpoint) continue;
      for (const auto& [service, chain] : cards_) {
        if (!checkpoint->origin.starts_with(fmt::format("tansiq/journal/{}/", exchange::to_text(service))))
          continue;
        for (const auto& card : chain.cards())
          for (const auto& key : card.keys) keys.push_back({checkpoint->origin, key});
      }
    }
    return keys;
  }

  void check_logs(const journal::Bundle& bundle, std::string_view text) {
    const auto keys = keys_for(bundle);
    auto verdict = journal::verify_bundle(text, keys);
    where_ = "bundle";
    if (!verdict) return wrong(verdict.error().text());
    for (const auto& problem : verdict->problems) proof_.problems.push_back(problem.text());
    for (const auto& log : verdict->logs) {
      const auto service = service_of(log.checkpoint.origin);
      if (!service) continue;
      fact(log.checkpoint.time, *service,
           fmt::format("signs its journal of {} entries", log.checkpoint.size));
      for (const auto& entry : log.entries) add_entry(*service, entry);
    }
    proof_.verdict = *std::move(verdict);
  }

  [[nodiscard]] std::optional<exchange::ServiceId> service_of(std::string_view origin) const {
    for (const auto& [service, chain] : cards_)
      if (origin.find(exchange::to_text(service)) != std::string_view::npos) return service;
    return std::nullopt;
  }

  void add_entry(const exchange::ServiceId& service, const journal::Entry& entry) {
    auto sentence = fmt::format("entry {} of its journal: {}", entry.number, entry.act.act);
    if (!entry.act.actor.empty()) sentence += " by " + entry.act.actor;
    if (!entry.act.subject.empty()) sentence += ", about " + entry.act.subject;
    if (!entry.act.detail.empty()) sentence += " (" + entry.act.detail + ")";
    fact(entry.time, service, std::move(sentence));
  }

  void take_strand(std::string_view text) {
    auto strand = exchange::read_strand(text);
    if (!strand) return wrong(strand.error().text());
    const auto cards = cards_.find(strand->envelopes.front().body.sender);
    if (cards == cards_.end()) return wrong("it is of a service whose cards are not here");
    auto verified = exchange::verify(*strand, cards->second);
    if (!verified) return wrong(verified.error().text());
    strands_.push_back({*std::move(strand), *std::move(verified), where_});
  }

  /// Binds each strand to a head of its sender, or to the statement of its recipient; then it says something.
  void bind_strands() {
    for (const auto& one : strands_)
      if (one.verified.head) say_strand(one, one.verified.head->time, one.verified.sender);
    for (const auto& one : strands_) {
      if (one.verified.head) continue;
      if (const auto stated = statement_about(one.verified, one.strand.envelopes.back().body.number)) {
        say_strand(one, stated->first, stated->second);
        continue;
      }
      where_ = one.where;
      wrong("neither a head of the sender nor a statement of the recipient covers it");
    }
  }

  /// A `delivered` of the recipient that names just this end, under the recipient's own signed head.
  [[nodiscard]] std::optional<std::pair<base::Time, exchange::ServiceId>> statement_about(
      const exchange::VerifiedStrand& strand, std::uint64_t number) const {
    for (const auto& other : strands_) {
      if (!other.verified.head || other.verified.sender != strand.recipient ||
          other.verified.recipient != strand.sender)
        continue;
      for (const auto& envelope : other.strand.envelopes) {
        if (envelope.body.kind != exchange::Kind::receipt || !envelope.content) continue;
        const auto receipt = exchange::read_receipt(envelope.content->copy);
        if (receipt && receipt->kind == exchange::Receipt::Kind::delivered &&
            receipt->epoch == strand.epoch && receipt->number == number && receipt->chain == strand.chain)
          return std::pair(other.verified.head->time, strand.recipient);
      }
    }
    return std::nullopt;
  }

  void say_strand(const Checked& one, base::Time time, const exchange::ServiceId& bound) {
    const auto& sender = one.verified.sender;
    const auto to = proof_.name_of(one.verified.recipient);
    for (const auto& envelope : one.strand.envelopes) {
      proof_.links.push_back(
          {sender, one.verified.recipient, one.verified.epoch, envelope.body.number, envelope.chain()});
      if (!envelope.content) continue;
      const auto& body = envelope.body;
      if (body.kind == exchange::Kind::record) {
        const auto released =
            fmt::format("{} to {} as number {}", gist(envelope.content->copy), to, body.number);
        if (bound == sender)
          fact(time, bound, "had released " + released);
        else
          fact(time, bound,
               fmt::format("states that it holds, from {}: {}", proof_.name_of(sender), released));
      } else if (body.kind == exchange::Kind::receipt) {
        say_receipt(envelope, time, sender, to);
      }
    }
  }

  void say_receipt(const exchange::Envelope& envelope, base::Time time, const exchange::ServiceId& by,
                   const std::string& of) {
    const auto receipt = exchange::read_receipt(envelope.content->copy);
    if (!receipt) return;
    if (receipt->kind == exchange::Receipt::Kind::delivered) {
      fact(time, by,
           fmt::format("had stated that it holds numbers {} to {} of {}'s outbox", receipt->from,
                       receipt->number, of));
      return;
    }
    std::string numbers;
    for (const auto number : receipt->numbers)
      numbers += fmt::format("{}{}", numbers.empty() ? "" : ", ", number);
    fact(time, by,
         fmt::format("had stated {}: number {} of {}'s outbox", exchange::name_of(receipt->kind), numbers,
                     of));
  }

  void take_seal(std::string_view text) {
    const auto shown = read_shown_seal(text);
    if (!shown) return wrong(shown.error().text());
    const auto& seal = shown->seal.seal;
    const auto cards = cards_.find(seal.service);
    if (cards == cards_.end()) return wrong("it is of a service whose cards are not here");
    const auto key = cards->second.before_revocations().key(shown->seal.document.signature.key);
    if (!key || !exchange::verify(shown->seal.document, *key))
      return wrong("it is not signed by its service");
    const bool opened = !shown->note.empty();
    if (opened) {
      if (exchange::commitment_of(shown->salt, shown->note) != seal.seal)
        return wrong("the checkpoint that is shown is not the one that was sealed");
      if (!stands_in_a_log(shown->note))
        return wrong("the checkpoint that was sealed is of no log that is shown");
      fact(seal.time, seal.service,
           fmt::format("gave its partners the sealed checkpoint {} of its journal", seal.number));
    }
    proof_.seals.push_back({seal, opened});
  }

  [[nodiscard]] bool stands_in_a_log(std::string_view text) const {
    const auto note = journal::read_note(text);
    const auto checkpoint =
        note ? journal::read_checkpoint(note->text) : Result<journal::Checkpoint>(fail(note));
    if (!checkpoint) return false;
    return std::any_of(proof_.verdict.logs.begin(), proof_.verdict.logs.end(), [&](const auto& log) {
      return log.checkpoint == *checkpoint ||
             std::find(log.earlier.begin(), log.earlier.end(), *checkpoint) != log.earlier.end();
    });
  }

  CheckedProof& proof_;
  std::string where_;
  std::map<exchange::ServiceId, exchange::CardChain> cards_;
  std::vector<Checked> strands_;
};

std::string name_in(std::span<const CheckedProof> proofs, const exchange::ServiceId& service) {
  for (const auto& proof : proofs)
    for (const auto& one : proof.services)
      if (one.id == service) return one.name;
  return exchange::to_text(service);
}

void compare_seals(std::span<const CheckedProof> proofs, ComparedProofs& compared) {
  std::map<std::tuple<exchange::ServiceId, std::uint64_t, std::uint64_t>, std::vector<const ProofSeal*>>
      seals;
  for (const auto& proof : proofs)
    for (const auto& one : proof.seals)
      seals[{one.seal.service, one.seal.epoch, one.seal.number}].push_back(&one);
  for (const auto& [key, shown] : seals) {
    const auto& first = shown.front()->seal;
    const auto who = name_in(proofs, first.service);
    if (std::any_of(shown.begin(), shown.end(), [&](const auto* one) { return one->seal != first; })) {
      compared.contradictions.push_back(
          fmt::format("{} signed two different checkpoints of its journal as number {}", who, first.number));
      continue;
    }
    const bool opened = std::any_of(shown.begin(), shown.end(), [](const auto* one) { return one->opened; });
    const bool kept = std::any_of(shown.begin(), shown.end(), [](const auto* one) { return !one->opened; });
    if (opened && kept)
      compared.agreements.push_back(fmt::format("a partner keeps the checkpoint {} of {} that {} shows",
                                                first.number, base::format_time(first.time), who));
  }
}

void compare_links(std::span<const CheckedProof> proofs, ComparedProofs& compared) {
  using Place = std::tuple<exchange::ServiceId, exchange::ServiceId, std::uint64_t, std::uint64_t>;
  std::map<Place, base::Digest> links;
  for (const auto& proof : proofs)
    for (const auto& link : proof.links) {
      const auto [held, fresh] =
          links.emplace(Place{link.sender, link.recipient, link.epoch, link.number}, link.chain);
      if (fresh || held->second == link.chain) continue;
      compared.contradictions.push_back(fmt::format("{} has two histories of its outbox to {} at number {}",
                                                    name_in(proofs, link.sender),
                                                    name_in(proofs, link.recipient), link.number));
      return;
    }
}

}  // namespace

std::string render_seal(const exchange::Document& seal, std::string_view salt, std::string_view note) {
  exchange::Writer writer;
  if (!note.empty()) writer.text("note", base::to_hex(note)).text("salt", base::to_hex(salt));
  // "salt" stands before "seal" in canonical order.
  return writer.raw("seal", seal.text()).finish();
}

std::string CheckedProof::name_of(const exchange::ServiceId& service) const {
  for (const auto& one : services)
    if (one.id == service) return one.name;
  return exchange::to_text(service);
}

Result<CheckedProof> check_proof(std::string_view text) {
  const auto bundle = journal::read_bundle(text);
  if (!bundle) return fail(bundle);
  CheckedProof proof;
  Checking(proof).run(*bundle, text);
  return proof;
}

ComparedProofs compare_proofs(std::span<const CheckedProof> proofs) {
  ComparedProofs compared;
  std::vector<journal::Verdict> verdicts;
  verdicts.reserve(proofs.size());
  for (const auto& proof : proofs) verdicts.push_back(proof.verdict);
  for (const auto& contradiction : journal::compare(verdicts).contradictions)
    compared.contradictions.push_back(contradiction.text());
  compare_seals(proofs, compared);
  compare_links(proofs, compared);
  return compared;
}

}  // namespace tansiq::node
