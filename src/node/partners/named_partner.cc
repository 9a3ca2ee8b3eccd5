#include "node/partners/named_partner.h"

#include <algorithm>
#include <string>

namespace tansiq::node {

using base::fail;
using base::Fault;
using base::Result;

namespace {

constexpr std::size_t most_label = 100;
constexpr std::size_t shortest_id = 8;

bool looks_like_id(std::string_view text) {
  return text.size() >= shortest_id && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

Result<const Peer*> partner_named(const Directory& directory, std::string_view name_or_id) {
  const auto* peer = directory.find(name_or_id);
  if (peer == nullptr || peer->number() == store::own_service)
    return fail(Fault::not_found, "there is no such partner", std::string(name_or_id),
                "tansiq partner list shows them");
  return peer;
}

Result<const JoinedCell*> cell_named(const Directory& directory, std::string_view name_or_id) {
  if (const auto* cell = directory.cell(name_or_id)) return cell;
  if (directory.watched(name_or_id) != nullptr)
    return fail(Fault::forbidden, "an observer has no part in this", std::string(name_or_id));
  return fail(Fault::not_found, "there is no such cell", std::string(name_or_id),
              "tansiq cell list shows them");
}

Result<> check_label(const Directory& directory, std::string_view label, std::string_view where) {
  if (label.empty()) return fail(Fault::invalid, "no name is given", std::string(where));
  if (auto checked = base::check_line(label, most_label, where); !checked) return checked;
  if (looks_like_id(label))
    return fail(Fault::invalid, "looks like an id", std::string(where), "a name with another letter in it");
  const auto* own = directory.own();
  const auto partners = directory.partners();
  const bool used = std::any_of(partners.begin(), partners.end(),
                                [&](const Peer* peer) { return peer->label() == label; }) ||
                    (own != nullptr && own->label() == label);
  if (used) return fail(Fault::conflict, "another service has this name here", std::string(where));
  return {};
}

}  // namespace tansiq::node
