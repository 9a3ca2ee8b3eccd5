#pragma once

/// The bodies of searching names and of leads. Part of the table in schema.cc.

#include "wire/api/schema.h"

namespace tansiq::wire::api::name_bodies {

inline constexpr std::string_view some_version = R"("2026-05-01T10:00:00.000Z")";

inline constexpr Field name_query[] = {
    {"name", "string", "as it is known, in any script", R"("Nadir Benkhalil")"},
    {"kind", "string", "person, organisation or place; any where it is not said", R"("person")", false},
    {"born", "string", "a day, a month, a year, or two of them with / between", R"("1979/1981")", false},
    {"nationalities", "string[]", "ISO 3166-1 alpha-2; those known to have others are left out", R"(["MA"])",
     false},
    {"sex", "string", "female or male", R"("male")", false},
};

inline constexpr Field name_search[] = {
    {"name", "string", "as it is known, in any script", R"("Nadir Benkhalil")"},
    {"kind", "string", "person, organisation or place; any where it is not said", R"("person")", false},
    {"born", "string", "a day, a month, a year, or two of them with / between", R"("1980")", false},
    {"nationalities", "string[]", "ISO 3166-1 alpha-2; those known to have others are left out", R"(["MA"])",
     false},
    {"sex", "string", "female or male", R"("male")", false},
    {"limit", "integer", "most leads, up to 100", "20", false},
    {"language", "string", "of the sentences: en, fr, ar or es", R"("en")", false},
    {"include_protected", "string", "the reason why victims and witnesses are looked at too",
     R"("the witness asked to be found")", false},
};

inline constexpr Field name_reason[] = {
    {"kind", "string", "what was observed: same, transliteration, short-form, missing, contradicted, ...",
     R"("transliteration")"},
    {"sought", "string", "the part of the name that was sought", R"("Nadir")", false},
    {"found", "string", "the part of the name that was found", R"("\u0646\u0627\u062f\u0631")", false},
    {"years", "integer", "how far the births lie apart", "4", false},
};

inline constexpr Field name_lead[] = {
    {"id", "string", "of the record", R"("identity--0f3c1f6e-5a0e-4c59-8c5b-7f3a9a1b2c3d")"},
    {"collection", "string", "where it is held", R"("records")"},
    {"name", "string", "the record's name that matched best",
     R"("\u0646\u0627\u062f\u0631 \u0628\u0646 \u062e\u0644\u064a\u0644")"},
    {"score", "number", "how likely the two names are one person's, 0 to 1", "0.97"},
    {"sentence", "string", "why, for an officer", R"("Both parts sound alike in the two scripts.")"},
    {"same_as", "string[]", "records that officers confirmed to be about the same person", "[]"},
    {"for", "NameReason[]", "what speaks for it", ""},
    {"against", "NameReason[]", "what speaks against it", ""},
};

inline constexpr Field names_found[] = {
    {"leads", "NameLead[]", "the best first", ""},
    {"complete", "boolean", "false while the index is still being built after a start", "true"},
};

inline constexpr Field screening[] = {
    {"list", "NameQuery[]", "1 to 1000 names", ""},
    {"limit", "integer", "most leads a name", "5", false},
    {"least_score", "number", "leads below it are left out", "0.5", false},
    {"language", "string", "of the sentences: en, fr, ar or es", R"("en")", false},
};

inline constexpr Field screened_name[] = {
    {"name", "string", "as it stood in the list", R"("Nadir Benkhalil")"},
    {"leads", "NameLead[]", "the best first", ""},
    {"error", "string", "why it could not be compared", R"("the name has no letter")", false},
};

inline constexpr Field screened[] = {
    {"items", "ScreenedName[]", "in the order of the list", ""},
    {"complete", "boolean", "false while the index is still being built after a start", "true"},
};

inline constexpr Field lead[] = {
    {"left_name", "string", "the two names that are nearest to each other", R"("Nadir Benkhalil")", false},
    {"right_name", "string", "the two names that are nearest to each other", R"("Nader Ben Khalil")", false},
    {"sentence", "string", "why it may be one person", R"("One name joins what the other splits.")", false},
    {"left", "string", "one record", R"("identity--0f3c1f6e-5a0e-4c59-8c5b-7f3a9a1b2c3d")"},
    {"left_version", "string", "as it was when the pair was found or decided", some_version},
    {"right", "string", "the other record", R"("identity--9d1c2b3a-4e5f-4a6b-8c7d-1e2f3a4b5c6d")"},
    {"right_version", "string", "as it was when the pair was found or decided", some_version},
    {"score", "number", "by the names alone, 0 to 1", "0.96"},
    {"state", "string", "open, same or distinct", R"("open")"},
    {"record", "string", "the relationship that holds the decision",
     R"("relationship--5b0e7a53-3a8e-4d0f-9f6a-2c1d0e9f8a7b")", false},
};

inline constexpr Field lead_list[] = {
    {"leads", "Lead[]", "pairs", ""},
    {"complete", "boolean", "false while records that were stored lately wait to be compared", "true"},
};

inline constexpr Field lead_decision[] = {
    {"left", "string", "one record", R"("identity--0f3c1f6e-5a0e-4c59-8c5b-7f3a9a1b2c3d")"},
    {"right", "string", "the other record", R"("identity--9d1c2b3a-4e5f-4a6b-8c7d-1e2f3a4b5c6d")"},
    {"verdict", "string", "same, distinct, or undo", R"("distinct")"},
    {"reason", "string", "what decided it", R"("another father, seen in both passports")"},
    {"collection", "string", "where both are held, where it is not clear", R"("records")", false},
};

inline constexpr Schema all[] = {
    {"NameQuery", "Whom to look for.", name_query},
    {"NameSearch", "Whom to look for, and how.", name_search},
    {"NameReason", "One observation about two names.", name_reason},
    {"NameLead", "A record that may be about the one who is sought.", name_lead},
    {"NamesFound", "What a search found.", names_found},
    {"Screening", "A list of names to look for.", screening},
    {"ScreenedName", "What was found for one name.", screened_name},
    {"Screened", "What screening a list found.", screened},
    {"Lead", "Two records that may be about one person.", lead},
    {"LeadList", "Leads.", lead_list},
    {"LeadDecision", "What an officer says of a pair.", lead_decision},
};

}  // namespace tansiq::wire::api::name_bodies
