#pragma once

/// Records as STIX 2.1 objects: values in, values out; no clock, no file, no socket.
///
/// Start with Reader (reader.h): it takes JSON from outside, checks each object against the specification's
/// tables and gives canonical bytes. Then: canonical.h (RFC 8785 of any JSON), change.h (the next version,
/// the revoked version), report.h (a plain text as artifact and report), pattern.h (the pattern grammar),
/// observable.h (identifiers that follow from properties). Whoever must look inside an object's bytes uses
/// json/parse.h and json/value.h.

#include "stix/canonical.h"
#include "stix/change.h"
#include "stix/object.h"
#include "stix/observable.h"
#include "stix/pattern.h"
#include "stix/problem.h"
#include "stix/reader.h"
#include "stix/report.h"
