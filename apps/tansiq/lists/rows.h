#pragma once

/// Cuts CSV (RFC 4180) into rows: fields in quotes may hold the delimiter, line breaks and doubled quotes.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace tansiq::lists {

struct Row {
  std::uint64_t line = 0;  ///< where it begins, from 1
  std::vector<std::string> cells;
  std::string problem;  ///< why it is no row; the cells are empty then
};

/// A state machine over bytes. A row that is wrong is handed out with its problem, and reading goes on behind
/// the next line break. Empty lines are no rows. A byte order mark at the beginning is passed over.
class Rows {
 public:
  using Sink = std::function<void(Row)>;

  Rows(char delimiter, std::size_t most_bytes, Sink sink)
      : delimiter_(delimiter), most_bytes_(most_bytes), sink_(std::move(sink)) {}

  /// Fails where a row grows over the limit: most likely a quote without its partner, behind which nothing
  /// can be told apart.
  base::Result<> feed(std::string_view bytes);

  /// Fails where the file ends within quotes.
  base::Result<> finish();

 private:
  enum class Within { start_of_field, plain, quoted, behind_quote, wrong_row };

  void step(char c);
  void end_field();
  void end_row();
  void reject(std::string what);

  char delimiter_;
  std::size_t most_bytes_;
  Sink sink_;
  Within within_ = Within::start_of_field;
  std::uint64_t line_ = 1;
  std::size_t bytes_ = 0;  ///< of the row so far
  std::size_t mark_ = 0;   ///< how much of a byte order mark has passed; 3: none can come any more
  bool return_ = false;    ///< the last byte was a CR outside of quotes
  Row row_{.line = 1, .cells = {}, .problem = {}};
  std::string field_;
};

}  // namespace tansiq::lists
