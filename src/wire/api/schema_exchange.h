#pragma once

/// The bodies of what went to partners and what became of it. Part of the table in schema.cc.

#include "wire/api/schema.h"

namespace tansiq::wire::api::exchange_bodies {

inline constexpr std::string_view some_time = R"("2026-05-01T10:00:00.000000Z")";
inline constexpr std::string_view some_version = R"("2026-05-01T10:00:00.000Z")";
inline constexpr std::string_view some_record = R"("identity--0f3c1f6e-5a0e-4c59-8c5b-7f3a9a1b2c3d")";
inline constexpr std::string_view some_order = R"("91a7b528-80eb-42ed-a74d-c6fbd5a26116")";

inline constexpr Field outbox_line[] = {
    {"partner", "string", "this node's name for it", R"("madrid")"},
    {"epoch", "integer", "of the outbox", "1"},
    {"number", "integer", "of the envelope in it", "42"},
    {"kind", "string", "record, recall, erase, receipt, cell, ...", R"("record")"},
    {"id", "string", "of a record: of the object", some_record, false},
    {"version", "string", "of a record", some_version, false},
    {"sent", "string", "when it was put there", some_time},
    {"fate", "string", "released, delivered, refused, opened, recalled, purged, overdue", R"("delivered")"},
    {"reason", "string", "of a refusal; of a recall its deadline", R"("conflict")", false},
    {"erased", "boolean", "whether its content is gone here", "false"},
    {"act", "integer", "entry of the journal under which it went", "17"},
};
inline constexpr Field outbox[] = {{"lines", "OutboxLine[]", "by partner and number", ""}};

inline constexpr Field inbox_line[] = {
    {"partner", "string", "who sent it, by this node's name", R"("rabat")"},
    {"epoch", "integer", "of its outbox", "1"},
    {"number", "integer", "of the envelope in it", "42"},
    {"kind", "string", "record, recall, erase, receipt, cell, ...", R"("record")"},
    {"originator", "string", "whose it is", R"("rabat")"},
    {"id", "string", "of a record: of the object", some_record, false},
    {"version", "string", "of a record", some_version, false},
    {"received", "string", "when it was durable here", some_time},
    {"refused", "string", "why its content was not taken", R"("conflict")", false},
    {"opened", "string", "when a person here said to have seen it", some_time, false},
    {"purged", "string", "when it was removed, as asked", some_time, false},
};
inline constexpr Field inbox[] = {{"lines", "InboxLine[]", "by partner and number", ""}};
inline constexpr Field opened_record[] = {
    {"versions", "integer", "that nobody here had opened before", "1"},
    {"partners", "string[]", "who is told", R"(["rabat"])"},
};

inline constexpr Field previewed[] = {
    {"id", "string", "of the object", some_record},
    {"version", "string", "of the record", some_version},
    {"partner", "string", "as whom", R"("madrid")"},
    {"cell", "string", "in which; absent: outside any", R"("straits")", false},
    {"released", "boolean", "whether it would be given if it held nothing of the object", "true"},
    {"reasons", "Because[]", "all that count", ""},
    {"sentence", "string", "what an order would come to now, for an officer",
     R"("Released whole to madrid: named among those who may have it.")"},
    {"copy", "object", "exactly what it would get", R"({"type":"identity"})", false},
    {"conditions", "object", "under which", R"({"tlp":"amber"})", false},
    {"holds", "string", "the version that it holds; absent: none", some_version, false},
};

inline constexpr Field recall_order[] = {
    {"id", "string", "of an object of this service", some_record},
    {"versions", "string[]", "which; else every version, also those that come late", "[]", false},
    {"replacement", "string", "the version that is right: it stays", some_version, false},
    {"reason", "string", "the holders' people read it", R"("the source was wrong")", false},
    {"deadline", "string", "after it the silent are overdue; else in three days", some_time, false},
};
inline constexpr Field recalled[] = {
    {"id", "string", "of the object", some_record},
    {"deadline", "string", "after it the silent are overdue", some_time},
    {"releases", "integer", "that stand as recalled now", "3"},
    {"holders", "string[]", "to whom it went", R"(["madrid"])"},
};

inline constexpr Field fault[] = {
    {"partner", "string", "this node's name for it", R"("madrid")"},
    {"number", "integer", "by which it is cleared", "1"},
    {"fault", "string", "a word: gap, fork, wrong-recipient, false-receipt, ...", R"("wrong-recipient")"},
    {"at", "integer", "number of the envelope", "42", false},
    {"sentence", "string", "what happened and what to do",
     R"("The partner sent what is meant for another service.")"},
    {"needs_officer", "boolean", "whether it goes only when an officer clears it", "true"},
    {"stops", "boolean", "whether nothing more is taken from this partner until then", "true"},
    {"count", "integer", "how often it happened", "1"},
    {"first", "string", "when", some_time},
    {"last", "string", "when last", some_time},
    {"cleared", "string", "when an officer cleared it", some_time, false},
    {"cleared_by", "string", "who", R"("amina")", false},
};
inline constexpr Field fault_list[] = {{"faults", "PairFault[]", "the oldest first", ""}};

inline constexpr Field waiting_order[] = {
    {"order", "string", "its id", some_order},
    {"by", "string", "who gave it: another officer confirms it", R"("amina")"},
    {"since", "string", "when", some_time},
    {"partners", "string[]", "for whom", R"(["madrid"])"},
    {"records", "integer", "how many wait", "1"},
    {"reason", "string", "as it was given", R"("")"},
};
inline constexpr Field order_list[] = {{"orders", "WaitingOrder[]", "the oldest first", ""}};
inline constexpr Field order_dropped[] = {{"order", "string", "its id", some_order}};

inline constexpr Field proposal[] = {
    {"action", "string", "release or recall", R"("release")"},
    {"id", "string", "of the object", some_record},
    {"version", "string", "of the record", some_version},
    {"partner", "string", "this node's name for it", R"("madrid")"},
    {"cause", "string",
     "why it was decided anew: version, handling, review, cell, agreement, resumed, permission",
     R"("handling")"},
    {"sentence", "string", "the reasons", R"("Released whole to madrid.")"},
    {"since", "string", "when", some_time},
};
inline constexpr Field proposal_list[] = {{"proposals", "Proposal[]", "by record and age", ""}};
inline constexpr Field proposal_decision[] = {
    {"id", "string", "of the object", some_record},
    {"partner", "string", "by name or id", R"("madrid")"},
    {"accept", "boolean", "else it is dropped", "true", false},
    {"reason", "string", "a line for the journal", R"("agreed in May")", false},
};
inline constexpr Field proposal_decided[] = {
    {"proposal", "Proposal", "that was decided", ""},
    {"accepted", "boolean", "else dropped", "true"},
    {"recalled", "integer", "releases that were asked back", "0"},
    {"released", "Released", "what came of the order, where it was one", "", false},
};

inline constexpr Schema all[] = {
    {"OutboxLine", "One envelope that went out.", outbox_line},
    {"Outbox", "What went out.", outbox},
    {"InboxLine", "One envelope that came.", inbox_line},
    {"Inbox", "What came.", inbox},
    {"OpenedRecord", "What a person has seen.", opened_record},
    {"Previewed", "A record as a partner would get it.", previewed},
    {"RecallOrder", "What is asked back.", recall_order},
    {"Recalled", "Whom a recall reached.", recalled},
    {"PairFault", "What is wrong between this node and a partner.", fault},
    {"FaultList", "Faults.", fault_list},
    {"WaitingOrder", "A release that waits for a second officer.", waiting_order},
    {"OrderList", "Orders that wait.", order_list},
    {"OrderDropped", "An order that was dropped.", order_dropped},
    {"Proposal", "What deciding anew left to an officer.", proposal},
    {"ProposalList", "Open proposals.", proposal_list},
    {"ProposalDecision", "What an officer says to a proposal.", proposal_decision},
    {"ProposalDecided", "What came of it.", proposal_decided},
};

}  // namespace tansiq::wire::api::exchange_bodies
