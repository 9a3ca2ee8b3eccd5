#include "wire/metrics.h"

#include <gmock/gmock.h>

namespace tansiq::wire {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, CountAnswersByRouteAndStatus) {
  Group group{"/v1/", {}, {}};
  Route route;
  route.method = "GET";
  route.pattern = "/v1/records/{id}/";
  group.routes = {route};
  const std::vector<Group> groups = {group};
  Metrics metrics(groups);
  const Route* known = &groups.front().routes.front();
  metrics.add(known, 200, 0.0004);
  metrics.add(known, 200, 0.3);
  metrics.add(known, 404, 60);
  metrics.add(nullptr, 404, 0.001);
  const std::string text = metrics.text({}, {});
  EXPECT_THAT(
      text,
      HasSubstr(R"(tansiq_http_requests_total{method="GET",route="/v1/records/{id}/",status="200"} 2)"));
  EXPECT_THAT(text, HasSubstr(R"(tansiq_http_requests_total{method="",route="",status="404"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(route="/v1/records/{id}/",le="0.0002"} 0)"));
  EXPECT_THAT(text, HasSubstr(R"(route="/v1/records/{id}/",le="0.0005"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(route="/v1/records/{id}/",le="0.5"} 2)"));
  EXPECT_THAT(text, HasSubstr(R"(route="/v1/records/{id}/",le="+Inf"} 3)"));
  EXPECT_THAT(text,
              HasSubstr(R"(tansiq_http_request_seconds_count{method="GET",route="/v1/records/{id}/"} 3)"));
  EXPECT_THAT(text, HasSubstr("# TYPE tansiq_records gauge\ntansiq_records 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace tansiq::wire
