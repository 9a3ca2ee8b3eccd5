#pragma once

/// Merge patches (RFC 7396), as corrections are made of. Pure.

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "base/base.h"

namespace tansiq::cli {

/// The patch that makes `then` of `now`: what is gone becomes null, objects are compared member by member,
/// all else is replaced whole. A null inside of `then` cannot be said in a merge patch and is left out.
boost::json::object merge_patch_between(const boost::json::object& now, const boost::json::object& then);

/// Puts a value into a patch; dots in the path lead into inner objects, and "\." is a dot. Fault::invalid
/// where the path has an empty step or leads through something that is no object.
base::Result<> set_path(boost::json::object& patch, std::string_view path, boost::json::value value);

/// What somebody typed as a value: JSON where it is JSON (12, true, ["a"], "text"), otherwise the words as a
/// text.
boost::json::value value_of_word(std::string_view word);

}  // namespace tansiq::cli
