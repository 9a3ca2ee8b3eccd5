#include "wire/route.h"

#include <algorithm>
#include <cassert>
#include <optional>

namespace tansiq::wire {

namespace {

/// The parts between slashes; "/a/b/" and "/a/b" both give "a", "b".
std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path.empty()) return segments;
  for (;;) {
    const auto slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool is_parameter(std::string_view segment) {
  return segment.starts_with('{') && segment.ends_with('}');
}

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path) {
  if (pattern.size() != path.size()) return false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (is_parameter(pattern[i]) ? path[i].empty() : pattern[i] != path[i]) return false;
  }
  return true;
}

http::Response redirect_to(const http::Request& request) {
  std::string_view target = request.target;
  const auto question = target.find('?');
  std::string path(target.substr(0, question));
  if (path.ends_with('/')) {
    path.pop_back();
  } else {
    path += '/';
  }
  if (question != std::string_view::npos) path += target.substr(question);
  return {308, {{"Location", path}}, {}};
}

http::Response plain_refusal(int status, const base::Error& error) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, error.text() + "\n"};
}

}  // namespace

const std::string& Call::at(std::string_view name) const {
  static const std::string none;
  for (const auto& [key, value] : captured) {
    if (key == name) return value;
  }
  return none;
}

Router::Router(std::vector<Group> groups) : groups_(std::move(groups)) {
  for (const auto& group : groups_) {
    for (const auto& route : group.routes) {
      assert(route.pattern.starts_with(group.prefix));
      assert(route.handler);
      Compiled compiled{&group, &route, {}, route.pattern.ends_with('/')};
      for (const auto segment : segments_of(route.pattern)) compiled.segments.emplace_back(segment);
      for (const auto& other : compiled_) {
        assert(other.route->method != route.method || other.route->pattern != route.pattern);
      }
      compiled_.push_back(std::move(compiled));
    }
  }
}

const Group* Router::group_of(std::string_view path) const {
  const Group* found = nullptr;
  for (const auto& group : groups_) {
    const std::string_view prefix = group.prefix;
    const bool below = path.starts_with(prefix) || path == prefix.substr(0, prefix.size() - 1);
    if (below && (!found || prefix.size() > found->prefix.size())) found = &group;
  }
  return found;
}

http::Response Router::refuse(std::string_view path, int status, const base::Error& error) const {
  const Group* group = group_of(path);
  return group && group->refuse ? group->refuse(status, error) : plain_refusal(status, error);
}

Router::Outcome Router::answer(const http::Request& request) const {
  const auto path = segments_of(request.path);
  const bool slash = request.path.ends_with('/');
  const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);

  // Literal segments win over parameters: "/v1/records/search" is never the record "search".
  const Compiled* best = nullptr;
  std::size_t best_literals = 0;
  const Compiled* other_slash = nullptr;
  std::vector<std::string_view> allowed;
  for (const auto& candidate : compiled_) {
    if (!matches(candidate.segments, path)) continue;
    if (candidate.slash != slash) {
      other_slash = &candidate;
      continue;
    }
    if (candidate.route->method != method) {
      allowed.push_back(candidate.route->method);
      if (candidate.route->method == "GET") allowed.emplace_back("HEAD");
      continue;
    }
    const auto literals = static_cast<std::size_t>(
        std::count_if(candidate.segments.begin(), candidate.segments.end(),
                      [](const std::string& segment) { return !is_parameter(segment); }));
    if (!best || literals > best_literals) {
      best = &candidate;
      best_literals = literals;
    }
  }

  if (best) {
    Call call{request, *best->route, {}};
    for (std::size_t i = 0; i < path.size(); ++i) {
      const std::string_view segment = best->segments[i];
      if (is_parameter(segment)) {
        call.captured.emplace_back(segment.substr(1, segment.size() - 2), path[i]);
      }
    }
    return {best->route->handler(call), best->route};
  }
  if (!allowed.empty()) {
    std::sort(allowed.begin(), allowed.end());
    allowed.erase(std::unique(allowed.begin(), allowed.end()), allowed.end());
    std::string list;
    for (const auto name : allowed) list += (list.empty() ? "" : ", ") + std::string(name);
    auto response = refuse(request.path, 405,
                           {base::Fault::unsupported, "this method is not served here", {}, "use " + list});
    response.fields.emplace_back("Allow", list);
    return {std::move(response), nullptr};
  }
  if (other_slash) return {redirect_to(request), nullptr};
  return {refuse(request.path, 404, {base::Fault::not_found, "there is nothing at this address", {}, {}}),
          nullptr};
}

int status_of(base::Fault fault) {
  switch (fault) {
    case base::Fault::invalid:
      return 400;
    case base::Fault::unauthenticated:
      return 401;
    case base::Fault::forbidden:
      return 403;
    case base::Fault::not_found:
      return 404;
    case base::Fault::conflict:
      return 409;
    case base::Fault::too_large:
      return 413;
    case base::Fault::unsupported:
      return 422;
    case base::Fault::busy:
      return 503;
    case base::Fault::unavailable:  // a full disk: the node lives, and takes it later
      return 503;
    case base::Fault::internal:
      return 500;
  }
  return 500;
}

}  // namespace tansiq::wire
