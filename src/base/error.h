#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace tansiq::base {

/// What kind of thing went wrong, so that each boundary can answer in its own terms (an HTTP status, an exit
/// code).
enum class Fault {
  invalid,          ///< the input is wrong; the same input will be wrong again
  unauthenticated,  ///< nobody is known by these credentials
  forbidden,        ///< somebody is known and may not
  not_found,        ///< there is no such thing, or none that the caller may know of
  conflict,         ///< it contradicts what is held
  too_large,        ///< over a limit that is stated in the message
  unsupported,      ///< well formed, of a kind that is not served
  busy,             ///< try again later; nothing was changed
  unavailable,      ///< something outside this process did not answer
  internal,         ///< a defect or a broken disk: ours to mend
};

/// The name of a fault as it stands in JSON, e.g. "not_found".
std::string_view name_of(Fault fault);

/// An error as a value: what was wrong, where, and what to do about it. None of the three may carry a secret
/// or anything that the reader of the error may not see.
struct Error {
  Fault fault = Fault::internal;
  std::string what;   ///< one clause without a full stop: "limit is not a positive number"
  std::string where;  ///< a JSON pointer, a file with its line, a parameter; may be empty
  std::string hint;   ///< what would be right or what to do; may be empty

  /// "where: what; hint", leaving out what is empty.
  [[nodiscard]] std::string text() const;

  bool operator==(const Error&) const = default;
};

/// A value or the reason why there is none.
template <typename T = void>
using Result = tl::expected<T, Error>;

/// Makes the failing side of a Result.
inline tl::unexpected<Error> fail(Fault fault, std::string what, std::string where = {},
                                  std::string hint = {}) {
  return tl::unexpected<Error>(Error{fault, std::move(what), std::move(where), std::move(hint)});
}

/// Hands on the error of another Result.
template <typename T>
tl::unexpected<Error> fail(const tl::expected<T, Error>& failed) {
  return tl::unexpected<Error>(failed.error());
}

}  // namespace tansiq::base
