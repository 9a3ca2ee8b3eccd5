# How parts, programs, tests, fuzzers and benchmarks are declared: one line each.

# Where the tests find the repository: only what includes "source_dir.h" depends on the folder, so that ccache serves
# several checkouts.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/source_dir.h
     CONTENT "#pragma once\n#define TANSIQ_SOURCE_DIR \"${CMAKE_SOURCE_DIR}\"\n")
# What the programs say of themselves.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/version.h
     CONTENT "#pragma once\n#define TANSIQ_VERSION \"${PROJECT_VERSION}\"\n")

add_custom_target(units)    # every part's own test program
add_custom_target(fuzzers)  # every fuzzer

# tansiq_part(NAME [USES part...] [PUBLIC library...] [PRIVATE library...])
#
# Makes the static library tansiq_NAME of every *.cc in the current folder and below it that is not a test, and the test
# program NAME_test of every *_test.cc. USES names other parts; the test in tests/structure holds #includes against it.
function(tansiq_part NAME)
  cmake_parse_arguments(PART "" "" "USES;PUBLIC;PRIVATE;TEST" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(TRANSFORM PART_USES PREPEND tansiq_ OUTPUT_VARIABLE used_parts)
  if(sources)
    add_library(tansiq_${NAME} STATIC ${sources})
    target_link_libraries(tansiq_${NAME} PUBLIC tansiq_flags ${used_parts} ${PART_PUBLIC} PRIVATE ${PART_PRIVATE})
  else()
    add_library(tansiq_${NAME} INTERFACE)
    target_link_libraries(tansiq_${NAME} INTERFACE tansiq_flags ${used_parts} ${PART_PUBLIC})
  endif()
  if(tests)
    add_executable(${NAME}_test ${tests})
    target_link_libraries(${NAME}_test PRIVATE tansiq_${NAME} ${PART_PRIVATE} ${PART_TEST} GTest::gmock GTest::gtest_main)
    add_dependencies(units ${NAME}_test)
    add_test(NAME ${NAME} COMMAND ${NAME}_test)
    set_tests_properties(${NAME} PROPERTIES LABELS unit SKIP_REGULAR_EXPRESSION "all tests skipped")
  endif()
endfunction()

# tansiq_app(NAME USES part... SOURCES file...): a program under bin/.
function(tansiq_app NAME)
  cmake_parse_arguments(APP "" "" "USES;SOURCES;PRIVATE" ${ARGN})
  list(TRANSFORM APP_USES PREPEND tansiq_ OUTPUT_VARIABLE used_parts)
  add_executable(${NAME} ${APP_SOURCES})
  target_link_libraries(${NAME} PRIVATE tansiq_flags ${used_parts} ${APP_PRIVATE})
endfunction()

# tansiq_fuzz(NAME USES part...): the fuzzer NAME_fuzz of NAME_fuzz.cc with its seeds in corpus/NAME. Built with clang
# and TANSIQ_FUZZ it is a libFuzzer program; otherwise a program that replays the seeds, which runs as a test.
function(tansiq_fuzz NAME)
  cmake_parse_arguments(FUZZ "" "" "USES;PRIVATE" ${ARGN})
  list(TRANSFORM FUZZ_USES PREPEND tansiq_ OUTPUT_VARIABLE used_parts)
  if(TANSIQ_FUZZ)
    add_executable(${NAME}_fuzz ${NAME}_fuzz.cc)
    target_link_options(${NAME}_fuzz PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(${NAME}_fuzz ${NAME}_fuzz.cc replay.cc)
    add_test(NAME fuzz_${NAME} COMMAND ${NAME}_fuzz ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${NAME})
    set_tests_properties(fuzz_${NAME} PROPERTIES LABELS fuzz)
  endif()
  add_dependencies(fuzzers ${NAME}_fuzz)
  target_link_libraries(${NAME}_fuzz PRIVATE tansiq_flags ${used_parts} ${FUZZ_PRIVATE})
endfunction()
