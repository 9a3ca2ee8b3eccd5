#pragma once

#include <string>

#include "node/partners/shown.h"

namespace tansiq::node::acts {

/// A service to be trusted, as its people handed it over.
struct NewPartner {
  std::string cards;        ///< its signed cards, one a line, the first card first
  std::string fingerprint;  ///< as an officer heard it from the partner's people; any digits, any spacing
  std::string label;        ///< how this node's people will call it
};

/// Trusts a service: nothing else begins an exchange. Fault::forbidden where what was heard is not the
/// fingerprint of these cards (the journal keeps that it was tried), Fault::conflict where the service is a
/// partner already or the label is taken.
Result<PartnerShown> add_partner(Node& node, const Actor& actor, const NewPartner& partner);

}  // namespace tansiq::node::acts
