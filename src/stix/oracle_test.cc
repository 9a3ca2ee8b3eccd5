// Holds the checker against public material beside the repository: the verdicts of the OASIS validator,
// public releases of real bundles, the pattern examples. Where the verdict differs from the validator's, the
// section says why.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <sstream>
#include <zlib.h>

#include "source_dir.h"
#include "stix/json/parse.h"
#include "stix/json/write.h"
#include "stix/stix.h"
#include "stix/tables/tables.h"

namespace tansiq::stix {
namespace {

namespace fs = std::filesystem;

fs::path shared() {
  const char* given = std::getenv("TANSIQ_SHARED");  // NOLINT(concurrency-mt-unsafe)
  return given != nullptr ? fs::path(given) : fs::path(TANSIQ_SOURCE_DIR).parent_path() / "shared";
}

/// The bytes of a file, unpacked where it is gzip; read in one go.
std::string bytes_of(const fs::path& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  std::string text;
  char buffer[1 << 16];
  for (int got = 0; file != nullptr && (got = gzread(file, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(got));
  if (file != nullptr) gzclose(file);
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) lines.push_back(line);
  return lines;
}

class Oracle : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(shared() / "data/stix")) GTEST_SKIP() << "no shared data: set TANSIQ_SHARED";
  }
  fs::path data = shared() / "data/stix";
  Reader reader;
};

/// Cases (counted from 0) whose verdict differs, and where the specification says so.
const std::map<std::size_t, std::string> differing = {
    {64, "3.1: names of properties are of a-z, 0-9 and underscore; this one ends in '!'"},
    {66, "3.1: names of properties have at most 250 characters; this one has 256"},
    {145, "2.9: src_ref is no identifier, its UUID lacks a digit"},
    {148, "2.9: src_ref is no identifier, its UUID lacks a digit"},
    {149, "2.9: src_ref is no identifier, its UUID lacks a digit"},
    {150, "2.9: src_ref is no identifier, its UUID lacks a digit"},
    {151, "2.9: src_ref is no identifier, its UUID lacks a digit"},
    {187, "6.1: a media type should be registered with IANA, not must"},
    {214, "6.14: languages are tags of RFC 5646, where 'bbb' is Barai"},
};

TEST_F(Oracle, VerdictsOfTheOasisValidator) {
  const auto lines = lines_of(bytes_of(data / "oracle/validator-cases.ndjson"));
  ASSERT_EQ(lines.size(), 223U);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    json::Parser parser;
    ASSERT_TRUE(parser.parse(lines[i], 100));
    std::vector<Problem> problems;
    const json::Value line = parser.top(problems);
    std::string instance;
    json::append(instance, *line.find("instance"));
    const bool theirs = line.find("must_valid")->flag();

    const auto content = reader.read(instance);
    const bool ours = content && content->rejected.empty() && !refuses(content->problems);
    std::string said = content ? "" : content.error().text();
    if (content)
      for (const Rejected& rejected : content->rejected)
        for (const Problem& problem : rejected.problems) said += problem.text() + "\n";
    EXPECT_EQ(ours == theirs, !differing.contains(i))
        << "case " << i << ": the validator says " << theirs << ", we say " << ours << "\n"
        << said << instance;
  }
}

/// What a public release holds and which of its objects are refused, each for which reason.
struct Release {
  std::string file;
  std::size_t good;
  std::multimap<std::string, std::string> refused;  ///< id, pointer of its first problem
};

