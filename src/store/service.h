#pragma once

#include <cstdint>

namespace tansiq::store {

/// A service as this store numbers it. Number 0 is the node's own service.
using ServiceNumber = std::int64_t;
inline constexpr ServiceNumber own_service = 0;

}  // namespace tansiq::store
