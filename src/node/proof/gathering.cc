#include "node/proof/gathering.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "exchange/exchange.h"
#include "journal/bundle.h"
#include "node/partners/card_file.h"
#include "node/proof/kept_heads.h"
#include "node/proof/proof_check.h"
#include "node/rules.h"

namespace tansiq::node {

using base::fail;
using base::Fault;
using store::EnvelopeName;

namespace {

/// Envelopes between one and what covers it, and arrivals that are looked through for a statement: what is
/// further away is left out of the proof rather than making it long.
constexpr std::uint64_t longest_strand = 5000;
constexpr std::uint64_t most_looked_through = 20'000;
/// How long before an entry its neighbours of the same act may stand, and how many are looked at.
constexpr std::chrono::seconds nearby{2};
constexpr std::size_t most_nearby = 500;

/// Which fields of an entry are shown: actor, subject and detail. Why it was done is the service's own.
constexpr std::size_t shown_fields[] = {0, 1};
constexpr std::size_t shown_with_detail[] = {0, 1, 5};

exchange::Envelope envelope_of(exchange::Body body, std::string_view bytes) {
  exchange::Envelope envelope;
  envelope.body = std::move(body);
  envelope.bytes = bytes;
  return envelope;
}

class Gathering {
 public:
  Gathering(const ProofSource& source, std::string about)
      : s_(source), about_(std::move(about)), now_(source.node.clock()) {}

  Result<std::string> run(const std::vector<std::string>& objects) {
    for (const auto& id : objects) {
      if (auto done = add_filing(id); !done) return fail(done);
      if (auto done = add_releases(id); !done) return fail(done);
      if (auto done = add_arrivals(id); !done) return fail(done);
    }
    if (auto done = add_log(); !done) return fail(done);
    if (auto done = add_partners_seals(); !done) return fail(done);
    add_cards();
    bundle_.about = about_;
    return journal::render(bundle_);
  }

 private:
  /// The entries under which own versions of an object were filed.
  Result<> add_filing(const std::string& id) {
    const auto collections = s_.reader.collections();
    if (!collections) return fail(collections);
    store::Filter filter;
    filter.ids = {id};
    filter.versions.all = true;
    filter.versions.last = false;
    filter.with_bytes = false;
    for (const auto& collection : *collections) {
      const auto more = s_.reader.visit(collection.number, filter, [&](const store::RecordView& record) {
        if (record.act > 0) entries_.insert(record.act);
        return true;
      });
      if (!more) return fail(more);
    }
    return {};
  }

  Result<> add_releases(const std::string& id) {
    struct Gone {
      EnvelopeName name;
      Time added;
    };
    std::vector<Gone> gone;
    const auto visited = s_.reader.exchange().visit_releases(id, [&](const store::ReleaseView& release) {
      if (release.kind != exchange::Kind::record) return true;
      const auto* peer = s_.directory.find(release.name.service);
      if (peer == nullptr || peer->is_reader() || !peer->cards) return true;
      if (release.act > 0) entries_.insert(release.act);
      gone.push_back({release.name, release.added});
      return true;
    });
    if (!visited) return fail(visited);
    for (const auto& one : gone)
      if (auto added = add_release(one.name, one.added); !added) return added;
    return {};
  }