const std::vector<Release> releases = {
    {"attack/capec-2.1.ndjson.gz",
     2680,
     {{"attack-pattern--c9b31907-c466-4325-af55-c418aea8b964", "/external_references/3/url"},
      {"attack-pattern--ea2e5cbd-8278-4f8a-b56b-3cfb955d2366", "/external_references/4/url"},
      {"attack-pattern--fcb77578-4d3d-4cb3-ae1d-91c9877a60c5", "/x_capec_consequences/Confidentiality"}}},
    {"attack/enterprise-attack-stix2.0.ndjson.gz", 24771, {}},
    {"attack/ics-attack-12.1.json",
     1204,
     {{"intrusion-set--9538b1a4-4120-4e2d-bf59-3b11fcab05a4", "/external_references/3/url"}}},
    {"attack/ics-attack-15.1.json",
     1860,
     {{"x-mitre-asset--69d1b1ef-e918-4cfd-9a98-29debd04cb32",
       "/x_mitre_related_assets/0/related_asset_sectors"},
      {"x-mitre-asset--75f810ad-b678-4c57-b93b-fdc79bba0c04",
       "/x_mitre_related_assets/1/related_asset_sectors"},
      {"x-mitre-asset--986c455b-0f43-42b6-8360-33ac48bd9990",
       "/x_mitre_related_assets/1/related_asset_sectors"}}},
    {"attack/ics-attack-17.1.json",
     1648,
     {{"x-mitre-asset--75f810ad-b678-4c57-b93b-fdc79bba0c04",
       "/x_mitre_related_assets/1/related_asset_sectors"},
      {"x-mitre-asset--69d1b1ef-e918-4cfd-9a98-29debd04cb32",
       "/x_mitre_related_assets/0/related_asset_sectors"},
      {"x-mitre-asset--986c455b-0f43-42b6-8360-33ac48bd9990",
       "/x_mitre_related_assets/1/related_asset_sectors"}}},
    {"attack/ics-attack-8.0.json",
     680,
     {{"relationship--f65a8ce8-90fa-4d92-a0dc-3ee544c541fe", "/external_references/0/url"},
      {"intrusion-set--9538b1a4-4120-4e2d-bf59-3b11fcab05a4", "/external_references/4/url"},
      {"malware--4dcff507-5af8-47ce-964a-8d9569e9ccfe", "/external_references/1/url"}}},
    {"attack/mobile-attack-17.1.json", 2148, {}},
    {"attack/unit42-playbooks.ndjson.gz", 45763, {}},
    {"examples/sco-examples-bundle.json",
     79,
     {{"artifact--ca17bcf8-9846-5ab4-8662-75c1bf6e63ee", "/payload_bin"},
      {"artifact--6f437177-6e48-5cf8-9d9e-872a2bddd641", "/payload_bin"},
      {"artifact--4cce66f8-6eaa-53cb-85d5-3a85fca3a6c5", "/payload_bin"}}},
    {"examples/cti-documentation/apt1.json", 76, {}},
    {"examples/cti-documentation/defining-campaigns-threat-actors-intrusion-sets.json", 26, {}},
    {"examples/cti-documentation/identifying-a-threat-actor-profile.json", 3, {}},
    {"examples/cti-documentation/indicator-for-malicious-url.json", 3, {}},
    {"examples/cti-documentation/malware-indicator-for-file-hash.json", 3, {}},
    {"examples/cti-documentation/poisonivy.json", 155, {}},
    {"examples/cti-documentation/sighting-of-an-indicator.json", 4, {}},
    {"examples/cti-documentation/sighting-of-observed-data.json", 8, {}},
    {"examples/cti-documentation/threat-actor-leveraging-attack-patterns-and-malware.json", 7, {}},
    {"examples/cti-documentation/using-granular-markings.json", 4, {}},
    {"examples/cti-documentation/using-marking-definitions.json", 4, {}},
    {"stix2-schemas/examples/indicator-for-c2-ip-address.json", 1, {}},
    {"stix2-schemas/examples/indicator-to-campaign-relationship.json", 3, {}},
    {"stix2-schemas/examples/indicators-for-C2-with-COA.json", 8, {}},
    {"stix2-schemas/examples/infrastructure.json", 10, {}},
    {"stix2-schemas/examples/interop-objectmarking-test.json", 1, {}},
    {"stix2-schemas/examples/malicious-email-indicator-with-attachment.json", 6, {}},
};

TEST_F(Oracle, PublicReleasesAreReadAndWhatIsRefusedIsListed) {
  std::size_t seen = 0;
  for (const Release& release : releases) {
    const std::string text = bytes_of(data / release.file);
    ASSERT_FALSE(text.empty()) << release.file;
    const bool lines = release.file.find("ndjson") != std::string::npos;
    std::size_t good = 0;
    std::multimap<std::string, std::string> refused;
    for (const std::string& each : lines ? lines_of(text) : std::vector<std::string>{text}) {
      const auto content = reader.read(each);
      ASSERT_TRUE(content) << release.file << ": " << content.error().text();
      EXPECT_FALSE(refuses(content->problems)) << release.file;
      good += content->objects.size();
      for (const Object& object : content->objects) {
        ASSERT_FALSE(object.id.empty());
        if (++seen % 16 == 0) {
          ASSERT_EQ(canonical(object.bytes).value(), object.bytes) << object.id;
        }
      }
      for (const Rejected& rejected : content->rejected) {
        for (const Problem& problem : rejected.problems) {
          if (problem.warning) continue;
          refused.emplace(rejected.id, problem.pointer);
          break;
        }
      }
    }
    EXPECT_EQ(good, release.good) << release.file;
    EXPECT_EQ(refused, release.refused) << release.file;
  }
}

