#include "node/access.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "node/held.h"
#include "node/rules.h"

namespace tansiq::node {
namespace {

using base::fail;
using base::Fault;

bool may(const Actor& actor, const Rule& rule) {
  return std::any_of(actor.roles.begin(), actor.roles.end(),
                     [&rule](Role role) { return rule.roles.has(role); });
}

bool serves(const CollectionAccess& access, Need need) {
  switch (need) {
    case Need::know:
      return true;
    case Need::read:
      return access.can_read;
    case Need::write:
      return access.can_write;
    case Need::read_and_write:
      return access.can_read && access.can_write;
  }
  return false;
}

bool is_known_to(const Actor& actor, const CollectionAccess& access) {
  // What a reader was given is its own; officers see it where releases are shown.
  const bool is_officer = actor.kind == store::Principal::Kind::officer;
  if (is_officer && access.collection.kind == store::Collection::Kind::reader) return false;
  return is_officer || access.can_read || access.can_write;
}

tl::unexpected<base::Error> no_such_collection() {
  return fail(Fault::not_found, "there is no such collection", "collection");
}

}  // namespace

CollectionAccess access_to(const store::Collection& collection, const Actor& actor) {
  CollectionAccess access{collection, false, false};
  using Kind = store::Collection::Kind;
  if (actor.kind == store::Principal::Kind::officer) {
    access.can_read = collection.kind == Kind::records && may(actor, rules::consult);
    access.can_write = collection.kind == Kind::records && may(actor, rules::publish);
    return access;
  }
  for (const auto& grant : actor.grants) {
    if (grant.collection != collection.number) continue;
    access.can_read = access.can_read || (grant.can_read && collection.kind != Kind::submissions);
    access.can_write = access.can_write || (grant.can_write && collection.kind != Kind::reader);
  }
  return access;
}

Result<CollectionAccess> find(store::Reader& reader, const Actor& actor, std::string_view id_or_alias,
                              Need need) {
  const auto collection = reader.collection(id_or_alias);
  if (!collection) return fail(collection);
  if (!collection->has_value()) return no_such_collection();
  auto access = access_to(**collection, actor);
  if (!is_known_to(actor, access)) return no_such_collection();
  if (!serves(access, need))
    return fail(Fault::forbidden,
                need == Need::read ? "this collection may not be read" : "this collection may not be written",
                "collection", "an administrator grants it");
  return access;
}

Result<std::vector<CollectionAccess>> all_of(store::Reader& reader, const Actor& actor, Need need) {
  const auto collections = reader.collections();
  if (!collections) return fail(collections);
  std::vector<CollectionAccess> result;
  for (const auto& collection : *collections)
    if (auto access = access_to(collection, actor); is_known_to(actor, access) && serves(access, need))
      result.push_back(std::move(access));
  std::sort(result.begin(), result.end(),
            [](const auto& left, const auto& right) { return left.collection.id < right.collection.id; });
  return result;
}

Result<bool> is_reader(store::Reader& reader, std::int64_t principal) {
  const auto grants = reader.grants(principal);
  if (!grants) return fail(grants);
  const auto collections = reader.collections();
  if (!collections) return fail(collections);
  return std::any_of(grants->begin(), grants->end(), [&](const store::Grant& grant) {
    return std::any_of(collections->begin(), collections->end(), [&](const store::Collection& collection) {
      return collection.number == grant.collection && collection.kind == store::Collection::Kind::reader;
    });
  });
}

Result<CollectionAccess> holder_of(store::Reader& reader, const Actor& actor, std::string_view id_or_alias,
                                   std::string_view object, Need need) {
  if (!id_or_alias.empty()) {
    auto access = find(reader, actor, id_or_alias, need);
    if (!access) return access;
    const auto holds = reader.holds(access->collection.number, object);
    if (!holds) return fail(holds);
    if (!*holds) return not_held(object);
    return access;
  }
  const auto candidates = all_of(reader, actor, need);
  if (!candidates) return fail(candidates);
  const CollectionAccess* found = nullptr;
  for (const auto& candidate : *candidates) {
    const auto holds = reader.holds(candidate.collection.number, object);
    if (!holds) return fail(holds);
    if (!*holds) continue;
    if (found != nullptr)
      return fail(Fault::conflict, "several collections hold this object", "collection", "say which one");
    found = &candidate;
  }
  if (found == nullptr) return not_held(object);
  return *found;
}

}  // namespace tansiq::node
