// Learns what it costs to hear one group of letters as another, from pairs of tokens:
//   train_costs TOKENS.tsv HABITS.tsv > src/names/data/costs.tsv
// TOKENS.tsv: Arabic token, Latin token, count, source; only rows of the sources "coling2018" (CC0) and
// "google" (Apache-2.0) are read. Costs within one script are learnt from tokens that share a partner in the
// other script.
//
// Method: a pair is made by a sequence of steps, each of which writes one symbol on either side or on one
// side alone; the probabilities of the steps are found by expectation maximisation (Ristad and Yianilos 1998,
// with groups of letters as Jiampojamarn et al. 2007). The cost of a step is -1/2 (ln P(y|x) + ln P(x|y)).

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "names/distance.h"
#include "names/parts.h"
#include "names/spelling.h"

namespace {

using namespace tansiq::names;

struct Pair {
  Spelling left, right;
  double weight = 1;
};

constexpr std::size_t side = symbol::most;
using Table = std::vector<double>;  // [left * side + right]; symbol::none on one side is an omission

bool may_pair(Symbol x, Symbol y) {
  if (x == symbol::none || y == symbol::none) return length_of_symbol(x == symbol::none ? y : x) == 1;
  return length_of_symbol(x) == 1 || length_of_symbol(y) == 1 ||
         length_of_symbol(x) + length_of_symbol(y) <= 5;
}

double group_factor(Symbol x, Symbol y) {
  const auto letters = length_of_symbol(x) + length_of_symbol(y);
  if (length_of_symbol(x) > 1 && length_of_symbol(y) > 1) return 0.1;
  return letters > 2 ? 0.5 : 1;
}

Table start(bool same_script) {
  Table table(side * side, 0);
  for (std::size_t x = 0; x < symbol_count(); ++x)
    for (std::size_t y = 0; y < symbol_count(); ++y) {
      if (x == 0 && y == 0) continue;
      if (!may_pair(static_cast<Symbol>(x), static_cast<Symbol>(y))) continue;
      table[x * side + y] = x == 0 || y == 0 ? 0.3 : same_script && x == y ? 80 : 1;
    }
  return table;
}

/// Every step that can end at (i, j): calls with the symbols and the cell that it comes from.
template <typename Visit>
void steps(const Pair& pair, std::size_t i, std::size_t j, Visit visit) {
  if (i > 0) visit(pair.left.single(i - 1), symbol::none, i - 1, j);
  if (j > 0) visit(symbol::none, pair.right.single(j - 1), i, j - 1);
  if (i == 0 || j == 0) return;
  const Spelling::Ends &left = pair.left.ends[i - 1], &right = pair.right.ends[j - 1];
  for (std::size_t n = 0; n < left.count; ++n)
    for (std::size_t m = 0; m < right.count; ++m)
      if (may_pair(left.symbol[n], right.symbol[m]))
        visit(left.symbol[n], right.symbol[m], i - left.length[n], j - right.length[m]);
}

Table learn(const std::vector<Pair>& pairs, bool same_script, int rounds) {
  Table theta = start(same_script);
  for (int round = 0; round < rounds; ++round) {
    double total = 0;
    for (const double value : theta) total += value;
    for (double& value : theta) value /= total;
    Table counts(side * side, 0);
    double log_likelihood = 0;
    for (const Pair& pair : pairs) {
      const std::size_t height = pair.left.size, width = pair.right.size;
      double forward[Word::most + 1][Word::most + 1] = {}, backward[Word::most + 1][Word::most + 1] = {};
      forward[0][0] = 1;
      for (std::size_t i = 0; i <= height; ++i)
        for (std::size_t j = 0; j <= width; ++j)
          steps(pair, i, j, [&](Symbol x, Symbol y, std::size_t from_i, std::size_t from_j) {
            forward[i][j] += forward[from_i][from_j] * theta[x * side + y] * group_factor(x, y);
          });
      const double all = forward[height][width];
      if (!(all > 0)) continue;
      log_likelihood += pair.weight * std::log(all);
      backward[height][width] = 1;
      for (std::size_t i = height + 1; i-- > 0;)
        for (std::size_t j = width + 1; j-- > 0;)
          steps(pair, i, j, [&](Symbol x, Symbol y, std::size_t from_i, std::size_t from_j) {
            const double step = theta[x * side + y] * group_factor(x, y);
            backward[from_i][from_j] += backward[i][j] * step;
            counts[x * side + y] += pair.weight * forward[from_i][from_j] * step * backward[i][j] / all;
          });
    }
    theta = std::move(counts);
    for (double& value : theta)
      if (value > 0) value += 0.01;
    std::fprintf(stderr, "round %d: log likelihood %.0f\n", round, log_likelihood);
  }
  return theta;
}

void write(const Table& theta, bool same_script, const char* left_side, const char* right_side,
           std::map<std::pair<Symbol, Symbol>, int>& out, std::map<std::string, int>& omissions) {
  std::vector<double> of_left(side, 0), of_right(side, 0);
  for (std::size_t x = 0; x < symbol_count(); ++x)
    for (std::size_t y = 0; y < symbol_count(); ++y) {
      of_left[x] += theta[x * side + y];
      of_right[y] += theta[x * side + y];
    }
  constexpr double unseen = 2;
  for (std::size_t x = 0; x < symbol_count(); ++x)
    for (std::size_t y = 0; y < symbol_count(); ++y) {
      double count = theta[x * side + y];
      if (same_script) count = (count + theta[y * side + x]) / 2;
      if (count < 0.5) continue;
      const double from_left = -std::log(count / (of_left[x] + unseen));
      const double from_right = -std::log(count / (of_right[y] + unseen));
      if (x == 0 || y == 0) {
        const int cost = static_cast<int>(std::lround(100 * (x == 0 ? from_right : from_left)));
        if (cost >= Costs::omission) continue;
        const auto s = static_cast<Symbol>(x == 0 ? y : x);
        const std::string key = written(s) + "\t-" + (x == 0 ? left_side : right_side);
        const auto found = omissions.find(key);
        if (found == omissions.end() || found->second > cost) omissions[key] = cost;
        continue;
      }
      int cost = static_cast<int>(std::lround(50 * (from_left + from_right)));
      if (same_script && x == y) cost = 0;
      if (cost > Costs::most) continue;
      if (same_script && x > y) continue;
      out[{static_cast<Symbol>(x), static_cast<Symbol>(y)}] = cost;
    }
}

std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> parts(1);
  for (const char c : line)
    if (c == '\t')
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

/// All pairs of tokens that share a partner, and each token with itself.
std::vector<Pair> siblings(const std::map<std::string, std::map<std::string, double>>& partners) {
  std::vector<Pair> pairs;
  constexpr std::size_t most_siblings = 12;
  for (const auto& [partner, tokens] : partners) {
    if (tokens.size() > most_siblings) continue;
    for (const auto& [first, weight_first] : tokens)
      for (const auto& [second, weight_second] : tokens) {
        Pair pair;
        spell(reinterpret_cast<const Letter*>(first.data()), first.size(), pair.left);
        spell(reinterpret_cast<const Letter*>(second.data()), second.size(), pair.right);
        pair.weight = (first == second ? 2.0 : 1.0) / static_cast<double>(tokens.size());
        if (first <= second) pairs.push_back(pair);
      }
  }
  return pairs;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: train_costs TOKENS.tsv HABITS.tsv > costs.tsv\n";
    return 2;
  }
  std::ifstream tokens(argv[1]);
  std::vector<Pair> across;
  std::map<std::string, std::map<std::string, double>> latin_of, arabic_of;
  for (std::string line; std::getline(tokens, line);) {
    const auto part = fields(line);
    if (part.size() < 4 || (part[3] != "coling2018" && part[3] != "google")) continue;
    const Word arabic = stem_of(word_of(part[0])), latin = stem_of(word_of(part[1]));
    if (arabic.script() != Script::arabic || latin.script() != Script::latin) continue;
    Pair pair;
    spell(latin, pair.left);
    spell(arabic, pair.right);
    pair.weight = 1 + std::log(std::max(1.0, std::strtod(part[2].c_str(), nullptr)));
    across.push_back(pair);
    latin_of[std::string(arabic.view())][std::string(latin.view())] += pair.weight;
    arabic_of[std::string(latin.view())][std::string(arabic.view())] += pair.weight;
  }
  std::map<std::pair<Symbol, Symbol>, int> costs;
  std::map<std::string, int> omissions;
  write(learn(across, false, 12), false, "latin", "arabic", costs, omissions);
  write(learn(siblings(latin_of), true, 8), true, "latin", "latin", costs, omissions);
  write(learn(siblings(arabic_of), true, 8), true, "arabic", "arabic", costs, omissions);

