#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

/// How the specification's types are written down as data. A type is a table of properties and a list of
/// rules between them; one checker (check/) holds every object against these. Adding a type adds rows, no
/// code.
namespace tansiq::stix::tables {

/// What a property may hold (STIX 2.1 section 2 and where noted).
enum class Holds : std::uint8_t {
  anything,      ///< any JSON value
  flag,          ///< true or false
  integer,       ///< within Property::least and most
  number,        ///< within least and most
  text,          ///< a string; see Property::form
  time,          ///< a timestamp (2.16)
  precise_time,  ///< a timestamp with at least three fraction digits (3.2)
  id,            ///< an identifier (2.9) of a type that Property::refs allows
  hex,           ///< (2.7)
  binary,        ///< base64 (2.1)
  word,          ///< a string of Property::words
  dictionary,    ///< (2.3) with values as Property::form has no say in
  text_dictionary,
  integer_dictionary,
  scalar_dictionary,  ///< values are strings or integers
  list_dictionary,    ///< values are lists of strings
  header_dictionary,  ///< values are strings or lists of strings
  hashes,             ///< (2.6)
  extensions,         ///< (7.3)
  translations,       ///< language-content's contents (7.1)
  observables,        ///< observed-data's deprecated objects (4.14)
  structure,          ///< an object as Property::structure says
};

/// What a string must look like beyond being one.
enum class Form : std::uint8_t {
  free,
  type_name,     ///< a type, as in `type` itself (3.1)
  slug,          ///< a-z, 0-9 and hyphen (5.1.1, relationship_type)
  lower_case,    ///< better all in lower case with hyphens (2.11)
  language,      ///< a language tag (RFC 5646)
  url,           ///< (RFC 3986) with a scheme
  ipv4,          ///< with or without a CIDR suffix (RFC 4632)
  ipv6,          ///< with or without a CIDR suffix (RFC 5952)
  mac,           ///< six lower-case octets with colons
  email,         ///< an addr-spec (RFC 5322 section 3.4.1) without display name
  host,          ///< a domain name (RFC 1034, RFC 5890)
  cpe,           ///< a CPE 2.3 formatted string
  mime,          ///< type/subtype
  charset,       ///< an IANA character set name
  country,       ///< ISO 3166-1 alpha-2
  registry_key,  ///< a registry key without abbreviated hive
  selector,      ///< a granular marking's selector (7.2.3.1)
  admiralty,     ///< A1 to F6 (our extensions)
  script,        ///< ISO 15924: a capital and three small letters (our extensions)
  currency,      ///< ISO 4217: three capitals (our extensions)
  date,          ///< YYYY, YYYY-MM or YYYY-MM-DD (our extensions)
};

/// A list of words that a property takes its value from.
struct Vocabulary {
  std::string_view name;                    ///< as the specification calls it
  std::span<const std::string_view> words;  ///< sorted
  bool closed = false;  ///< an enumeration: other words are refused, not only advised against
};

/// Which types an identifier may refer to.
struct Refs {
  std::string_view said;                       ///< in words: "an identity or a location"
  std::array<std::string_view, 6> types = {};  ///< those allowed, or those not allowed
  bool except = false;
  bool any_observable = false;  ///< any cyber-observable and any type unknown here
  bool no_observable = false;   ///< no cyber-observable, whatever else is allowed
  bool advice = false;          ///< another type is only warned about
};

struct Structure;

struct Property {
  std::string_view name;
  Holds holds = Holds::anything;
  Form form = Form::free;
  bool list = false;  ///< a list of these, never empty (2.13)
  bool required = false;
  bool deprecated = false;
  bool contributing = false;  ///< to the deterministic identifier (2.9)
  bool common = false;        ///< one of the common properties (3.2)
  const Vocabulary* words = nullptr;
  const Refs* refs = nullptr;
  const Structure* structure = nullptr;
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
};

/// What must hold between properties of one object.
enum class Law : std::uint8_t {
  at_least_one,       ///< one of names must be there; no names: one that is not common
  exactly_one,        ///< one of names and not two
  together,           ///< all of names or none
  at_most_one,        ///< of names
  needs,              ///< where the first is, the others must be
  not_before,         ///< second >= first, two timestamps
  after,              ///< second > first, two timestamps
  if_true_needs,      ///< where the first is true, the others must be there
  if_true_excludes,   ///< where the first is true, the others must not be there
  if_false_excludes,  ///< where the first is false, the others must not be there
  // The laws below belong to one type each and have no names.
  observed_data,         ///< of the referred objects one at least is a cyber-observable (4.14)
  indicator,             ///< a stix pattern parses (4.7, 9)
  external_reference,    ///< identifiers of well-known sources have their form (2.5)
  marking_definition,    ///< a definition or an extension; the fixed TLP definitions (7.2.1)
  extension_definition,  ///< extension_properties only with toplevel-property-extension (7.3)
};

struct Rule {
  Law law;
  std::array<std::string_view, 6> names = {};
};

struct Structure {
  std::string_view name;                 ///< "external reference"
  std::span<const Property> properties;  ///< sorted by name
  std::span<const Rule> rules;
};

enum class Group : std::uint8_t { domain, relationship, observable, meta };

struct ObjectType {
  Group group = Group::domain;
  Structure structure;             ///< its name is the type
  std::string_view declared_by{};  ///< the extension definition that declares it; empty: the specification
};

/// A predefined extension of cyber-observables, or one that an extension definition known here declares.
struct Extension {
  std::string_view key;  ///< "ntfs-ext", or "extension-definition--" and a UUID
  std::string_view name;
  std::array<std::string_view, 6> types;  ///< of the objects that it may extend
  Structure structure;
};

/// The type of that name, or nullptr for a type that is unknown here.
const ObjectType* find_type(std::string_view name);

/// What an object of an unknown type must have.
const ObjectType& custom_type(Group group);

/// What a STIX 2.0 object must have, whatever its type.
const Structure& common_2_0();

/// The extension of that key, or nullptr.
const Extension* find_extension(std::string_view key);

/// All types and all extensions known here, sorted by name.
std::span<const ObjectType> all_types();
std::span<const Extension> all_extensions();

bool contains(const Vocabulary& vocabulary, std::string_view word);

// --- How tables are written ---

/// Puts rows in the order in which the checker walks them, which is that of canonical objects.
template <std::size_t N>
consteval std::array<Property, N> rows(std::array<Property, N> properties) {
  std::sort(properties.begin(), properties.end(),
            [](const Property& a, const Property& b) { return a.name < b.name; });
  for (std::size_t i = 1; i < N; ++i)
    if (properties[i].name == properties[i - 1].name) throw "a property stands twice in a table";
  return properties;
}

/// The common properties and a type's own in one table.
template <std::size_t N, std::size_t M>
consteval std::array<Property, N + M> with(const std::array<Property, N>& common,
                                           const std::array<Property, M>& own) {
  std::array<Property, N + M> all{};
  for (std::size_t i = 0; i < N; ++i) {
    all[i] = common[i];
    all[i].common = true;
  }
  for (std::size_t i = 0; i < M; ++i) all[N + i] = own[i];
  return rows(all);
}

/// Sorted words for a Vocabulary.
template <std::size_t N>
consteval std::array<std::string_view, N> words(std::array<std::string_view, N> list) {
  std::sort(list.begin(), list.end());
  return list;
}

// One builder for each kind of row; must(), list(), old() and key() say the rest.
constexpr Property holds(std::string_view name, Holds what) {
  Property property;
  property.name = name;
  property.holds = what;
  return property;
}
constexpr Property text(std::string_view name, Form form = Form::free) {
  Property property = holds(name, Holds::text);
  property.form = form;
  return property;
}
constexpr Property flag(std::string_view name) {
  return holds(name, Holds::flag);
}
constexpr Property time(std::string_view name) {
  return holds(name, Holds::time);
}
constexpr Property hex(std::string_view name) {
  return holds(name, Holds::hex);
}
constexpr Property hashes(std::string_view name) {
  return holds(name, Holds::hashes);
}
constexpr Property integer(std::string_view name, double least = -std::numeric_limits<double>::infinity(),
                           double most = std::numeric_limits<double>::infinity()) {
  Property property = holds(name, Holds::integer);
  property.least = least;
  property.most = most;
  return property;
}
constexpr Property number(std::string_view name, double least = -std::numeric_limits<double>::infinity(),
                          double most = std::numeric_limits<double>::infinity()) {
  Property property = integer(name, least, most);
  property.holds = Holds::number;
  return property;
}
constexpr Property word(std::string_view name, const Vocabulary& vocabulary) {
  Property property = holds(name, Holds::word);
  property.words = &vocabulary;
  return property;
}
constexpr Property ref(std::string_view name, const Refs& refs) {
  Property property = holds(name, Holds::id);
  property.refs = &refs;
  return property;
}
constexpr Property part(std::string_view name, const Structure& structure) {
  Property property = holds(name, Holds::structure);
  property.structure = &structure;
  return property;
}
constexpr Property list(Property property) {
  property.list = true;
  return property;
}
constexpr Property must(Property property) {
  property.required = true;
  return property;
}
constexpr Property old(Property property) {
  property.deprecated = true;
  return property;
}
constexpr Property key(Property property) {
  property.contributing = true;
  return property;
}

}  // namespace tansiq::stix::tables
