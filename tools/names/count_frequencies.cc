// Counts how often stems and their skeletons occur in the public lists of persons:
//   count_frequencies INDEX.tsv META.tsv > src/names/data/frequencies.tsv
// INDEX.tsv: id, name, ...; META.tsv: id, person, sources. Read are only rows of the EU, UN and OFAC lists
// and of the labels of Wikidata (sources eu, euoj, un, ofac, ep): public, and names as people write them. A
// stem that fewer than five persons have is not written: the table names nobody.

#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>

#include "names/parts.h"
#include "names/skeleton.h"

int main(int argc, char** argv) {
  using namespace tansiq::names;
  if (argc != 3) {
    std::cerr << "usage: count_frequencies INDEX.tsv META.tsv > frequencies.tsv\n";
    return 2;
  }
  const std::set<std::string> sources = {"eu", "euoj", "un", "ofac", "ep"};
  constexpr std::size_t fewest = 5;
  std::ifstream index(argv[1]), meta(argv[2]);
  std::map<std::string, std::set<std::string>> of_stem;
  std::map<Skeleton, std::size_t> of_skeleton;
  std::size_t names = 0;
  ParsedName parsed;
  for (std::string row, about; std::getline(index, row) && std::getline(meta, about);) {
    const auto tab = row.find('\t'), about_tab = about.find('\t');
    const auto about_second = about.find('\t', about_tab + 1);
    if (row.substr(0, tab) != about.substr(0, about_tab)) {
      std::cerr << "the two files do not go together at " << row.substr(0, tab) << '\n';
      return 1;
    }
    const std::string person = about.substr(about_tab + 1, about_second - about_tab - 1);
    const std::string source = about.substr(about_second + 1);
    if (!sources.contains(source.substr(0, source.find(',')))) continue;
    if (!parse(std::string_view(row).substr(tab + 1, row.find('\t', tab + 1) - tab - 1), parsed)) continue;
    ++names;
    for (std::size_t i = 0; i < parsed.size; ++i) {
      of_stem[written(parsed.parts[i].stem)].insert(person);
      ++of_skeleton[skeleton_of(parsed.parts[i].stem)];
    }
  }
  std::cout << "# Made by tools/names/count_frequencies from public lists of persons: EU, UN, OFAC, labels "
               "of Wikidata.\n";
  std::cout << "names\t" << names << '\n';
  for (const auto& [stem, persons] : of_stem)
    if (persons.size() >= fewest) std::cout << stem << '\t' << persons.size() << '\n';
  for (const auto& [skeleton, count] : of_skeleton)
    if (count >= fewest) std::cout << '=' << std::hex << skeleton << std::dec << '\t' << count << '\n';
}