  std::ifstream habits(argv[2]);
  for (std::string line; std::getline(habits, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto part = fields(line);
    Symbol x = part.size() == 3 ? symbol_of(part[0]) : symbol::none;
    if (x != symbol::none && (part[1] == "-latin" || part[1] == "-arabic")) {
      const auto [found, added] = omissions.emplace(part[0] + "\t" + part[1], std::stoi(part[2]));
      if (!added) found->second = std::min(found->second, std::stoi(part[2]));
      continue;
    }
    Symbol y = part.size() == 3 ? symbol_of(part[1]) : symbol::none;
    if (x == symbol::none || y == symbol::none) {
      std::cerr << "no such habit: " << line << '\n';
      return 1;
    }
    if (x > y) std::swap(x, y);
    const int cost = std::stoi(part[2]);
    const auto found = costs.find({x, y});
    if (found == costs.end() || found->second > cost) costs[{x, y}] = cost;
  }
  // A doubled letter is heard as the letter, whatever it is written for.
  std::map<std::pair<Symbol, Symbol>, int> doubled;
  for (const auto& [pair, cost] : costs)
    for (const auto& [one, partner] : {pair, std::pair(pair.second, pair.first)}) {
      const Symbol twice = symbol_of(written(one) + written(one));
      if (twice == symbol::none || length_of_symbol(one) != 1) continue;
      const auto key = std::minmax(twice, partner);
      const auto found = doubled.find(key);
      if (found == doubled.end() || found->second > cost + 8) doubled[key] = cost + 8;
    }
  for (const auto& [pair, cost] : doubled) {
    const auto found = costs.find(pair);
    if (found == costs.end() || found->second > cost) costs[pair] = cost;
  }
  // A letter at the beginning or the end costs little more than it does in the middle.
  std::map<std::pair<Symbol, Symbol>, int> placed;
  const auto places = [](Symbol one) {
    return std::array<Symbol, 3>{one, symbol_of("^" + written(one)), symbol_of(written(one) + "$")};
  };
  for (const auto& [pair, cost] : costs)
    for (const Symbol left : places(pair.first))
      for (const Symbol right : places(pair.second)) {
        if (left == symbol::none || right == symbol::none) continue;
        const int dearer = cost + (left != pair.first ? 6 : 0) + (right != pair.second ? 6 : 0);
        const auto [found, added] = placed.emplace(std::minmax(left, right), dearer);
        if (!added) found->second = std::min(found->second, dearer);
      }
  costs = std::move(placed);
  // A doubled letter is the letter; a letter at the beginning or the end is the letter.
  for (std::size_t s = 1; s < symbol_count(); ++s) {
    const std::string text = written(static_cast<Symbol>(s));
    for (const std::string& other : {text + text, "^" + text, text + "$"}) {
      const Symbol t = symbol_of(other);
      if (t == symbol::none) continue;
      const int cost = other == text + text ? 10 : 0;
      const auto key = std::minmax(static_cast<Symbol>(s), t);
      const auto found = costs.find(key);
      if (found == costs.end() || found->second > cost) costs[key] = cost;
    }
  }
  std::cout << "# Made by tools/names/train_costs from the CC0 and Apache-2.0 rows of the training tokens "
               "and habits.tsv.\n";
  for (const auto& [pair, cost] : costs)
    std::cout << written(pair.first) << '\t' << written(pair.second) << '\t' << cost << '\n';
  for (const auto& [key, cost] : omissions) std::cout << key << '\t' << cost << '\n';
}
