#pragma once

/// The objects of the cell's work as this service writes them: what an officer said, with all that the node
/// adds. Pure.

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "desk/thread.h"
#include "node/node.h"
#include "stix/stix.h"

namespace tansiq::node {

/// What the node adds to every object of the cell's work.
struct WorkMaker {
  desk::Service service;  ///< this service
  Time now;
};

/// A threat-warning of the properties that an officer gave (as docs/records.md names them), addressed to
/// these services. What the node says itself (type, id, times, addressed_refs, ...) must not be among them.
/// Where nothing is said it is an alert that is meant (`actual`). Fault::invalid names what is wrong.
Result<stix::Object> warning_of(boost::json::object properties, const std::vector<desk::Service>& addressed,
                                const WorkMaker& maker);

/// An acknowledgement of a warning by an officer of this service, in the thread's own nature.
Result<stix::Object> acknowledgement_of(const desk::Thread& thread, std::string_view action,
                                        const std::string& note, const std::string& officer,
                                        const WorkMaker& maker);

/// An outcome-report on an attack that nobody warned of, which asks these services what they held.
Result<stix::Object> attack_of(boost::json::object properties, const std::vector<desk::Service>& addressed,
                               const std::string& officer, const WorkMaker& maker);

/// An outcome-report on a warning, or in a review what this service held, likewise. `properties` as for
/// warning_of: at least `name` and `outcome`.
Result<stix::Object> outcome_of(const desk::Thread& thread, boost::json::object properties,
                                const std::string& officer, const WorkMaker& maker);

/// Whether a property, where it is given, is an instant to come. Fault::invalid.
Result<> check_to_come(const boost::json::object& properties, std::string_view name, Time now);

/// Reads the properties that somebody sent. Fault::invalid: no JSON object.
Result<boost::json::object> properties_of(std::string_view json);

}  // namespace tansiq::node
