#include "names/model.h"

#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "names/data.h"

namespace tansiq::names {

base::Result<std::unique_ptr<Model>> Model::read(std::string_view file) {
  auto model = std::make_unique<Model>();
  const std::string text(file);
  const char* at = text.c_str();
  bool complete = true;
  const auto next = [&](float& value) {
    while (*at == '#') {
      while (*at != 0 && *at != '\n') ++at;
      if (*at != 0) ++at;
    }
    char* end = nullptr;
    value = std::strtof(at, &end);
    if (end == at || !std::isfinite(value)) complete = false;
    at = *end == '\n' ? end + 1 : end;
  };
  for (std::size_t i = 0; i < Features::count; ++i) next(model->mean_[i]), next(model->scale_[i]);
  for (std::size_t h = 0; h < hidden; ++h)
    for (auto& of_feature : model->weight_) next(of_feature[h]);
  for (float& bias : model->bias_) next(bias);
  for (float& weight : model->output_) next(weight);
  next(model->output_bias_);
  if (!complete) return base::fail(base::Fault::invalid, "the file does not hold all numbers of a model");
  return model;
}

const Model& Model::built_in() {
  static const std::unique_ptr<Model> model = [] {
    auto read = Model::read(data::model());
    if (!read) throw std::logic_error("the model that is built in: " + read.error().text());
    return std::move(*read);
  }();
  return *model;
}

double Model::score(const Features& features) const {
  std::array<float, hidden> in = bias_;
  for (std::size_t i = 0; i < Features::count; ++i) {
    const float input = (features.value[i] - mean_[i]) * scale_[i];
    for (std::size_t h = 0; h < hidden; ++h) in[h] += weight_[i][h] * input;
  }
  float sum = output_bias_;
  for (std::size_t h = 0; h < hidden; ++h) sum += output_[h] * std::max(in[h], 0.0F);
  return 1 / (1 + std::exp(-static_cast<double>(sum)));
}

}  // namespace tansiq::names
