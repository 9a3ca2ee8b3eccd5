#pragma once

/// Bodies of the routes about TAXII readers and what they handed in.

#include "wire/api/schema.h"

namespace tansiq::wire::api::reader_bodies {

inline constexpr const char* some_instant = R"("2026-05-01T10:00:00.000000Z")";

inline constexpr Field reader[] = {
    {"name", "string", "its account, and what officers call it as a partner", R"("siem")"},
    {"service", "string", "the id under which it is a partner", R"("3f1c")"},
    {"country", "string", "ISO 3166-1 alpha-2", R"("MA")"},
    {"collection", "string", "id of the only collection that it sees", R"("4b2f")"},
    {"purpose", "string", "standing; journaled with every read", R"("detection")"},
    {"basis", "string", "legal basis", R"("Act 12, article 3")"},
    {"case", "string", "where there is one", R"("7/2026")", false},
    {"added", "string", "when", some_instant},
    {"expires", "string", "after it nobody logs in by it", some_instant, false},
    {"disabled", "boolean", "whether it is given nothing any more", "false"},
    {"released", "integer", "number of its last release", "12"},
};
inline constexpr Field reader_list[] = {
    {"readers", "TaxiiReader[]", "in the order in which they were added", ""}};
inline constexpr Field new_reader[] = {
    {"name", "string", "of the account and the partner", R"("siem")"},
    {"country", "string", "ISO 3166-1 alpha-2: agreements and red lines ask for it", R"("MA")"},
    {"purpose", "string", "standing", R"("detection")"},
    {"basis", "string", "legal basis", R"("Act 12, article 3")"},
    {"case", "string", "where there is one", R"("7/2026")", false},
    {"expires", "string", "after it nobody logs in by it", some_instant, false},
    {"password", "string", "at least 12 characters; one is made where it is not given",
     R"("a long enough one")", false},
};
inline constexpr Field added_reader[] = {
    {"reader", "TaxiiReader", "the reader", ""},
    {"password", "string", "the one that was made, shown this once", R"("a long enough one")", false},
};
inline constexpr Field reader_change[] = {
    {"disabled", "boolean", "gives it nothing any more, or again", "true", false},
    {"expires", "string?", "null: never", some_instant, false},
    {"purpose", "string", "standing; with basis", R"("detection")", false},
    {"basis", "string", "legal basis", R"("Act 12, article 3")", false},
    {"case", "string", "where there is one", R"("7/2026")", false},
    {"password", "string", "a new one", R"("a long enough one")", false},
    {"reason", "string", "a line for the journal", R"("the contract ended")", false},
};

inline constexpr Field handed_in[] = {
    {"submission", "string", "id of the POST", R"("5d2340bc")"},
    {"caller", "string", "who brought it: not who made it", R"("siem")"},
    {"received", "string", "when", some_instant},
    {"objects", "integer", "that wait", "3"},
    {"bytes", "integer", "of them together", "2100"},
};
inline constexpr Field handed_in_list[] = {
    {"submissions", "HandedIn[]", "of which anything waits, the oldest first", ""}};
inline constexpr Field handed_object[] = {
    {"id", "string", "as it came", R"("indicator--00000000-0000-4000-8000-000000000001")"},
    {"version", "string", "as it came", some_instant},
    {"state", "string", "waiting, adopted or dropped", R"("waiting")"},
    {"held_in", "string", "a collection that holds a record of this id", R"("records")", false},
    {"object", "object", "what it says; only while it waits", R"({"type": "indicator"})", false},
};
inline constexpr Field handed_objects[] = {{"objects", "HandedObject[]", "of one submission", ""}};
inline constexpr Field adoption[] = {
    {"ids", "string[]", "of objects; all that wait where not given", R"(["indicator--1"])", false},
    {"reason", "string", "a line for the journal", R"("checked by telephone")", false},
};
inline constexpr Field adopted[] = {
    {"created", "integer", "first versions", "2"},
    {"versions", "integer", "further versions", "0"},
    {"same", "integer", "held already", "0"},
    {"conflicts", "integer", "held in this version with other content; kept beside", "0"},
    {"conflict_ids", "string[]", "of those", "[]"},
};
inline constexpr Field dropped[] = {{"dropped", "integer", "objects whose content is gone", "2"}};

inline constexpr Schema all[] = {
    {"TaxiiReader", "A partner without a node.", reader},
    {"TaxiiReaderList", "TAXII readers.", reader_list},
    {"NewTaxiiReader", "A reader to make.", new_reader},
    {"AddedTaxiiReader", "The reader that was made.", added_reader},
    {"TaxiiReaderChange", "What changes of a reader; what is not given stays.", reader_change},
    {"HandedIn", "What one caller handed in at once.", handed_in},
    {"HandedInList", "What waits to be adopted.", handed_in_list},
    {"HandedObject", "One object that was handed in.", handed_object},
    {"HandedObjects", "Objects that were handed in.", handed_objects},
    {"Adoption", "What is adopted.", adoption},
    {"Adopted", "What became of it.", adopted},
    {"DroppedSubmitted", "What was thrown away.", dropped},
};

}  // namespace tansiq::wire::api::reader_bodies
