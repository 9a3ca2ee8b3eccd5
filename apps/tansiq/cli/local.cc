#include "cli/local.h"

#include <algorithm>
#include <arpa/inet.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/identity_files.h"
#include "cli/output.h"
#include "config/config.h"
#include "node/acts/add_account.h"
#include "node/acts/authenticate.h"
#include "node/acts/initialise.h"
#include "store/sqlite/sqlite.h"
#include "wire/http/http.h"

namespace tansiq::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::Fault;

constexpr const char* config_name = "tansiqd.toml";
constexpr const char* taxii_root = "/taxii2/root/";

struct InitOptions {
  std::string folder, title = "Tansiq node", address = "127.0.0.1", officer = "admin", account;
  std::string country, service_url;  // with a country the node is somebody: it gets a card
  std::vector<std::string> hosts, roles = {"administrator"};
  std::uint16_t port = 8443, exchange_port = 0;
  bool begin_session = false;
};

/// What a new node is, as it is shown once.
struct NewNode {
  std::string config_file, url, pin, collection, token, password;
  std::string service, fingerprint, service_url, root_file;  ///< empty where it has no card
};

/// A free TCP port of this machine at this moment.
base::Result<std::uint16_t> free_port() {
  const int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  const bool found = handle >= 0 && bind(handle, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                     getsockname(handle, reinterpret_cast<sockaddr*>(&address), &length) == 0;
  if (handle >= 0) close(handle);
  if (!found) return base::fail(Fault::internal, "no TCP port is free");
  return ntohs(address.sin_port);
}

base::Result<> write_file(const fs::path& file, const std::string& text, mode_t mode) {
  const mode_t old = umask(0077);
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  umask(old);
  out << text;
  out.close();
  if (!out || chmod(file.c_str(), mode) != 0)
    return base::fail(Fault::internal, "cannot be written", file.string());
  return {};
}

std::string url_of(const std::string& host, std::uint16_t port) {
  const bool is_v6 = host.find(':') != std::string::npos;
  return fmt::format("https://{}:{}", is_v6 ? "[" + host + "]" : host, port);
}

base::Result<std::string> text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in.is_open() || in.bad()) return base::fail(Fault::not_found, "cannot be read", file.string());
  return text;
}

base::Result<> check_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) return {};
  if (!fs::is_directory(folder, error)) return base::fail(Fault::conflict, "is no folder", folder.string());
  if (fs::directory_iterator(folder, error) != fs::directory_iterator() || error)
    return base::fail(Fault::conflict, "is not empty", folder.string(),
                      "a new node wants a folder of its own");
  return {};
}

/// Makes certificate, key and configuration.
base::Result<NewNode> write_files(const InitOptions& options, config::Config& config) {
  NewNode made;
  auto names = options.hosts;
  for (const char* usual : {"localhost", "127.0.0.1", "::1"})
    if (std::find(names.begin(), names.end(), usual) == names.end()) names.emplace_back(usual);
  const bool everywhere = options.address == "0.0.0.0" || options.address == "::";
  if (!everywhere && std::find(names.begin(), names.end(), options.address) == names.end())
    names.push_back(options.address);
  const auto host = !options.hosts.empty() ? options.hosts.front()
                    : everywhere           ? "127.0.0.1"
                                           : options.address;
  const auto certificate = wire::http::make_self_signed(host, names);
  if (!certificate) return base::fail(certificate);
  made.pin = certificate->pin;
  if (options.port == 0) {
    const auto port = free_port();
    if (!port) return base::fail(port);
    config.serving.listen.port = *port;
  }
  made.url = url_of(host, config.serving.listen.port);
  if (!options.country.empty()) {
    // Behind a port that was looked for there need not be another free one.
    auto port = options.exchange_port;
    if (port == 0 && options.port == 0) {
      const auto found = free_port();
      if (!found) return base::fail(found);
      port = *found;
    }
    if (port == 0) port = static_cast<std::uint16_t>(config.serving.listen.port + 1);
    config.serving.exchange.address = options.address;
    config.serving.exchange.port = port;
    made.service_url = options.service_url.empty() ? url_of(host, port) : options.service_url;
  }

  const fs::path folder = fs::absolute(options.folder).lexically_normal();
  std::error_code error;
  for (const char* inner : {"", "tls", "backups"}) {
    fs::create_directories(folder / inner, error);
    if (error || chmod((folder / inner).c_str(), S_IRWXU) != 0)
      return base::fail(Fault::internal, "cannot be made: " + error.message(), (folder / inner).string());
  }
  made.config_file = (folder / config_name).string();
  for (const auto& written : {write_file(folder / "tls/certificate.pem", certificate->certificate_pem, 0644),
                              write_file(folder / "tls/key.pem", certificate->key_pem, 0600),
                              write_file(made.config_file, config::example(config), 0644)})
    if (!written) return base::fail(written);
  return made;
}

