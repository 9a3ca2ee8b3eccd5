#pragma once

/// For tests only: filing and releasing as officers do.

#include <string>
#include <utility>
#include <vector>

#include "node/acts/publish.h"
#include "node/acts/release.h"
#include "node/partners/test_cell.h"

namespace tansiq::node::testing {

inline Actor releasing() {
  return officer({Role::releasing_officer});
}

inline handling::Handling handling_for(std::vector<std::string> recipients) {
  handling::Handling handling;
  handling.grade = "B2";
  handling.tlp = handling::Tlp::amber;
  handling.releasable_to = std::move(recipients);
  handling.onward = handling::Onward::ask;
  handling.purpose = "counter-terrorism";
  handling.basis = "Act 12, article 3";
  return handling;
}

inline acts::Published file(TestService& service, const std::string& objects,
                            const handling::Handling& handling) {
  const std::string content = R"({"objects":[)" + objects + "]}";
  const auto published = acts::publish(*service, officer({Role::analyst}),
                                       {.collection = "records", .content = content, .handling = handling});
  EXPECT_TRUE(published) << published.error().text();
  EXPECT_EQ(published->rejected, 0U) << published->submission.failures.front().message;
  return *published;
}

inline acts::ReleaseDone order(TestService& service, const acts::ReleaseOrder& wanted) {
  const auto done = acts::release(*service, releasing(), wanted);
  EXPECT_TRUE(done) << done.error().text();
  return done ? *done : acts::ReleaseDone{};
}

inline acts::ReleaseOrder of(std::vector<std::string> ids, std::vector<std::string> to) {
  acts::ReleaseOrder order;
  order.records.ids = std::move(ids);
  order.addressees.to = std::move(to);
  return order;
}

}  // namespace tansiq::node::testing
