#include "base/error.h"

namespace tansiq::base {

std::string_view name_of(Fault fault) {
  switch (fault) {
    case Fault::invalid:
      return "invalid";
    case Fault::unauthenticated:
      return "unauthenticated";
    case Fault::forbidden:
      return "forbidden";
    case Fault::not_found:
      return "not_found";
    case Fault::conflict:
      return "conflict";
    case Fault::too_large:
      return "too_large";
    case Fault::unsupported:
      return "unsupported";
    case Fault::busy:
      return "busy";
    case Fault::unavailable:
      return "unavailable";
    case Fault::internal:
      return "internal";
  }
  return "internal";
}

std::string Error::text() const {
  std::string text;
  if (!where.empty()) text += where + ": ";
  text += what;
  if (!hint.empty()) text += "; " + hint;
  return text;
}

}  // namespace tansiq::base
