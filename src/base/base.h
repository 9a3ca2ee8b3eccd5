#pragma once

/// The ground that every part stands on: errors as values, instants, identifiers, bytes.

#include "base/bytes.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"
