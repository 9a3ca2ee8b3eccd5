#include "exchange/cell.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/text.h"

namespace tansiq::exchange {
namespace {

constexpr std::string_view role_names[] = {"member", "coordinator", "observer"};
constexpr std::size_t most_name = 200;
constexpr std::size_t most_title = 300;
constexpr std::size_t most_purpose_id = 64;

bool is_purpose_id(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

void read_protocol(Fields& fields) {
  if (fields.number("protocol", 1) != protocol)
    fields.wrong("protocol", "another version", {}, Fault::unsupported);
}

void read_roster(Fields& fields, CellVersion& version) {
  std::size_t coordinators = 0;
  for (const auto& item : fields.list("roster", most_cell_members)) {
    Fields inner(item, "cell/roster");
    CellVersion::Seat seat;
    const auto role = cell_role_named(inner.text("role", 16));
    if (!role) inner.wrong("role", role.error().what, role.error().hint, role.error().fault);
    seat.service = inner.digest("service");
    if (auto ok = inner.finish(); !ok) return fields.wrong("roster", ok.error().text(), {}, ok.error().fault);
    seat.role = *role;
    coordinators += seat.role == CellRole::coordinator ? 1 : 0;
    if (!version.roster.empty() && !(version.roster.back().service < seat.service))
      return fields.wrong("roster", "not sorted, or a service stands twice");
    version.roster.push_back(seat);
  }
  if (coordinators != 1) fields.wrong("roster", fmt::format("{} coordinators", coordinators), "exactly one");
}

void read_purposes(Fields& fields, CellVersion& version) {
  for (const auto& item : fields.list("purposes", most_cell_purposes)) {
    Fields inner(item, "cell/purposes");
    CellPurpose purpose;
    purpose.basis = inner.text("basis", most_title);
    purpose.id = inner.text("id", most_purpose_id);
    purpose.title = inner.text("title", most_title);
    if (!is_purpose_id(purpose.id)) inner.wrong("id", "not a word", "lower-case letters, digits and dashes");
    for (const auto* text : {&purpose.basis, &purpose.title})
      if (auto ok = base::check_line(*text, most_title, "text"); !ok) inner.wrong({}, ok.error().what);
    if (auto ok = inner.finish(); !ok)
      return fields.wrong("purposes", ok.error().text(), {}, ok.error().fault);
    if (!version.purposes.empty() && !(version.purposes.back().id < purpose.id))
      return fields.wrong("purposes", "not sorted, or one stands twice");
    version.purposes.push_back(std::move(purpose));
  }
  if (version.purposes.empty()) fields.wrong("purposes", "none", "a cell without a purpose can do nothing");
}

void read_votes(Fields& fields, CellVersion& version) {
  for (const auto& item : fields.list("votes", most_cell_members)) {
    auto vote = read_document(canonical_of(item), context::vote, most_card_bytes,
                              [](const json::Value&) -> Result<> { return {}; });
    if (!vote) return fields.wrong("votes", vote.error().text(), {}, vote.error().fault);
    version.votes.push_back(*std::move(vote));
  }
}

void check_deputies(Fields& fields, const CellVersion& version) {
  for (const auto& deputy : version.deputies)
    if (version.role_of(deputy) != CellRole::member)
      fields.wrong("deputies", "a deputy is no member", "deputies are members other than the coordinator");
  const bool majority =
      2 * version.quorum > version.deputies.size() && version.quorum <= version.deputies.size();
  if (version.deputies.empty() ? version.quorum != 0 : !majority)
    fields.wrong("quorum", fmt::format("{} of {} deputies", version.quorum, version.deputies.size()),
                 "more than half of them, or 0 where there are none");
}

Result<> read_body(const json::Value& body, CellVersion& version) {
  Fields fields(body, "cell");
  version.cell = fields.digest_if("cell");
  version.deputies = fields.digests("deputies", most_cell_members);
  version.issued = fields.time("issued");
  version.name = fields.text("name", most_name);
  version.number = fields.number("number", 1);
  const bool first = version.number == 1;
  if (fields.has("nonce")) version.nonce = fields.bytes("nonce", salt_size);
  version.previous = fields.digest_if("previous");
  read_protocol(fields);
  read_purposes(fields, version);
  version.quorum = fields.number("quorum");
  read_roster(fields, version);
  read_votes(fields, version);
  if (auto ok = base::check_line(version.name, most_name, "name"); !ok) fields.wrong("name", ok.error().what);
  if (first == version.cell.has_value()) fields.wrong("cell", "the first version has none, every other one");
  if (first == version.previous.has_value())
    fields.wrong("previous", "the first version has none, every other one");
  if (first == version.nonce.empty()) fields.wrong("nonce", "the first version has one, and no other");
  if (first && !version.votes.empty()) fields.wrong("votes", "nobody votes about the first version");
  check_deputies(fields, version);
  return fields.finish();
}

std::string body_of(const CellVersion& version, bool with_votes) {
  std::vector<std::string> purposes;
  for (const auto& purpose : version.purposes)
    purposes.push_back(
        Writer{}.text("basis", purpose.basis).text("id", purpose.id).text("title", purpose.title).finish());
  std::vector<std::string> roster;
  for (const auto& seat : version.roster)
    roster.push_back(Writer{}.text("role", name_of(seat.role)).digest("service", seat.service).finish());
  std::vector<std::string> votes;
  if (with_votes)
    for (const auto& vote : version.votes) votes.push_back(vote.text());

  Writer writer;
  if (version.cell) writer.digest("cell", *version.cell);
  writer.digests("deputies", version.deputies).time("issued", version.issued).text("name", version.name);
  if (!version.nonce.empty()) writer.bytes("nonce", version.nonce);
  writer.number("number", version.number);
  if (version.previous) writer.digest("previous", *version.previous);
  writer.number("protocol", protocol).raws("purposes", purposes).number("quorum", version.quorum);
  return writer.raws("roster", roster).raws("votes", votes).finish();
}

}  // namespace

std::string_view name_of(CellRole role) {
  return role_names[static_cast<std::size_t>(role)];
}

Result<CellRole> cell_role_named(std::string_view name) {
  const auto found = std::find(std::begin(role_names), std::end(role_names), name);
  if (found == std::end(role_names))
    return base::fail(Fault::unsupported, "unknown role", {}, "member, coordinator or observer");
  return static_cast<CellRole>(found - std::begin(role_names));
}

std::optional<CellRole> CellVersion::role_of(const ServiceId& service) const {
  for (const auto& seat : roster)
    if (seat.service == service) return seat.role;
  return std::nullopt;
}

ServiceId CellVersion::coordinator() const {
  for (const auto& seat : roster)
    if (seat.role == CellRole::coordinator) return seat.service;
  return {};
}

bool CellVersion::has_deputy(const ServiceId& service) const {
  return std::find(deputies.begin(), deputies.end(), service) != deputies.end();
}

bool CellVersion::has_purpose(std::string_view id) const {
  return std::any_of(purposes.begin(), purposes.end(), [&](const auto& purpose) { return purpose.id == id; });
}

std::string render(const CellVersion& version) {
  return body_of(version, true);
}

Document sign(const SigningKey& coordinator, const CellVersion& version) {
  return sign(coordinator, context::cell, render(version));
}

Result<SignedCellVersion> read_cell_version(std::string_view text) {
  SignedCellVersion result;
  auto document = read_document(text, context::cell, most_cell_bytes,
                                [&](const json::Value& body) { return read_body(body, result.version); });
  if (!document) return base::fail(document);
  result.document = *std::move(document);
  return result;
}

Digest proposal_of(CellVersion version) {
  return hash_of(context::proposal, body_of(version, false));
}

std::string render(const Vote& vote) {
  return Writer{}
      .digest("cell", vote.cell)
      .digest("proposal", vote.proposal)
      .number("protocol", protocol)
      .digest("service", vote.service)
      .finish();
}

Document sign(const SigningKey& deputy, const Vote& vote) {
  return sign(deputy, context::vote, render(vote));
}

Result<Vote> read_vote(const Document& document) {
  Vote vote;
  const auto done = read_json(document.body, most_card_bytes, [&](const json::Value& body) {
    Fields fields(body, "vote");
    vote.cell = fields.digest("cell");
    vote.proposal = fields.digest("proposal");
    read_protocol(fields);
    vote.service = fields.digest("service");
    return fields.finish();
  });
  if (!done) return base::fail(done);
  return vote;
}

std::string render(const Acceptance& acceptance) {
  return Writer{}
      .flag("accepts", acceptance.accepts)
      .digest("cell", acceptance.cell)
      .number("number", acceptance.number)
      .number("protocol", protocol)
      .digest("service", acceptance.service)
      .digest("version", acceptance.version)
      .finish();
}

Document sign(const SigningKey& member, const Acceptance& acceptance) {
  return sign(member, context::acceptance, render(acceptance));
}

Result<SignedAcceptance> read_acceptance(std::string_view text) {
  SignedAcceptance result;
  auto& acceptance = result.acceptance;
  auto document = read_document(text, context::acceptance, most_card_bytes, [&](const json::Value& body) {
    Fields fields(body, "acceptance");
    acceptance.accepts = fields.flag("accepts");
    acceptance.cell = fields.digest("cell");
    acceptance.number = fields.number("number", 1);
    read_protocol(fields);
    acceptance.service = fields.digest("service");
    acceptance.version = fields.digest("version");
    return fields.finish();
  });
  if (!document) return base::fail(document);
  result.document = *std::move(document);
  return result;
}

std::string render(const ObserverSeat& seat) {
  return Writer{}
      .digest("cell", seat.cell)
      .digest("coordinator", seat.coordinator)
      .time("issued", seat.issued)
      .text("name", seat.name)
      .number("number", seat.number)
      .number("protocol", protocol)
      .flag("seated", seat.seated)
      .digest("service", seat.service)
      .finish();
}

Document sign(const SigningKey& coordinator, const ObserverSeat& seat) {
  return sign(coordinator, context::seat, render(seat));
}

Result<SignedObserverSeat> read_observer_seat(std::string_view text) {
  SignedObserverSeat result;
  auto& seat = result.seat;
  auto document = read_document(text, context::seat, most_card_bytes, [&](const json::Value& body) {
    Fields fields(body, "seat");
    seat.cell = fields.digest("cell");
    seat.coordinator = fields.digest("coordinator");
    seat.issued = fields.time("issued");
    seat.name = fields.text("name", most_name);
    seat.number = fields.number("number", 1);
    read_protocol(fields);
    seat.seated = fields.flag("seated");
    seat.service = fields.digest("service");
    if (auto ok = base::check_line(seat.name, most_name, "name"); !ok) fields.wrong("name", ok.error().what);
    return fields.finish();
  });
  if (!document) return base::fail(document);
  result.document = *std::move(document);
  return result;
}

}  // namespace tansiq::exchange
