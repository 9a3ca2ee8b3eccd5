#pragma once

/// What every command of `tansiq` shares: the common options, the session, the connection, the ways to print
/// and to end.

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/base.h"
#include "cli/client.h"
#include "cli/session.h"

namespace tansiq::cli {

/// How `tansiq` ends; tansiq(1) explains each.
enum Exit : int {
  done = 0,
  failed = 1,       ///< refused by the node, or something given was wrong
  usage = 2,        ///< the command line itself was wrong; nothing was done
  unreachable = 3,  ///< no node answered, or it was too busy for too long
  in_part = 4,      ///< import: some objects were rejected, all others are filed
};

class Context {
 public:
  // What the command line said. An empty text leaves the session's.
  bool json = false;
  bool quiet = false;
  bool yes = false;
  std::string url, pin, purpose, basis, case_id, collection;

  /// What the command line asked for; set while it is parsed.
  std::function<int()> chosen;

  /// The session file with the environment and the command line over it.
  base::Result<Session> session() const;
  /// The connection to the session's node, opened at the first call.
  base::Result<Client*> client();
  /// One call to the node.
  base::Result<Answer> call(const Call& call);
  /// One call whose answer is a JSON object.
  base::Result<boost::json::object> call_json(const Call& call);

  /// Prints an error to standard error (as JSON where JSON is wanted) and says how to end.
  int report(const base::Error& error) const;
  /// Prints a line for people to standard error, unless told to be quiet.
  void note(const std::string& line) const;
  /// Asks on the terminal; false without one, unless --yes was given.
  bool confirm(const std::string& question) const;

 private:
  std::unique_ptr<Client> client_;
};

/// Adds the options that every command takes. `with_purpose`: also those that say why.
void add_common(CLI::App& command, Context& context, bool with_purpose = true);

/// Adds the options that make a handling profile.
void add_profile(CLI::App& command, Profile& profile);

/// Gives a handling profile from the command line what it leaves open and the session says.
void complete(Profile& profile, const Profile& kept);

/// A handling profile as parameters of a call that files objects.
Query query_of(const Profile& profile);

// Each adds its commands to the program; `context` must outlive it.
void add_import(CLI::App& program, Context& context);
void add_list(CLI::App& program, Context& context);
void add_record(CLI::App& program, Context& context);
void add_record_changes(CLI::App& record, Context& context);
void add_release(CLI::App& program, Context& context);
void add_exchange(CLI::App& program, Context& context);
void add_onward(CLI::App& program, Context& context);
void add_warning(CLI::App& program, Context& context);
void add_desk(CLI::App& program, Context& context);
void add_proof(CLI::App& program, Context& context);
void add_shift(CLI::App& program, Context& context);
void add_watch(CLI::App& program, Context& context);
void add_readers(CLI::App& program, Context& context);
void add_inbox(CLI::App& program, Context& context);
void add_names(CLI::App& program, Context& context);
void add_follow(CLI::App& program, Context& context);
void add_export(CLI::App& program, Context& context);
void add_journal(CLI::App& program, Context& context);
void add_people(CLI::App& program, Context& context);
void add_collection(CLI::App& program, Context& context);
void add_node(CLI::App& program, Context& context);
void add_card(CLI::App& program, Context& context);
void add_partner(CLI::App& program, Context& context);
void add_cell(CLI::App& program, Context& context);
void add_policy(CLI::App& program, Context& context);
void add_session(CLI::App& program, Context& context);
void add_manual(CLI::App& program, Context& context);

/// The whole command line: every command with its options and descriptions. Help, completion and the manual
/// page are made from this and from nothing else.
std::unique_ptr<CLI::App> make_program(Context& context);

/// Runs one command line and gives its exit code.
int run(int argc, char** argv);

// Reading the node's answers: what is absent or of another kind is empty.
std::string text_at(const boost::json::object& object, std::string_view name);
std::uint64_t number_at(const boost::json::object& object, std::string_view name);
bool flag_at(const boost::json::object& object, std::string_view name);
const boost::json::array& list_at(const boost::json::object& object, std::string_view name);
const boost::json::object& object_at(const boost::json::object& object, std::string_view name);
/// The texts of a list, separated by ", ".
std::string joined(const boost::json::array& list);

/// Prints to standard output.
void print(std::string_view text);

}  // namespace tansiq::cli
