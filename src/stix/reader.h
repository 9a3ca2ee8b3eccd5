#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "stix/object.h"

namespace tansiq::stix {

/// What a reader takes from outside; more is an error that names the limit.
struct Limits {
  std::size_t bytes = std::size_t{256} << 20;        ///< of the whole input
  std::size_t objects = 1'000'000;                   ///< in one input
  std::size_t object_bytes = std::size_t{16} << 20;  ///< of one object in canonical form
  std::size_t depth = 64;                            ///< of nesting in the whole input; at most 1,000
};

/// How the objects of an input were wrapped.
enum class Wrapping {
  object,    ///< one object by itself
  array,     ///< a JSON array of objects
  bundle,    ///< a STIX bundle
  envelope,  ///< a TAXII envelope: {"objects": [...], "more": ...}
};

/// What was found in one input.
struct Content {
  Wrapping wrapping = Wrapping::object;
  std::vector<Object> objects;     ///< the good ones in the order of the input
  std::vector<std::size_t> index;  ///< for each of `objects` its place in the input, counted from 0
  std::vector<Rejected> rejected;  ///< the others, in the order of the input
  std::vector<Problem> problems;   ///< of the bundle or envelope itself; they refuse none of its objects
};

/// Reads STIX objects: parses, checks against the specification and writes the canonical form.
///
/// Keeps its buffers between calls, so a loop uses one reader. Not safe for use by two threads at once; make
/// one for each. Cost is linear in the input, apart from sorting the names of each object; recursion is
/// bounded by Limits::depth.
class Reader {
 public:
  Reader();
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;

  /// Reads a bundle, a TAXII envelope, an array of objects or one object.
  ///
  /// Fails where the input as a whole cannot be trusted: it is no JSON (the error names line and column), no
  /// UTF-8, begins with a byte order mark, is none of the four wrappings or is over a limit. Wrong objects do
  /// not make it fail: they come back as `rejected`, each with all its problems.
  [[nodiscard]] base::Result<Content> read(std::string_view json, const Limits& limits = {});

  /// Reads one object by itself. Its problems come back in one error: where = pointer of the first.
  [[nodiscard]] base::Result<Object> read_object(std::string_view json, const Limits& limits = {});

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace tansiq::stix
