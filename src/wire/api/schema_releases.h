#pragma once

/// The bodies of releasing. Part of the table in schema.cc.

#include "wire/api/schema.h"

namespace tansiq::wire::api::release_bodies {

inline constexpr std::string_view some_version = R"("2026-05-01T10:00:00.000Z")";
inline constexpr std::string_view some_time = R"("2026-05-01T10:00:00.000000Z")";
inline constexpr std::string_view some_record = R"("identity--0f3c1f6e-5a0e-4c59-8c5b-7f3a9a1b2c3d")";
inline constexpr std::string_view some_order = R"("91a7b528-80eb-42ed-a74d-c6fbd5a26116")";

inline constexpr Field release_order[] = {
    {"ids", "string[]", "of the objects; or else a query by the members below",
     R"(["identity--0f3c1f6e-5a0e-4c59-8c5b-7f3a9a1b2c3d"])", false},
    {"version", "string", "of the only id: a version's timestamp; the last where it is not said",
     some_version, false},
    {"collection", "string", "id or alias; for a query records where it is not said", R"("records")", false},
    {"all", "boolean", "every own record of the collection", "false", false},
    {"types", "string[]", "own records of these types", R"(["indicator"])", false},
    {"added_after", "string", "own records filed later than this", some_time, false},
    {"imports", "integer[]", "own records filed by these entries of the journal", "[12]", false},
    {"to", "string[]", "partners by name or id; or one cell, for all its members", R"(["straits"])"},
    {"cell", "string", "in which cell; where it is not said, the only one in which all of them take part",
     R"("straits")", false},
    {"cut", "string[]", "properties to leave out, as JSON pointers", R"(["/description"])", false},
    {"reason", "string", "a line for the journal", R"("asked for by the meeting of May")", false},
    {"dry_run", "boolean", "says what would come of it and sends nothing", "false", false},
};

inline constexpr Field because[] = {
    {"reason", "string", "a word: named, no_grade, not_releasable, ... (docs/handling.md)",
     R"("not_releasable")"},
    {"subject", "string", "what it is about: a JSON pointer, a country, a rule", R"("/description")", false},
    {"against", "boolean", "whether it keeps the record from being released", "true"},
};

inline constexpr Field release_outcome[] = {
    {"id", "string", "of the object", some_record},
    {"version", "string", "of the record", some_version},
    {"partner", "string", "this node's name for it", R"("madrid")"},
    {"outcome", "string",
     "released, held (it has just this already), waiting (for a second officer), withheld", R"("withheld")"},
    {"whole", "boolean", "released: whether nothing was cut", "true"},
    {"reasons", "Because[]", "all that count", ""},
    {"sentence", "string", "the same for an officer",
     R"("Withheld from madrid: nobody said that this partner may get it.")"},
};

inline constexpr Field released[] = {
    {"order", "string", "its random id, as the journal has it", some_order},
    {"dry_run", "boolean", "true: nothing was sent", "false"},
    {"cell", "string", "in which it was done; absent: outside any", R"("straits")", false},
    {"partners", "string[]", "for whom", R"(["madrid"])"},
    {"records", "integer", "how many it was about", "1"},
    {"released", "integer", "records times partners", "1"},
    {"held", "integer", "that partners held already", "0"},
    {"waiting", "integer", "that wait for a second officer", "0"},
    {"withheld", "integer", "that were withheld", "0"},
    {"outcomes", "ReleaseOutcome[]", "up to 1000 of each kind", ""},
    {"complete", "boolean", "whether all outcomes are listed", "true"},
};

inline constexpr Schema all[] = {
    {"ReleaseOrder", "What to release, and to whom.", release_order},
    {"Because", "One cause of a decision.", because},
    {"ReleaseOutcome", "What came of one record and one partner.", release_outcome},
    {"Released", "What came of an order.", released},
};

}  // namespace tansiq::wire::api::release_bodies