  /// An own release, up to what the partner states about it.
  Result<> add_release(const EnvelopeName& name, Time added) {
    concern(name.service, added);
    const auto stated = statements_about(name, added);
    if (!stated) return fail(stated);
    const auto behind = stated->delivered_up_to;
    const auto end = s_.reader.exchange().outbox(name.service, name.epoch);
    if (!end) return fail(end);
    const auto last = behind != 0 ? behind : end->number;
    if (last < name.number || last - name.number >= longest_strand) return {};
    exchange::Strand strand;
    const auto visited = s_.reader.exchange().visit_outbox(
        {name.service, name.epoch, name.number - 1}, [&](const store::ReleaseView& release) {
          auto read = exchange::read_envelope(fmt::format(R"({{"body":{}}})", release.body));
          if (!read) return false;
          auto envelope = envelope_of(std::move(read->body), release.body);
          if (release.name == name && !release.salt.empty() && !release.copy.empty())
            envelope.content =
                exchange::Content{std::string(release.salt), std::string(release.copy),
                                  exchange::RecordKey{std::string(release.id), std::string(release.version)}};
          strand.envelopes.push_back(std::move(envelope));
          return release.name.number < last;
        });
    if (!visited) return fail(visited);
    if (strand.envelopes.empty() || strand.envelopes.back().body.number != last) return {};
    if (behind == 0) {
      // Nobody stated anything yet: the service's own head binds it.
      exchange::Head head;
      const auto& body = strand.envelopes.back().body;
      head.sender = body.sender;
      head.recipient = body.recipient;
      head.epoch = body.epoch;
      head.number = last;
      head.chain = strand.envelopes.back().chain();
      head.card = s_.directory.own()->cards->newest().number;
      head.time = now_;
      strand.head = exchange::sign(*s_.signer.key, head);
    }
    add(attachment::strand, exchange::render(strand));
    for (const auto& receipt : stated->receipts)
      if (auto shown = add_arrival(receipt, added); !shown) return shown;
    return {};
  }

  struct Stated {
    std::uint64_t delivered_up_to = 0;  ///< number that the statement of delivery names; 0: none
    std::vector<EnvelopeName> receipts;
  };

  /// The first statement of delivery that covers a release, and the first that it was opened.
  Result<Stated> statements_about(const EnvelopeName& name, Time added) {
    Stated stated;
    const auto inbox = s_.reader.exchange().inbox(name.service);
    if (!inbox) return fail(inbox);
    const auto first = first_from(name.service, *inbox, added);
    if (!first) return fail(first);
    bool opened = false;
    const auto visited = s_.reader.exchange().visit_inbox(
        {name.service, inbox->epoch, *first - 1}, [&](const store::ArrivalView& arrival) {
          if (arrival.name.number - *first > most_looked_through) return false;
          if (arrival.kind != exchange::Kind::receipt || !arrival.refused.empty()) return true;
          const auto receipt = exchange::read_receipt(arrival.copy);
          if (!receipt || receipt->epoch != name.epoch) return true;
          using Kind = exchange::Receipt::Kind;
          if (receipt->kind == Kind::delivered && stated.delivered_up_to == 0 &&
              receipt->from <= name.number && name.number <= receipt->number) {
            stated.delivered_up_to = receipt->number;
            stated.receipts.push_back(arrival.name);
          }
          if (receipt->kind == Kind::opened && !opened &&
              std::binary_search(receipt->numbers.begin(), receipt->numbers.end(), name.number)) {
            opened = true;
            stated.receipts.push_back(arrival.name);
          }
          return stated.delivered_up_to == 0 || !opened;
        });
    if (!visited) return fail(visited);
    return stated;
  }

