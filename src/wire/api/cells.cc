// Cells: founding, joining, changing, voting, confirming.

#include <boost/json.hpp>

#include "node/acts/change_cell.h"
#include "node/acts/found_cell.h"
#include "node/acts/join_cell.h"
#include "node/acts/list_partners.h"
#include "wire/api/answer.h"
#include "wire/api/input.h"
#include "wire/api/render.h"

namespace tansiq::wire::api {
namespace {

namespace json = boost::json;
using base::fail;
using base::Fault;

std::string purpose_text(const exchange::CellPurpose& purpose) {
  return ObjectText().text("id", purpose.id).text("title", purpose.title).text("basis", purpose.basis).done();
}

std::string seat_text(const node::SeatShown& seat) {
  return ObjectText()
      .text("service", exchange::to_text(seat.service))
      .text("label", seat.label)
      .text("role", exchange::name_of(seat.role))
      .boolean("accepted", seat.accepted)
      .boolean("confirmed", seat.confirmed)
      .boolean("deputy", seat.deputy)
      .done();
}

std::string proposal_text(const node::ProposalShown& proposal) {
  return ObjectText()
      .text("proposer", proposal.label)
      .number("number", proposal.number)
      .text("proposal", exchange::to_text(proposal.proposal))
      .raw("changes", strings(proposal.changes))
      .number("votes", proposal.votes)
      .number("quorum", proposal.quorum)
      .done();
}

std::string cell_text(const node::CellShown& cell) {
  std::vector<std::string> contested;
  for (const auto& hash : cell.contested) contested.push_back(exchange::to_text(hash));
  return ObjectText()
      .text("cell", exchange::to_text(cell.cell))
      .text("label", cell.label)
      .text("name", cell.name)
      .text("state", node::name_of(cell.state))
      .text("role", exchange::name_of(cell.role))
      .number("number", cell.number)
      .text("coordinator", cell.coordinator)
      .number("quorum", cell.quorum)
      .raw("purposes", list_of(cell.purposes, purpose_text))
      .raw("seats", list_of(cell.seats, seat_text))
      .raw("proposals", list_of(cell.proposals, proposal_text))
      .raw("contested", strings(contested))
      .boolean("seat_offered", cell.seat_offered)
      .done();
}

Result<http::Response> cell_answer(const Result<node::CellShown>& cell) {
  if (!cell) return fail(cell);
  return json_answer(cell_text(*cell));
}

Result<http::Response> changed_answer(const Result<node::acts::CellChanged>& changed) {
  if (!changed) return fail(changed);
  return json_answer(ObjectText()
                         .raw("cell", cell_text(changed->cell))
                         .boolean("waits_for_votes", changed->waits_for_votes)
                         .done());
}

std::vector<exchange::CellPurpose> purposes_in(const json::object& body) {
  std::vector<exchange::CellPurpose> purposes;
  if (const auto* list = body.if_contains("purposes"))
    for (const auto& item : list->as_array())
      purposes.push_back({text_in(item.as_object(), "id"), text_in(item.as_object(), "title"),
                          text_in(item.as_object(), "basis")});
  return purposes;
}

Result<std::uint64_t> quorum_in(const json::object& body) {
  const auto* value = body.if_contains("quorum");
  if (value == nullptr) return 0;
  if (!value->is_int64() || value->get_int64() < 0)
    return fail(Fault::invalid, "is out of range", "/quorum", "more than half of the deputies");
  return static_cast<std::uint64_t>(value->get_int64());
}

Result<base::Digest> digest_in(const json::object& body, const char* name) {
  const auto digest = exchange::digest_from(text_in(body, name));
  if (!digest)
    return fail(Fault::invalid, "is no hash", std::string("/") + name,
                "64 hexadecimal digits, as they are shown");
  return *digest;
}

Result<http::Response> list_cells(const Context& context, const node::Actor& actor, const Call&) {
  const auto cells = node::acts::show_cells(context.node, actor);
  if (!cells) return fail(cells);
  return json_answer(ObjectText().raw("cells", list_of(*cells, cell_text)).done());
}

Result<http::Response> show_cell(const Context& context, const node::Actor& actor, const Call& call) {
  return cell_answer(node::acts::show_cell(context.node, actor, call.at("name")));
}

Result<http::Response> found_cell(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto quorum = quorum_in(*body);
  if (!quorum) return fail(quorum);
  return cell_answer(node::acts::found_cell(context.node, actor,
                                            {.name = text_in(*body, "name"),
                                             .members = list_in(*body, "members"),
                                             .observers = list_in(*body, "observers"),
                                             .deputies = list_in(*body, "deputies"),
                                             .quorum = *quorum,
                                             .purposes = purposes_in(*body)}));
}

Result<http::Response> change_cell(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  node::CellChange change;
  if (body->contains("name")) change.name = text_in(*body, "name");
  change.members = list_in(*body, "members");
  change.observers = list_in(*body, "observers");
  change.removed = list_in(*body, "removed");
  if (body->contains("deputies")) change.deputies = list_in(*body, "deputies");
  if (body->contains("quorum")) {
    const auto quorum = quorum_in(*body);
    if (!quorum) return fail(quorum);
    change.quorum = *quorum;
  }
  change.purposes = purposes_in(*body);
  change.ended_purposes = list_in(*body, "ended_purposes");
  change.coordinate = flag_in(*body, "coordinate");
  if (body->contains("stands")) {
    const auto stands = digest_in(*body, "stands");
    if (!stands) return fail(stands);
    change.stands = *stands;
  }
  return changed_answer(node::acts::change_cell(context.node, actor, call.at("name"), change));
}

Result<http::Response> vote_in_cell(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto proposal = digest_in(*body, "proposal");
  if (!proposal) return fail(proposal);
  return changed_answer(
      node::acts::vote_in_cell(context.node, actor, call.at("name"), text_in(*body, "proposer"), *proposal));
}

Result<http::Response> join_cell(const Context& context, const node::Actor& actor, const Call& call) {
  return cell_answer(node::acts::join_cell(context.node, actor, call.at("name")));
}

Result<http::Response> leave_cell(const Context& context, const node::Actor& actor, const Call& call) {
  return cell_answer(node::acts::leave_cell(context.node, actor, call.at("name")));
}

Result<http::Response> confirm_partner(const Context& context, const node::Actor& actor, const Call& call) {
  return cell_answer(
      node::acts::confirm_partner(context.node, actor, call.at("name"), call.at("partner"), true));
}

Result<http::Response> unconfirm_partner(const Context& context, const node::Actor& actor, const Call& call) {
  return cell_answer(
      node::acts::confirm_partner(context.node, actor, call.at("name"), call.at("partner"), false));
}

}  // namespace

void add_cell_routes(const Context& context, std::vector<Route>& routes) {
  const auto add = [&](const char* method, const char* pattern, const char* operation, const char* summary,
                       const char* body, const char* schema, Act act) {
    routes.push_back(
        route_of(context, method, pattern, operation, summary, {}, body, schema, std::move(act)));
  };
  add("GET", "/v1/cells", "list_cells", "The cells in which this service has a seat.", "", "CellList",
      list_cells);
  add("POST", "/v1/cells", "found_cell", "Founds a cell with this service as its coordinator.", "NewCell",
      "Cell", found_cell);
  add("GET", "/v1/cells/{name}", "show_cell", "One cell, by label or id.", "", "Cell", show_cell);
  add("PATCH", "/v1/cells/{name}", "change_cell",
      "Signs a cell's next version, or proposes it where the deputies have a say.", "CellChange",
      "CellChanged", change_cell);
  add("POST", "/v1/cells/{name}/votes", "vote_in_cell", "Votes for a proposed version, as a deputy.",
      "CellVote", "CellChanged", vote_in_cell);
  add("PUT", "/v1/cells/{name}/acceptance", "join_cell", "Accepts this service's seat as it stands now.", "",
      "Cell", join_cell);
  add("DELETE", "/v1/cells/{name}/acceptance", "leave_cell", "Leaves the cell.", "", "Cell", leave_cell);
  add("PUT", "/v1/cells/{name}/confirmed/{partner}", "confirm_partner",
      "Lets standing rules reach a partner in a cell.", "", "Cell", confirm_partner);
  add("DELETE", "/v1/cells/{name}/confirmed/{partner}", "unconfirm_partner",
      "Lets standing rules reach a partner in a cell no longer.", "", "Cell", unconfirm_partner);
}

}  // namespace tansiq::wire::api
