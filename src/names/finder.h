#pragma once

#include <functional>
#include <vector>

#include "names/compare.h"
#include "names/parts.h"
#include "names/segment.h"

namespace tansiq::names {

/// A name found in a segment, compared in full.
struct Found {
  NameNumber name = 0;
  double score = 0;
  Comparison comparison;
};

/// Finds the names of one segment that resemble a query, best first. Holds scratch memory in proportion to
/// the segment; one per thread, used for any number of queries and segments.
class Finder {
 public:
  /// How many names of a segment are compared in full for a query, at most.
  static constexpr std::size_t most_compared = 64;

  /// The weight of a word in the whole index (weights.h).
  using Weigh = std::function<float(const Word&)>;

  /// Appends what was found in `segment`. `admits` says of a record number whether filters and removals let
  /// it pass.
  /// Where `own_statistics`, the segment itself knows the weights of its tokens.
  void find(const Segment& segment, const ParsedName& query, const Weigh& weigh, bool own_statistics,
            const std::function<bool(RecordNumber)>& admits, std::vector<Found>& out);

 private:
  struct Candidate {
    NameNumber name;
    float value;
  };

  /// Looks far for the parts that have no match as good as `known`.
  void match_parts(const Segment& segment, const ParsedName& query, float known);
  /// Gathers the names that share the most with the query, each by an estimate of what they share.
  void collect(const Segment& segment, const std::function<bool(RecordNumber)>& admits);
  void scan(const Segment& segment, Token token, const std::function<bool(RecordNumber)>& admits);
  void keep_best();
  /// Adds a name whatever its estimate; false where it is among the candidates already or not admitted.
  bool add_candidate(const Segment& segment, NameNumber name,
                     const std::function<bool(RecordNumber)>& admits);
  void collect_split(const Segment& segment, const ParsedName& query, bool far,
                     const std::function<bool(RecordNumber)>& admits);
  void collect_joined(const Segment& segment, const ParsedName& query, bool far,
                      const std::function<bool(RecordNumber)>& admits);
  /// Compares the candidates in full and returns the best score.
  double compare(const Segment& segment, const ParsedName& query, const Weigh& weigh, bool own_statistics,
                 std::vector<Found>& out);
  [[nodiscard]] float estimate(const Segment& segment, NameNumber name) const;

  std::vector<std::uint16_t> slot_of_token_;  ///< 0: the token resembles no part of the query
  std::vector<std::uint32_t> seen_;           ///< by name: the number of the last query that touched it
  std::uint32_t query_number_ = 0;
  std::vector<float> similarity_;    ///< by slot and part
  std::vector<std::uint8_t> marks_;  ///< by slot and part
  std::vector<Token> slot_token_;
  std::vector<std::vector<TokenMatch>> matches_;  ///< by part of the query
  std::vector<float> part_weight_;
  std::vector<std::size_t> part_frequency_;
  std::size_t parts_ = 0;
  std::vector<Candidate> candidates_;
  float least_value_ = 0;    ///< of the candidates that are kept, once there are enough
  std::size_t scanned_ = 0;  ///< names looked at for this query

  /// Matches of words that were asked for lately, by a hash of the word: names share their words.
  struct Remembered {
    std::uint64_t segment = 0;
    Word word;
    Reach reach = Reach::near;
    std::vector<TokenMatch> matches;
  };
  static constexpr std::size_t most_remembered = 8192;
  const std::vector<TokenMatch>& matches_of(const Segment& segment, const Word& word, Reach reach);
  std::vector<Remembered> remembered_;
};

}  // namespace tansiq::names
