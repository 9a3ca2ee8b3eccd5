#pragma once

#include "stix/tables/common.h"
#include "stix/tables/tables.h"

/// The tables file by file; tables.h finds things in all of them.
namespace tansiq::stix::tables {

std::span<const ObjectType> domain_types();                // sdo.cc
std::span<const ObjectType> relationship_types();          // sro.cc
std::span<const ObjectType> observable_types();            // sco.cc
std::span<const ObjectType> meta_types();                  // meta.cc
std::span<const Extension> observable_extension_tables();  // sco_extensions.cc
std::span<const Extension> own_extensions();               // extensions.cc
std::span<const ObjectType> work_types();                  // work.cc
std::span<const Extension> work_extensions();              // work.cc

}  // namespace tansiq::stix::tables
