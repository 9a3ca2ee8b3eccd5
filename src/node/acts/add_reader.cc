#include "node/acts/add_reader.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/enrolment.h"
#include "node/journaling.h"
#include "node/partners/named_partner.h"
#include "node/partners/outgoing.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

Result<> check_country(std::string_view country) {
  const bool is_code = country.size() == 2 && std::all_of(country.begin(), country.end(),
                                                          [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!is_code) return fail(Fault::invalid, "is no country", "country", "two letters of ISO 3166-1, e.g. MA");
  return {};
}

}  // namespace

Result<AddedReader> add_reader(Node& node, const Actor& actor, const NewReader& reader) {
  if (auto may = permit(actor, rules::add_reader); !may) return fail(may);
  if (auto checked = check_name(reader.name); !checked) return fail(checked);
  if (auto checked = check_country(reader.country); !checked) return fail(checked);
  AddedReader result;
  const auto made = new_account(reader.name, reader.password, reader.purpose, reader.expires);
  if (!made) return fail(made);
  result.password = made->drawn;

  auto written =
      commit(node, reader.name.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        if (!outgoing.directory().has_identity())
          return fail(Fault::not_found, "this node has no card yet", {},
                      "stop it and run tansiq card create");
        if (auto free = check_free(transaction, reader.name); !free) return free;
        if (auto free = check_label(outgoing.directory(), reader.name, "name"); !free) return free;
        // A service that no card is the first of: no node can ever be it.
        store::Partner partner;
        partner.service = base::sha256(base::random_bytes(sizeof(base::Digest)));
        partner.label = reader.name;
        const auto number = transaction.exchange_writer().put(partner);
        if (!number) return fail(number);
        store::Collection collection;
        collection.id = base::random_uuid();
        collection.title = node.title;
        collection.description = "What was released to you";
        collection.kind = store::Collection::Kind::reader;
        collection.reader = *number;
        const auto shown_in = transaction.put(collection);
        if (!shown_in) return fail(shown_in);
        const auto handed_in = ensure_submissions(transaction);
        if (!handed_in) return fail(handed_in);
        store::Principal account = made->principal;
        account.created = transaction.now();
        const auto principal_number = transaction.put(account);
        if (!principal_number) return fail(principal_number);
        for (const auto& grant :
             {store::Grant{*shown_in, true, false}, store::Grant{*handed_in, false, true}})
          if (auto put = transaction.put_grant(*principal_number, grant); !put) return put;
        const auto entry =
            transaction.append(entry_of(actor, rules::add_reader, exchange::to_text(partner.service),
                                        fmt::format("{}, {}", reader.name, reader.country)));
        if (!entry) return fail(entry);
        const ReaderPaper paper{reader.country, reader.name, collection.id};
        if (auto put = put_paper(transaction, {std::string(paper::reader),
                                               exchange::to_text(partner.service),
                                               1,
                                               render(paper),
                                               {},
                                               *entry});
            !put)
          return put;
        if (auto fresh = outgoing.refresh(*node.directories); !fresh) return fresh;
        auto shown = reader_shown(transaction, *outgoing.directory().find(*number));
        if (!shown) return fail(shown);
        result.reader = std::move(*shown);
        return {};
      });
  if (!written) return fail(written);
  return result;
}

}  // namespace tansiq::node::acts
