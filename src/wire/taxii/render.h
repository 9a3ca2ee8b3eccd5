#pragma once

/// TAXII resources as JSON. Whatever the store holds as canonical bytes is copied, not parsed.

#include <string>
#include <string_view>
#include <vector>

#include "node/acts/consult.h"
#include "node/acts/list_collections.h"
#include "node/acts/publish.h"
#include "wire/http/http.h"

namespace tansiq::wire::taxii {

/// An answer with a body labelled as TAXII.
http::Response labelled(int status, std::string body);

/// An error resource (section 3.6.1). Shows what the error says and its status, nothing of the inside; what
/// is ours to mend is told in one fixed sentence.
http::Response refusal(int status, const base::Error& error);
/// The same with the status that belongs to the fault; with challenges at 401, Retry-After at 503.
http::Response refusal(const base::Error& error);

std::string collection_text(const node::CollectionAccess& access);
std::string status_text(const store::Submission& submission);

/// Collects records into one of the three lists of records: an envelope, a manifest, a list of versions.
class Page {
 public:
  enum class Kind { objects, manifest, versions };

  /// `expected`: about how many records will come.
  Page(Kind kind, std::size_t expected);
  void add(const store::RecordView& record);

  /// The answer. A page without records is "{}"; `next` is written where more records remain.
  http::Response answer(const node::acts::Consulted& consulted, std::string_view next);

 private:
  Kind kind_;
  bool empty_ = true;
  std::string text_;
  std::string last_version_;  // of the kind versions, where spec versions may share one
};

}  // namespace tansiq::wire::taxii
