#include "node/partners/arriving.h"

#include <set>

#include "exchange/exchange.h"
#include "stix/reader.h"

namespace tansiq::node {

namespace {

namespace refusal = exchange::refusal;

/// A reader keeps its buffers, so each thread that receives has one.
stix::Reader& reader_of_this_thread() {
  thread_local stix::Reader reader;
  return reader;
}

/// Looks at the envelopes of one batch.
class Examining {
 public:
  Examining(const Directory& directory, const Limits& limits) : directory_(directory) {
    limits_.bytes = exchange::most_copy_bytes;
    limits_.object_bytes = exchange::most_copy_bytes;
    limits_.objects = 1;
    limits_.depth = limits.nesting;
  }

  Arrival look(exchange::Item item) {
    Arrival arrival{std::move(item)};
    const auto& body = arrival.body();
    const auto* sender = directory_.find(body.sender);
    const auto* originator = directory_.find(body.originator);
    arrival.originator = originator != nullptr ? originator->number() : sender->number();
    if (arrival.refused()) {
      arrival.refuse(std::string(arrival.item.refused));
    } else if (originator == nullptr) {
      arrival.refuse(refusal::unknown_originator);
    } else if (arrival.kind() == exchange::Kind::record) {
      if (const auto reason = wrong_with(arrival); !reason.empty()) arrival.refuse(reason);
    } else if (arrival.kind() == exchange::Kind::activity) {
      if (!handling::parse_activity(arrival.copy())) arrival.refuse(refusal::not_valid);
    }
    return arrival;
  }

 private:
  /// Why a record is not taken; empty: it is.
  std::string_view wrong_with(Arrival& arrival) {
    if (arrival.originator == store::own_service) return refusal::not_wanted;  // our own, brought back
    const auto& content = *arrival.item.envelope.content;
    auto object = reader_of_this_thread().read_object(content.copy, limits_);
    if (!object || object->bytes != content.copy) return refusal::not_valid;
    if (object->id != content.record->id || object->version != content.record->version)
      return refusal::not_valid;
    if (claims_another(*object, arrival.originator)) return refusal::author;
    const auto conditions = handling::parse_conditions(arrival.body().conditions);
    if (!conditions) return refusal::conditions;
    const auto kept = handling::normal(handling_of(*conditions));
    if (!kept) return refusal::conditions;
    arrival.handling = store::Handling{handling::render(*kept), kept->review};
    arrival.object = *std::move(object);
    return {};
  }

  bool claims_another(const stix::Object& object, store::ServiceNumber originator) {
    if (object.created_by_ref.empty()) return false;
    if (authors_.empty()) name_authors();
    const auto found = authors_.find(object.created_by_ref);
    return found != authors_.end() && found->second != originator;
  }

  void name_authors() {
    const auto name = [this](const Peer& peer) {
      if (!peer.is_reader()) authors_.emplace(exchange::identity_of(peer.service()), peer.number());
    };
    name(*directory_.own());
    for (const auto* peer : directory_.partners()) name(*peer);
  }

  const Directory& directory_;
  stix::Limits limits_;
  std::map<std::string, store::ServiceNumber, std::less<>> authors_;  ///< identities of known services
};

}  // namespace

std::string_view Arrival::copy() const {
  const auto& content = item.envelope.content;
  return content ? std::string_view(content->copy) : std::string_view();
}

void Arrival::refuse(std::string_view reason) {
  item.refused = reason;
  item.envelope.content.reset();
  object.reset();
  handling.reset();
}

handling::Handling handling_of(const handling::Conditions& conditions) {
  handling::Handling handling;
  handling.grade = conditions.grade;
  handling.tlp = conditions.tlp;
  handling.onward = conditions.onward;
  handling.purpose = conditions.purpose;
  handling.review = conditions.review;
  for (const auto& use : conditions.uses) {
    if (!handling.use.empty()) handling.use += ", ";
    handling.use += use;
  }
  return handling;
}

std::vector<Arrival> examine(const Directory& directory, const Limits& limits,
                             std::vector<exchange::Item> items) {
  Examining examining(directory, limits);
  std::vector<Arrival> arrivals;
  arrivals.reserve(items.size());
  for (auto& item : items) arrivals.push_back(examining.look(std::move(item)));
  return arrivals;
}

}  // namespace tansiq::node
