# What is installed, and the Debian package of it. Manual pages, completions and the example configuration are printed by the
# programs themselves, so they cannot differ from them.

include(GNUInstallDirs)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # a package needs the programs, not the tests

set(pages_dir ${CMAKE_BINARY_DIR}/pages)
add_custom_command(
  OUTPUT ${pages_dir}/tansiq.1.gz ${pages_dir}/tansiqd.8.gz ${pages_dir}/tansiqd.toml.5.gz ${pages_dir}/bash
         ${pages_dir}/_tansiq ${pages_dir}/tansiq.fish ${pages_dir}/tansiqd.toml
  COMMAND ${CMAKE_COMMAND} -E make_directory ${pages_dir}
  COMMAND $<TARGET_FILE:tansiq> man | gzip -9n > ${pages_dir}/tansiq.1.gz
  COMMAND $<TARGET_FILE:tansiqd> --man | gzip -9n > ${pages_dir}/tansiqd.8.gz
  COMMAND $<TARGET_FILE:tansiq> man tansiqd.toml | gzip -9n > ${pages_dir}/tansiqd.toml.5.gz
  COMMAND $<TARGET_FILE:tansiq> completion bash > ${pages_dir}/bash
  COMMAND $<TARGET_FILE:tansiq> completion zsh > ${pages_dir}/_tansiq
  COMMAND $<TARGET_FILE:tansiq> completion fish > ${pages_dir}/tansiq.fish
  COMMAND $<TARGET_FILE:tansiqd> --example > ${pages_dir}/tansiqd.toml
  DEPENDS tansiq tansiqd
  COMMENT "Printing manual pages and completions")
add_custom_target(pages ALL DEPENDS ${pages_dir}/tansiq.1.gz)

install(TARGETS tansiq tansiqd DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${pages_dir}/tansiq.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${pages_dir}/tansiqd.toml.5.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES ${pages_dir}/tansiqd.8.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
install(FILES ${pages_dir}/bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME tansiq)
install(FILES ${pages_dir}/_tansiq DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${pages_dir}/tansiq.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${pages_dir}/tansiqd.toml DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(FILES ${CMAKE_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${CMAKE_SOURCE_DIR}/packaging/tansiqd.service DESTINATION lib/systemd/system)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tansiq)
set(CPACK_PACKAGE_CONTACT "The Tansiq authors <tansiq@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "node of a standing joint cell: STIX records, TAXII 2.1, journal")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Tansiq is the node that each service of a standing joint cell runs for itself:
 it keeps the service's own records, releases exactly what its people decide,
 and can later prove who was told what and when. It speaks STIX 2.1 and
 TAXII 2.1.")
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/packaging/postinst ${CMAKE_SOURCE_DIR}/packaging/prerm)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
include(CPack)
