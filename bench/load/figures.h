#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tansiq::load {

/// One measured quantity: its repetitions, told by their median, least and most.
struct Figure {
  std::string name;  ///< "objects_per_second"
  std::string unit;  ///< "objects/s"
  std::vector<double> values;

  [[nodiscard]] double median() const;
  [[nodiscard]] double least() const;
  [[nodiscard]] double most() const;
};

/// What one mode measured.
struct Result {
  std::string mode;
  std::string description;  ///< "envelopes of 1000, 1 connection, 50000 objects"
  std::vector<Figure> figures;

  /// Adds one repetition's value to the figure of that name.
  void add(const std::string& name, const std::string& unit, double value);
};

/// The value below which `share` (0..1) of the samples lie; 0 for none. Sorts them.
double quantile(std::vector<double>& samples, double share);

/// A table for people.
void print_table(const Result& result);

/// One line of JSON.
void print_json(const Result& result);

/// Memory and processor time of a process, from /proc.
struct ProcessUse {
  double resident_mib = 0;
  double peak_mib = 0;
  double cpu_seconds = 0;
};
std::optional<ProcessUse> use_of(std::int64_t pid);

/// Processor time that this program has used so far, in seconds.
double own_cpu_seconds();

}  // namespace tansiq::load