/// Makes the node somebody: keys and first card. The node shows partners the key of its server certificate.
base::Result<> give_card(node::Node& node, const std::string& officer, const config::Config& config,
                         const fs::path& folder, const std::string& country, NewNode& made) {
  const auto certificate = text_of(folder / config.serving.listen.certificate_file);
  if (!certificate) return base::fail(certificate);
  const auto tls = wire::http::key_of_certificate(*certificate);
  if (!tls) return base::fail(tls);
  const auto identity = begin_identity(
      node, officer, {(folder / config.keys_folder).string(), config.title, country, made.service_url, *tls});
  if (!identity) return base::fail(identity);
  made.service = exchange::to_text(identity->service);
  made.fingerprint = exchange::fingerprint(identity->service);
  made.root_file = identity->root_file;
  return {};
}

/// What is to be done with a root key, once.
void tell_of_root_key(const Context& context, const NewNode& made) {
  context.note(
      fmt::format("{} is the service's root key: it signs every later card, and whoever has it is the\n"
                  "service. Move it off this machine now, to two places under lock; the node never needs it.",
                  made.root_file));
}

/// Makes the store with its first officer and, where one is wanted, its first account.
base::Result<> fill_store(const InitOptions& options, const config::Config& config, NewNode& made) {
  const auto folder = fs::path(made.config_file).parent_path() / config.store_folder;
  auto store = store::sqlite::open({.directory = folder.string(), .create = true});
  if (!store) return base::fail(store);
  node::Node node(**store, base::system_now, config.limits, config.title);
  node::acts::Beginning beginning{.officer = options.officer, .roles = {}};
  for (const auto& name : options.roles) {
    const auto role = node::role_named(name);
    if (!role) return base::fail(role);
    beginning.roles.push_back(*role);
  }
  const auto begun = node::acts::initialise(node, beginning);
  if (!begun) return base::fail(begun);
  made.collection = begun->collection;
  made.token = begun->token;
  if (!options.country.empty())
    if (auto begun_card = give_card(node, options.officer, config, fs::path(made.config_file).parent_path(),
                                    options.country, made);
        !begun_card)
      return begun_card;
  if (options.account.empty()) return {};
  auto actor = node::acts::authenticate_token(node, begun->token);
  if (!actor) return base::fail(actor);
  const node::acts::NewGrant grant{.collection = "records", .can_read = true, .can_write = true};
  const auto account = node::acts::add_account(
      node, *actor,
      {.name = options.account,
       .purpose = {.purpose = "first use of the node", .basis = "set up by its administrator", .case_id = ""},
       .grants = {grant}});
  if (!account) return base::fail(account);
  made.password = account->password;
  return {};
}

void show(Context& context, const InitOptions& options, const NewNode& made) {
  const auto api_root = made.url + taxii_root;
  if (context.json) {
    json::object out{{"url", made.url},
                     {"api_root", api_root},
                     {"collection", made.collection},
                     {"user", options.account},
                     {"password", made.password},
                     {"token", made.token},
                     {"officer", options.officer},
                     {"pin", made.pin},
                     {"config", made.config_file}};
    if (!made.service.empty()) {
      out["service"] = made.service;
      out["fingerprint"] = made.fingerprint;
      out["service_url"] = made.service_url;
      out["root_key"] = made.root_file;
    }
    print(json::serialize(out) + "\n");
    return;
  }
  print(fields({{"configuration", made.config_file},
                {"address", made.url},
                {"TAXII", api_root},
                {"pin", made.pin},
                {"collection", "records, " + made.collection},
                {"officer", options.officer + ": " + fmt::format("{}", fmt::join(options.roles, ", "))},
                {"token", made.token},
                {"account", options.account},
                {"password", made.password},
                {"service", made.service},
                {"fingerprint", made.fingerprint},
                {"partners reach it", made.service_url}}));
  context.note("The token is shown this once and kept nowhere.");
  if (!made.service.empty()) tell_of_root_key(context, made);
  context.note(fmt::format("\nStart it:\n  tansiqd --config {}", made.config_file));
  if (options.begin_session)
    context.note("The session is begun: tansiq whoami");
  else
    context.note(
        fmt::format("Work with it:\n  tansiq session --url {} --pin {} --token-file -", made.url, made.pin));
}