TEST_F(Oracle, DeterministicIdentifiersAsOasisListsThem) {
  // The published examples bear older identifiers; the right ones stand in OASIS issue cti-stix2#318.
  const std::map<std::string, std::string> right = {
      {"ipv4-addr--b4e29b62-2053-47c4-bab4-bbce39e5ed67", "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"},
      {"file--1190f2c9-166f-55f1-9706-eea3971d8082", "file--ba8965d8-e4ec-5f9c-a4df-1c460994ca58"},
      {"directory--255cb0e4-8bdb-5d63-bb32-9c6f0b733ab2", "directory--ab82f84a-5afc-5ea7-8d98-9fcbc277eda6"},
      {"domain-name--ecb120bf-2694-4902-a737-62b74539a41b",
       "domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7"},
      {"autonomous-system--f720c34b-98ae-597f-ade5-27dc241e8c74",
       "autonomous-system--3aa27478-50b5-5ab8-9da9-cdc12b657fff"},
      {"directory--93c0a9b0-520d-545d-9094-1a08ddf46b05", "directory--0a58d0c1-59e6-5afd-8252-dcd3f13e5622"},
  };
  const auto content = reader.read(bytes_of(data / "examples/sco-examples-bundle.json"));
  ASSERT_TRUE(content);
  std::size_t seen = 0;
  for (const Object& object : content->objects) {
    const auto found = right.find(object.id);
    if (found == right.end()) continue;
    ++seen;
    ASSERT_FALSE(object.warnings.empty()) << object.id;
    EXPECT_EQ(object.warnings.back().expected, found->second);
  }
  EXPECT_GE(seen, right.size());
}

/// The names in a schema's `properties` and `required`, at its top and in its allOf.
struct Schema {
  std::set<std::string> properties;
  std::set<std::string> required;

  void add(const json::Value& schema) {
    if (const json::Value* found = schema.find("properties"); found != nullptr)
      for (const json::Value& property : found->members()) properties.emplace(property.key());
    if (const json::Value* found = schema.find("required"); found != nullptr)
      for (const json::Value& name : found->members()) required.emplace(name.text());
    if (const json::Value* found = schema.find("allOf"); found != nullptr)
      for (const json::Value& each : found->members()) add(each);
  }
  void add_file(const fs::path& path) {
    json::Parser parser;
    std::vector<Problem> problems;
    ASSERT_TRUE(parser.parse(bytes_of(path), 100)) << path;
    add(parser.top(problems));
  }
};

TEST_F(Oracle, TablesNameThePropertiesOfTheOasisSchemas) {
  // What the schemas hide in a oneOf, and what the specification requires beyond them (7.3: the author of an
  // extension).
  const std::map<std::string, std::set<std::string>> also = {
      {"email-message", {"body", "body_multipart", "is_multipart"}},
      {"network-traffic", {"is_active"}},
      {"malware", {"is_family"}}};
  const std::map<std::string, std::string> also_required = {{"email-message", "is_multipart"},
                                                            {"malware", "is_family"},
                                                            {"extension-definition", "created_by_ref"}};
  const fs::path schemas = data / "stix2-schemas/schemas";
  std::size_t compared = 0;
  for (const tables::ObjectType& type : tables::all_types()) {
    const std::string name(type.structure.name);
    if (name == "marking-definition") continue;  // its schema is one oneOf
    if (!type.declared_by.empty()) continue;     // not of OASIS
    Schema schema;
    const bool observable = type.group == tables::Group::observable;
    schema.add_file(schemas / (observable ? "common/cyber-observable-core.json" : "common/core.json"));
    for (const char* folder : {"sdos", "sros", "observables", "common"})
      if (fs::exists(schemas / folder / (name + ".json")))
        schema.add_file(schemas / folder / (name + ".json"));
    if (also.contains(name)) schema.properties.insert(also.at(name).begin(), also.at(name).end());
    if (also_required.contains(name)) schema.required.insert(also_required.at(name));

    Schema ours;
    for (const tables::Property& property : type.structure.properties) {
      ours.properties.emplace(property.name);
      if (property.required) ours.required.emplace(property.name);
    }
    EXPECT_EQ(ours.properties, schema.properties) << name;
    EXPECT_EQ(ours.required, schema.required) << name;
    ++compared;
  }
  EXPECT_EQ(compared, 41U);
}

TEST_F(Oracle, RealReportsComeBackByteForByte) {
  std::size_t filed_count = 0;
  for (const auto& entry : fs::directory_iterator(shared() / "data/reports/texts")) {
    if (entry.path().extension() != ".txt") continue;
    const std::string text = bytes_of(entry.path());
    ReportNotes notes;
    notes.lang = "ar";
    notes.source = "press";
    notes.grade = "C3";
    const auto filed = file_report(reader, text, notes, "report--7f6b6a0e-2d0f-4a43-8a1d-1f3c5b7d9e11",
                                   base::parse_time("2026-05-01T10:00:00Z").value());
    ASSERT_TRUE(filed) << entry.path() << ": " << filed.error().text();
    EXPECT_EQ(payload_of(filed->artifact).value(), text) << entry.path();
    EXPECT_TRUE(filed->artifact.warnings.empty() && filed->report.warnings.empty());
    ++filed_count;
  }
  EXPECT_EQ(filed_count, 5U);
}

TEST_F(Oracle, PatternExamplesParse) {
  const auto lines = lines_of(bytes_of(data / "oracle/pattern-spec-examples.txt"));
  ASSERT_GT(lines.size(), 20U);
  for (const std::string& line : lines)
    for (const Problem& problem : check_pattern(line)) ADD_FAILURE() << line << "\n" << problem.text();
}

}  // namespace
}  // namespace tansiq::stix
