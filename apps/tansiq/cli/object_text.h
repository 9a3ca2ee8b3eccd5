#pragma once

#include <boost/json.hpp>
#include <string>

namespace tansiq::cli {

/// An object as people read it: a member a line, inner members indented, short lists on one line, long ones
/// an item a line. Texts are made harmless, right-to-left ones isolated. For reading only: JSON is --json's.
std::string text_of_object(const boost::json::object& object, std::size_t indent = 2);

}  // namespace tansiq::cli
