#pragma once

/// What the TAXII routes do: authenticate, negotiate, read the query, call one act, render.

#include "wire/route.h"
#include "wire/taxii/taxii.h"

namespace tansiq::wire::taxii {

http::Response discover(Service& service, const Call& call);
http::Response show_root(Service& service, const Call& call);
http::Response show_status(Service& service, const Call& call);
http::Response list_collections(Service& service, const Call& call);
http::Response show_collection(Service& service, const Call& call);
http::Response show_objects(Service& service, const Call& call);
http::Response show_manifest(Service& service, const Call& call);
http::Response add_objects(Service& service, const Call& call);
http::Response show_object(Service& service, const Call& call);
http::Response delete_object(Service& service, const Call& call);
http::Response show_versions(Service& service, const Call& call);

}  // namespace tansiq::wire::taxii