  /// The number of the first envelope of a partner that was received at an instant or later; one above the
  /// last where there is none. What came is received in order, so this is a search by halves.
  Result<std::uint64_t> first_from(store::ServiceNumber partner, const exchange::Inbox& inbox, Time time) {
    std::uint64_t low = 1;
    std::uint64_t high = inbox.number + 1;
    while (low < high) {
      const auto middle = low + (high - low) / 2;
      bool before = false;
      const auto visited = s_.reader.exchange().visit_inbox({partner, inbox.epoch, middle - 1},
                                                            [&](const store::ArrivalView& arrival) {
                                                              before = arrival.received < time;
                                                              return false;
                                                            });
      if (!visited) return fail(visited);
      if (before)
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  }

  Result<> add_arrivals(const std::string& id) {
    struct Came {
      EnvelopeName name;
      Time received;
      std::optional<Time> opened;
    };
    std::vector<Came> came;
    const auto visited = s_.reader.exchange().visit_arrivals(id, [&](const store::ArrivalView& arrival) {
      if (arrival.kind == exchange::Kind::record && arrival.refused.empty() && !arrival.purged)
        came.push_back({arrival.name, arrival.received, arrival.opened});
      return true;
    });
    if (!visited) return fail(visited);
    for (const auto& one : came) {
      concern(one.name.service, one.received);
      const auto* peer = s_.directory.find(one.name.service);
      if (peer != nullptr)
        if (auto found = add_entry_near(one.received, rules::receive.act, exchange::to_text(peer->service()));
            !found)
          return found;
      if (one.opened)
        if (auto found = add_entry_near(*one.opened, rules::open.act, id); !found) return found;
      if (auto added = add_arrival(one.name, one.received); !added) return added;
    }
    return {};
  }

  /// One envelope that came, up to a head of its sender.
  Result<> add_arrival(const EnvelopeName& name, Time received) {
    if (!shown_.insert(name).second) return {};
    const auto head = head_above(s_.reader, name, received);
    if (!head) return fail(head);
    if (!*head || (*head)->head.number - name.number >= longest_strand) return {};
    const auto last = (*head)->head.number;
    exchange::Strand strand;
    const auto visited = s_.reader.exchange().visit_inbox(
        {name.service, name.epoch, name.number - 1}, [&](const store::ArrivalView& arrival) {
          auto read = exchange::read_envelope(fmt::format(R"({{"body":{}}})", arrival.body));
          if (!read) return false;
          auto envelope = envelope_of(std::move(read->body), arrival.body);
          if (arrival.name == name && !arrival.salt.empty() && !arrival.copy.empty()) {
            envelope.content = exchange::Content{std::string(arrival.salt), std::string(arrival.copy), {}};
            if (arrival.kind == exchange::Kind::record)
              envelope.content->record =
                  exchange::RecordKey{std::string(arrival.id), std::string(arrival.version)};
          }
          strand.envelopes.push_back(std::move(envelope));
          return arrival.name.number < last;
        });
    if (!visited) return fail(visited);
    if (strand.envelopes.empty() || strand.envelopes.back().body.number != last) return {};
    strand.head = (*head)->document;
    add(attachment::strand, exchange::render(strand));
    return {};
  }

  /// The entry of an act about a subject that stands where something was done: its number is kept nowhere
  /// else. The journal's times ascend, so this is a search by halves.
  Result<> add_entry_near(Time time, std::string_view act, std::string_view subject) {
    std::int64_t low = 1;
    auto high = static_cast<std::int64_t>(s_.end.size) + 1;
    const auto from = time - nearby;
    while (low < high) {
      const auto middle = low + (high - low) / 2;
      const auto entry =
          s_.reader.journal({.from = middle, .actor = {}, .act = {}, .subject = {}, .limit = 1});
      if (!entry) return fail(entry);
      if (!entry->empty() && entry->front().time < from)
        low = middle + 1;
      else
        high = middle;
    }
    const auto entries =
        s_.reader.journal({.from = low, .actor = {}, .act = {}, .subject = {}, .limit = most_nearby});
    if (!entries) return fail(entries);
    std::int64_t found = 0;
    for (const auto& entry : *entries) {
      if (entry.time > time + nearby) break;
      if (entry.act.act != act || entry.act.subject != subject) continue;
      // The last one before what it did is the one; where clocks give none, the first behind it.
      if (entry.time <= time || found == 0) found = entry.number;
    }
    if (found != 0) entries_.insert(found);
    return {};
  }

  Result<> add_log() {
    journal::LogProof log;
    const journal::Checkpoint checkpoint{s_.signer.origin, s_.end.size, s_.end.root, s_.end.chain, now_};
    log.checkpoint = s_.signer.sign(checkpoint);
    std::uint64_t sealed_up_to = 0;
    for (const auto number : entries_) {
      const auto size = static_cast<std::uint64_t>(number);
      if (size > s_.end.size) continue;
      const auto entry =
          s_.reader.journal({.from = number, .actor = {}, .act = {}, .subject = {}, .limit = 1});
      if (!entry) return fail(entry);
      if (entry->empty() || entry->front().number != number)
        return fail(Fault::internal, "an entry of the journal is missing");
      const bool with_detail = entry->front().act.act == rules::receive.act;
      auto path = s_.node.journal_log->inclusion(s_.reader, size, s_.end.size);
      if (!path) return fail(path);
      log.entries.push_back(
          {journal::showing(entry->front(), with_detail ? std::span<const std::size_t>(shown_with_detail)
                                                        : std::span<const std::size_t>(shown_fields)),
           *std::move(path)});
      if (size <= sealed_up_to) continue;
      const auto seal = first_seal(s_.reader, s_.signer.origin, entry->front().time, now_, size);
      if (!seal) return fail(seal);
      if (!*seal || (*seal)->checkpoint.size >= s_.end.size) continue;
      sealed_up_to = (*seal)->checkpoint.size;
      if (auto added = add_seal(**seal, log); !added) return added;
    }
    bundle_.logs.push_back(std::move(log));
    return {};
  }

  Result<> add_seal(const KeptSeal& seal, journal::LogProof& log) {
    auto path = s_.node.journal_log->consistency(s_.reader, seal.checkpoint.size, s_.end.size);
    if (!path) return fail(path);
    log.earlier.push_back({seal.note, *std::move(path)});
    add(attachment::seal, render_seal(seal.document, seal.salt, seal.note.render()));
    return {};
  }

  /// What partners sealed first after they were concerned: whoever shows their journals later is held to it.
  Result<> add_partners_seals() {
    for (const auto& [partner, since] : concerned_) {
      const auto inbox = s_.reader.exchange().inbox(partner);
      if (!inbox) return fail(inbox);
      const auto first = first_from(partner, *inbox, since);
      if (!first) return fail(first);
      std::size_t shown = 0;
      const auto visited = s_.reader.exchange().visit_inbox(
          {partner, inbox->epoch, *first - 1}, [&](const store::ArrivalView& arrival) {
            if (arrival.name.number - *first > most_looked_through || shown == most_seals_of_each)
              return false;
            if (arrival.kind != exchange::Kind::seal || !arrival.refused.empty()) return true;
            const auto seal = exchange::read_seal(arrival.copy);
            if (!seal) return true;
            add(attachment::seal, render_seal(seal->document, {}, {}));
            ++shown;
            return true;
          });
      if (!visited) return fail(visited);
    }
    return {};
  }

  void add_cards() {
    add(attachment::cards, card_file(s_.directory.own()->cards->documents()));
    for (const auto& [partner, since] : concerned_)
      add(attachment::cards, card_file(s_.directory.find(partner)->cards->documents()));
  }

  void concern(store::ServiceNumber partner, Time since) {
    const auto* peer = s_.directory.find(partner);
    if (peer == nullptr || !peer->cards || peer->is_reader()) return;
    const auto [held, fresh] = concerned_.emplace(partner, since);
    if (!fresh) held->second = std::min(held->second, since);
  }

  void add(std::string_view kind, std::string bytes) {
    bundle_.attachments.push_back({std::string(kind), std::move(bytes)});
  }

  static constexpr std::size_t most_seals_of_each = 20;

  const ProofSource& s_;
  std::string about_;
  Time now_;
  journal::Bundle bundle_;
  std::set<std::int64_t> entries_;
  std::set<EnvelopeName> shown_;
  std::map<store::ServiceNumber, Time> concerned_;
};

}  // namespace

Result<std::string> gather_proof(const ProofSource& source, const std::string& about,
                                 const std::vector<std::string>& objects) {
  return Gathering(source, about).run(objects);
}

}  // namespace tansiq::node
