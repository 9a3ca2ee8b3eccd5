// card show, rotate, revoke: what this service says of itself, signed with a root key that the node never
// sees.

#include <algorithm>
#include <fmt/format.h>
#include <fstream>

#include "cli/identity_files.h"
#include "cli/local.h"
#include "cli/output.h"
#include "cli/shared.h"
#include "node/partners/card_file.h"
#include "wire/http/http.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;
using base::fail;
using base::Fault;

std::string keys_of(const json::object& card) {
  std::string list;
  for (const auto& item : list_at(card, "keys")) {
    const auto id = text_at(item.as_object(), "id");
    list += (list.empty() ? "" : ", ") + harmless(id) + (id == text_at(card, "signing") ? " (in use)" : "");
  }
  return list;
}

void show_card(const json::object& card) {
  print(fields(
      {{"service", harmless(text_at(card, "service"))},
       {"fingerprint", harmless(text_at(card, "fingerprint"))},
       {"card", std::to_string(number_at(card, "number")) + ", of " + short_time(text_at(card, "issued"))},
       {"name", harmless(text_at(card, "name"))},
       {"country", harmless(text_at(card, "country"))},
       {"url", harmless(text_at(card, "url"))},
       {"keys", keys_of(card)},
       {"revoked", joined(list_at(card, "revoked"))},
       {"tls", joined(list_at(card, "tls"))}}));
}

int show(Context& context, bool exports, const std::string& file) {
  const auto card = context.call_json({.path = "/v1/card"});
  if (!card) return context.report(card.error());
  if (!exports) return finish(context, card, show_card);
  const auto text = text_at(*card, "cards");
  if (file.empty() || file == "-") {
    print(text);
    return done;
  }
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) return context.report({Fault::unavailable, "cannot be written", file, {}});
  if (context.json)
    print(json::serialize(json::object{{"file", file}, {"fingerprint", text_at(*card, "fingerprint")}}) +
          "\n");
  context.note(
      fmt::format("Hand {} to the partner's people in any way, and read them the fingerprint over another:\n"
                  "  {}",
                  file, harmless(text_at(*card, "fingerprint"))));
  return done;
}

struct Changes {
  std::string root, new_root, url, name, country, since, key;
  std::vector<std::string> certificates, pins;
  bool keep_keys = false;
};

base::Result<exchange::CardChain> own_cards(Context& context) {
  const auto shown = context.call_json({.path = "/v1/card"});
  if (!shown) return fail(shown);
  return node::read_card_file(text_at(*shown, "cards"));
}

base::Result<exchange::PublicKey> drawn_key(Context& context) {
  const auto drawn = send_json(context, "POST", "/v1/card/keys", {});
  if (!drawn) return fail(drawn);
  return exchange::digest_from(text_at(*drawn, "key"));
}

/// The card that follows, with nothing changed but its number.
exchange::Card following(const exchange::CardChain& chain) {
  auto card = chain.newest();
  card.number += 1;
  card.service = chain.service();
  card.previous = chain.documents().back().hash();
  card.issued = base::system_now();
  return card;
}

base::Result<> set_tls(exchange::Card& card, const Changes& changes) {
  if (changes.certificates.empty() && changes.pins.empty()) return {};
  card.tls.clear();
  for (const auto& file : changes.certificates) {
    const auto text = read_whole(file, node::most_card_file_bytes);
    if (!text) return fail(text);
    const auto pin = wire::http::key_of_certificate(*text);
    if (!pin) return fail(Fault::invalid, pin.error().what, file, pin.error().hint);
    card.tls.push_back(*pin);
  }
  for (const auto& text : changes.pins) {
    const auto pin = exchange::digest_from(text);
    if (!pin) return fail(Fault::invalid, "is no SHA-256", text, "64 hexadecimal digits");
    card.tls.push_back(*pin);
  }
  std::sort(card.tls.begin(), card.tls.end());
  card.tls.erase(std::unique(card.tls.begin(), card.tls.end()), card.tls.end());
  return {};
}

