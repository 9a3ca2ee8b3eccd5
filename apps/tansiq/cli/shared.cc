#include "cli/shared.h"

#include <fstream>
#include <iostream>

namespace tansiq::cli {

using base::fail;
using base::Fault;

base::Result<std::string> read_whole(const std::string& file, std::size_t most) {
  std::ifstream opened;
  if (file != "-") {
    opened.open(file, std::ios::binary);
    if (!opened) return fail(Fault::not_found, "cannot be read", file);
  }
  std::istream& in = file == "-" ? std::cin : opened;
  std::string text(most + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (in.bad()) return fail(Fault::unavailable, "cannot be read", file);
  if (text.size() > most) return fail(Fault::too_large, "is too long", file);
  return text;
}

base::Result<boost::json::object> send_json(Context& context, std::string method, std::string path,
                                            const boost::json::object& body, Query query) {
  const auto text = boost::json::serialize(body);
  return context.call_json({.method = std::move(method),
                            .path = std::move(path),
                            .query = std::move(query),
                            .body = text,
                            .content_type = "application/json"});
}

}  // namespace tansiq::cli
