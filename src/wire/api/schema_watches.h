#pragma once

/// Bodies of the routes about watch rules.

#include "wire/api/schema.h"

namespace tansiq::wire::api::watch_bodies {

inline constexpr const char* some_rule = R"("5f0c6ad3-8b9e-4c55-9a57-6b5f0a1d2c33")";
inline constexpr const char* some_instant = R"("2026-05-01T10:00:00.000000Z")";

inline constexpr Field watch_wanted[] = {
    {"sought", "string", "name, document, place or record", R"("name")"},
    {"value", "string", "what is sought", R"("Fulan al-Mithal")"},
    {"expires", "string", "when it ends; within 366 days", R"("2026-06-01T00:00:00Z")"},
};
inline constexpr Field watch_rule[] = {
    {"id", "string", "of the rule", some_rule},
    {"sought", "string", "name, document, place or record", R"("name")"},
    {"value", "string", "what is sought", R"("Fulan al-Mithal")"},
    {"purpose", "string", "why", R"("counter-terrorism")"},
    {"basis", "string", "on what legal basis", R"("Act 12, article 3")"},
    {"case", "string", "in which case", R"("7/2026")", false},
    {"made_by", "string", "an officer", R"("amal")"},
    {"confirmed_by", "string", "another officer; not given: it looks at nothing yet", R"("badr")", false},
    {"expires", "string", "when it ends", some_instant},
};
inline constexpr Field watch_hit[] = {
    {"number", "integer", "1, 2, 3, ... of the rule", "1"},
    {"originator", "string", "whose record it is", R"("rabat")"},
    {"id", "string", "of the record", R"("identity--00000000-0000-4000-8000-000000000001")"},
    {"version", "string", "of the record", R"("2026-05-01T10:00:00.000Z")"},
    {"pointer", "string", "where in it: a JSON pointer", R"("/name")"},
    {"at", "string", "when it was found", some_instant},
};
inline constexpr Field watch_shown[] = {
    {"rule", "WatchRule", "what is sought, by whom and why", ""},
    {"in_force", "boolean", "whether it looks at anything", "true"},
    {"found", "integer", "how often it found something", "1"},
    {"hits", "WatchHit[]", "the newest", ""},
};
inline constexpr Field watch_list[] = {{"watches", "Watch[]", "every rule with what it found", ""}};
inline constexpr Field watch_removed[] = {{"id", "string", "of the rule", some_rule}};
inline constexpr Field watch_news[] = {
    {"rule", "WatchRule", "which found it", ""},
    {"count", "integer", "how much this officer does not know of", "1"},
    {"newest", "WatchHit", "the newest of it", ""},
};

inline constexpr Schema all[] = {
    {"WatchWanted", "A watch rule to be made.", watch_wanted},
    {"WatchRule", "What is to be told of when it appears in what is received.", watch_rule},
    {"WatchHit", "One version of a record in which a rule found something.", watch_hit},
    {"Watch", "A rule with what it found.", watch_shown},
    {"WatchList", "Watch rules.", watch_list},
    {"WatchRemoved", "A rule that is no more.", watch_removed},
    {"WatchNews", "What a rule found and an officer does not know of.", watch_news},
};

}  // namespace tansiq::wire::api::watch_bodies
