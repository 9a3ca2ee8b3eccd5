#pragma once

/// Bodies of the routes about warnings, threads and the desk.

#include "wire/api/schema.h"

namespace tansiq::wire::api::desk_bodies {

inline constexpr const char* some_warning = R"("threat-warning--00000000-0000-4000-8000-000000000001")";
inline constexpr const char* some_moment = R"("2026-05-01T10:00:00.000Z")";

inline constexpr Field warning_wanted[] = {
    {"to", "string[]", "partners by name or id, or one cell for all its members", R"(["madrid"])"},
    {"cell", "string", "in which cell, where several are shared", R"("straits")", false},
    {"warning", "object", "what it says, as docs/records.md names it: at least name and acknowledge_by",
     R"({"name": "Something on the late train", "acknowledge_by": "2026-05-01T11:00:00Z"})"},
    {"grade", "string", "Admiralty code for its handling; F6 where not given", R"("C3")", false},
    {"tlp", "string", "TLP 2.0 for its handling; amber where not given", R"("amber")", false},
};
inline constexpr Field review_wanted[] = {
    {"to", "string[]", "partners by name or id, or one cell for all its members", R"(["madrid"])"},
    {"cell", "string", "in which cell, where several are shared", R"("straits")", false},
    {"report", "object",
     "what happened, as docs/records.md names an outcome-report: at least name and outcome; report_by",
     R"({"name": "A fire at the depot", "outcome": "occurred", "report_by": "2026-05-03T12:00:00Z"})"},
    {"grade", "string", "Admiralty code for its handling; F6 where not given", R"("C3")", false},
    {"tlp", "string", "TLP 2.0 for its handling; amber where not given", R"("amber")", false},
};
inline constexpr Field warning_change[] = {
    {"changes", "object", "a merge patch of what it says", R"({"description": "It is the early train."})",
     false},
    {"cancel", "boolean", "withdraws it", "true", false},
    {"reason", "string", "a line for the journal", R"("the source was mistaken")", false},
};
inline constexpr Field changed[] = {
    {"id", "string", "of the warning", some_warning},
    {"version", "string", "the last one now", some_moment},
    {"previous", "string", "the one before", some_moment},
    {"released", "integer", "partners that got it at once", "2"},
    {"recalled", "integer", "copies asked back from who may not have it any more", "0"},
};
inline constexpr Field acknowledging[] = {
    {"action", "string", "received (where not given), acting or declined", R"("acting")", false},
    {"note", "string", "who warned reads it", R"("patrols doubled")", false},
    {"cell", "string", "in which cell, where several are shared", R"("straits")", false},
};
inline constexpr Field outcome_wanted[] = {
    {"outcome", "object", "what came of it, as docs/records.md names it: at least name and outcome",
     R"({"name": "Two held, nobody hurt", "outcome": "prevented"})"},
    {"cell", "string", "in which cell, where several are shared", R"("straits")", false},
};
inline constexpr Field sent_work[] = {
    {"id", "string", "of the object that was filed", some_warning},
    {"version", "string", "its version", some_moment},
    {"sent", "string[]", "the partners to whom it was released", R"(["madrid"])"},
};

inline constexpr Field part[] = {
    {"service", "string", "this node's name for it, or the identity that stands for it", R"("madrid")"},
    {"state", "string", "silent, received, acting, declined, reported, unseen", R"("acting")"},
    {"late", "boolean", "its first word came after the deadline", "false"},
    {"anew", "boolean", "it answered an earlier version and must again", "false"},
    {"officer", "string", "who answered last", R"("amina")", false},
    {"held", "string", "when who warned durably held its first word", some_moment, false},
};
inline constexpr Field owed[] = {
    {"by", "string", "the service that owes it", R"("madrid")"},
    {"what", "string", "acknowledge, report", R"("acknowledge")"},
    {"due", "string", "by when", some_moment, false},
    {"overdue", "boolean", "whether that has passed", "false"},
};
inline constexpr Field thread_answer[] = {
    {"id", "string", "of the object", R"("acknowledgement--00000000-0000-4000-8000-000000000002")"},
    {"type", "string", "of the object", R"("acknowledgement")"},
    {"version", "string", "of the object", some_moment},
    {"by", "string", "whose it is", R"("madrid")"},
    {"officer", "string", "who said it", R"("amina")", false},
    {"word", "string", "what it says", R"("acting")"},
    {"verdict", "string", "whether it counts, or why not", R"("counts")"},
    {"text", "string", "what it says in its officer's words", R"("patrols doubled")", false},
    {"held", "string", "when who warned durably held it", some_moment, false},
};
inline constexpr Field thread_clock[] = {
    {"service", "string", "whose clock; one that this node does not hear is missing", R"("madrid")"},
    {"ahead_us", "integer", "microseconds ahead of this node's at its last heartbeat, the way included",
     "-1200"},
};
inline constexpr Field thread[] = {
    {"id", "string", "of the root", some_warning},
    {"asker", "string", "who asks", R"("rabat")"},
    {"kind", "string", "of work", R"("warning")"},
    {"nature", "string", "actual, exercise or test", R"("actual")"},
    {"title", "string", "as the asker wrote it", R"("Something on the late train")"},
    {"created", "string", "by the asker's clock", some_moment},
    {"version", "string", "the newest of the root", some_moment},
    {"status", "string", "unacknowledged, acknowledged, acting, overdue, closed", R"("acknowledged")"},
    {"standing", "string", "open, overdue or closed", R"("open")"},
    {"closed_by", "string", "outcome, cancelled, superseded, expired", R"("outcome")", false},
    {"successor", "string", "the root that superseded it", some_warning, false},
    {"partial", "boolean", "others may have answered where this node need not know", "false"},
    {"parts", "ThreadPart[]", "how it stands with each service that is asked", ""},
    {"owed", "Owed[]", "who owes what by when", ""},
    {"answers", "ThreadAnswer[]", "what was said, by version; what counts for nothing included", ""},
    {"remarks", "string[]", "where the objects disagree", "[]"},
    {"lines", "string[]", "the same in sentences", R"(["Something on the late train: acknowledged."])"},
    {"root", "object?", "the newest version of what was asked; only of a single thread",
     R"({"name": "Something"})"},
    {"clocks", "ThreadClock[]", "of a single thread: how far the clocks of those concerned differ", "",
     false},
};
inline constexpr Field thread_list[] = {
    {"threads", "Thread[]", "the newest first; what is real before exercises and tests", ""},
    {"count", "integer", "how many there are in all", "1"},
};
inline constexpr Field proof_service[] = {
    {"service", "string", "its id", R"("0f3c9b1de4a25f6788c0d1e2f3a4b5c60718293a4b5c6d7e8f90a1b2c3d4e5f6")"},
    {"name", "string", "what its card calls it", R"("rabat")"},
    {"fingerprint", "string", "to be compared with its own people",
     R"("04218 77310 11122 33344 55566 77788")"},
};
inline constexpr Field proof_fact[] = {
    {"time", "string", "by the clock of whoever says so", some_moment},
    {"by", "string", "the service that is bound by it", R"("rabat")"},
    {"sentence", "string", "what is proven", R"("entry 12 of its journal: raise-warning by amina")"},
};
inline constexpr Field proof[] = {
    {"about", "string", "of the root", some_warning},
    {"services", "ProofService[]", "on whose cards it rests", ""},
    {"facts", "ProofFact[]", "what it shows, by time", ""},
    {"bundle", "string", "the proof: docs/formats.md", R"("tansiq/proof/1")"},
};
inline constexpr Field desk_entry[] = {
    {"id", "string", "of the root", some_warning},
    {"asker", "string", "who asks", R"("rabat")"},
    {"kind", "string", "of work", R"("warning")"},
    {"nature", "string", "actual, exercise or test", R"("actual")"},
    {"title", "string", "as the asker wrote it", R"("Something on the late train")"},
    {"what", "string", "what this service owes; nothing in the pile know", R"("acknowledge")", false},
    {"status", "string", "of the thread", R"("unacknowledged")"},
    {"due", "string", "by when", some_moment, false},
    {"overdue", "boolean", "whether that has passed", "false"},
    {"unread", "boolean", "whether this officer has not read it as it is now", "true"},
    {"line", "string", "the same in a sentence", R"("rabat warns: Something on the late train.")"},
};
inline constexpr Field tally[] = {
    {"pile", "string", "acknowledge, answer or know", R"("acknowledge")"},
    {"nature", "string", "actual, exercise or test", R"("actual")"},
    {"count", "integer", "how many wait", "1"},
    {"overdue", "integer", "of them too late", "0"},
    {"unread", "integer", "of them not read", "1"},
    {"first_due", "string", "what is due first", some_moment, false},
};
inline constexpr Field the_desk[] = {
    {"summary", "string[]", "what waits, in three lines at most for what is real",
     R"(["To acknowledge: 1."])"},
    {"tallies", "Tally[]", "how much waits, by pile and nature; only where anything does", ""},
    {"acknowledge", "DeskEntry[]", "somebody waits to hear that a person took it", ""},
    {"answer", "DeskEntry[]", "something else is owed", ""},
    {"know", "DeskEntry[]", "nothing is owed; not read yet", ""},
    {"watched", "WatchNews[]", "what watch rules found; not read yet", ""},
};
inline constexpr Field desk_read[] = {{"read", "integer", "what is known now", "3"}};

inline constexpr Schema all[] = {
    {"WarningWanted", "What partners are warned of.", warning_wanted},
    {"ReviewWanted", "An attack that nobody warned of, and who is asked what he held.", review_wanted},
    {"WarningChange", "How an own warning changes.", warning_change},
    {"WarningChanged", "The next version.", changed},
    {"Acknowledging", "That a person took a warning.", acknowledging},
    {"OutcomeWanted", "What came of a warning.", outcome_wanted},
    {"SentWork", "What was filed and released.", sent_work},
    {"ThreadPart", "How it stands with one service.", part},
    {"Owed", "Who owes what by when.", owed},
    {"ThreadAnswer", "One answer.", thread_answer},
    {"ThreadClock", "How far a service's clock differs.", thread_clock},
    {"Thread", "A warning with all its answers.", thread},
    {"ThreadList", "Threads.", thread_list},
    {"DeskEntry", "One thing on an officer's desk.", desk_entry},
    {"Tally", "How much waits in a pile.", tally},
    {"Desk", "An officer's desk.", the_desk},
    {"DeskRead", "What was read.", desk_read},
    {"ProofService", "A service on whose cards a proof rests.", proof_service},
    {"ProofFact", "One thing that a proof shows.", proof_fact},
    {"Proof", "A proof of who was told what and when.", proof},
};

}  // namespace tansiq::wire::api::desk_bodies
