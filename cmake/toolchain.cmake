# Compiler settings shared by every target.

option(TANSIQ_WERROR "Warnings are errors" ON)
set(TANSIQ_SANITIZE "" CACHE STRING "Sanitizers, comma separated: address,undefined or thread")
option(TANSIQ_FUZZ "Build the fuzz targets against libFuzzer (needs clang)" OFF)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# Every object file is compiled the same way; asserts stay on in release builds: a broken invariant must stop the
# process before it can write.
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")

add_library(tansiq_flags INTERFACE)
target_compile_options(tansiq_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -fno-omit-frame-pointer -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
if(TANSIQ_WERROR)
  target_compile_options(tansiq_flags INTERFACE -Werror)
endif()
target_include_directories(tansiq_flags INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_BINARY_DIR}/generated)

find_package(Threads REQUIRED)
target_link_libraries(tansiq_flags INTERFACE Threads::Threads)

find_program(LLD_PROGRAM ld.lld)
if(LLD_PROGRAM)
  add_link_options(-fuse-ld=lld)
endif()

if(TANSIQ_SANITIZE)
  # Most of a cold test run went into optimising instrumented code, which nobody measures.
  string(REPLACE "-O2" "-Og" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
  add_compile_options(-fsanitize=${TANSIQ_SANITIZE} -fno-sanitize-recover=all -g1)
  add_link_options(-fsanitize=${TANSIQ_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 sees uninitialized values in its own <regex> and <functional> once they are instrumented.
    add_compile_options(-Wno-maybe-uninitialized)
  endif()
  if(TANSIQ_SANITIZE MATCHES "thread")
    # ThreadSanitizer does not model the fences of Asio.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      add_compile_options(-Wno-tsan)
    endif()
  endif()
endif()
if(TANSIQ_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -g1)
  add_link_options(-fsanitize=address,undefined)
endif()
