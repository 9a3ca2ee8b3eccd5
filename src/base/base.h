#pragma once

/// The ground that every part stands on: errors as values, instants, identifiers, bytes, lines of text.

#include "base/bytes.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
