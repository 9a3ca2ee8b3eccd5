#pragma once

#include <functional>
#include <string>

#include "base/base.h"

namespace tansiq::store::sqlite {

using base::Result;

/// Copies a database that may be in use to a new file, as one consistent snapshot. `progress` gets pages done
/// and pages in all. While `must_yield` says so, the snapshot is given up, the file removed and the copy
/// begun anew; Fault::busy after a few of those.
Result<> copy_database(const std::string& from, const std::string& to,
                       const std::function<void(int, int)>& progress,
                       const std::function<bool()>& must_yield);

}  // namespace tansiq::store::sqlite