/// Signs a card, checks it against the chain as every partner will, and hands it to the node.
base::Result<json::object> issue(Context& context, exchange::CardChain chain,
                                 const exchange::SigningKey& root, const exchange::Card& card,
                                 const std::vector<exchange::Revocation>& revocations) {
  const auto document = exchange::sign(root, card);
  if (auto extended = chain.extend(document.text()); !extended) {
    if (extended.error().fault == Fault::forbidden)
      return fail(Fault::forbidden, "this is not the root key of the newest card", "--root");
    return fail(extended);
  }
  json::array told;
  for (const auto& revocation : revocations) told.emplace_back(exchange::sign(root, revocation).text());
  return send_json(context, "POST", "/v1/card", {{"card", document.text()}, {"revocations", told}});
}

int rotate(Context& context, const Changes& changes) {
  const auto root = read_root_key(changes.root);
  if (!root) return context.report(root.error());
  const auto chain = own_cards(context);
  if (!chain) return context.report(chain.error());
  if (chain->newest().root != root->public_key())
    return context.report(
        {Fault::forbidden, "this is not the root key of the newest card", changes.root, {}});
  auto card = following(*chain);
  if (!changes.url.empty()) card.url = changes.url;
  if (!changes.name.empty()) card.name = changes.name;
  if (!changes.country.empty()) card.country = changes.country;
  if (auto set = set_tls(card, changes); !set) return context.report(set.error());
  if (!changes.new_root.empty()) {
    const auto next = exchange::SigningKey::generate();
    if (auto written = write_root_key(next, changes.new_root); !written)
      return context.report(written.error());
    card.root = next.public_key();
  }
  if (!changes.keep_keys) {
    const auto key = drawn_key(context);
    if (!key) return context.report(key.error());
    card.keys = {*key};
  }
  return finish(context, issue(context, *chain, *root, card, {}), [&](const json::object& answer) {
    show_card(answer);
    context.note("Partners fetch it by themselves. What an earlier key signed and they hold stays good.");
    if (!changes.new_root.empty())
      context.note(fmt::format("{} signs the next card; take it offline.", changes.new_root));
  });
}

/// The key of that id, or of the only id that begins so, wherever a card named it.
base::Result<exchange::KeyId> key_named(const exchange::CardChain& chain, const std::string& name) {
  std::vector<exchange::KeyId> found;
  for (const auto& card : chain.cards())
    for (const auto& key : card.keys)
      if (const auto id = exchange::key_id_of(key); id.starts_with(name)) found.push_back(id);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  if (found.size() != 1)
    return fail(found.empty() ? Fault::not_found : Fault::conflict,
                found.empty() ? "no card of this service names such a key" : "several keys begin so", name,
                "tansiq card show lists the present ones");
  const auto& revoked = chain.newest().revoked;
  if (std::binary_search(revoked.begin(), revoked.end(), found[0]))
    return fail(Fault::conflict, "is revoked already", found[0]);
  return found[0];
}

base::Result<std::vector<exchange::Revocation>> revocations_of(Context& context,
                                                               const exchange::CardChain& chain,
                                                               const exchange::KeyId& key,
                                                               const std::string& since) {
  const auto ends = context.call_json({.path = "/v1/card/outboxes", .query = {{"until", since}}});
  if (!ends) return fail(ends);
  std::vector<exchange::Revocation> all;
  for (const auto& item : list_at(*ends, "outboxes")) {
    const auto& end = item.as_object();
    const auto partner = exchange::digest_from(text_at(end, "service"));
    const auto hash = exchange::digest_from(text_at(end, "chain"));
    if (!partner || !hash) return fail(Fault::internal, "the node's answer is wrong", "/v1/card/outboxes");
    all.push_back({chain.service(), chain.newest().number + 1, key, *partner, number_at(end, "epoch"),
                   number_at(end, "number"), *hash});
  }
  return all;
}

