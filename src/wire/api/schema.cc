#include "wire/api/schema.h"

#include <algorithm>
#include <cassert>
#include <vector>

#include "wire/api/schema_desk.h"
#include "wire/api/schema_exchange.h"
#include "wire/api/schema_names.h"
#include "wire/api/schema_onward.h"
#include "wire/api/schema_partners.h"
#include "wire/api/schema_readers.h"
#include "wire/api/schema_releases.h"
#include "wire/api/schema_shifts.h"
#include "wire/api/schema_watches.h"

namespace tansiq::wire::api {
namespace {

constexpr std::string_view some_time = R"("2026-05-01T10:00:00.000000Z")";
constexpr std::string_view some_version = R"("2026-05-01T10:00:00.000Z")";
constexpr std::string_view some_id = R"("report--84e4d88f-44ea-4bcd-bbf3-b2c1c320bcb3")";
constexpr std::string_view some_uuid = R"("91a7b528-80eb-42ed-a74d-c6fbd5a26116")";
constexpr std::string_view some_hash =
    R"("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")";

constexpr Field error[] = {
    {"fault", "string",
     "kind of error: invalid, unauthenticated, forbidden, not_found, conflict, too_large, unsupported, busy, "
     "unavailable, internal",
     R"("invalid")"},
    {"what", "string", "what is wrong", R"("no purpose is given")"},
    {"where", "string", "the member, parameter or place it is about", R"("purpose")", false},
    {"hint", "string", "what would be right, or what to do", R"("say what this is for")", false},
};

constexpr Field handling[] = {
    {"grade", "string", "Admiralty code: source A to F, content 1 to 6", R"("B2")", false},
    {"tlp", "string", "TLP 2.0: clear, green, amber, amber+strict, red", R"("amber")", false},
    {"releasable_to", "string[]", "services that may get it", R"(["north", "south"])", false},
    {"onward", "string", "whether recipients may pass it on: none, ask, cell", R"("ask")", false},
    {"restricted", "string", "why it is kept and released to nobody", R"("the person disputes it")", false},
    {"use", "string", "what recipients may do with it", R"("intelligence only")", false},
    {"purpose", "string", "what the record is kept for", R"("counter-terrorism")", false},
    {"basis", "string", "and on which legal basis", R"("Act 12, article 3")", false},
    {"review", "string", "after this it is hidden until it is renewed or erased", R"("2027-01-01T00:00:00Z")",
     false},
};

constexpr Field problem[] = {
    {"pointer", "string", "JSON pointer into the object", R"("/pattern")"},
    {"what", "string", "what is wrong", R"("is missing")"},
    {"expected", "string", "what would be right", R"("a STIX pattern")"},
    {"warning", "boolean", "true: only advice, the object is taken", "false"},
};

constexpr Field rejection[] = {
    {"index", "integer", "place in the input, from 0", "3"},
    {"id", "string", "as far as it could be read", R"("indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f")"},
    {"type", "string", "as far as it could be read", R"("indicator")"},
    {"version", "string", "as far as it could be read", some_version},
    {"problems", "Problem[]", "everything that is wrong with it", ""},
};

constexpr Field version_of[] = {
    {"id", "string", "of the object", some_id},
    {"version", "string", "of the record", some_version},
};

constexpr Field published[] = {
    {"submission", "string", "asks for the fate of it later; not in a dry run", some_uuid, false},
    {"act", "integer", "number of its entry in the journal; not in a dry run", "41", false},
    {"dry_run", "boolean", "true: nothing was changed", "false"},
    {"read", "integer", "objects in the body: the sum of the next five", "5"},
    {"created", "integer", "first versions", "1"},
    {"versions", "integer", "further versions of objects that were held", "1"},
    {"same", "integer", "records that were held already, unchanged", "1"},
    {"conflicts", "integer", "records held with other content; kept beside", "1"},
    {"rejected", "integer", "objects that are wrong", "1"},
    {"warnings", "integer", "pieces of advice on objects that were taken", "0"},
    {"bytes", "integer", "of the good objects in canonical form", "2816"},
    {"rejections", "Rejection[]", "the wrong objects", ""},
    {"conflict_list", "Version[]", "the conflicts", ""},
};

constexpr Field filed_report[] = {
    {"report", "string", "id of the report", some_id},
    {"artifact", "string", "id of the artifact with the text; follows from its bytes",
     R"("artifact--6f437177-6e48-5cf8-9d9e-872a2bddd641")"},
    {"version", "string", "of the report", some_version},
    {"name", "string", "of the report: the first line", R"("Meeting at the border")"},
    {"bytes", "integer", "of the text", "3700"},
    {"sha256", "string", "of the text", some_hash},
    {"created", "boolean", "false: these very bytes were held; the report is new all the same", "true"},
    {"dry_run", "boolean", "true: nothing was changed", "false"},
};

constexpr Field record[] = {
    {"id", "string", "of the object", some_id},
    {"type", "string", "of the object", R"("report")"},
    {"version", "string", "the STIX text, unchanged", some_version},
    {"spec_version", "string", "2.0 or 2.1", R"("2.1")"},
    {"collection", "string", "alias or id", R"("records")"},
    {"added", "string", "when it was added; unique in its collection", some_time},
    {"act", "integer", "number of the journal's entry that added it", "7"},
    {"object", "object", "the object itself", R"({"type": "report"})", false},
};

constexpr Field record_page[] = {
    {"records", "Record[]", "in the order in which they were added", ""},
    {"more", "boolean", "whether there are more", "true"},
    {"next", "string", "asks for the next page; only where there are more", R"("AZ0f")", false},
};

constexpr Field shown[] = {
    {"record", "Record", "the record", ""},
    {"handling", "Handling?", "what stands beside it", ""},
    {"versions", "integer", "held of this object", "2"},
    {"conflicts", "integer", "contents that contradict a held version", "0"},
    {"same_as", "string[]", "records that officers confirmed to be about the same person", "[]"},
};

constexpr Field handling_change[] = {
    {"since", "string?", "when it was given", some_time},
    {"act", "integer", "number of the journal's entry that gave it", "9"},
    {"handling", "Handling", "what it said", ""},
};

constexpr Field past_version[] = {
    {"record", "Record", "the version, without the object", ""},
    {"handling", "HandlingChange[]", "every handling it had, the oldest first", ""},
};

constexpr Field conflict[] = {
    {"id", "string", "of the object", some_id},
    {"version", "string", "that is held with another content", some_version},
    {"received", "string", "when it came", some_time},
    {"act", "integer", "number of the journal's entry that brought it", "8"},
    {"object", "object", "the content that came", R"({"type": "report"})"},
};

constexpr Field conflict_page[] = {{"conflicts", "Conflict[]", "the newest first", ""}};

constexpr Field entry[] = {
    {"number", "integer", "1, 2, 3, ... without gaps", "7"},
    {"time", "string", "when", some_time},
    {"act", "string", "what was done", R"("publish")"},
    {"actor", "string", "who did it", R"("amina")"},
    {"subject", "string", "to what", some_uuid},
    {"purpose", "string", "what for", R"("counter-terrorism")"},
    {"basis", "string", "on which legal basis", R"("Act 12, article 3")"},
    {"case", "string", "in which case", R"("7/2026")"},
    {"detail", "string", "the query, the reason, the counts", R"("read 5, refused 1")"},
    {"erased", "string[]", "fields whose content was erased", "[]"},
    {"hash", "string", "of the entry, over the one before", some_hash},
};

constexpr Field history[] = {
    {"id", "string", "of the object", some_id},
    {"collection", "string", "alias or id", R"("records")"},
    {"versions", "PastVersion[]", "in the order in which they were added", ""},
    {"conflicts", "Conflict[]", "contents that contradict a held version", ""},
    {"acts", "Entry[]", "what changed it; for oversight also who read it", ""},
    {"cut", "boolean", "whether there is more than is listed", "false"},
};

constexpr Field corrected[] = {
    {"record", "Record", "the new version", ""},
    {"previous", "string", "the version that it follows", R"("2026-04-30T09:00:00.000Z")"},
};

constexpr Field erased[] = {
    {"erased", "integer", "versions that are gone here", "2"},
    {"holders", "string[]", "who was told to erase it too; only where it was released", R"(["madrid"])",
     false},
    {"deadline", "string", "after it the silent holders are overdue", some_time, false},
};

constexpr Field failure[] = {
    {"id", "string", "as far as it could be read", some_id},
    {"version", "string", "as far as it could be read", some_version},
    {"message", "string", "why it was not taken", R"("/pattern: is missing")"},
};

constexpr Field submission[] = {
    {"id", "string", "of the submission", some_uuid},
    {"requested", "string", "when", some_time},
    {"successes", "integer", "records that are held now", "4"},
    {"failures", "Failure[]", "the others", ""},
};

constexpr Field journal_page[] = {
    {"entries", "Entry[]", "in their order", ""},
    {"more", "boolean", "whether there are more", "true"},
    {"next", "integer", "number to go on from; only where there are more", "8", false},
};

constexpr Field verified[] = {
    {"intact", "boolean", "whether every link and commitment holds", "true"},
    {"entries", "integer", "that hold", "7"},
    {"head", "string", "hash of the last of them", some_hash},
    {"broken_at", "integer", "the first entry that does not hold", "8", false},
    {"what", "string", "and why", R"("the hash does not follow")", false},
};

constexpr Field queue[] = {
    {"writes", "integer", "that wait", "0"},
    {"bytes", "integer", "that they hold", "0"},
    {"commits", "integer", "since the start", "120"},
    {"written", "integer", "writes since the start", "340"},
};

constexpr Field status[] = {
    {"title", "string", "the service's name", R"("A service")"},
    {"version", "string", "of the program", R"("0.1.0")"},
    {"time", "string", "the node's clock", some_time},
    {"records", "integer", "versions held", "1000"},
    {"objects", "integer", "objects held", "900"},
    {"conflicts", "integer", "contents that contradict a held version", "0"},
    {"journal_entries", "integer", "acts so far", "321"},
    {"file_bytes", "integer", "of the store's files", "4194304"},
    {"queue", "Queue", "of the writer", ""},
};

constexpr Field backup_request[] = {{"name", "string",
                                     "file name without folders; otherwise one is made of the time",
                                     R"("monday.backup")", false}};

constexpr Field backed_up[] = {
    {"file", "string", "on the node", R"("/var/lib/tansiq/backups/monday.backup")"},
    {"bytes", "integer", "of the copy", "4194304"},
};

constexpr Field collection[] = {
    {"id", "string", "UUID", some_uuid},
    {"alias", "string", "resolves like the id; may be empty", R"("records")"},
    {"title", "string", "for people", R"("Records")"},
    {"description", "string", "for people", R"("")"},
    {"can_read", "boolean", "for whoever asks", "true"},
    {"can_write", "boolean", "for whoever asks", "true"},
};
constexpr Field collection_list[] = {{"collections", "Collection[]", "sorted by id", ""}};
constexpr Field new_collection[] = {
    {"title", "string", "for people", R"("Third-party feeds")"},
    {"alias", "string", "unique", R"("feeds")", false},
    {"description", "string", "for people", R"("brought by tools")", false},
};

constexpr Field whoami[] = {
    {"name", "string", "of whoever asks", R"("amina")"},
    {"kind", "string", "officer or account", R"("officer")"},
    {"roles", "string[]", "that this token carries", R"(["analyst"])"},
    {"purpose", "string", "of this request, or standing", R"("counter-terrorism")"},
    {"basis", "string", "of this request, or standing", R"("Act 12, article 3")"},
    {"case", "string", "of this request, or standing", R"("7/2026")"},
    {"collections", "Collection[]", "sorted by id", ""},
};

constexpr Field token[] = {
    {"id", "string", "for listing and revoking; no secret", R"("5f2b9c01aa37")"},
    {"label", "string", "what it is for", R"("laptop")"},
    {"roles", "string[]", "that it carries; empty: all of its officer's", "[]"},
    {"created", "string", "when", some_time},
    {"expires", "string?", "when it ends", "null"},
    {"revoked", "boolean", "whether it was revoked", "false"},
};
constexpr Field token_request[] = {
    {"label", "string", "what it is for", R"("laptop")", false},
    {"roles", "string[]", "at most those of the officer", R"(["analyst"])", false},
    {"expires", "string", "when it ends", some_time, false},
};
constexpr Field issued_token[] = {
    {"id", "string", "for listing and revoking; no secret", R"("5f2b9c01aa37")"},
    {"token", "string", "the secret, shown this once", R"("tsq_...")"},
    {"label", "string", "what it is for", R"("laptop")"},
    {"roles", "string[]", "that it carries; empty: all of its officer's", "[]"},
    {"created", "string", "when", some_time},
    {"expires", "string?", "when it ends", "null"},
    {"revoked", "boolean", "whether it was revoked", "false"},
};

constexpr Field officer[] = {
    {"name", "string", "unique among officers and accounts", R"("amina")"},
    {"roles", "string[]", "analyst, releasing-officer, duty-officer, administrator, oversight",
     R"(["analyst"])"},
    {"created", "string", "when", some_time},
    {"expires", "string?", "when the officer ends", "null"},
    {"disabled", "boolean", "whether nobody may act as this officer", "false"},
    {"has_password", "boolean", "for HTTP Basic", "false"},
    {"tokens", "Token[]", "API tokens", ""},
};
constexpr Field officer_list[] = {{"officers", "Officer[]", "sorted by name", ""}};
constexpr Field new_officer[] = {
    {"name", "string", "unique; no blank, ':' or '/'", R"("amina")"},
    {"roles", "string[]", "at least one", R"(["analyst"])"},
    {"password", "string", "for HTTP Basic; 12 to 1024 bytes", R"("a long passphrase")", false},
    {"expires", "string", "when the officer ends", some_time, false},
};
constexpr Field officer_change[] = {
    {"roles", "string[]", "instead of those before", R"(["analyst", "duty-officer"])", false},
    {"password", "string", "a new one; empty takes it away", R"("another passphrase")", false},
    {"expires", "string?", "null: never", "null", false},
    {"disabled", "boolean", "", "true", false},
};

constexpr Field grant[] = {
    {"collection", "string", "alias or id", R"("records")"},
    {"read", "boolean", "may read it", "true"},
    {"write", "boolean", "may write it", "false"},
};
constexpr Field account[] = {
    {"name", "string", "unique among officers and accounts", R"("siem")"},
    {"purpose", "string", "standing", R"("counter-terrorism")"},
    {"basis", "string", "standing", R"("Act 12, article 3")"},
    {"case", "string", "standing", R"("")"},
    {"created", "string", "when", some_time},
    {"expires", "string?", "when the account ends", "null"},
    {"disabled", "boolean", "whether nobody may act as this account", "false"},
    {"has_password", "boolean", "for HTTP Basic", "true"},
    {"grants", "Grant[]", "what it may do", ""},
    {"tokens", "Token[]", "API tokens", ""},
};
constexpr Field account_list[] = {{"accounts", "Account[]", "sorted by name", ""}};
constexpr Field new_account[] = {
    {"name", "string", "unique; no blank, ':' or '/'", R"("siem")"},
    {"purpose", "string", "standing: what every act of it is for", R"("counter-terrorism")"},
    {"basis", "string", "standing", R"("Act 12, article 3")"},
    {"case", "string", "standing", R"("7/2026")", false},
    {"password", "string", "for HTTP Basic; otherwise one is made and shown once", R"("a long passphrase")",
     false},
    {"expires", "string", "when the account ends", some_time, false},
    {"grants", "Grant[]", "what it may do", "", false},
};
constexpr Field added_account[] = {
    {"account", "Account", "the account", ""},
    {"password", "string", "the one that was made, shown this once", R"("q1w2e3r4t5y6u7i8o9p0asdf")", false},
};
constexpr Field account_change[] = {
    {"purpose", "string", "standing; together with basis", R"("counter-terrorism")", false},
    {"basis", "string", "standing; together with purpose", R"("Act 12, article 3")", false},
    {"case", "string", "standing", R"("8/2026")", false},
    {"password", "string", "a new one; empty takes it away", R"("another passphrase")", false},
    {"expires", "string?", "null: never", "null", false},
    {"disabled", "boolean", "", "true", false},
};

constexpr Schema all[] = {
    {"Error", "Why a request was not served.", error},
    {"Objects",
     "STIX objects: a bundle, a TAXII envelope, an array, one object; or one object a line.",
     {},
     "application/json application/x-ndjson application/stix+json application/taxii+json"},
    {"Text", "A plain text in UTF-8, kept byte for byte.", {}, "text/plain"},
    {"Lines", "One STIX object in canonical form a line.", {}, "application/x-ndjson"},
    {"Bytes", "The exact bytes.", {}, "application/octet-stream"},
    {"Events", "Server-sent events.", {}, "text/event-stream"},
    {"MergePatch",
     "What it names is set, null removes (RFC 7396).",
     {},
     "application/merge-patch+json application/json"},
    {"OpenApi", "This very document.", {}},
    {"Handling", "What the owner keeps beside a record; it never travels.", handling},
    {"Problem", "One thing that is wrong with an object.", problem},
    {"Rejection", "An object that was not taken.", rejection},
    {"Version", "One version of an object.", version_of},
    {"Published", "What became of a publication.", published},
    {"FiledReport", "The two records that a text became.", filed_report},
    {"Record", "One version of one STIX object.", record},
    {"RecordPage", "Some records.", record_page},
    {"Shown", "A record with what stands beside it.", shown},
    {"HandlingChange", "A handling that a record had or has.", handling_change},
    {"PastVersion", "One version with its handlings.", past_version},
    {"Conflict", "Content that came for a version that is held with another.", conflict},
    {"ConflictPage", "Some conflicts.", conflict_page},
    {"Entry", "One act, as the journal keeps it.", entry},
    {"History", "All that happened to one object.", history},
    {"Corrected", "The next version of an object.", corrected},
    {"Erased", "What was erased.", erased},
    {"Failure", "A record that was not taken.", failure},
    {"Submission", "The fate of a publication.", submission},
    {"JournalPage", "Some entries of the journal.", journal_page},
    {"Verified", "What checking the journal found.", verified},
    {"Queue", "How full the writer's queue is.", queue},
    {"Status", "How the node does.", status},
    {"BackupRequest", "How to name a backup.", backup_request},
    {"BackedUp", "A copy of the store.", backed_up},
    {"Collection", "A set of records.", collection},
    {"CollectionList", "Collections.", collection_list},
    {"NewCollection", "A collection to add.", new_collection},
    {"Whoami", "Who asks.", whoami},
    {"Token", "An API token, without its secret.", token},
    {"TokenRequest", "A token to issue.", token_request},
    {"IssuedToken", "A new token with its secret.", issued_token},
    {"Officer", "A person who works on the node.", officer},
    {"OfficerList", "Officers.", officer_list},
    {"NewOfficer", "An officer to add.", new_officer},
    {"OfficerChange", "What changes; the rest stays.", officer_change},
    {"Grant", "What an account may do with a collection.", grant},
    {"Account", "A TAXII client or a tool.", account},
    {"AccountList", "Accounts.", account_list},
    {"NewAccount", "An account to add.", new_account},
    {"AddedAccount", "A new account.", added_account},
    {"AccountChange", "What changes; the rest stays.", account_change},
};

}  // namespace

std::span<const Schema> schemas() {
  static const std::vector<Schema> whole = [] {
    std::vector<Schema> both(std::begin(all), std::end(all));
    both.insert(both.end(), std::begin(name_bodies::all), std::end(name_bodies::all));
    both.insert(both.end(), std::begin(partner_bodies::all), std::end(partner_bodies::all));
    both.insert(both.end(), std::begin(exchange_bodies::all), std::end(exchange_bodies::all));
    both.insert(both.end(), std::begin(desk_bodies::all), std::end(desk_bodies::all));
    both.insert(both.end(), std::begin(shift_bodies::all), std::end(shift_bodies::all));
    both.insert(both.end(), std::begin(onward_bodies::all), std::end(onward_bodies::all));
    both.insert(both.end(), std::begin(watch_bodies::all), std::end(watch_bodies::all));
    both.insert(both.end(), std::begin(reader_bodies::all), std::end(reader_bodies::all));
    both.insert(both.end(), std::begin(release_bodies::all), std::end(release_bodies::all));
    return both;
  }();
  return whole;
}

const Schema& schema_named(std::string_view name) {
  const auto whole = schemas();
  const auto found =
      std::find_if(whole.begin(), whole.end(), [name](const Schema& schema) { return schema.name == name; });
  assert(found != whole.end());
  return *found;
}

}  // namespace tansiq::wire::api
