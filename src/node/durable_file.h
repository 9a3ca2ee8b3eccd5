#pragma once

/// Small files beside the store.

#include <string>
#include <string_view>

#include "base/base.h"

namespace tansiq::node {

/// Puts a text in the place of a file that only its owner reads. When this returns it is on the disk, whole;
/// where it fails, the file is as it was. Fault::unavailable: the disk is full. Fault::internal: else.
base::Result<> put_durably(const std::string& file, std::string_view text);

}  // namespace tansiq::node
