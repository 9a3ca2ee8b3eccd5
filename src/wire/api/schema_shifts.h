#pragma once

/// Bodies of the routes about shifts.

#include "wire/api/schema.h"

namespace tansiq::wire::api::shift_bodies {

inline constexpr const char* some_instant = R"("2026-05-01T22:00:00.000000Z")";

inline constexpr Field shift_start[] = {
    {"post", "string", "where; the duty desk where not given", R"("duty desk")", false},
    {"relieve", "string", "why the officer on duty cannot hand over", R"("taken ill")", false},
};
inline constexpr Field hand_over[] = {
    {"post", "string", "where; the duty desk where not given", R"("duty desk")", false},
    {"to", "string", "the officer who comes", R"("badr")"},
    {"note", "string", "what he should know; lines are allowed", R"("quiet but one")", false},
    {"notes", "object", "notes on open threads, by the id of their root",
     R"({"threat-warning--00000000-0000-4000-8000-000000000001": "call Rabat at six"})", false},
};
inline constexpr Field shift_end[] = {
    {"post", "string", "where; the duty desk where not given", R"("duty desk")", false},
    {"note", "string", "lines are allowed", R"("nobody comes before eight")", false},
};
inline constexpr Field open_thread[] = {
    {"id", "string", "of the root", R"("threat-warning--00000000-0000-4000-8000-000000000001")"},
    {"asker", "string", "the identity that stands for who asks",
     R"("identity--00000000-0000-4000-8000-000000000009")"},
    {"status", "string", "of the thread then", R"("unacknowledged")"},
    {"due", "string", "the first thing owed in it", some_instant, false},
    {"note", "string", "of the officer who goes", R"("call Rabat at six")", false},
};
inline constexpr Field shift_change[] = {
    {"kind", "string", "start, hand-over or end", R"("hand-over")"},
    {"post", "string", "where", R"("duty desk")"},
    {"at", "string", "when", some_instant},
    {"from", "string", "who goes", R"("amal")", false},
    {"to", "string", "who comes", R"("badr")", false},
    {"note", "string", "of who goes, or why who went was relieved", R"("quiet but one")", false},
    {"open", "ShiftThread[]", "what was open then", ""},
};
inline constexpr Field duty[] = {
    {"post", "string", "where", R"("duty desk")"},
    {"officer", "string", "who", R"("amal")"},
    {"from", "string", "since when", some_instant},
    {"until", "string", "until when; not given: still", some_instant, false},
};
inline constexpr Field shifts[] = {
    {"on_duty", "Duty[]", "now, by post", ""},
    {"offered", "ShiftChange[]", "hand-overs that who comes has not taken yet", ""},
    {"earlier", "Duty[]", "ended, the newest first", ""},
    {"doubtful", "ShiftChange[]", "changes that did not fit the ones before", ""},
};

inline constexpr Schema all[] = {
    {"ShiftStart", "Sitting down at a post.", shift_start},
    {"HandOver", "Handing a post to the next officer.", hand_over},
    {"ShiftEnd", "Leaving a post.", shift_end},
    {"ShiftThread", "A thread that was open.", open_thread},
    {"ShiftChange", "How duty began, passed on or ended.", shift_change},
    {"Duty", "One officer's time at a post.", duty},
    {"Shifts", "Who is and was on duty.", shifts},
};

}  // namespace tansiq::wire::api::shift_bodies
