#pragma once

/// Bodies of the routes about passing partners' records on.

#include "wire/api/schema.h"

namespace tansiq::wire::api::onward_bodies {

inline constexpr const char* some_ask = R"("5f0c6ad3-8b9e-4c55-9a57-6b5f0a1d2c33")";

inline constexpr Field onward_wanted[] = {
    {"id", "string", "of the record", R"("identity--00000000-0000-4000-8000-000000000001")"},
    {"to", "string", "the partner that is to get it, by name or id", R"("madrid")"},
    {"originator", "string", "whose record, where several services sent one of this id", R"("rabat")", false},
    {"reason", "string", "why; the originator's people read it", R"("They asked about the same van.")",
     false},
};
inline constexpr Field onward_ask[] = {
    {"ask", "string", "its id", some_ask},
    {"side", "string", "ours: this node asked; theirs: it was asked", R"("ours")"},
    {"state", "string", "waiting, permitted, refused or withdrawn", R"("waiting")"},
    {"partner", "string", "the originator (ours) or the holder (theirs)", R"("rabat")"},
    {"recipient", "string", "who is to get it; an id where that is no partner", R"("madrid")"},
    {"id", "string", "of the record; not given where it is gone",
     R"("identity--00000000-0000-4000-8000-000000000001")", false},
    {"version", "string", "of the record", R"("2026-05-01T10:00:00.000Z")", false},
    {"reason", "string", "why it was asked", R"("They asked about the same van.")"},
    {"answer", "string", "why it was refused", R"("")"},
    {"by", "string", "who asked (ours) or answered (theirs)", R"("amina")"},
    {"since", "string", "when it was asked", R"("2026-05-01T10:00:00.000000Z")"},
};
inline constexpr Field onward_list[] = {{"asks", "OnwardAsk[]", "those that wait first", ""}};
inline constexpr Field onward_answer[] = {
    {"permit", "boolean", "else it is refused", "true"},
    {"reason", "string", "of a refusal; the holder's people read it", R"("not while the inquiry runs")",
     false},
};

inline constexpr Schema all[] = {
    {"OnwardWanted", "A record that is to go on to a further service.", onward_wanted},
    {"OnwardAsk", "A question whether one copy may go on to one further service.", onward_ask},
    {"OnwardList", "Questions about passing on.", onward_list},
    {"OnwardAnswer", "What an officer answers.", onward_answer},
};

}  // namespace tansiq::wire::api::onward_bodies
