#pragma once

/// Which collections an actor may know of, read and write.

#include <string_view>
#include <vector>

#include "node/node.h"

namespace tansiq::node {

/// A collection with what one actor may do with it.
struct CollectionAccess {
  store::Collection collection;
  bool can_read = false;
  bool can_write = false;
};

/// What an act wants with a collection.
enum class Need { know, read, write, read_and_write };

/// What the actor may do with a collection: an account what it was granted, an officer what the roles allow
/// in every collection. Administrators and oversight may know of all of them. What a TAXII reader is given
/// only that reader knows of and nobody writes; `submissions` nobody reads, and only accounts write.
CollectionAccess access_to(const store::Collection& collection, const Actor& actor);

/// Finds a collection by id or alias. Fault::not_found both where there is none and where the actor may not
/// know of it, in the same words; Fault::forbidden where the actor knows of it and may not do what is needed.
Result<CollectionAccess> find(store::Reader& reader, const Actor& actor, std::string_view id_or_alias,
                              Need need);

/// Every collection that the actor may use for `need`, sorted by id.
Result<std::vector<CollectionAccess>> all_of(store::Reader& reader, const Actor& actor, Need need);

/// Whether an account is that of a TAXII reader, which sees its own collection and no other.
Result<bool> is_reader(store::Reader& reader, std::int64_t principal);

/// The collection that holds an object: `id_or_alias` where it is not empty, else the one that the actor may
/// use for `need` and that holds it. Fault::not_found where none does; Fault::conflict where several do.
Result<CollectionAccess> holder_of(store::Reader& reader, const Actor& actor, std::string_view id_or_alias,
                                   std::string_view object, Need need);

}  // namespace tansiq::node
