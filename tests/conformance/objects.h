#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json.h"

namespace tansiq::conformance {

/// Invented STIX objects with random ids, so that a suite can run again and again against one collection.
/// Every one of them is valid under its specification; nothing in them is about anybody.

/// A random (version 4) UUID.
std::string random_uuid();

/// A STIX 2.1 indicator of some 700 bytes. The second form has the given `modified`.
json::object indicator();
json::object indicator(std::string_view modified);

/// `count` indicators.
std::vector<json::object> indicators(std::size_t count);

/// The same object with another `modified` and a name that says so.
json::object with_version(const json::object& object, std::string_view modified);

/// A STIX 2.1 `malware` and an `identity`.
json::object malware();
json::object identity();

/// A `url` observable: an object without any time. Its id is the deterministic one (STIX 2.1 §2.9).
json::object url_observable();

/// A `marking-definition` of a statement: an object with `created` but no `modified`.
json::object statement_marking();

/// A STIX 2.0 indicator (no `spec_version`); with the given id and times, or random ones.
json::object indicator_2_0(std::string_view id = {}, std::string_view modified = "2018-05-06T07:08:09.000Z");

/// An object that no validator lets pass: its id names another type, and required properties are missing.
json::object broken_indicator();

/// `{"objects":[...]}`.
std::string envelope(const std::vector<json::object>& objects);

std::string id_of(const json::object& object);

/// The version of an object by TAXII 2.1 §3.4.1: `modified`, else `created`, else empty.
std::string version_of(const json::object& object);

}  // namespace tansiq::conformance
