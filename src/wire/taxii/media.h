#pragma once

/// Media types of TAXII 2.1 (section 3.1), negotiated by RFC 9110 section 12.5.1.

#include <optional>
#include <string>
#include <string_view>

namespace tansiq::wire::taxii {

/// The label of every body that this server sends.
inline constexpr std::string_view taxii_media = "application/taxii+json;version=2.1";
/// What collections hold, as `media_types` and manifests say it.
inline constexpr std::string_view stix21_media = "application/stix+json;version=2.1";
inline constexpr std::string_view stix20_media = "application/stix+json;version=2.0";

/// Whether a client that sent this Accept field (nothing: none) takes an answer in `taxii_media`. The most
/// specific range decides; parameters other than `version` and `q` do not matter.
bool accepts_taxii(const std::optional<std::string>& accept);

/// Whether a body labelled so is one of TAXII 2.1; without a version it is taken as the newest.
bool is_taxii(const std::optional<std::string>& content_type);

}  // namespace tansiq::wire::taxii
