#include "stix/tables/groups.h"

// Extensions that an extension definition declares and this system knows: TLP 2.0 of OASIS, and our own for
// what STIX lacks about persons and acts (docs/records.md shows each with an invented example). All are
// property extensions.

namespace tansiq::stix::tables {
namespace {

constexpr Property extension_kind = must(word("extension_type", property_extension));

constexpr Refs place{"a location", {"location"}};
constexpr Refs people{"an identity or a threat-actor", {"identity", "threat-actor"}};
constexpr Refs groups{"an identity, a threat-actor or an intrusion-set",
                      {"identity", "threat-actor", "intrusion-set"}};
constexpr Refs targets{"an identity, a location or infrastructure",
                       {"identity", "location", "infrastructure"}};

constexpr auto tlp = rows(std::array{extension_kind, must(word("tlp_2_0", tlp_2))});

constexpr auto name_rows = rows(std::array{must(text("name")), text("script", Form::script),
                                           text("lang", Form::language), word("kind", name_kind)});
constexpr Structure name{"name", name_rows, {}};

constexpr auto document_rows =
    rows(std::array{must(word("kind", document_kind)), must(text("number")), text("country", Form::country),
                    text("name"), text("issued", Form::date), text("expires", Form::date)});
constexpr Structure document{"document", document_rows, {}};

constexpr auto person =
    rows(std::array{extension_kind, must(list(part("names", name))), must(word("role", person_role)),
                    text("born", Form::date), text("born_until", Form::date), text("birth_place"),
                    ref("birth_place_ref", place), text("died", Form::date), word("sex", sex),
                    list(text("nationalities", Form::country)), list(part("documents", document))});
constexpr std::array person_rules = {Rule{Law::needs, {"born_until", "born"}}};

constexpr auto skill_rows =
    rows(std::array{must(word("kind", capability_kind)), text("description"), text("since", Form::date),
                    must(text("source")), must(text("grade", Form::admiralty)), must(time("reviewed"))});
constexpr Structure skill{"capability", skill_rows, {}};
constexpr auto capability = rows(std::array{extension_kind, must(list(part("capabilities", skill)))});

constexpr auto movement = rows(std::array{
    extension_kind, list(ref("person_refs", people)), ref("from_ref", place), ref("to_ref", place),
    text("from"), text("to"), list(text("route")), list(ref("route_refs", place)),
    word("means", travel_means), time("not_before"), time("not_after"), list(part("documents", document))});
constexpr std::array movement_rules = {Rule{Law::at_least_one, {"from", "from_ref", "to", "to_ref"}},
                                       Rule{Law::not_before, {"not_before", "not_after"}}};

constexpr auto account_rows = rows(std::array{must(text("number")), text("kind"), text("institution"),
                                              text("country", Form::country), ref("holder_ref", groups)});
constexpr Structure account{"account", account_rows, {}};
constexpr auto transfer_rows =
    rows(std::array{must(number("amount", 0)), must(text("currency", Form::currency)), time("at"),
                    text("method"), text("reference"), part("from_account", account),
                    part("to_account", account), ref("from_ref", groups), ref("to_ref", groups)});
constexpr std::array transfer_rules = {
    Rule{Law::at_least_one, {"from_account", "to_account", "from_ref", "to_ref"}}};
constexpr Structure transfer{"transfer", transfer_rows, transfer_rules};
constexpr auto finance =
    rows(std::array{extension_kind, list(part("transfers", transfer)), list(part("accounts", account))});
constexpr std::array finance_rules = {Rule{Law::at_least_one, {"transfers", "accounts"}}};

constexpr auto plot = rows(std::array{extension_kind, must(word("state", plot_state)), list(text("targets")),
                                      list(ref("target_refs", targets)), text("method"), time("not_before"),
                                      time("not_after")});
constexpr std::array plot_rules = {Rule{Law::not_before, {"not_before", "not_after"}}};

constexpr auto training = rows(std::array{
    extension_kind, must(list(word("subjects", capability_kind))), text("place"), ref("place_ref", place),
    integer("participants", 0), list(ref("participant_refs", people)), list(ref("instructor_refs", people)),
    ref("organiser_ref", groups), time("not_before"), time("not_after")});
constexpr std::array training_rules = {Rule{Law::not_before, {"not_before", "not_after"}}};

constexpr auto hostage_case = rows(
    std::array{extension_kind, must(word("state", hostage_state)), integer("hostages", 0),
               list(ref("hostage_refs", people)), list(ref("captor_refs", groups)), list(text("demands")),
               text("place"), ref("place_ref", place), time("taken"), time("ended")});
constexpr std::array hostage_rules = {Rule{Law::not_before, {"taken", "ended"}}};

// What a TAXII reader is told of the conditions of a release, on the note that says them in words.
constexpr auto conditions = rows(std::array{extension_kind, must(text("object_version")), must(text("tlp")),
                                            text("grade", Form::admiralty), must(list(text("uses"))),
                                            text("purpose"), must(text("onward")), time("review")});

constexpr std::array extensions = {
    Extension{"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d",
              "tlp-2.0",
              {"marking-definition"},
              {"TLP 2.0 extension", tlp, {}}},
    Extension{"extension-definition--cd1f9071-8c28-4103-a33f-2698c9c0cf47",
              "person",
              {"identity", "threat-actor"},
              {"person extension", person, person_rules}},
    Extension{"extension-definition--8fd87b58-ad5b-4811-b6bf-055b82d10fe8",
              "capability",
              {"identity", "threat-actor", "intrusion-set"},
              {"capability extension", capability, {}}},
    Extension{"extension-definition--08db1cdf-1bdc-41dc-be0c-035d669e53e3",
              "movement",
              {"incident", "sighting", "observed-data", "relationship"},
              {"movement extension", movement, movement_rules}},
    Extension{"extension-definition--b6b186c7-c8f6-4ecf-bd00-43c4735b09fa",
              "finance",
              {"incident", "identity", "threat-actor", "observed-data", "relationship"},
              {"finance extension", finance, finance_rules}},
    Extension{"extension-definition--e03ebc7a-2d1c-4d4b-8c94-235d3bbe80d2",
              "plot",
              {"incident"},
              {"plot extension", plot, plot_rules}},
    Extension{"extension-definition--61769138-dbd2-408b-9f06-293c39e9784d",
              "training",
              {"incident"},
              {"training extension", training, training_rules}},
    Extension{"extension-definition--8f7154f9-ae79-4c02-9948-2677c4ed3ff0",
              "hostage-case",
              {"incident"},
              {"hostage case extension", hostage_case, hostage_rules}},
    Extension{"extension-definition--807709f3-8135-48b8-961b-74a457aa8b57",
              "conditions",
              {"note"},
              {"conditions extension", conditions, {}}},
};

}  // namespace

std::span<const Extension> own_extensions() {
  return extensions;
}

}  // namespace tansiq::stix::tables
