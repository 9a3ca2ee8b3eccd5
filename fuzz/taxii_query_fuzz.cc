// Filters of any bytes: the target of a request, and the fields that are negotiated. Whatever is taken must
// keep its promises, and its normal form must not depend on the order in which it was written.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "wire/http/read.h"
#include "wire/taxii/media.h"
#include "wire/taxii/query.h"

namespace {

using tansiq::wire::http::Limits;
using tansiq::wire::taxii::Endpoint;
using tansiq::wire::taxii::read_query;

constexpr std::size_t most = 1000;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const std::vector<std::pair<std::string, std::string>>& parameters, Endpoint endpoint) {
  const auto query = read_query(parameters, endpoint, most);
  if (!query) {
    require(query.error().fault == tansiq::base::Fault::invalid && !query.error().what.empty());
    return;
  }
  const auto& filter = query->filter;
  require(filter.limit >= 1 && filter.limit <= most);
  require(!filter.versions.all ||
          (!filter.versions.first && !filter.versions.last && filter.versions.exact.empty()));
  require(endpoint == Endpoint::objects || filter.ids.empty());
  require(endpoint != Endpoint::removal || query->next.empty());
  auto reversed = parameters;
  std::reverse(reversed.begin(), reversed.end());
  const auto again = read_query(reversed, endpoint, most);
  require(again.has_value() && again->text == query->text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)tansiq::wire::taxii::accepts_taxii(std::string(bytes));
  (void)tansiq::wire::taxii::is_taxii(std::string(bytes));
  const std::string head = "GET /?" + std::string(bytes) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  const auto parsed = tansiq::wire::http::parse_head(head, Limits{});
  if (!parsed) return 0;
  for (const auto endpoint : {Endpoint::objects, Endpoint::object, Endpoint::versions, Endpoint::removal}) {
    check(parsed->request.query, endpoint);
  }
  return 0;
}
