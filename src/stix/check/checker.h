#pragma once

#include <string_view>

#include "stix/check/findings.h"
#include "stix/json/value.h"
#include "stix/tables/tables.h"

namespace tansiq::stix::check {

using json::Kind;
using json::Value;

/// What to make of a property that is in no table.
enum class Unknown {
  silent,    ///< nothing: STIX 2.0
  advise,    ///< warn that it stands in no extension
  extended,  ///< an extension of the object declares such properties
};

/// Walks an object and a table side by side; both are sorted by name.
class Checker {
 public:
  Checker(const Value& root, Findings& findings) : root_(root), findings_(findings) {}

  /// Every property of `object` against `structure`, then its rules.
  void structure(const Value& object, const tables::Structure& structure, const Path& path, Unknown unknown);

 private:
  // checker.cc: one property
  void property(const Value& value, const tables::Property& property, const Path& path);
  void single(const Value& value, const tables::Property& property, const Path& path);
  void text(const Value& value, const tables::Property& property, const Path& path);
  void number(const Value& value, const tables::Property& property, const Path& path);
  void time(const Value& value, bool precise, const Path& path);
  void identifier(const Value& value, const tables::Property& property, const Path& path);
  void word(const Value& value, const tables::Property& property, const Path& path);
  void unknown_property(const Value& value, const Path& path, Unknown unknown);
  void no_gaps(const Value& value, const Path& path);
  bool is_text(const Value& value, const Path& path);

  // dictionaries.cc
  void dictionary(const Value& value, tables::Holds holds, const Path& path);
  void dictionary_value(const Value& value, tables::Holds holds, const Path& path);
  void hashes(const Value& value, const Path& path);
  void extensions(const Value& value, const Path& path);
  void translations(const Value& value, const Path& path);
  void observables(const Value& value, const Path& path);

  // rules.cc
  void rule(const Value& object, const tables::Structure& structure, const tables::Rule& rule,
            const Path& path);
  void times(const Value& object, const tables::Rule& rule, const Path& path);
  void external_reference(const Value& object, const Path& path);
  void marking_definition(const Value& object, const Path& path);
  void extension_definition(const Value& object, const Path& path);

  const Value& root_;
  Findings& findings_;
};

/// Section 7.2.3: each selector must lead somewhere in the object.
void granular_markings(const Value& object, Findings& findings);

/// Section 2.9: what a cyber-observable's identifier must or should be.
void deterministic_id(const Value& object, const tables::ObjectType& type, Findings& findings);

}  // namespace tansiq::stix::check
