#pragma once

/// What acts give, as the JSON of schema.h.

#include <string>

#include "node/access.h"
#include "node/acts/history.h"
#include "node/acts/publish.h"
#include "node/acts/show.h"
#include "node/enrolment.h"
#include "node/held.h"
#include "wire/json_text.h"

namespace tansiq::wire::api {

/// A list of what `one` renders of each item.
template <typename Items, typename Render>
std::string list_of(const Items& items, Render one) {
  std::string json = "[";
  for (const auto& item : items) {
    if (json.size() > 1) json += ',';
    json += one(item);
  }
  return json + "]";
}

std::string strings(const std::vector<std::string>& texts);

/// Alias, or id where it has none.
std::string_view name_of(const store::Collection& collection);

std::string record(const store::RecordView& view, const store::Collection& collection, bool with_object);
std::string record(const node::HeldRecord& held, const store::Collection& collection);
std::string published(const node::acts::Published& published, bool dry_run);
std::string shown(const node::acts::Shown& shown);
std::string history(const node::acts::History& history, const std::string& id);
std::string conflict(const store::Conflict& conflict);
std::string entry(const journal::Entry& entry);
std::string collection(const node::CollectionAccess& access);
std::string officer(const node::Enrolment& enrolment);
std::string account(const node::Enrolment& enrolment);
std::string token(const store::Token& token);
std::string issued_token(const store::Token& token, const std::string& secret);
std::string submission(const store::Submission& submission);

}  // namespace tansiq::wire::api
