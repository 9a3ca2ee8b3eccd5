// The decision against random worlds: what must not show does not show in any byte, what is hidden makes no
// difference, and taking a permission away never adds anything.

#include <cstdlib>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>

#include "base/ids.h"
#include "handling/decide.h"
#include "handling/redact.h"
#include "stix/reader.h"

namespace tansiq::handling {
namespace {

const Time now = *base::parse_time("2026-05-01T12:00:00Z");
constexpr std::string_view name_space = "6ba7b811-9dad-11d1-80b4-00c04fd430c8";
constexpr std::string_view red = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";
constexpr std::string_view amber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421";

/// A record of a random world, with what an oracle that knows nothing of decide() says about it.
struct Entry {
  std::string json;
  std::string id;
  Handling handling;
  bool must_stay = false;            ///< the partner may not get it, whatever else holds
  std::vector<std::string> secrets;  ///< words that the partner may never see
};

struct World {
  std::vector<Entry> entries;  ///< each refers only to earlier ones
  Partner partner{std::string(64, 'e'), "madrid", "ES", PartnerRole::member, true, false};
  Cell cell{"straits", {"counter-terrorism"}, false};
  std::vector<Agreement> agreements = {
      {"first", {"ES"}, {"intelligence"}, {}, {}, {}},
      {"second", {"ES", "FR"}, {"border control", "intelligence"}, {}, {}, {}}};
  std::vector<RedLine> red_lines = {{"no campaigns", {"ES"}, {}, {"campaign"}, {}, false}};
  Order order{"officer Amal", false, "", {}};
  ActPurpose purpose{"counter-terrorism", "Agreement, article 3"};
};

/// Makes worlds. Everything that the partner may see follows from `visible`; everything hidden from it
/// follows from `hidden` alone, so that two worlds with one `visible` differ only in hidden things.
class Maker {
 public:
  Maker(std::uint64_t visible, std::uint64_t hidden) : visible_(visible), hidden_(hidden ^ visible * 977) {}

  World make() {
    World world;
    const auto count = 3 + pick(4);
    for (std::size_t i = 0; i < count; ++i) {
      const bool stays = pick(3) == 0;
      // What stays at home may be any number of records in either world.
      if (stays) {
        for (std::size_t n = hidden(2) + 1; n > 0; --n) world.entries.push_back(hidden_entry(world));
      } else {
        world.entries.push_back(visible_entry(world));
      }
    }
    return world;
  }

 private:
  std::size_t pick(std::size_t n) { return static_cast<std::size_t>(visible_() % n); }
  std::size_t hidden(std::size_t n) { return static_cast<std::size_t>(hidden_() % n); }

  std::string word() { return fmt::format("word{:x}", visible_() & 0xffffffff); }
  /// A word that nobody outside may see; long enough never to occur by chance.
  std::string secret(Entry& entry) {
    auto text = fmt::format("SECRET{:016x}", hidden_());
    entry.secrets.push_back(text);
    return text;
  }

  std::string id_of(std::string_view type, bool is_hidden) {
    const auto seed = fmt::format("{}", is_hidden ? hidden_() : visible_());
    return fmt::format("{}--{}", type, base::uuid_v5(name_space, seed));
  }

  static std::vector<std::string> ids_of(const World& world, bool stay) {
    std::vector<std::string> ids;
    for (const auto& entry : world.entries)
      if (entry.must_stay == stay) ids.push_back(entry.id);
    return ids;
  }