int init(Context& context, const InitOptions& options) {
  if (const auto fit = check_folder(options.folder); !fit) return context.report(fit.error());
  const bool existed = fs::exists(options.folder);
  config::Config config;
  config.title = options.title;
  config.serving.listen.address = options.address;
  config.serving.listen.port = options.port;
  auto made = write_files(options, config);
  auto filled = made ? fill_store(options, config, *made) : base::Result<>(base::fail(made));
  if (filled && options.begin_session) {
    Session session;
    session.url = made->url;
    session.pin = made->pin;
    session.token = made->token;
    filled = save_session(session, session_file());
  }
  if (!filled) {
    // Half a node would only be in the way.
    std::error_code ignored;
    for (const char* inner : {"tls", "backups", "store", "keys", config_name})
      fs::remove_all(fs::path(options.folder) / inner, ignored);
    if (!existed) fs::remove(options.folder, ignored);
    return context.report(filled.error());
  }
  show(context, options, *made);
  return done;
}

struct CardOptions {
  std::string folder, country, name, url, officer = "admin";
};

/// An identity for a node that was made without one.
int create_card(Context& context, const CardOptions& options) {
  const auto folder = fs::absolute(options.folder).lexically_normal();
  auto config = config::load((folder / config_name).string());
  if (!config) {
    for (const auto& problem : config.error()) context.report(problem);
    return failed;
  }
  if (!options.name.empty()) config->title = options.name;
  auto store = store::sqlite::open({.directory = config->store_folder});
  if (!store) return context.report(store.error());
  node::Node node(**store, base::system_now, config->limits, config->title);
  NewNode made;
  made.service_url = options.url;
  std::error_code ignored;
  const bool had_keys =
      fs::exists(config->keys_folder, ignored) && !fs::is_empty(config->keys_folder, ignored);
  if (had_keys)
    return context.report({Fault::conflict, "holds keys already", config->keys_folder,
                           "tansiq card show says whether this node has a card"});
  if (auto given = give_card(node, options.officer, *config, folder, options.country, made); !given) {
    fs::remove_all(config->keys_folder, ignored);
    return context.report(given.error());
  }
  if (context.json) {
    print(json::serialize(json::object{{"service", made.service},
                                       {"fingerprint", made.fingerprint},
                                       {"service_url", made.service_url},
                                       {"root_key", made.root_file}}) +
          "\n");
    return done;
  }
  print(fields({{"service", made.service},
                {"fingerprint", made.fingerprint},
                {"partners reach it", made.service_url}}));
  tell_of_root_key(context, made);
  return done;
}

int restore(Context& context, const std::string& file, const std::string& folder, bool only_check) {
  const auto checked = store::sqlite::check(file);
  if (!checked) return context.report(checked.error());
  const auto told = fmt::format("{} records, {} journal entries, last written {}",
                                grouped(static_cast<std::uint64_t>(checked->totals.records)),
                                grouped(static_cast<std::uint64_t>(checked->totals.journal_entries)),
                                short_time(base::format_time(checked->last, 0)));
  if (only_check) {
    if (context.json)
      print(json::serialize(json::object{{"intact", true},
                                         {"schema", checked->schema},
                                         {"records", checked->totals.records},
                                         {"journal_entries", checked->totals.journal_entries},
                                         {"last", base::format_time(checked->last)}}) +
            "\n");
    else
      print(fmt::format("intact: {}\n", told));
    return done;
  }
  const auto config = config::load((fs::path(folder) / config_name).string());
  if (!config) {
    for (const auto& problem : config.error()) context.report(problem);
    return failed;
  }
  if (!context.confirm(
          fmt::format("Put the backup ({}) in the place of the store in {}? The present one is kept aside.",
                      told, config->store_folder)))
    return failed;
  const auto restored = store::sqlite::restore(file, config->store_folder);
  if (!restored) return context.report(restored.error());
  if (context.json) {
    print(json::serialize(json::object{{"records", restored->backup.totals.records},
                                       {"kept_aside", restored->kept_aside},
                                       {"erasures_applied", restored->erasures_applied}}) +
          "\n");
    return done;
  }
  print(fields({{"restored", told},
                {"erased again", restored->erasures_applied == 0 ? "" : grouped(restored->erasures_applied)},
                {"kept aside", restored->kept_aside}}));
  return done;
}

}  // namespace

