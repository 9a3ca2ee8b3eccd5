#include "names/data.h"

// The files are copied into the read-only section by the assembler: no generated source, no file to find at
// run time.
#define TANSIQ_EMBED(name, file)                                                                             \
  asm(".section .rodata\n"                                                                                   \
      ".global tansiq_names_" #name                                                                          \
      "\n"                                                                                                   \
      ".global tansiq_names_" #name                                                                          \
      "_end\n"                                                                                               \
      "tansiq_names_" #name                                                                                  \
      ":\n"                                                                                                  \
      ".incbin \"" TANSIQ_NAMES_DATA "/" file                                                                \
      "\"\n"                                                                                                 \
      "tansiq_names_" #name                                                                                  \
      "_end:\n"                                                                                              \
      ".byte 0\n"                                                                                            \
      ".previous\n");                                                                                        \
  extern "C" const char tansiq_names_##name[];                                                               \
  extern "C" const char tansiq_names_##name##_end[];                                                         \
  namespace tansiq::names::data {                                                                            \
  std::string_view name() {                                                                                  \
    return {tansiq_names_##name, static_cast<std::size_t>(tansiq_names_##name##_end - tansiq_names_##name)}; \
  }                                                                                                          \
  }

TANSIQ_EMBED(costs, "costs.tsv")
TANSIQ_EMBED(model, "model.tsv")
TANSIQ_EMBED(frequencies, "frequencies.tsv")
TANSIQ_EMBED(short_forms, "short_forms.tsv")
TANSIQ_EMBED(usual_words, "usual_words.tsv")