  Handling handling(bool stays, Entry& entry) {
    Handling h;
    h.grade = "B2";
    h.tlp = Tlp::amber;
    h.onward = Onward::ask;
    h.use = "intelligence";
    h.purpose = fmt::format("kept for {}", secret(entry));
    h.basis = fmt::format("basis {}", secret(entry));
    h.review = now + std::chrono::hours(24);
    h.releasable_to = {fmt::format("aa-{:x}", hidden_() & 0xffff), stays          ? "nobody"
                                                                   : pick(2) == 0 ? "madrid"
                                                                                  : "straits"};
    if (!stays) return h;
    switch (hidden(5)) {
      case 0:
        h.releasable_to = {"straits"};
        h.tlp = Tlp::red;
        break;
      case 1:
        h.releasable_to = {"madrid"};
        h.grade.clear();
        break;
      case 2:
        h.releasable_to = {"madrid"};
        h.review = now - std::chrono::hours(1);
        break;
      case 3:
        h.releasable_to = {"madrid"};
        h.use = "evidence";
        break;
      default:
        break;  // nobody
    }
    return h;
  }

  static std::string quoted(const std::vector<std::string>& texts) {
    std::string list = "[";
    for (const auto& text : texts) list += (list.size() > 1 ? ",\"" : "\"") + text + "\"";
    return list + "]";
  }

  static std::string head(std::string_view type, std::string_view id) {
    return fmt::format(R"("type":"{}","spec_version":"2.1","id":"{}","created":"2026-04-01T10:00:00.000Z",)"
                       R"("modified":"2026-04-02T10:00:00.000Z")",
                       type, id);
  }

  Entry hidden_entry(const World& world) {
    Entry entry;
    entry.must_stay = true;
    const char* types[] = {"malware", "campaign", "identity"};
    const auto* type = types[hidden(3)];
    entry.id = id_of(type, true);
    entry.secrets.push_back(entry.id.substr(entry.id.find("--")));
    const bool identity = type == types[2];
    entry.json = "{" + head(type, entry.id) +
                 fmt::format(R"(,"name":"{}"{},"description":"{}")", secret(entry),
                             identity           ? R"(,"identity_class":"group")"
                             : type == types[0] ? R"(,"is_family":false)"
                                                : "",
                             secret(entry));
    const auto others = ids_of(world, false);
    if (!others.empty() && hidden(2) == 0)
      entry.json += fmt::format(R"(,"labels":["about {}"])", others[hidden(others.size())]);
    entry.json += "}";
    entry.handling = handling(true, entry);
    return entry;
  }

  /// Some references, visible ones by `visible`, hidden ones in any number, in mixed order.
  std::vector<std::string> references(const World& world, std::size_t most) {
    std::vector<std::string> refs;
    const auto open = ids_of(world, false);
    for (std::size_t n = open.empty() ? 0 : pick(most + 1); n > 0; --n)
      refs.push_back(open[pick(open.size())]);
    if (refs.empty()) refs.push_back(some_id(world));
    const auto closed = ids_of(world, true);
    for (std::size_t n = closed.empty() ? 0 : hidden(3); n > 0; --n)
      refs.insert(refs.begin() + static_cast<std::ptrdiff_t>(hidden(refs.size() + 1)),
                  closed[hidden(closed.size())]);
    return refs;
  }

  Entry visible_entry(const World& world) {
    Entry entry;
    static constexpr const char* types[] = {"indicator", "note",     "report", "relationship",
                                            "identity",  "location", "file",   "threat-actor"};
    const std::string type = types[pick(std::size(types))];
    entry.id = id_of(type, false);
    entry.handling = handling(false, entry);
    std::string body = type == "file"
                           ? fmt::format(R"("type":"file","spec_version":"2.1","id":"{}")", entry.id)
                           : head(type, entry.id);
    body += specific(type, world, entry);
    if (type != "file") body += optional(world, entry);
    entry.json = "{" + body + "}";
    return entry;
  }

  std::string some_id(const World& world) {
    auto ids = ids_of(world, false);
    std::erase_if(ids,
                  [](const auto& id) { return id.starts_with("relationship"); });  // is no end of another
    if (ids.empty()) return id_of("malware", false);                               // names what nobody holds
    return ids[pick(ids.size())];
  }

