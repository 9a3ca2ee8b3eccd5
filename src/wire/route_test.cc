#include "wire/route.h"

#include <gmock/gmock.h>

namespace tansiq::wire {
namespace {

http::Request request_for(std::string method, std::string target) {
  http::Request request;
  request.method = std::move(method);
  request.path = target.substr(0, target.find('?'));
  request.target = std::move(target);
  return request;
}

Route route(std::string method, std::string pattern) {
  Route made;
  made.method = std::move(method);
  made.pattern = std::move(pattern);
  made.handler = [](const Call& call) {
    std::string body = call.route.pattern;
    for (const auto& [name, value] : call.captured) body += " " + std::string(name) + "=" + value;
    return http::Response{200, {}, body};
  };
  return made;
}

Router small_router() {
  Group group{"/v1/", {}, {}};
  group.routes.push_back(route("GET", "/v1/records/"));
  group.routes.push_back(route("GET", "/v1/records/{id}/"));
  group.routes.push_back(route("DELETE", "/v1/records/{id}/"));
  group.routes.push_back(route("GET", "/v1/records/conflicts/"));
  group.routes.push_back(route("GET", "/v1/about"));
  group.refuse = [](int status, const base::Error& error) {
    return http::Response{status, {{"Content-Type", "application/json"}}, error.what};
  };
  return Router({std::move(group)});
}

std::string field_of(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.fields) {
    if (key == name) return value;
  }
  return {};
}

TEST(Router, CapturesParametersAndPrefersLiterals) {
  const Router router = small_router();
  EXPECT_EQ(router.answer(request_for("GET", "/v1/records/a--1/")).response.body,
            "/v1/records/{id}/ id=a--1");
  EXPECT_EQ(router.answer(request_for("GET", "/v1/records/conflicts/")).response.body,
            "/v1/records/conflicts/");
  EXPECT_EQ(router.answer(request_for("GET", "/v1/records/?x=1")).response.body, "/v1/records/");
}

TEST(Router, SaysWhichMethodsAreServed) {
  const Router router = small_router();
  const auto outcome = router.answer(request_for("PUT", "/v1/records/a/"));
  EXPECT_EQ(outcome.response.status, 405);
  EXPECT_EQ(field_of(outcome.response, "Allow"), "DELETE, GET, HEAD");
  EXPECT_EQ(outcome.route, nullptr);
}

TEST(Router, AnswersHeadByGet) {
  const Router router = small_router();
  EXPECT_EQ(router.answer(request_for("HEAD", "/v1/records/")).response.status, 200);
}

TEST(Router, RedirectsWhereOnlyTheLastSlashDiffers) {
  const Router router = small_router();
  const auto missing = router.answer(request_for("GET", "/v1/records/a?limit=1")).response;
  EXPECT_EQ(missing.status, 308);
  EXPECT_EQ(field_of(missing, "Location"), "/v1/records/a/?limit=1");
  EXPECT_EQ(field_of(router.answer(request_for("GET", "/v1/about/")).response, "Location"), "/v1/about");
}

TEST(Router, RefusesInTheFormOfTheGroup) {
  const Router router = small_router();
  const auto inside = router.answer(request_for("GET", "/v1/nothing")).response;
  EXPECT_EQ(inside.status, 404);
  EXPECT_EQ(field_of(inside, "Content-Type"), "application/json");
  const auto outside = router.answer(request_for("GET", "/elsewhere")).response;
  EXPECT_EQ(outside.status, 404);
  EXPECT_EQ(field_of(outside, "Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(router.answer(request_for("GET", "//v1/records/")).response.status, 404);
  EXPECT_EQ(router.answer(request_for("GET", "/v1/records//")).response.status, 404);
}

}  // namespace
}  // namespace tansiq::wire