void add_local(CLI::App& program, Context& context) {
  auto* init_command =
      program.add_subcommand("init", "Make a new node: key, configuration, store, first officer");
  const auto options = std::make_shared<InitOptions>();
  init_command->add_option("folder", options->folder, "The node's folder; new or empty")
      ->type_name("DIR")
      ->required();
  init_command->add_option("--title", options->title, "The service's name as clients see it")
      ->type_name("TEXT")
      ->capture_default_str();
  init_command->add_option("--address", options->address, "The address to listen on")
      ->type_name("ADDRESS")
      ->capture_default_str();
  init_command->add_option("--port", options->port, "The port to listen on; 0 finds a free one now")
      ->type_name("PORT")
      ->capture_default_str();
  init_command
      ->add_option("--host", options->hosts,
                   "Names and addresses that the certificate is for; the first is the node's")
      ->type_name("NAME")
      ->delimiter(',');
  init_command->add_option("--officer", options->officer, "The first officer's name")
      ->type_name("NAME")
      ->capture_default_str();
  init_command->add_option("--role", options->roles, "The first officer's roles, administrator among them")
      ->type_name("ROLE")
      ->delimiter(',')
      ->capture_default_str();
  init_command
      ->add_option("--account", options->account, "Also make a TAXII account that reads and writes `records`")
      ->type_name("NAME");
  init_command
      ->add_option("--country", options->country,
                   "Also give the service its card, for the exchange with partners: ISO 3166-1, such as MA")
      ->type_name("CC");
  init_command
      ->add_option("--service-url", options->service_url,
                   "Where partners reach the node; otherwise the first host and the exchange's port")
      ->type_name("URL");
  init_command
      ->add_option("--exchange-port", options->exchange_port,
                   "The port for partners; otherwise the one after the port")
      ->type_name("PORT");
  init_command->add_flag("--session", options->begin_session, "Also begin a session as the first officer");
  init_command->add_flag("--json", context.json, "Print JSON, for programs")->group("Common options");
  init_command->add_flag("--quiet,-q", context.quiet, "Print nothing but results and errors")
      ->group("Common options");
  init_command->callback(
      [&context, options] { context.chosen = [&context, options] { return init(context, *options); }; });

  struct Restoring {
    std::string file, folder;
    bool check = false;
  };
  auto* restoring =
      program.add_subcommand("restore", "Put a backup in the place of a store that no node has open");
  const auto given = std::make_shared<Restoring>();
  restoring->add_option("backup", given->file, "What `tansiq backup` wrote")->type_name("BACKUP")->required();
  restoring->add_option("folder", given->folder, "The node's folder, with its tansiqd.toml")
      ->type_name("DIR");
  restoring->add_flag("--check", given->check, "Only read and check the backup");
  restoring->add_flag("--yes,-y", context.yes, "Do not ask");
  restoring->add_flag("--json", context.json, "Print JSON, for programs")->group("Common options");
  restoring->callback([&context, given] {
    context.chosen = [&context, given] {
      if (given->folder.empty() && !given->check) {
        context.report(
            {Fault::invalid, "needs the node's folder", "restore", "or --check to look at the backup only"});
        return static_cast<int>(usage);
      }
      return restore(context, given->file, given->folder, given->check);
    };
  });
}

void add_card_create(CLI::App& card, Context& context) {
  const auto options = std::make_shared<CardOptions>();
  auto* creating = card.add_subcommand("create", "Give a node that has none a card; it must not be running");
  creating->add_option("folder", options->folder, "The node's folder, with its tansiqd.toml")
      ->type_name("DIR")
      ->required();
  creating->add_option("--country", options->country, "ISO 3166-1, such as MA")->type_name("CC")->required();
  creating->add_option("--service-url", options->url, "Where partners reach the node: https://host:port")
      ->type_name("URL")
      ->required();
  creating->add_option("--name", options->name, "What the card calls the service; otherwise the node's title")
      ->type_name("TEXT");
  creating->add_option("--officer", options->officer, "Who does it, for the journal")
      ->type_name("NAME")
      ->capture_default_str();
  creating->add_flag("--json", context.json, "Print JSON, for programs")->group("Common options");
  creating->add_flag("--quiet,-q", context.quiet, "Print nothing but results and errors")
      ->group("Common options");
  creating->callback([&context, options] {
    context.chosen = [&context, options] { return create_card(context, *options); };
  });
}

}  // namespace tansiq::cli