  std::string specific(const std::string& type, const World& world, Entry& entry) {
    if (type == "indicator")
      return fmt::format(R"(,"pattern":"[ipv4-addr:value = '198.51.100.{}']","pattern_type":"stix",)"
                         R"("valid_from":"2026-04-01T10:00:00Z")",
                         pick(256));
    if (type == "note" || type == "report") {
      const auto refs = references(world, 3);
      return (type == "note" ? fmt::format(R"(,"content":"{}")", word())
                             : fmt::format(R"(,"name":"{}","published":"2026-04-01T10:00:00Z")", word())) +
             fmt::format(R"(,"object_refs":{})", quoted(refs));
    }
    if (type == "relationship")
      return fmt::format(R"(,"relationship_type":"related-to","source_ref":"{}","target_ref":"{}")",
                         some_id(world), some_id(world));
    if (type == "identity") return fmt::format(R"(,"name":"{}","identity_class":"organization")", word());
    if (type == "location") {
      // One of the two coordinates is hidden: the other must not stand alone.
      entry.handling.properties.push_back({pick(2) == 0 ? "/latitude" : "/longitude", {"aa"}});
      return fmt::format(
          R"(,"name":"{}","region":"northern-africa","latitude":{},"longitude":{},"precision":{})", word(),
          hidden(80), hidden(80), hidden(1000));
    }
    if (type == "file") {
      entry.handling.properties.push_back({"/size", {}});
      return fmt::format(R"(,"name":"{}","size":{})", word(), 1000 + hidden(100'000));
    }
    return fmt::format(R"(,"name":"{}","threat_actor_types":["spy"])", word());
  }

  /// Properties that any domain object may have, hidden in one of the ways there are.
  std::string optional(const World& world, Entry& entry) {
    std::string text;
    std::string markings;
    const auto mark = [&](std::string_view marking, const std::string& selectors) {
      markings += fmt::format(R"({}{{"marking_ref":"{}","selectors":{}}})", markings.empty() ? "" : ",",
                              marking, selectors);
    };
    // Labels: visible ones in order, hidden ones between them, each under a marking that the partner may not
    // see.
    std::vector<std::string> labels, hidden_selectors, open_selectors;
    const bool named = std::find(entry.handling.releasable_to.begin(), entry.handling.releasable_to.end(),
                                 "madrid") != entry.handling.releasable_to.end();
    const auto foreign = id_of("marking-definition", true);
    for (std::size_t n = pick(4); n > 0; --n) {
      for (std::size_t k = hidden(3); k > 0; --k) {
        hidden_selectors.push_back(fmt::format("labels.[{}]", labels.size()));
        labels.push_back(secret(entry));
      }
      if (pick(2) == 0) open_selectors.push_back(fmt::format("labels.[{}]", labels.size()));
      labels.push_back(word());
    }
    if (!labels.empty()) text += fmt::format(R"(,"labels":{})", quoted(labels));
    if (!hidden_selectors.empty()) {
      if (named) {
        mark(foreign, quoted(hidden_selectors));
        entry.secrets.push_back(foreign.substr(20));
      } else {
        mark(red, quoted(hidden_selectors));
      }
    }
    if (!open_selectors.empty()) mark(amber, quoted(open_selectors));

    const auto closed = ids_of(world, true);
    if (pick(2) == 0) {
      text += R"(,"lang":"fr")";
    } else if (!closed.empty() && hidden(2) == 0) {
      text += fmt::format(R"(,"external_references":[{{"source_name":"{}","external_id":"{}"}}])",
                          secret(entry), closed[hidden(closed.size())]);
    }
    const auto closed_identities = [&] {
      std::vector<std::string> ids;
      for (const auto& other : world.entries)
        if (other.must_stay && other.id.starts_with("identity")) ids.push_back(other.id);
      return ids;
    }();
    if (!closed_identities.empty() && hidden(2) == 0)
      text += fmt::format(R"(,"created_by_ref":"{}")", closed_identities[hidden(closed_identities.size())]);
    // A confidence is there in one world and not in the other, and nobody may see it.
    entry.handling.properties.push_back({"/confidence", {"aa"}});
    if (hidden(2) == 0) text += fmt::format(R"(,"confidence":{})", hidden(101));
    if (!markings.empty()) text += fmt::format(R"(,"granular_markings":[{}])", markings);
    return text;
  }

  std::mt19937_64 visible_, hidden_;
};

/// What the partner gets of a world.
struct Obtained {
  std::vector<std::string> bytes;  ///< copies and conditions, in order
  std::set<std::string> released;  ///< ids
  std::map<std::string, Decision> decisions;
  std::map<std::string, std::string> copies;
};

Obtained give(const World& world) {
  Obtained obtained;
  std::map<std::string, Held, std::less<>> holds;
  for (const auto& entry : world.entries) {
    thread_local stix::Reader reader;
    const auto object = reader.read_object(entry.json);
    if (!object) {
      ADD_FAILURE() << "the world is not made of valid objects: " << object.error().text() << '\n'
                    << entry.json;
      continue;
    }
    const auto record = *RecordView::read(object->bytes);
    const auto handling = normal(entry.handling);
    if (!handling) {
      ADD_FAILURE() << handling.error().text();
      continue;
    }
    auto decision = decide(Question{.record = record,
                                    .handling = *handling,
                                    .partner = world.partner,
                                    .cell = &world.cell,
                                    .agreements = world.agreements,
                                    .red_lines = world.red_lines,
                                    .second_officer = {},
                                    .unmet = {},
                                    .order = world.order,
                                    .purpose = world.purpose,
                                    .held = [&](std::string_view id) -> const Held* {
                                      const auto found = holds.find(id);
                                      return found == holds.end() ? nullptr : &found->second;
                                    },
                                    .received = nullptr,
                                    .now = now});
    if (decision.release) {
      const std::string copy(decision.copy(record));
      obtained.bytes.push_back(copy);
      obtained.bytes.push_back(render(decision.conditions));
      obtained.released.insert(entry.id);
      obtained.copies[entry.id] = copy;
      holds[entry.id] = Held{std::string(record.version()), copy, decision.whole};
    }
    obtained.decisions.emplace(entry.id, std::move(decision));
  }
  return obtained;
}

/// Every piece of text and every number in a copy, as an unordered bag: what it tells.
void tell(const stix::json::Value& value, std::multiset<std::string>& told) {
  using stix::json::Kind;
  if (value.is(Kind::array) || value.is(Kind::object)) {
    for (const auto& member : value.members()) tell(member, told);
  } else if (!value.key().empty() || !value.is(Kind::string) || !value.text().starts_with("labels.")) {
    // Selectors count places, which move when something before them goes.
    told.insert(value.is(Kind::string) ? std::string(value.text()) : std::string("a number or flag"));
  }
}

std::uint64_t printed_seed() {
  const char* given = std::getenv("TANSIQ_SEED");  // NOLINT(concurrency-mt-unsafe)
  std::uint64_t seed = 20260501;
  if (std::getenv("TANSIQ_ALL") != nullptr) seed = std::random_device{}();  // NOLINT(concurrency-mt-unsafe)
  if (given != nullptr) seed = std::strtoull(given, nullptr, 10);
  std::printf("TANSIQ_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

std::uint64_t worlds() {
  if (const char* given = std::getenv("TANSIQ_WORLDS"); given != nullptr)  // NOLINT(concurrency-mt-unsafe)
    return std::strtoull(given, nullptr, 10);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return 5'000;  // checked for other things there, many times slower
#else
  return std::getenv("TANSIQ_ALL") != nullptr ? 1'000'000 : 100'000;  // NOLINT(concurrency-mt-unsafe)
#endif
}

/// A world with its decisions, for whoever has to find out what went wrong.
std::string explain(const World& world, const Obtained& obtained) {
  std::string text = "\n--- a world";
  for (const auto& entry : world.entries)
    text += fmt::format("\n{}\n  {}", entry.json, sentence(obtained.decisions.at(entry.id), world.partner));
  return text;
}

/// How often the worlds had something to say, so that nothing passes because nothing happened.
struct Tally {
  std::uint64_t released = 0, cut = 0, withheld = 0;
  std::map<Reason, std::uint64_t> reasons;
};

TEST(RandomWorlds, NothingHiddenShowsAndNothingHiddenMakesADifference) {
  const auto seed = printed_seed();
  Tally tally;
  for (std::uint64_t round = 0; round < worlds(); ++round) {
    const auto visible = seed * 1'000'003 + round;
    const World one = Maker(visible, 1).make();
    const auto seen = give(one);
    for (const auto& entry : one.entries) {
      const bool released = seen.released.contains(entry.id);
      ++(released ? tally.released : tally.withheld);
      for (const auto& because : seen.decisions.at(entry.id).reasons) ++tally.reasons[because.reason];
      if (released && !seen.decisions.at(entry.id).whole) ++tally.cut;
      ASSERT_FALSE(entry.must_stay && released) << "world " << visible << ": " << entry.json;
      for (const auto& bytes : seen.bytes) {
        for (const auto& secret : entry.secrets)
          ASSERT_EQ(bytes.find(secret), std::string::npos) << "world " << visible << ": " << bytes;
        if (!released) {
          ASSERT_EQ(bytes.find(entry.id), std::string::npos) << "world " << visible << ": " << bytes;
        }
      }
    }
    const World other_world = Maker(visible, 2).make();
    const auto other = give(other_world);
    ASSERT_EQ(seen.bytes, other.bytes)
        << "world " << visible << explain(one, seen) << explain(other_world, other);
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(tally.released, worlds());
  EXPECT_GT(tally.cut, worlds() / 2);
  EXPECT_GT(tally.withheld, worlds());
  for (const auto reason :
       {Reason::cut_by_rule, Reason::cut_by_marking, Reason::cut_reference, Reason::cut_mention,
        Reason::end_withheld, Reason::required_withheld, Reason::not_releasable, Reason::must_be_named,
        Reason::no_grade, Reason::review_passed, Reason::use_not_agreed, Reason::red_line})
    EXPECT_GT(tally.reasons[reason], 0U) << name_of(reason) << " never happened";
}

/// The copies that a partner gets of one record through its history. Some edits it may see; between them come
/// edits that it may not, in any number.
std::vector<std::string> history(std::uint64_t visible, std::uint64_t hidden) {
  std::mt19937_64 open(visible), closed(hidden ^ visible * 977);
  World world;
  Handling handling;
  handling.grade = "B2";
  handling.tlp = Tlp::amber;
  handling.releasable_to = {"madrid"};
  handling.use = "intelligence";
  handling.purpose = "p";
  handling.basis = "b";
  handling.properties = {{"/description", {}}, {"/labels/0", {"paris"}}};
  const std::string id = fmt::format("malware--{}", base::uuid_v5(name_space, fmt::format("{}", visible)));
  Held held;
  std::vector<std::string> copies;
  auto time = *base::parse_time("2026-04-01T00:00:00Z");
  std::string name = "first";
  const auto edit = [&] {
    const auto json = fmt::format(
        R"({{"created":"2026-04-01T00:00:00.000Z","description":"{}","id":"{}","is_family":false,"labels":["{}","open"],)"
        R"("modified":"{}","name":"{}","spec_version":"2.1","type":"malware"}})",
        closed(), id, closed(), base::format_time(time, 3), name);
    const auto record = *RecordView::read(json);
    const auto decision = decide(Question{.record = record,
                                          .handling = handling,
                                          .partner = world.partner,
                                          .cell = &world.cell,
                                          .agreements = world.agreements,
                                          .order = world.order,
                                          .purpose = world.purpose,
                                          .held = [&](std::string_view wanted) -> const Held* {
                                            return wanted == id && !held.copy.empty() ? &held : nullptr;
                                          },
                                          .now = now});
    if (!decision.release) return;
    copies.emplace_back(decision.copy(record));
    held = {std::string(record.version()), copies.back(), decision.whole};
  };
  edit();
  for (auto edits = 1 + open() % 4; edits > 0; --edits) {
    for (auto n = closed() % 3; n > 0; --n) {
      time += std::chrono::minutes(1);
      edit();
    }
    time = std::chrono::ceil<std::chrono::days>(time + std::chrono::minutes(1));
    name = fmt::format("name {}", open() % 3);
    edit();
  }
  return copies;
}

TEST(RandomWorlds, HiddenEditsLeaveNoTraceInAHistory) {
  const auto seed = printed_seed();
  std::size_t copies = 0;
  for (std::uint64_t round = 0; round < worlds() / 20; ++round) {
    const auto visible = seed * 1'000'003 + round;
    const auto one = history(visible, 1);
    ASSERT_EQ(one, history(visible, 2)) << "history " << visible;
    copies += one.size();
  }
  EXPECT_GT(copies, worlds() / 20 * 2);
}

TEST(RandomWorlds, TakingAPermissionAwayNeverAdds) {
  const auto seed = printed_seed();
  std::uint64_t narrowed = 0;
  for (std::uint64_t round = 0; round < worlds() / 4; ++round) {
    const auto visible = seed * 1'000'003 + round;
    const World wide = Maker(visible, 1).make();
    World narrow = wide;
    std::mt19937_64 random(visible);
    auto& entry = narrow.entries[random() % narrow.entries.size()];
    switch (random() % 7) {
      case 0:
        narrow.agreements.erase(narrow.agreements.begin() + static_cast<std::ptrdiff_t>(random() % 2));
        break;
      case 1:
        entry.handling.releasable_to = {"nobody"};
        break;
      case 2:
        std::replace(entry.handling.releasable_to.begin(), entry.handling.releasable_to.end(),
                     std::string("madrid"), std::string("straits"));
        break;
      case 3:
        for (const auto* property :
             {"/name", "/labels", "/object_refs/0", "/content", "/description", "/latitude"})
          if (random() % 2 == 0 &&
              std::none_of(entry.handling.properties.begin(), entry.handling.properties.end(),
                           [&](const auto& rule) { return rule.property == property; }))
            entry.handling.properties.push_back({property, {}});
        break;
      case 4:
        entry.handling.tlp = Tlp::red;
        break;
      case 5:
        narrow.agreements[1].uses = {"border control"};
        break;
      default:
        narrow.partner.role = random() % 2 == 0 ? PartnerRole::none : PartnerRole::observer;
        break;
    }
    const auto more = give(wide);
    const auto less = give(narrow);
    narrowed += more.bytes == less.bytes ? 0 : 1;
    for (const auto& [id, copy] : less.copies) {
      const auto before = more.copies.find(id);
      ASSERT_NE(before, more.copies.end())
          << "world " << visible << ": released only without a permission: " << copy;
      std::multiset<std::string> told, told_before;
      tell(RecordView::read(copy)->tree(), told);
      tell(RecordView::read(before->second)->tree(), told_before);
      ASSERT_TRUE(std::includes(told_before.begin(), told_before.end(), told.begin(), told.end()))
          << "world " << visible << ":\n"
          << before->second << '\n'
          << copy;
      const auto& uses = less.decisions.at(id).conditions.uses;
      const auto& uses_before = more.decisions.at(id).conditions.uses;
      ASSERT_TRUE(std::includes(uses_before.begin(), uses_before.end(), uses.begin(), uses.end()));
    }
  }
  EXPECT_GT(narrowed, worlds() / 40);
}

}  // namespace
}  // namespace tansiq::handling
