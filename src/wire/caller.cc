#include "wire/caller.h"

#include <algorithm>

#include "node/acts/authenticate.h"
#include "wire/http/read.h"

namespace tansiq::wire {

namespace {

using base::fail;
using base::Fault;
using base::Result;

constexpr std::size_t most_credential_bytes = 4096;

bool same_word(std::string_view left, std::string_view right) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [lower](char a, char b) { return lower(a) == lower(b); });
}

tl::unexpected<base::Error> unknown() {
  return fail(Fault::unauthenticated, "nobody is known by these credentials");
}

Result<std::string> said(const http::Request& request, std::string_view field) {
  const auto value = request.field(field);
  if (!value) return std::string();
  auto text = http::decode(*value, false);
  if (!text) return fail(Fault::invalid, "is not percent-encoded UTF-8", std::string(field));
  return *text;
}

Result<node::Actor> authenticate(node::Node& node, const http::Request& request) {
  const auto field = request.field("authorization");
  if (!field) {
    return fail(Fault::unauthenticated, "credentials are needed", {},
                "HTTP Basic, or an API token as Bearer");
  }
  const std::string_view text = *field;
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos || text.size() > most_credential_bytes) return unknown();
  const auto scheme = text.substr(0, blank);
  auto value = text.substr(blank);
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  if (same_word(scheme, "bearer")) return node::acts::authenticate_token(node, value);
  if (!same_word(scheme, "basic")) return unknown();
  auto pair = base::from_base64(value);
  if (!pair) return unknown();
  const auto colon = pair->find(':');
  if (colon == std::string::npos) return unknown();
  const std::string name = pair->substr(0, colon);
  std::string password = pair->substr(colon + 1);
  base::wipe(*pair);
  auto actor = node::acts::authenticate_password(node, name, password, request.peer);
  base::wipe(password);
  return actor;
}

}  // namespace

Result<node::Actor> caller_of(node::Node& node, const http::Request& request) {
  auto actor = authenticate(node, request);
  if (!actor || actor->kind == store::Principal::Kind::account) return actor;
  auto purpose = said(request, "tansiq-purpose");
  if (!purpose) return fail(purpose);
  auto basis = said(request, "tansiq-basis");
  if (!basis) return fail(basis);
  auto case_id = said(request, "tansiq-case");
  if (!case_id) return fail(case_id);
  if (!purpose->empty()) actor->purpose.purpose = std::move(*purpose);
  if (!basis->empty()) actor->purpose.basis = std::move(*basis);
  if (!case_id->empty()) actor->purpose.case_id = std::move(*case_id);
  return actor;
}

}  // namespace tansiq::wire
