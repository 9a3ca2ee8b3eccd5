#include "wire/taxii/media.h"

#include <gmock/gmock.h>

namespace tansiq::wire::taxii {
namespace {

TEST(Media, AcceptIsReadByTheRfcNotComparedAsText) {
  EXPECT_TRUE(accepts_taxii(std::nullopt));
  for (const char* good :
       {"application/taxii+json;version=2.1", "application/taxii+json",
        "application/taxii+json ; version=2.1", "Application/TAXII+JSON; Version=2.1",
        "application/taxii+json;version=\"2.1\"", "*/*", "application/*",
        "text/html, application/taxii+json;version=2.1;q=0.3",
        "application/taxii+json;version=2.1,application/stix+json;version=2.1", "text/html,*/*;q=0.1", "",
        "application/taxii+json;version=2.0, application/taxii+json;version=2.1",
        "application/taxii+json;q=1.000", "application/taxii+json;version=2.1;charset=utf-8",
        ",,application/taxii+json,"}) {
    EXPECT_TRUE(accepts_taxii(good)) << good;
  }
  for (const char* bad :
       {"application/json", "application/taxii+json;version=2.0", "application/taxii+json;version=9.9",
        "text/*", "application/taxii+json;version=2.1;q=0", "*/*, application/taxii+json;version=2.1;q=0.000",
        "*/*;q=0", "application/taxii+json;version=\"2.1", "nonsense", ";;;",
        "application/stix+json;version=2.1", "\"application/taxii+json\""}) {
    EXPECT_FALSE(accepts_taxii(bad)) << bad;
  }
}

TEST(Media, TheMostSpecificRangeDecides) {
  EXPECT_TRUE(accepts_taxii("*/*;q=0, application/taxii+json;version=2.1"));
  EXPECT_FALSE(accepts_taxii("application/taxii+json, application/taxii+json;version=2.1;q=0"));
  EXPECT_TRUE(accepts_taxii("application/*;q=0, application/taxii+json"));
}

TEST(Media, ContentTypeIsTaxiiWithOrWithoutVersion) {
  for (const char* good :
       {"application/taxii+json;version=2.1", "application/taxii+json",
        "APPLICATION/taxii+json ;  version=\"2.1\"", "application/taxii+json;charset=utf-8"}) {
    EXPECT_TRUE(is_taxii(good)) << good;
  }
  for (const char* bad : {"application/json", "application/taxii+json;version=2.0",
                          "application/stix+json;version=2.1", "", "application/*", "*/*"}) {
    EXPECT_FALSE(is_taxii(bad)) << bad;
  }
  EXPECT_FALSE(is_taxii(std::nullopt));
}

}  // namespace
}  // namespace tansiq::wire::taxii
