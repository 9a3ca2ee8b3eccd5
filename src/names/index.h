#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "names/compare.h"
#include "names/names.h"

namespace tansiq::names {

/// A record that was found.
struct Hit {
  std::string id;
  double score = 0;  ///< the probability that it is the person meant, by the name alone
  std::string name;  ///< the name of the record that matched best
  NameKind kind = NameKind::birth;
  Comparison comparison;
};

/// What a search may find.
struct Filters {
  double least_score = 0;
};

class Index {
 public:
  Index();
  ~Index();
  base::Result<> add(std::vector<Record> records);
  [[nodiscard]] base::Result<std::vector<Hit>> search(std::string_view name, const Filters& filters,
                                                      std::size_t limit) const;
  [[nodiscard]] base::Result<Comparison> compare(std::string_view left, std::string_view right) const;
  [[nodiscard]] base::Result<double> pair(std::string_view left, std::string_view right) const;
  [[nodiscard]] std::size_t bytes() const;
  [[nodiscard]] std::size_t name_count() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tansiq::names
