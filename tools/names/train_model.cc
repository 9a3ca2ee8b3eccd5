// Trains the network that turns the features of a comparison into a probability:
//   train_model INDEX.tsv QUERIES.tsv PAIRS.tsv > src/names/data/model.tsv
// Of queries and pairs only one half is learnt from (by a hash of the query's id, of the pair's text); the
// other half is for checking, and `tansiq-eval` prints both.
//
// The loss of a query is that of its right records against what else was found (a softmax), and of each
// record that was found by itself (a logistic loss, which makes scores comparable across queries). Pairs add
// their logistic loss. Adam, a fixed seed: the same input gives the same file.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "names/index.h"
#include "names/model.h"

namespace {

using namespace tansiq::names;

constexpr std::size_t inputs = Features::count;
constexpr std::size_t hidden = Model::hidden;
constexpr std::size_t most_compared = 64;  ///< records of a query that are learnt from: all that it compares

struct Example {
  std::array<float, inputs> feature;
  bool right;
};

/// The candidates of one query, or one pair alone.
struct Group {
  std::vector<Example> examples;
  bool is_query = false;
  float weight = 1;
};

std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> parts(1);
  for (const char c : line) {
    if (c == '\t')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

std::vector<std::string> lines(const char* path) {
  std::ifstream in(path);
  if (!in) std::cerr << path << ": cannot be read\n", std::exit(1);
  std::vector<std::string> all;
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

/// FNV-1a; which half something belongs to.
bool in_training_half(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16777619U;
  return (hash >> 7 & 1U) == 0;
}

/// All parameters in one vector, in the order of the file.
struct Net {
  static constexpr std::size_t of_bias = hidden * inputs, of_output = of_bias + hidden,
                               of_output_bias = of_output + hidden;
  static constexpr std::size_t size = of_output_bias + 1;
  std::vector<double> value = std::vector<double>(size, 0);

  double forward(const std::array<float, inputs>& x, std::array<double, hidden>& activation) const {
    double sum = value[of_output_bias];
    for (std::size_t h = 0; h < hidden; ++h) {
      double in = value[of_bias + h];
      for (std::size_t i = 0; i < inputs; ++i) in += value[h * inputs + i] * static_cast<double>(x[i]);
      activation[h] = std::max(in, 0.0);
      sum += value[of_output + h] * activation[h];
    }
    return sum;
  }
  void backward(const std::array<float, inputs>& x, const std::array<double, hidden>& activation,
                double slope, std::vector<double>& gradient) const {
    gradient[of_output_bias] += slope;
    for (std::size_t h = 0; h < hidden; ++h) {
      gradient[of_output + h] += slope * activation[h];
      if (activation[h] <= 0) continue;
      const double inner = slope * value[of_output + h];
      gradient[of_bias + h] += inner;
      for (std::size_t i = 0; i < inputs; ++i) gradient[h * inputs + i] += inner * static_cast<double>(x[i]);
    }
  }
};

double logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

void train(std::vector<Group>& groups, Net& net) {
  std::mt19937 random(20261121);
  std::normal_distribution<double> normal(0, 1);
  for (std::size_t k = 0; k < Net::of_bias; ++k) net.value[k] = normal(random) * std::sqrt(2.0 / inputs);
  for (std::size_t k = Net::of_output; k < Net::of_output_bias; ++k)
    net.value[k] = normal(random) * std::sqrt(1.0 / hidden);
  std::vector<double> gradient(Net::size), first(Net::size), second(Net::size);
  constexpr int rounds = 40;
  constexpr std::size_t batch = 32;
  std::size_t step = 0;
  for (int round = 0; round < rounds; ++round) {
    std::shuffle(groups.begin(), groups.end(), random);
    const double rate = 0.004 * std::pow(0.03, static_cast<double>(round) / rounds);
    double loss = 0;
    for (std::size_t at = 0; at < groups.size(); at += batch) {
      std::fill(gradient.begin(), gradient.end(), 0);
      for (std::size_t g = at; g < std::min(at + batch, groups.size()); ++g) {
        const Group& group = groups[g];
        const std::size_t n = group.examples.size();
        std::vector<std::array<double, hidden>> activation(n);
        std::vector<double> logit(n), slope(n, 0);
        for (std::size_t e = 0; e < n; ++e) logit[e] = net.forward(group.examples[e].feature, activation[e]);
        const bool any = std::any_of(group.examples.begin(), group.examples.end(),
                                     [](const Example& e) { return e.right; });
        if (group.is_query && any) {
          const double top = *std::max_element(logit.begin(), logit.end());
          double all = 0, right = 0;
          for (std::size_t e = 0; e < n; ++e) {
            all += std::exp(logit[e] - top);
            if (group.examples[e].right) right += std::exp(logit[e] - top);
          }
          loss -= std::log(right / all);
          for (std::size_t e = 0; e < n; ++e) {
            const double share = std::exp(logit[e] - top);
            slope[e] += share / all - (group.examples[e].right ? share / right : 0);
          }
        }
        for (std::size_t e = 0; e < n; ++e) {
          const double p = logistic(logit[e]), y = group.examples[e].right ? 1 : 0;
          const double weight = group.weight * (group.is_query ? 0.5 : 1);
          loss -= weight * (y > 0 ? std::log(p + 1e-12) : std::log(1 - p + 1e-12));
          slope[e] += weight * (p - y);
        }
        for (std::size_t e = 0; e < n; ++e)
          net.backward(group.examples[e].feature, activation[e], slope[e], gradient);
      }
      ++step;
      for (std::size_t k = 0; k < Net::size; ++k) {
        const double g = gradient[k] / batch + 1e-5 * net.value[k];
        first[k] = 0.9 * first[k] + 0.1 * g;
        second[k] = 0.999 * second[k] + 0.001 * g * g;
        net.value[k] -= rate * (first[k] / (1 - std::pow(0.9, static_cast<double>(step)))) /
                        (std::sqrt(second[k] / (1 - std::pow(0.999, static_cast<double>(step)))) + 1e-8);
      }
    }
    if (round % 5 == 4)
      std::fprintf(stderr, "round %d: loss %.4f a group\n", round + 1,
                   loss / static_cast<double>(groups.size()));
  }
}

/// What is written between the parts of a name, so that one of them can be changed.
std::vector<std::string> words(const std::string& name) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at < name.size();) {
    const auto space = std::min(name.find(' ', at), name.size());
    if (space > at) all.push_back(name.substr(at, space - at));
    at = space + 1;
  }
  return all;
}

std::string in_one(const std::vector<std::string>& parts) {
  std::string name;
  for (const auto& part : parts) name += (name.empty() ? "" : " ") + part;
  return name;
}

/// Made by rule, as the data's own hard cases are few: a name with one part exchanged for another name's (not
/// the same person: a contradicted part speaks louder than a missing one), and with its first part cut to the
/// initial (the same).
struct Made {
  std::string left, right;
  bool right_answer;
};
std::vector<Made> made_pairs(const std::vector<std::string>& names, std::size_t count) {
  std::mt19937 random(7);
  std::vector<Made> pairs;
  while (pairs.size() < count) {
    const std::string &name = names[random() % names.size()], &other = names[random() % names.size()];
    auto parts = words(name);
    const auto others = words(other);
    if (parts.size() < 2 || parts.size() > 6 || others.size() < 2) continue;
    const bool is_latin = static_cast<std::uint8_t>(name[0]) < 0x80;
    if (is_latin != (static_cast<std::uint8_t>(other[0]) < 0x80)) continue;
    if (is_latin && random() % 8 == 0 && parts[0].size() > 2) {
      parts[0] = parts[0].substr(0, 1) + ".";
      pairs.push_back({name, in_one(parts), true});
      continue;
    }
    const std::size_t at = random() % parts.size();
    const std::string& exchanged = others[random() % others.size()];
    if (parts[at].size() < 5 || exchanged.size() < 5) continue;
    parts[at] = exchanged;
    pairs.push_back({name, in_one(parts), false});
  }
  return pairs;
}

Example example(const Comparison& comparison, bool right) {
  Example made{};
  made.feature = comparison.features.value;
  made.right = right;
  return made;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: train_model INDEX.tsv QUERIES.tsv PAIRS.tsv > model.tsv\n";
    return 2;
  }
  Index index;
  std::vector<std::string> names;
  {
    std::vector<Record> records;
    for (const auto& line : lines(argv[1])) {
      const auto part = fields(line);
      Record record;
      record.id = part.at(0);
      record.names.push_back({part.at(1), NameKind::birth});
      names.push_back(part[1]);
      records.push_back(std::move(record));
    }
    if (!index.put(std::move(records))) return 1;
  }
  std::vector<Group> groups;
  Filters filters;
  filters.explain = false;
  for (const auto& line : lines(argv[2])) {
    const auto part = fields(line);
    if (!in_training_half(part.at(4))) continue;
    std::set<std::string> right;
    for (std::size_t at = 0; at < part[1].size();) {
      const auto comma = std::min(part[1].find(',', at), part[1].size());
      right.insert(part[1].substr(at, comma - at));
      at = comma + 1;
    }
    const auto hits = index.search(part[0], filters, most_compared);
    if (!hits) continue;
    Group group;
    group.is_query = true;
    for (const Hit& hit : *hits) group.examples.push_back(example(hit.comparison, right.contains(hit.id)));
    groups.push_back(std::move(group));
  }
  const Index empty;
  for (const auto& line : lines(argv[3])) {
    const auto part = fields(line);
    if (!in_training_half(part.at(0) + "\t" + part.at(1))) continue;
    const auto comparison = empty.compare(part[0], part[1]);
    if (!comparison) continue;
    Group group;
    group.weight = part.at(3) == "token" ? 0.3F : 1.0F;
    group.examples.push_back(example(*comparison, part.at(2) == "1"));
    groups.push_back(std::move(group));
  }
  for (const Made& made : made_pairs(names, 6000)) {
    const auto comparison = empty.compare(made.left, made.right);
    if (!comparison) continue;
    Group group;
    group.weight = 0.4F;
    group.examples.push_back(example(*comparison, made.right_answer));
    groups.push_back(std::move(group));
  }
  std::array<double, inputs> mean{}, square{};
  double count = 0;
  for (const Group& group : groups)
    for (const Example& e : group.examples) {
      count += 1;
      for (std::size_t i = 0; i < inputs; ++i) {
        mean[i] += static_cast<double>(e.feature[i]);
        square[i] += static_cast<double>(e.feature[i]) * static_cast<double>(e.feature[i]);
      }
    }
  std::array<double, inputs> scale{};
  for (std::size_t i = 0; i < inputs; ++i) {
    mean[i] /= count;
    scale[i] = 1 / std::sqrt(std::max(square[i] / count - mean[i] * mean[i], 1e-4));
  }
  for (Group& group : groups)
    for (Example& e : group.examples)
      for (std::size_t i = 0; i < inputs; ++i)
        e.feature[i] = static_cast<float>((static_cast<double>(e.feature[i]) - mean[i]) * scale[i]);
  std::fprintf(stderr, "%zu groups, %.0f examples\n", groups.size(), count);
  Net net;
  train(groups, net);
  std::printf("# Made by tools/names/train_model: mean and scale of each feature, then the network.\n");
  for (std::size_t i = 0; i < inputs; ++i) std::printf("%.6g\n%.6g\n", mean[i], scale[i]);
  for (const double value : net.value) std::printf("%.6g\n", value);
}
