#include "node/next_version.h"

#include <fmt/format.h>
#include <utility>

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

tl::unexpected<base::Error> changed_meanwhile(std::string_view last) {
  return fail(Fault::conflict, fmt::format("the last version is {} now", last), "if_version",
              "read it again, then repeat what is still right");
}

}  // namespace

Result<Successor> follow(
    Node& node, const Actor& actor, const Rule& rule, std::string_view collection, std::string_view id,
    std::string_view if_version, const std::string& reason,
    const std::function<Result<stix::Object>(stix::Reader&, const stix::Object&)>& make) {
  if (auto may = permit(actor, rule); !may) return fail(may);
  if (auto checked = base::check_line(reason, most_line_bytes, "reason"); !checked) return fail(checked);

  Successor successor;
  std::optional<HeldRecord> last;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    auto where = holder_of(**reader, actor, collection, id, Need::read);
    if (!where) return fail(where);
    successor.where = std::move(*where);
    const auto held_in = successor.where.collection.number;
    auto loaded = load(**reader, held_in, id, {}, true, current_at(node.clock()));
    if (!loaded) return fail(loaded);
    if (!loaded->has_value()) return tl::unexpected<base::Error>(why_not_found(**reader, held_in, id, {}));
    last = std::move(*loaded);
  }
  if (!if_version.empty() && if_version != last->version) return changed_meanwhile(last->version);

  stix::Reader parser;
  const auto previous = parser.read_object(last->bytes);
  if (!previous) return fail(previous);
  const auto next = make(parser, *previous);
  if (!next) return fail(next);

  const std::int64_t number = successor.where.collection.number;
  const std::string detail = fmt::format("version {} after {}{}{}", next->version, last->version,
                                         reason.empty() ? "" : ": ", reason);
  auto written =
      commit(node, next->bytes.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        const auto now_last = load(transaction, number, id, {}, false);
        if (!now_last) return fail(now_last);
        if (!now_last->has_value()) return not_held(id);
        if ((*now_last)->number != last->number) return changed_meanwhile((*now_last)->version);
        const std::int64_t handling = (*now_last)->handling;
        const auto act = transaction.append(entry_of(actor, rule, id, detail));
        if (!act) return fail(act);
        const store::NewRecord record{number, store::own_service, &*next,
                                      handling != 0 ? std::optional(handling) : std::nullopt};
        const auto added = transaction.add(record, *act);
        if (!added) return fail(added);
        if (*added != store::Added::version)
          return fail(Fault::conflict, fmt::format("version {} is held already", next->version), "id");
        const auto fanned = fan_out(transaction, outgoing, actor.name, {{std::string(id), false, {}}});
        if (!fanned) return fail(fanned);
        successor.anew = *fanned;
        return {};
      });
  if (!written) return fail(written);

  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const store::VersionMatch exact{.first = false, .last = false, .all = false, .exact = {next->version}};
  auto stored = load(**reader, number, id, exact, true);
  if (!stored) return fail(stored);
  if (!stored->has_value()) return not_held(id);
  successor.record = std::move(**stored);
  successor.previous = last->version;
  return successor;
}

}  // namespace tansiq::node
