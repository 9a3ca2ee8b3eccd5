#pragma once

/// The bodies of cards, partners, cells and policy. Part of the table in schema.cc.

#include "wire/api/schema.h"

namespace tansiq::wire::api::partner_bodies {

inline constexpr std::string_view some_time = R"("2026-05-01T10:00:00.000000Z")";
inline constexpr std::string_view some_service =
    R"("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")";
inline constexpr std::string_view some_digest =
    R"("fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9")";
inline constexpr std::string_view some_key =
    R"("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")";
inline constexpr std::string_view some_fingerprint = R"("04218 77310 50944 18026 93355 70081")";

inline constexpr Field card_key[] = {
    {"id", "string", "of the key", R"("163150f1c0a45b1e9f6b7a2d3c4e5f60")"},
    {"key", "string", "the public key, hexadecimal", some_key},
};

inline constexpr Field card[] = {
    {"service", "string", "the service: the hash of its first card", some_service},
    {"fingerprint", "string", "what two officers read to each other", some_fingerprint},
    {"number", "integer", "of the newest card", "2"},
    {"name", "string", "a label for people; proves nothing", R"("Coastal Service")"},
    {"country", "string", "ISO 3166-1 alpha-2", R"("MA")"},
    {"url", "string", "where its node answers", R"("https://node.example:8444")"},
    {"issued", "string", "when the newest card was signed", some_time},
    {"root", "string", "public key that signs the next card", some_key},
    {"keys", "CardKey[]", "keys that sign now", ""},
    {"revoked", "string[]", "ids of keys that are trusted no more", "[]"},
    {"tls", "string[]", "SHA-256 of its TLS keys, hexadecimal",
     R"(["fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9"])"},
    {"signing", "string", "id of the key in use; absent where the node has none of the card's",
     R"("163150f1c0a45b1e9f6b7a2d3c4e5f60")", false},
    {"cards", "string", "every card, one a line: what a partner adds", R"("{...}\n")", false},
};

inline constexpr Field next_card[] = {
    {"card", "string", "the next card, signed with the root key", R"("{...}")"},
    {"revocations", "string[]", "where it revokes keys: one for each key and partner, signed alike", "[]",
     false},
};

inline constexpr Field outbox_end[] = {
    {"service", "string", "the partner", some_service},
    {"label", "string", "as this node calls it", R"("Paris")"},
    {"epoch", "integer", "of the outbox", "1"},
    {"number", "integer", "of its last envelope then", "812"},
    {"chain", "string", "chain hash there", some_digest},
};
inline constexpr Field outbox_ends[] = {{"outboxes", "OutboxEnd[]", "one for each partner with a node", ""}};

inline constexpr Field new_partner[] = {
    {"cards", "string", "its cards, one a line, the first card first", R"("{...}\n")"},
    {"fingerprint", "string", "as it was heard over another channel; any digits and spacing",
     some_fingerprint},
    {"label", "string", "how this node's people will call it", R"("Paris")"},
};

inline constexpr Field partner[] = {
    {"service", "string", "the service", some_service},
    {"label", "string", "as this node calls it", R"("Paris")"},
    {"reader", "boolean", "true: a TAXII reader, which has no card and no node", "false"},
    {"suspended", "boolean", "true: it gets recalls and erasures only", "false"},
    {"held", "boolean", "true: nothing is taken from it before a fault is cleared", "false"},
    {"added", "string", "when it was added", some_time},
    {"sent", "integer", "last number of the outbox to it", "812"},
    {"taken", "integer", "last number that was taken from it", "790"},
    {"behind", "integer", "how many more it says it has", "0"},
    {"cells", "string[]", "cells in which it has a seat", R"(["straits"])"},
    {"card", "Card", "its newest card", "", false},
};
inline constexpr Field partner_list[] = {
    {"partners", "Partner[]", "in the order in which they were added", ""}};

inline constexpr Field why[] = {{"reason", "string", "why, for the journal", R"("a question of keys")"}};

inline constexpr Field cell_purpose[] = {
    {"id", "string", "a word: lower-case letters, digits, dashes", R"("counter-terrorism")"},
    {"title", "string", "for people", R"("Counter-terrorism")"},
    {"basis", "string", "the legal basis", R"("Straits agreement, article 3")"},
};

inline constexpr Field cell_seat[] = {
    {"service", "string", "the service", some_service},
    {"label", "string", "as this node calls it; empty: no partner of this node", R"("Paris")"},
    {"role", "string", "coordinator, member or observer", R"("member")"},
    {"accepted", "boolean", "whether it takes part", "true"},
    {"confirmed", "boolean", "whether this node's standing rules reach it", "false"},
    {"deputy", "boolean", "whether it votes when a coordinator is replaced", "true"},
};

inline constexpr Field cell_proposal[] = {
    {"proposer", "string", "label or id", R"("Paris")"},
    {"number", "integer", "of the version", "3"},
    {"proposal", "string", "what a vote names", some_digest},
    {"changes", "string[]", "a sentence each", R"(["Paris coordinates"])"},
    {"votes", "integer", "that came here; only the proposer gets them", "1"},
    {"quorum", "integer", "how many it takes", "2"},
};

inline constexpr Field cell[] = {
    {"cell", "string", "the cell: the hash of its first version", some_digest},
    {"label", "string", "as this node calls it", R"("straits")"},
    {"name", "string", "as its coordinator calls it", R"("straits")"},
    {"state", "string", "offered, joined, frozen or left", R"("joined")"},
    {"role", "string", "this service's own: coordinator, member or observer", R"("member")"},
    {"number", "integer", "of the version; for an observer, of the statement about its seat", "2"},
    {"coordinator", "string", "label or id", R"("Rabat")"},
    {"quorum", "integer", "how many deputies replace a lost coordinator; 0: there are none", "2"},
    {"purposes", "CellPurpose[]", "for which its services may act; nothing for an observer", ""},
    {"seats", "CellSeat[]", "the roster; nothing for an observer", ""},
    {"proposals", "CellProposal[]", "versions that wait for votes", ""},
    {"contested", "string[]", "of a frozen cell: hashes of versions, of which one must stand", "[]"},
    {"seat_offered", "boolean", "true: another coordinator than before offers the observer's seat", "false"},
};
inline constexpr Field cell_list[] = {{"cells", "Cell[]", "by label", ""}};

inline constexpr Field new_cell[] = {
    {"name", "string", "of the cell", R"("straits")"},
    {"members", "string[]", "partners who get a member's seat", R"(["Paris", "Madrid"])", false},
    {"observers", "string[]", "partners who get an observer's seat", R"(["Observatory"])", false},
    {"deputies", "string[]", "of the members: they replace a lost coordinator", R"(["Paris", "Madrid"])",
     false},
    {"quorum", "integer", "how many of them it takes; the smallest majority where it is not said", "2",
     false},
    {"purposes", "CellPurpose[]", "at least one", ""},
};

inline constexpr Field cell_change[] = {
    {"name", "string", "another name", R"("straits")", false},
    {"members", "string[]", "services that get a member's seat", R"(["Paris"])", false},
    {"observers", "string[]", "services that get an observer's seat", "[]", false},
    {"removed", "string[]", "services that lose their seat", "[]", false},
    {"deputies", "string[]", "all deputies from now on", R"(["Paris"])", false},
    {"quorum", "integer", "how many of them it takes", "1", false},
    {"purposes", "CellPurpose[]", "added, or changed where the id stands", "", false},
    {"ended_purposes", "string[]", "ids of purposes that end", "[]", false},
    {"coordinate", "boolean", "true: this service takes the coordination over", "false", false},
    {"stands", "string", "of a frozen cell: hash of the version that stands", some_digest, false},
};

inline constexpr Field cell_changed[] = {
    {"cell", "Cell", "as it stands now", ""},
    {"waits_for_votes", "boolean", "true: nothing has changed before deputies have voted", "false"},
};

inline constexpr Field cell_vote[] = {
    {"proposer", "string", "whose proposal", R"("Paris")"},
    {"proposal", "string", "the digest that was shown", some_digest},
};

inline constexpr Field policy[] = {
    {"agreements", "object[]", "what may go where, for which uses",
     R"([{"countries": ["FR"], "name": "straits", "uses": ["intelligence"]}])", false},
    {"red_lines", "object[]", "what must never go", "[]", false},
    {"second_officer", "object[]", "when a second officer must stand by an order", "[]", false},
    {"standing", "object[]", "orders for records to come", "[]", false},
};

inline constexpr Field policy_shown[] = {
    {"version", "integer", "1, 2, 3, ...; 0: none was ever set", "4"},
    {"policy", "Policy", "the rules", ""},
    {"since", "string", "when it was set; absent where none was", some_time, false},
    {"by", "string", "who set it", R"("amina")", false},
};

inline constexpr Schema all[] = {
    {"CardKey", "A signing key.", card_key},
    {"Card", "What a service says of itself.", card},
    {"NextCard", "A card to take into use.", next_card},
    {"OutboxEnd", "How far one outbox went.", outbox_end},
    {"OutboxEnds", "How far each outbox went.", outbox_ends},
    {"NewPartner", "A service to trust.", new_partner},
    {"Partner", "Another service.", partner},
    {"PartnerList", "Partners.", partner_list},
    {"Why", "Why it is done.", why},
    {"CellPurpose", "For what a cell's services may act.", cell_purpose},
    {"CellSeat", "One service's seat.", cell_seat},
    {"CellProposal", "A version that waits for votes.", cell_proposal},
    {"Cell", "A standing group of services.", cell},
    {"CellList", "Cells.", cell_list},
    {"NewCell", "A cell to found.", new_cell},
    {"CellChange", "What is to be different; the rest stays.", cell_change},
    {"CellChanged", "What became of a change.", cell_changed},
    {"CellVote", "A deputy's vote.", cell_vote},
    {"Policy", "Agreements, red lines and rules; docs/handling.md explains each.", policy},
    {"PolicyShown", "The rules in force.", policy_shown},
};

}  // namespace tansiq::wire::api::partner_bodies
