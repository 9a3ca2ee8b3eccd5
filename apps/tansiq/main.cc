#include "cli/context.h"

int main(int argc, char** argv) {
  return tansiq::cli::run(argc, argv);
}