int revoke(Context& context, const Changes& changes) {
  const auto root = read_root_key(changes.root);
  if (!root) return context.report(root.error());
  const auto chain = own_cards(context);
  if (!chain) return context.report(chain.error());
  const auto key = key_named(*chain, changes.key);
  if (!key) return context.report(key.error());
  const auto revocations = revocations_of(context, *chain, *key, changes.since);
  if (!revocations) return context.report(revocations.error());
  const auto when = changes.since.empty() ? "now" : short_time(changes.since);
  if (!context.confirm(
          fmt::format("Revoke key {} for good? {} partners trust it up to {} and set aside what it "
                      "signed after that.",
                      *key, revocations->size(), when)))
    return failed;
  auto card = following(*chain);
  std::erase_if(card.keys, [&](const auto& one) { return exchange::key_id_of(one) == *key; });
  card.revoked.push_back(*key);
  std::sort(card.revoked.begin(), card.revoked.end());
  if (card.keys.empty()) {
    const auto next = drawn_key(context);
    if (!next) return context.report(next.error());
    card.keys = {*next};
  }
  return finish(context, issue(context, *chain, *root, card, *revocations), [&](const json::object& answer) {
    show_card(answer);
    context.note("Delete the key's file from the folder of keys, and tell the partners' people why.");
  });
}

}  // namespace

void add_card(CLI::App& program, Context& context) {
  auto* card =
      program.add_subcommand("card", "This service as its partners know it: keys, fingerprint, address");
  card->require_subcommand(1);
  struct Export {
    bool wanted = false;
    std::string file;
  };
  const auto exporting = std::make_shared<Export>();
  auto* showing =
      add_command(*card, context, "show", "The newest card and the fingerprint", [&context, exporting] {
        return show(context, exporting->wanted || !exporting->file.empty(), exporting->file);
      });
  showing->add_flag("--export", exporting->wanted, "Print the file that a partner adds");
  showing->add_option("--output,-o", exporting->file, "Write that file")->type_name("FILE");

  const auto changes = std::make_shared<Changes>();
  const auto root = [&](CLI::App* command) {
    command->add_option("--root", changes->root, "The root key, brought from where it is kept")
        ->type_name("FILE")
        ->required();
  };
  auto* rotating = add_command(*card, context, "rotate", "Issue the next card, with a new signing key",
                               [&context, changes] { return rotate(context, *changes); });
  root(rotating);
  rotating->add_flag("--keep-keys", changes->keep_keys, "Change other things and keep the signing keys");
  rotating->add_option("--service-url", changes->url, "Where the node answers from now on")->type_name("URL");
  rotating
      ->add_option("--tls-certificate", changes->certificates,
                   "Certificates whose keys the node shows from now on; both, while one takes over")
      ->type_name("PEM")
      ->delimiter(',');
  rotating->add_option("--tls-key", changes->pins, "The same, as SHA-256 in hexadecimal")
      ->type_name("DIGEST")
      ->delimiter(',');
  rotating->add_option("--name", changes->name, "Another name")->type_name("TEXT");
  rotating->add_option("--country", changes->country, "Another country")->type_name("CC");
  rotating
      ->add_option("--new-root", changes->new_root, "Draw a new root key into this file, for the next cards")
      ->type_name("FILE");

  auto* revoking = add_command(*card, context, "revoke", "Let a signing key be trusted no more",
                               [&context, changes] { return revoke(context, *changes); });
  revoking->add_option("key", changes->key, "The key's id, or its first digits")
      ->type_name("KEY")
      ->required();
  root(revoking);
  revoking
      ->add_option("--since", changes->since,
                   "What was sent after this time is trusted no more; otherwise now")
      ->type_name("TIME");
  revoking->add_flag("--yes,-y", context.yes, "Do not ask");
  add_card_create(*card, context);
}

}  // namespace tansiq::cli
