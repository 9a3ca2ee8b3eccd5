#pragma once

#include <memory>
#include <string_view>

#include "base/error.h"
#include "names/compare.h"

namespace tansiq::names {

/// Turns the features of a comparison into the probability that both names are one person's: a network with
/// one hidden layer, trained by tools/names/train_model.cc on natural and rule-made pairs.
class Model {
 public:
  static constexpr std::size_t hidden = 48;

  /// Reads the data file: one number a line, hidden weights row by row, hidden biases, output weights, output
  /// bias, with a mean and a scale per feature before them.
  static base::Result<std::unique_ptr<Model>> read(std::string_view file);

  /// The model that is built in.
  static const Model& built_in();

  /// A probability in [0, 1]; the same for the same features on every machine of one architecture.
  [[nodiscard]] double score(const Features& features) const;

 private:
  std::array<float, Features::count> mean_{}, scale_{};
  std::array<std::array<float, hidden>, Features::count>
      weight_{};  ///< by feature: the inner loop is vectors
  std::array<float, hidden> bias_{}, output_{};
  float output_bias_ = 0;
};

}  // namespace tansiq::names
