#include "cli/merge.h"

namespace tansiq::cli {

namespace json = boost::json;

json::object merge_patch_between(const json::object& now, const json::object& then) {
  json::object patch;
  for (const auto& [name, value] : now)
    if (!then.contains(name)) patch[name] = nullptr;
  for (const auto& [name, value] : then) {
    const auto* old = now.if_contains(name);
    if (old == nullptr || !old->is_object() || !value.is_object()) {
      if ((old == nullptr || *old != value) && !value.is_null()) patch[name] = value;
      continue;
    }
    if (auto inner = merge_patch_between(old->get_object(), value.get_object()); !inner.empty())
      patch[name] = std::move(inner);
  }
  return patch;
}

base::Result<> set_path(json::object& patch, std::string_view path, json::value value) {
  json::object* place = &patch;
  std::string step;
  for (std::size_t i = 0;; ++i) {
    if (i + 1 < path.size() && path[i] == '\\' && path[i + 1] == '.') {
      step += path[++i];
      continue;
    }
    if (i < path.size() && path[i] != '.') {
      step += path[i];
      continue;
    }
    if (step.empty()) return base::fail(base::Fault::invalid, "is no property's path", std::string(path));
    if (i >= path.size()) break;
    auto& inner = (*place)[step];
    if (inner.is_null()) inner = json::object();
    if (!inner.is_object())
      return base::fail(base::Fault::invalid, "leads through something that is no object", std::string(path));
    place = &inner.get_object();
    step.clear();
  }
  (*place)[step] = std::move(value);
  return {};
}

json::value value_of_word(std::string_view word) {
  boost::system::error_code broken;
  auto value = json::parse(json::string_view(word.data(), word.size()), broken);
  if (broken) return json::string(word.data(), word.size());
  return value;
}

}  // namespace tansiq::cli
