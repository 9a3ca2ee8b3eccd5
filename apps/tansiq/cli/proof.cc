// prove, verify: who was told what and when, for somebody who has no node.

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <memory>

#include "cli/output.h"
#include "cli/shared.h"
#include "node/proof/proof_check.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;
using base::Fault;

struct Given {
  std::string id, asker, file;
  std::vector<std::string> files;
};

int prove(Context& context, const Given& given) {
  const auto file = given.file.empty() ? given.id + ".proof" : given.file;
  std::error_code error;
  if (file != "-" && std::filesystem::exists(file, error))
    return context.report({Fault::conflict, "is there already", file, "--output another one"});
  Query query;
  if (!given.asker.empty()) query.emplace_back("asker", given.asker);
  const auto proven = send_json(context, "POST", "/v1/threads/" + encode(given.id) + "/proof", {}, query);
  if (!proven) return context.report(proven.error());
  const auto bundle = text_at(*proven, "bundle");
  if (file == "-") {
    print(bundle);
    return done;
  }
  std::ofstream out(file, std::ios::binary);
  out << bundle;
  out.close();
  if (!out) return context.report({Fault::unavailable, "cannot be written", file, {}});
  if (context.json) {
    print(json::serialize(json::object{{"file", file}, {"bytes", bundle.size()}}) + "\n");
  } else {
    print(fields({{"proof", file}, {"bytes", grouped(bundle.size())}}));
  }
  context.note(
      "it names officers and holds what the warning says: whoever gets it can read it. Check it: tansiq "
      "verify " +
      file);
  return done;
}

json::object as_json(const std::string& file, const node::CheckedProof& proof) {
  json::array services, facts, problems;
  for (const auto& one : proof.services)
    services.push_back(json::object{
        {"service", exchange::to_text(one.id)}, {"name", one.name}, {"fingerprint", one.fingerprint}});
  for (const auto& one : proof.facts)
    facts.push_back(
        json::object{{"time", base::format_time(one.time)}, {"by", one.by}, {"sentence", one.sentence}});
  for (const auto& one : proof.problems) problems.emplace_back(one);
  return {{"file", file},
          {"holds", proof.holds()},
          {"about", proof.about},
          {"services", std::move(services)},
          {"facts", std::move(facts)},
          {"problems", std::move(problems)}};
}

void show(const std::string& file, const node::CheckedProof& proof) {
  print(fmt::format("{}: {}\n", file, proof.holds() ? "holds" : "DOES NOT HOLD"));
  for (const auto& problem : proof.problems) print("  " + harmless(problem) + "\n");
  if (!proof.holds()) return;
  print("  about " + harmless(proof.about) + "\n");
  print("  It rests on these cards; ask each service's own people for its fingerprint:\n");
  for (const auto& one : proof.services)
    print(fmt::format("    {}  {}\n", one.fingerprint, isolate(harmless(one.name))));
  for (const auto& one : proof.facts)
    print(fmt::format("  {}  {}  {}\n", base::format_time(one.time, 3), isolate(harmless(one.by)),
                      harmless(one.sentence)));
}

int verify(Context& context, const Given& given) {
  std::vector<node::CheckedProof> proofs;
  json::array answers;
  bool holds = true;
  for (const auto& file : given.files) {
    const auto text = read_whole(file, journal::most_bundle_bytes);
    if (!text) return context.report(text.error());
    auto proof = node::check_proof(*text);
    if (!proof) {
      const auto& error = proof.error();
      return context.report({error.fault, error.what, file + (error.where.empty() ? "" : ", " + error.where),
                             "it is no proof, or was changed"});
    }
    holds = holds && proof->holds();
    if (context.json)
      answers.push_back(as_json(file, *proof));
    else
      show(file, *proof);
    proofs.push_back(*std::move(proof));
  }
  const auto compared = node::compare_proofs(proofs);
  holds = holds && compared.contradictions.empty();
  if (context.json) {
    json::array contradictions, agreements;
    for (const auto& one : compared.contradictions) contradictions.emplace_back(one);
    for (const auto& one : compared.agreements) agreements.emplace_back(one);
    print(json::serialize(json::object{{"holds", holds},
                                       {"proofs", std::move(answers)},
                                       {"contradictions", std::move(contradictions)},
                                       {"agreements", std::move(agreements)}}) +
          "\n");
    return holds ? done : failed;
  }
  for (const auto& one : compared.agreements) print("agrees: " + harmless(one) + "\n");
  for (const auto& one : compared.contradictions) print("CONTRADICTION: " + harmless(one) + "\n");
  return holds ? done : failed;
}

}  // namespace

void add_proof(CLI::App& program, Context& context) {
  const auto given = std::make_shared<Given>();
  auto* proving =
      program.add_subcommand("prove", "Write down who was told of a warning, and when, for others to check");
  add_common(*proving, context);
  proving->callback(
      [&context, given] { context.chosen = [&context, given] { return prove(context, *given); }; });
  proving->add_option("id", given->id, "The warning")->type_name("ID")->required();
  proving->add_option("--asker", given->asker, "Who warned; only where several services use the id")
      ->type_name("PARTNER");
  proving->add_option("--output,-o", given->file, "Write this file, or - ; else ID.proof")->type_name("FILE");
  auto* verifying = program.add_subcommand("verify", "Check proofs, of one side or of both; needs no node");
  verifying->add_flag("--json", context.json, "Print JSON");
  verifying->add_option("files", given->files, "What `tansiq prove` wrote; - is standard input")
      ->type_name("FILE")
      ->required();
  verifying->callback(
      [&context, given] { context.chosen = [&context, given] { return verify(context, *given); }; });
}

}  // namespace tansiq::cli
