#pragma once

/// Officers, accounts and their tokens as administrators see them.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "node/node.h"

namespace tansiq::node {

/// A principal with all that belongs to it. Carries no secret: the hash of a password and those of tokens are
/// taken out.
struct Enrolment {
  store::Principal principal;
  bool has_password = false;
  std::vector<std::pair<store::Collection, store::Grant>> grants;
  std::vector<store::Token> tokens;
};

/// What an administrator may change of a principal; what is not given stays.
struct PrincipalChange {
  std::optional<std::vector<Role>> roles;
  std::optional<std::string> password;  ///< empty takes the password away
  std::optional<std::optional<Time>> expires;
  std::optional<bool> disabled;
  std::optional<Purpose> purpose;  ///< an account's standing one
};

/// Longest name of an officer or account, in bytes.
inline constexpr std::size_t most_name_bytes = 64;

/// Checks a name: a line of text in any script, without blanks, without '/', and without ':', which ends a
/// name in HTTP Basic.
Result<> check_name(std::string_view name);

/// The names of roles as they are stored: each once, in the order of the enumeration. Fault::invalid where
/// there are none.
Result<std::vector<std::string>> stored_roles(const std::vector<Role>& roles);

/// Finds a principal of one kind by name. Fault::not_found.
Result<store::Principal> find_principal(store::Reader& reader, store::Principal::Kind kind,
                                        std::string_view name);

/// Fault::conflict where the name is taken by an officer or an account.
Result<> check_free(store::Reader& reader, std::string_view name);

/// Applies a change. A new password costs one argon2id, so this is called before the write, never inside it.
Result<store::Principal> changed(store::Principal principal, const PrincipalChange& change);

/// An account to be added, with the password that it was given or that was drawn for it.
struct NewPrincipal {
  store::Principal principal;
  std::string drawn;  ///< to be shown once; empty where one was given
};
/// Costs one argon2id, as changed() does.
Result<NewPrincipal> new_account(const std::string& name, const std::string& password, const Purpose& purpose,
                                 const std::optional<Time>& expires);

/// Whether somebody other than `name` is an administrator who is not disabled and not expired.
Result<bool> has_other_administrator(store::Reader& reader, std::string_view name, Time now);

Result<Enrolment> enrolment_of(store::Reader& reader, store::Principal principal);

/// All principals of one kind, sorted by name.
Result<std::vector<Enrolment>> enrolments(store::Reader& reader, store::Principal::Kind kind);

}  // namespace tansiq::node
