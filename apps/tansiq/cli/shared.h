#pragma once

/// What the commands about cards, partners and cells share.

#include <string>

#include "cli/context.h"

namespace tansiq::cli {

/// Reads a whole file; "-" is standard input. `most` bounds it.
base::Result<std::string> read_whole(const std::string& file, std::size_t most);

/// Sends a JSON body and gives the answer's object.
base::Result<boost::json::object> send_json(Context& context, std::string method, std::string path,
                                            const boost::json::object& body, Query query = {});

/// Ends a command that got this answer: prints it as JSON where that is wanted, else calls `show`; an error
/// is reported.
template <typename Show>
int finish(Context& context, const base::Result<boost::json::object>& answer, Show show) {
  if (!answer) return context.report(answer.error());
  if (context.json)
    print(boost::json::serialize(*answer) + "\n");
  else
    show(*answer);
  return done;
}

/// An instant as people give it: RFC 3339, or how long from now ("30m", "2h", "1d"). `where` is the option.
base::Result<std::string> instant_from(const std::string& text, const char* where);

/// Says whether standing rules reach a partner in a cell: `partner confirm` and `cell confirm`.
int confirm_in_cell(Context& context, const std::string& cell, const std::string& partner, bool take_back);

/// Adds a command that runs `work`.
template <typename Work>
CLI::App* add_command(CLI::App& parent, Context& context, const char* name, const char* what, Work work) {
  auto* command = parent.add_subcommand(name, what);
  add_common(*command, context, false);
  command->callback([&context, work] { context.chosen = work; });
  return command;
}

}  // namespace tansiq::cli
