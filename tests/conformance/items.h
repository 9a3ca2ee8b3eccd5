#pragma once

#include <vector>

#include "report.h"
#include "suite.h"

namespace tansiq::conformance {

/// One item of the list: what it asks, and the function that tries it.
struct Item {
  int number;
  Level level;
  const char* statement;
  const char* reference;  ///< sections of TAXII 2.1
  Outcome (*check)(Suite&);
  const char* approximated = "";  ///< how what cannot be seen from outside was approached
  bool last = false;              ///< runs after all others, because it also looks over what they got
};

// The items of each group, in the order of their numbers.
std::vector<Item> transport_items();   // A
std::vector<Item> access_items();      // B
std::vector<Item> discovery_items();   // C
std::vector<Item> collection_items();  // D
std::vector<Item> object_items();      // E
std::vector<Item> filter_items();      // F
std::vector<Item> paging_items();      // G
std::vector<Item> writing_items();     // H
std::vector<Item> error_items();       // I

/// All 86, by number.
std::vector<Item> all_items();

/// Runs the items against a discovered server and answers their lines by number.
std::vector<Line> run(Suite& suite, const std::vector<Item>& items);

}  // namespace tansiq::conformance
