#include "stix/check/check.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "stix/json/parse.h"
#include "stix/stix.h"

// Each rule of the specification by an object that breaks it. Objects are written as a good one with changes:
// a merge patch, so that null removes.

namespace tansiq::stix {
namespace {

constexpr std::string_view uuid = "2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8";

std::string id_of(std::string_view type) {
  return fmt::format("{}--{}", type, uuid);
}

/// An object of a type with the common properties and `own` ("\"name\":\"a\"").
std::string domain(std::string_view type, std::string_view own) {
  return fmt::format(R"({{"type":"{}","spec_version":"2.1","id":"{}","created":"2026-05-01T10:00:00.000Z",)"
                     R"("modified":"2026-05-01T10:00:00.000Z"{}{}}})",
                     type, id_of(type), own.empty() ? "" : ",", own);
}

/// A cyber-observable with a random identifier, which is only advised against where properties contribute.
std::string observable(std::string_view type, std::string_view own) {
  return fmt::format(R"({{"type":"{}","id":"{}"{}{}}})", type, id_of(type), own.empty() ? "" : ",", own);
}

std::vector<Problem> problems_of(const std::string& text) {
  Reader reader;
  const auto content = reader.read(text);
  if (!content) return {{"", content.error().text(), "", false}};
  return content->rejected.empty() ? content->objects.at(0).warnings : content->rejected[0].problems;
}

std::string listed(const std::vector<Problem>& problems, bool warnings) {
  std::string text;
  for (const Problem& problem : problems)
    if (problem.warning == warnings) text += fmt::format("{}|{}\n", problem.pointer, problem.what);
  return text;
}

void expect_good(const std::string& text) {
  EXPECT_EQ(listed(problems_of(text), false), "") << text;
}

/// The object is refused with exactly these errors, each "pointer|beginning of what is wrong".
void expect_errors(const std::string& text, const std::vector<std::string>& errors) {
  const auto problems = problems_of(text);
  std::size_t i = 0;
  for (const Problem& problem : problems) {
    if (problem.warning) continue;
    const std::string said = problem.pointer + "|" + problem.what;
    EXPECT_TRUE(i < errors.size() && said.find(errors[i]) != std::string::npos) << said << "\n" << text;
    EXPECT_FALSE(problem.expected.empty()) << said;
    ++i;
  }
  EXPECT_EQ(i, errors.size()) << text << "\n" << listed(problems, false);
}

void expect_warning(const std::string& text, const std::string& warning) {
  const auto problems = problems_of(text);
  EXPECT_EQ(listed(problems, false), "") << text;
  EXPECT_NE(listed(problems, true).find(warning), std::string::npos) << text << "\n"
                                                                     << listed(problems, true);
}

TEST(Check, TakesTheLeastObjectOfEveryType) {
  const std::string ref = fmt::format("\"{}\"", id_of("identity"));
  expect_good(domain("attack-pattern", R"("name":"a")"));
  expect_good(domain("campaign", R"("name":"a")"));
  expect_good(domain("course-of-action", R"("name":"a")"));
  expect_good(domain("grouping", R"("context":"unspecified","object_refs":[)" + ref + "]"));
  expect_good(domain("identity", R"("name":"a")"));
  expect_good(domain("incident", R"("name":"a")"));
  expect_good(
      domain("indicator", R"("pattern":"alert","pattern_type":"snort","valid_from":"2026-05-01T10:00:00Z")"));
  expect_good(domain("infrastructure", R"("name":"a")"));
  expect_good(domain("intrusion-set", R"("name":"a")"));
  expect_good(domain("location", R"("region":"northern-africa")"));
  expect_good(domain("malware", R"("is_family":false)"));
  expect_good(domain("malware-analysis", R"("product":"a","result":"benign")"));
  expect_good(domain("note", R"("content":"a","object_refs":[)" + ref + "]"));
  expect_good(
      domain("observed-data",
             R"("first_observed":"2026-05-01T10:00:00Z","last_observed":"2026-05-01T10:00:00Z",)"
             R"("number_observed":1,"object_refs":["ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"])"));
  expect_good(domain("opinion", R"("opinion":"agree","object_refs":[)" + ref + "]"));
  expect_good(
      domain("report", R"("name":"a","published":"2026-05-01T10:00:00Z","object_refs":[)" + ref + "]"));
  expect_good(domain("threat-actor", R"("name":"a")"));
  expect_good(domain("tool", R"("name":"a")"));
  expect_good(domain("vulnerability", R"("name":"a")"));
  expect_good(domain("relationship",
                     R"("relationship_type":"located-at","source_ref":)" + ref + R"(,"target_ref":)" + ref));
  expect_good(domain("sighting", R"("sighting_of_ref":)" + ref));
  expect_good(domain("language-content", R"("contents":{"fr":{"name":"b"}},"object_ref":)" + ref));
  expect_good(domain(
      "extension-definition",
      R"("name":"a","schema":"b","version":"1.0.0","extension_types":["new-sdo"],"created_by_ref":)" + ref));
  expect_good(fmt::format(R"({{"type":"marking-definition","spec_version":"2.1","id":"{}",)"
                          R"("created":"2026-05-01T10:00:00.000Z","definition_type":"statement",)"
                          R"("definition":{{"statement":"a"}}}})",
                          id_of("marking-definition")));
  expect_good(observable("artifact", R"("payload_bin":"QQ==")"));
  expect_good(observable("autonomous-system", R"("number":64496)"));
  expect_good(observable("directory", R"("path":"/tmp")"));
  expect_good(observable("domain-name", R"("value":"مثال.example")"));
  expect_good(observable("email-addr", R"("value":"a@example.com")"));
  expect_good(observable("email-message", R"("is_multipart":false,"body":"a")"));
  expect_good(observable("file", R"("name":"a")"));
  expect_good(observable("ipv4-addr", R"("value":"198.51.100.0/24")"));
  expect_good(observable("ipv6-addr", R"("value":"2001:db8::1")"));
  expect_good(observable("mac-addr", R"("value":"d2:fb:49:24:37:18")"));
  expect_good(observable("mutex", R"("name":"a")"));
  expect_good(
      observable("network-traffic",
                 R"("protocols":["tcp"],"dst_ref":"ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4")"));
  expect_good(observable("process", R"("pid":1)"));
  expect_good(observable("software", R"("name":"a")"));
  expect_good(observable("url", R"("value":"https://example.com/")"));
  expect_good(observable("user-account", R"("user_id":"1001")"));
  expect_good(observable("windows-registry-key", R"("key":"HKEY_LOCAL_MACHINE\\System")"));
  expect_good(observable("x509-certificate", R"("issuer":"C=ZZ")"));
}

TEST(Check, ListsAllProblemsOfAnObjectAtOnce) {
  expect_errors(
      fmt::format(R"({{"type":"campaign","spec_version":"2.1","id":"{}","created":"2026-05-01T10:00:00Z",)"
                  R"("name":3,"aliases":[],"first_seen":"2026-05-02T00:00:00Z",)"
                  R"("last_seen":"2026-05-01T00:00:00Z","confidence":101,"labels":["a",1],"lang":"?"}})",
                  id_of("campaign")),
      {"/aliases|an empty list", "/confidence|101 is out of range",
       "/created|'2026-05-01T10:00:00Z' is not precise", "/labels/1|not a string",
       "/lang|'?' is not a language tag", "/modified|a required property is missing", "/name|not a string",
       "/last_seen|2026-05-01T00:00:00Z is not at or after first_seen"});
}

TEST(Check, CommonProperties) {
  const auto with = [](std::string_view own) {
    return domain("identity", fmt::format(R"("name":"a",{})", own));
  };
  expect_errors(R"({"id":1})", {"/id|not a string", "/type|a required"});
  expect_errors(with(R"("created_by_ref":"identity--1")"),
                {"/created_by_ref|'identity--1' is not an identifier"});
  expect_warning(with(fmt::format(R"("created_by_ref":"{}")", id_of("tool"))),
                 "/created_by_ref|it refers to an object of type tool");
  expect_errors(with(fmt::format(R"("object_marking_refs":["{}"])", id_of("tool"))),
                {"/object_marking_refs/0|it refers to"});
  expect_errors(with(R"("revoked":"true")"), {"/revoked|not a boolean"});
  expect_errors(with(R"("confidence":1.5)"), {"/confidence|not an integer"});
  expect_good(with(R"("confidence":15.0)"));
  expect_errors(with(R"("external_references":[{"source_name":"a"}])"),
                {"/external_references/0|nothing tells this external reference apart"});
  expect_errors(with(R"("external_references":[{"source_name":"cve","external_id":"2016-1"}])"),
                {"/external_references/0/external_id|not the identifier of a CVE"});
  expect_errors(with(R"("external_references":[{"source_name":"a","url":"example"}])"),
                {"/external_references/0/url|'example' is not a URL"});
  expect_errors(
      with(R"("external_references":[{"source_name":"a","description":"b","hashes":{"MD5":"00"}}])"),
      {"/external_references/0/hashes/MD5|not a MD5 hash"});
  expect_errors(with(R"("severity":1)"), {"/severity|this name is reserved"});
  expect_errors(with(R"("Upper":1)"), {"/Upper|a property cannot have this name"});
  expect_errors(with(R"("x_null":null)"), {"/x_null|null is no value"});
  expect_errors(with(R"("x_deep":{"a":[{"b":[]}]})"), {"/x_deep/a/0/b|an empty list"});
  expect_warning(with(R"("other":1)"), "/other|the specification knows no such property");
  EXPECT_EQ(listed(problems_of(with(R"("x_other":1)")), true), "");
  expect_errors(with(R"("spec_version":"2.2")").erase(0, 0), {"/spec_version|this name stands twice"});
}

TEST(Check, TimesAndVersions) {
  const auto at = [](std::string_view created, std::string_view modified) {
    return fmt::format(
        R"({{"type":"tool","spec_version":"2.1","id":"{}","created":"{}","modified":"{}","name":"a"}})",
        id_of("tool"), created, modified);
  };
  expect_good(at("2026-05-01T10:00:00.000Z", "2026-05-01T10:00:00.0000001Z"));
  expect_good(at("2024-02-29T23:59:59.999Z", "2024-02-29T23:59:60.000Z"));
  expect_errors(at("2026-05-01T10:00:00.001Z", "2026-05-01T10:00:00." + std::string(51, '1') + "Z"),
                {"/modified|"});
  expect_errors(at("2026-05-01T10:00:00.001Z", "2026-05-01T10:00:00.000Z"),
                {"/modified|2026-05-01T10:00:00.000Z is before created"});
  expect_errors(at("2026-05-01T10:00:00.00Z", "2026-05-01T10:00:00.000Z"),
                {"/created|'2026-05-01T10:00:00.00Z' is not precise"});
  for (const char* wrong :
       {"2026-02-29T10:00:00.000Z", "2026-13-01T10:00:00.000Z", "2026-05-01T24:00:00.000Z",
        "2026-05-01 10:00:00.000Z", "2026-05-01T10:00:00.000+00:00", "2026-05-01t10:00:00.000z", "",
        "2026-05-01T10:00:00.Z"})
    expect_errors(at(wrong, "2026-05-01T10:00:00.000Z"), {"/created|"});
}

TEST(Check, IdentifiersAreOfTheirType) {
  expect_errors(
      fmt::format(
          R"({{"type":"tool","spec_version":"2.1","id":"malware--{}","created":"2026-05-01T10:00:00.000Z","modified":"2026-05-01T10:00:00.000Z","name":"a"}})",
          uuid),
      {"/id|the identifier is of another type"});
  expect_errors(R"({"type":"Bad","id":"Bad--1"})",
                {"/id|'Bad--1' is not an identifier", "/type|'Bad' is not a name of a type"});
  expect_errors(domain("action", ""), {"/type|this name is reserved"});
  expect_errors(R"({"objects":[{"type":"bundle","id":"bundle--2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8"}]})",
                {"/type|a bundle is no object of a list"});
}

TEST(Check, RulesBetweenProperties) {
  const std::string ref = fmt::format("\"{}\"", id_of("identity"));
  expect_errors(domain("malware", R"("is_family":true)"), {"/name|missing although is_family is true"});
  expect_errors(domain("location", R"("name":"a")"), {"|nothing tells this location apart"});
  expect_errors(domain("location", R"("latitude":10)"), {"|only some of latitude and longitude"});
  expect_errors(domain("location", R"("country":"ZZ","precision":10)"),
                {"/precision|latitude or longitude is missing"});
  expect_errors(domain("location", R"("latitude":91,"longitude":-181)"),
                {"/latitude|91 is out of range", "/longitude|-181 is out of range"});
  expect_errors(
      domain(
          "indicator",
          R"("pattern":"[a","pattern_type":"stix","valid_from":"2026-05-01T10:00:00Z","valid_until":"2026-05-01T10:00:00.000Z")"),
      {"/valid_until|", "/pattern|the pattern is wrong at column 2"});
  expect_errors(domain("malware-analysis", R"("product":"a")"),
                {"|nothing tells this malware-analysis apart"});
  expect_errors(
      domain(
          "observed-data",
          R"("first_observed":"2026-05-02T10:00:00Z","last_observed":"2026-05-01T10:00:00Z","number_observed":0)"),
      {"/number_observed|0 is out of range", "/last_observed|", "|none of objects and object_refs"});
  expect_errors(
      domain(
          "relationship",
          R"("relationship_type":"Uses","start_time":"2026-05-01T10:00:00Z","stop_time":"2026-05-01T10:00:00Z","source_ref":)" +
              ref + R"(,"target_ref":"sighting--2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8")"),
      {"/relationship_type|'Uses': a relationship type has other characters",
       "/target_ref|it refers to an object of type sighting", "/stop_time|"});
  expect_errors(
      domain(
          "sighting",
          R"("count":-1,"where_sighted_refs":["tool--2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8"],"sighting_of_ref":)" +
              ref),
      {"/count|-1 is out of range", "/where_sighted_refs/0|it refers to an object of type tool"});
  expect_errors(domain("sighting", R"("sighting_of_ref":"ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4")"),
                {"/sighting_of_ref|it refers to an object of type ipv4-addr"});
  expect_errors(
      domain("observed-data",
             R"("first_observed":"2026-05-01T10:00:00Z","last_observed":"2026-05-01T10:00:00Z",)"
             R"("number_observed":1,"object_refs":["relationship--2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8"])"),
      {"/object_refs|it refers to no cyber-observable"});
  expect_errors(domain("opinion", R"("opinion":"maybe","object_refs":[)" + ref + "]"),
                {"/opinion|'maybe' is no word of opinion-enum"});
  expect_errors(
      domain(
          "extension-definition",
          R"("name":"a","schema":"b","version":"1","extension_types":["new-sdo"],"extension_properties":["abc"])"),
      {"/created_by_ref|a required", "/extension_properties|only a toplevel"});
  expect_errors(
      domain("language-content", R"("contents":{"not a tag":{"name":"b"},"fr":{}},"object_ref":)" + ref),
      {"/contents/fr|not an object with content", "/contents/not a tag|not a language tag"});
}

TEST(Check, CyberObservables) {
  expect_errors(observable("artifact", R"("url":"https://example.com/a","decryption_key":"k")"),
                {"/url|hashes is missing", "/decryption_key|encryption_algorithm is missing"});
  expect_errors(observable("artifact", R"("payload_bin":"not base64")"), {"/payload_bin|not base64"});
  expect_errors(observable("file", R"("size":-1)"),
                {"/size|-1 is out of range", "|nothing tells this file apart"});
  expect_errors(observable("file", R"("name":"a","magic_number_hex":"abc")"),
                {"/magic_number_hex|not hexadecimal"});
  expect_errors(
      observable("file", R"("name":"a","parent_directory_ref":"file--2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8")"),
      {"/parent_directory_ref|it refers to an object of type file"});
  expect_errors(observable("email-message", R"("is_multipart":true,"body":"a")"),
                {"/body|there although is_multipart is true"});
  expect_errors(
      observable("email-message", R"("is_multipart":false,"body_multipart":[{"content_type":"text/plain"}])"),
      {"/body_multipart/0|none of body and body_raw_ref", "/body_multipart|there although"});
  expect_errors(
      observable("network-traffic",
                 R"("protocols":["tcp"],"src_port":65536,"is_active":true,"end":"2026-05-01T10:00:00Z")"),
      {"/src_port|65536 is out of range", "|nothing tells this network-traffic apart",
       "/end|there although is_active is true"});
  expect_errors(observable("email-addr", R"("value":"A <a@example.com>")"),
                {"/value|'A <a@example.com>' is not an email address"});
  expect_errors(observable("windows-registry-key", R"("key":"hklm\\System")"), {"/key|"});
  expect_errors(observable("mac-addr", R"("value":"D2:FB:49:24:37:18")"), {"/value|"});
  expect_errors(observable("software", R"("name":"a","cpe":"cpe:2.3:a:b")"), {"/cpe|"});
  expect_errors(observable("process", ""), {"|nothing tells this process apart"});
  for (const char* wrong :
       {"198.51.100", "198.51.100.256", "198.51.100.01", "198.51.100.1/33", "198.51.100.1/"})
    expect_errors(observable("ipv4-addr", fmt::format(R"("value":"{}")", wrong)), {"/value|"});
  for (const char* wrong : {"2001:db8", "2001:db8:::1", "1:2:3:4:5:6:7:8:9", "2001:db8::1::2", "g::1",
                            "::1/129", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:"})
    expect_errors(observable("ipv6-addr", fmt::format(R"("value":"{}")", wrong)), {"/value|"});
  for (const char* right : {"::", "::1", "1::", "::ffff:198.51.100.1", "1:2:3:4:5:6:7:8", "2001:db8::/32"})
    expect_good(observable("ipv6-addr", fmt::format(R"("value":"{}")", right)));
}

TEST(Check, IdentifiersThatFollowFromProperties) {
  const std::string right =
      R"({"type":"ipv4-addr","id":"ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4","value":"198.51.100.3"})";
  EXPECT_TRUE(problems_of(right).empty());
  expect_warning(observable("ipv4-addr", R"("value":"198.51.100.3")"),
                 "/id|the identifier is not one that follows");
  EXPECT_EQ(observable_id("ipv4-addr", R"({"value":"198.51.100.3"})"),
            "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4");
  // Nothing contributes, so only a random one will do.
  expect_errors(R"({"type":"process","id":"process--28bb3599-77cd-5a82-a950-b5bc3caf07c4","pid":1})",
                {"/id|the object has no properties"});
}

TEST(Check, MarkingDefinitions) {
  const auto marking = [](std::string_view id, std::string_view own) {
    return fmt::format(
        R"({{"type":"marking-definition","spec_version":"2.1","id":"marking-definition--{}","created":"2017-01-20T00:00:00.000Z",{}}})",
        id, own);
  };
  constexpr std::string_view green = "34098fce-860f-48ae-8e50-ebd3cc5e41da";
  expect_good(marking(green, R"("definition_type":"tlp","definition":{"tlp":"green"})"));
  expect_errors(marking(green, R"("definition_type":"tlp","definition":{"tlp":"red"})"),
                {"|not one of the four TLP markings"});
  expect_errors(marking(uuid, R"("definition_type":"tlp","definition":{"tlp":"green"})"),
                {"|not one of the four TLP markings"});
  expect_errors(marking(uuid, R"("name":"a")"), {"|a marking-definition that defines nothing"});
  expect_errors(marking(uuid, R"("definition_type":"statement","definition":{})"),
                {"/definition|a statement marking without"});
  expect_errors(
      marking(
          uuid,
          fmt::format(
              R"("definition_type":"statement","definition":{{"statement":"a"}},"object_marking_refs":["marking-definition--{}"])",
              uuid)),
      {"/object_marking_refs|the marking marks itself"});
  constexpr std::string_view tlp2 =
      R"("extensions":{{"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":{{"extension_type":"property-extension","tlp_2_0":"{}"}}}})";
  EXPECT_TRUE(problems_of(marking("939a9414-2ddd-4d32-a0cd-375ea402b003", fmt::format(tlp2, "amber+strict")))
                  .empty());
  expect_errors(marking("939a9414-2ddd-4d32-a0cd-375ea402b003", fmt::format(tlp2, "purple")),
                {"/extensions/extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d/tlp_2_0|"});
  expect_warning(marking(uuid, fmt::format(tlp2, "red")), "another identifier than the published one");
}

TEST(Check, SelectorsLeadSomewhere) {
  const auto with = [](std::string_view selectors) {
    return domain(
        "identity",
        fmt::format(
            R"("name":"a","labels":["b","c"],"x_inner":{{"a":[{{"b":1}}]}},"granular_markings":[{{"lang":"fr","selectors":[{}]}}])",
            selectors));
  };
  expect_good(with(R"("name","labels.[1]","labels","x_inner.a.[0].b","granular_markings.[0].lang")"));
  expect_errors(
      with(R"("description","labels.[2]","labels.b","x_inner.a.b")"),
      {"/granular_markings/0/selectors/0|'description' selects nothing", "/granular_markings/0/selectors/1|",
       "/granular_markings/0/selectors/2|", "/granular_markings/0/selectors/3|"});
  expect_errors(with(R"("[0]","a..b","name.",1)"),
                {"/granular_markings/0/selectors/0|", "/granular_markings/0/selectors/1|",
                 "/granular_markings/0/selectors/2|", "/granular_markings/0/selectors/3|not a string"});
  expect_errors(domain("identity", R"("name":"a","granular_markings":[{"selectors":["name"]}])"),
                {"/granular_markings/0|none of lang and marking_ref"});
}

TEST(Check, Extensions) {
  const auto with = [](std::string_view extension, std::string_view more) {
    return domain("identity", fmt::format(R"("name":"a","extensions":{{{}}}{})", extension, more));
  };
  constexpr std::string_view own = R"("extension-definition--2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8":)";
  expect_good(with(fmt::format(R"({}{{"extension_type":"property-extension","rank":5}})", own), ""));
  EXPECT_EQ(
      listed(problems_of(with(fmt::format(R"({}{{"extension_type":"toplevel-property-extension"}})", own),
                              R"(,"rank":5)")),
             true),
      "");
  expect_errors(with(fmt::format(R"({}{{"rank":5}})", own), ""), {"|the extension does not say its type"});
  expect_errors(with(fmt::format(R"({}{{"extension_type":"other"}})", own), ""),
                {"/extension_type|'other' is no word"});
  expect_errors(with(R"("some-thing":{"a":1})", ""),
                {"/extensions/some-thing|an extension cannot have this name"});
  expect_warning(with(R"("some-thing-ext":{"abc":1})", ""),
                 "/extensions/some-thing-ext|the specification knows no such extension");
  expect_errors(with(R"("ntfs-ext":{"sid":"a"})", ""),
                {"/extensions/ntfs-ext|the NTFS extension does not belong to objects of type identity"});
  expect_errors(with("", ""), {"/extensions|an empty dictionary"});
  expect_errors(
      observable("file", R"("name":"a","extensions":{"windows-pebinary-ext":{"sections":[{"size":-1}]}})"),
      {"/extensions/windows-pebinary-ext/pe_type|a required",
       "/extensions/windows-pebinary-ext/sections/0/name|a required",
       "/extensions/windows-pebinary-ext/sections/0/size|"});
  expect_errors(
      observable(
          "network-traffic",
          R"("protocols":["tcp"],"dst_ref":"ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4","extensions":{"http-request-ext":{"request_method":"get","request_value":"/","request_header":{"Host":"a"}},"socket-ext":{"address_family":"AF_X","options":{"SO_A":"1"}}})"),
      {"/extensions/http-request-ext/request_header/Host|not a list of strings",
       "/extensions/socket-ext/address_family|", "/extensions/socket-ext/options/SO_A|not an integer"});
}

TEST(Check, NewTypes) {
  const std::string extension =
      R"("extensions":{"extension-definition--2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8":{"extension_type":"new-sco"}})";
  EXPECT_TRUE(problems_of(observable("my-thing", extension + R"(,"some_value":1)")).empty());
  expect_errors(
      observable(
          "my-thing",
          R"("extensions":{"extension-definition--2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8":{"extension_type":"new-sro"}})"),
      {"/created|a required", "/modified|a required", "/spec_version|a required"});
  expect_warning(domain("my-thing", R"("some_value":1)"), "/type|the specification knows no such type");
}

TEST(Check, Stix20IsHeldAgainstItsCommonProperties) {
  Reader reader;
  const auto old = [](std::string_view more) {
    return fmt::format(
        R"({{"type":"indicator","id":"{}","created":"2016-05-01T10:00:00.000Z","modified":"2016-05-01T10:00:00.000Z"{}}})",
        id_of("indicator"), more);
  };
  const auto object = reader.read_object(old(R"(,"labels":["x"],"anything":null)"));
  ASSERT_TRUE(object) << object.error().text();
  EXPECT_EQ(object->spec, Spec::v2_0);
  EXPECT_TRUE(object->warnings.empty());
  expect_errors(old(R"(,"labels":[],"revoked":1,"object_marking_refs":"a")"),
                {"/labels|an empty list", "/object_marking_refs|not a list", "/revoked|not a boolean"});
  // Types that came with 2.1 are of 2.1 and must say so.
  expect_errors(
      fmt::format(
          R"({{"type":"note","id":"{}","created":"2016-05-01T10:00:00.000Z","modified":"2016-05-01T10:00:00.000Z","content":"a","object_refs":["{}"]}})",
          id_of("note"), id_of("tool")),
      {"/spec_version|a required"});
}

TEST(Check, AHostileObjectGivesABoundedListQuickly) {
  std::string text = R"("name":"a")";
  for (int i = 0; i < 20'000; ++i) text += fmt::format(R"(,"BAD{}":null)", i);
  const auto problems = problems_of(domain("identity", text));
  EXPECT_LE(problems.size(), 200U);
  EXPECT_GE(problems.size(), 50U);
}

}  // namespace
}  // namespace tansiq::stix
