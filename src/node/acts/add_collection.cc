#include "node/acts/add_collection.h"

#include <algorithm>

#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

constexpr std::size_t most_alias_bytes = 64;
constexpr std::size_t most_title_bytes = 200;
constexpr std::size_t most_description_bytes = 2000;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.';
}

Result<> check(const NewCollection& collection) {
  if (collection.title.empty()) return fail(Fault::invalid, "is empty", "title");
  if (auto checked = base::check_line(collection.title, most_title_bytes, "title"); !checked) return checked;
  if (auto checked = base::check_line(collection.description, most_description_bytes, "description");
      !checked)
    return checked;
  const auto& alias = collection.alias;
  if (alias.size() > most_alias_bytes || !std::all_of(alias.begin(), alias.end(), is_plain) ||
      base::is_uuid(alias))
    return fail(Fault::invalid, "is no alias", "alias",
                "letters, digits, '-', '_' and '.', at most 64, and no UUID");
  return {};
}

}  // namespace

Result<CollectionAccess> add_collection(Node& node, const Actor& actor, const NewCollection& collection) {
  if (auto may = permit(actor, rules::add_collection); !may) return fail(may);
  if (auto checked = check(collection); !checked) return fail(checked);
  store::Collection added;
  added.id = base::random_uuid();
  added.alias = collection.alias;
  added.title = collection.title;
  added.description = collection.description;
  auto written = node.store.write(added.title.size(), [&](store::Transaction& transaction) -> Result<> {
    if (!added.alias.empty()) {
      const auto taken = transaction.collection(added.alias);
      if (!taken) return fail(taken);
      if (taken->has_value()) return fail(Fault::conflict, "a collection has this alias", "alias");
    }
    const auto entry = transaction.append(entry_of(actor, rules::add_collection, added.id, {}));
    if (!entry) return fail(entry);
    const auto number = transaction.put(added);
    if (!number) return fail(number);
    return {};
  });
  if (!written) return fail(written);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  return find(**reader, actor, added.id, Need::know);
}

}  // namespace tansiq::node::acts
