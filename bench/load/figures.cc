#include "load/figures.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <unistd.h>

namespace tansiq::load {

double Figure::median() const {
  std::vector<double> copy = values;
  return quantile(copy, 0.5);
}

double Figure::least() const {
  return values.empty() ? 0 : *std::min_element(values.begin(), values.end());
}

double Figure::most() const {
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

void Result::add(const std::string& name, const std::string& unit, double value) {
  for (auto& figure : figures)
    if (figure.name == name) {
      figure.values.push_back(value);
      return;
    }
  figures.push_back({name, unit, {value}});
}

double quantile(std::vector<double>& samples, double share) {
  if (samples.empty()) return 0;
  std::sort(samples.begin(), samples.end());
  const auto last = static_cast<double>(samples.size() - 1);
  return samples[static_cast<std::size_t>(share * last + 0.5)];
}

void print_table(const Result& result) {
  fmt::print("{}: {}\n", result.mode, result.description);
  for (const auto& figure : result.figures) {
    const int digits = figure.median() < 100 ? 2 : 0;
    fmt::print("  {:<28} {:>12.{}f} {}", figure.name, figure.median(), digits, figure.unit);
    if (figure.values.size() > 1)
      fmt::print("   (median of {}: {:.{}f} to {:.{}f})", figure.values.size(), figure.least(), digits,
                 figure.most(), digits);
    fmt::print("\n");
  }
}

void print_json(const Result& result) {
  boost::json::object figures;
  for (const auto& figure : result.figures)
    figures[figure.name] = {{"unit", figure.unit},
                            {"median", figure.median()},
                            {"least", figure.least()},
                            {"most", figure.most()},
                            {"values", boost::json::value_from(figure.values)}};
  const boost::json::object line = {
      {"mode", result.mode}, {"description", result.description}, {"figures", figures}};
  fmt::print("{}\n", boost::json::serialize(line));
}

std::optional<ProcessUse> use_of(std::int64_t pid) {
  ProcessUse use;
  std::ifstream status(fmt::format("/proc/{}/status", pid));
  if (!status) return std::nullopt;
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) use.resident_mib = std::stod(line.substr(6)) / 1024;
    if (line.starts_with("VmHWM:")) use.peak_mib = std::stod(line.substr(6)) / 1024;
  }
  std::ifstream stat(fmt::format("/proc/{}/stat", pid));
  std::string text((std::istreambuf_iterator<char>(stat)), {});
  std::istringstream fields(
      text.substr(std::min(text.size(), text.rfind(')') + 1)));  // the name may hold blanks
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  use.cpu_seconds = (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
  return use;
}

double own_cpu_seconds() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

}  // namespace tansiq::load
