#pragma once

/// Takes a stream of JSON apart into STIX objects, in memory that depends on the largest object alone:
/// bundles and envelopes are opened, newline-delimited JSON is cut at its lines. It finds where objects begin
/// and end; whether they are right is the node's to say.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/base.h"

namespace tansiq::cli {

/// One object as it stood in a file.
struct Piece {
  std::string json;         ///< on one line; empty where `problem` says why there is none
  std::string problem;      ///< what keeps the object from being sent; empty: nothing
  std::uint64_t line = 0;   ///< where it begins, from 1
  std::uint64_t index = 0;  ///< which object of the file it is, from 0
};

/// What a file is, judged by its first bytes.
enum class Content {
  nothing,   ///< empty, or white space alone
  document,  ///< JSON: a bundle, an envelope, an array or an object
  lines,     ///< JSON: one value a line
  text,      ///< something to read
  markup,    ///< HTML or XML
  foreign,   ///< neither JSON nor UTF-8 text
};

/// The beginning of a file without the byte order mark that some programs put before JSON in UTF-8.
std::string_view without_mark(std::string_view head);

/// Judges the beginning of a file. `whole` says that there is no more of it.
Content content_of(std::string_view head, bool whole);

/// A state machine over bytes. Feed it a file in parts of any size, then finish it.
class Splitter {
 public:
  using Sink = std::function<void(Piece)>;

  /// `lines`: each line is a value of its own, so that a broken one spoils no other.
  Splitter(bool lines, Sink sink, std::size_t most_object_bytes = 16 * 1024 * 1024);

  void feed(std::string_view bytes);

  /// The file has ended. Fails where it ended inside a value (naming the line where that value began), or
  /// where something that is no JSON value stood outside of any.
  base::Result<> finish();

 private:
  /// Where in a value the machine stands.
  enum class Within {
    between,  ///< outside of any
    object,   ///< in an object that may still turn out to be a bundle: it is collected whole
    list,     ///< in a bundle's "objects", or in an array: each element is collected
    rest,     ///< behind a bundle's "objects": nothing is collected
  };
  enum class Expect { element_or_end, element, comma_or_end };

  void read_lines(std::string_view bytes);
  void end_line();
  void step(char c);
  void begin_value(char c);
  void step_object(char c);
  void step_list(char c);
  void end_object();
  void begin_piece();
  void collect(char c);
  void emit();
  void stop(std::string what);

  Sink sink_;
  std::size_t most_bytes_;
  bool lines_;
  std::string error_;
  std::uint64_t line_ = 1;
  std::uint64_t count_ = 0;

  // The value that is being read.
  Within within_ = Within::between;
  std::uint64_t depth_ = 0;
  std::uint64_t value_line_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool is_name_ = false;         ///< the next string at depth 1 is a member's name
  bool only_paging_ = true;      ///< no member but TAXII's "more" and "next" so far
  std::string* word_ = nullptr;  ///< where the string that is being read goes, if it is wanted
  std::string member_;           ///< the last member's name at depth 1
  std::string type_;             ///< the value of "type" at depth 1

  // The list that is being read, and its elements.
  std::uint64_t list_depth_ = 0;
  Expect expect_ = Expect::element_or_end;
  bool in_piece_ = false;
  bool bare_ = false;  ///< the element is a number or a word: it ends where the list goes on

  // The object that is being collected; in line mode, the line.
  std::string piece_;
  std::string problem_;
  std::uint64_t piece_line_ = 0;
};

}  // namespace tansiq::cli
