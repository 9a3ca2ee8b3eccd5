# Makes a large index of a small one: awk -v COUNT=2000000 -f recombine.awk index.tsv > large.tsv
#
# The rows of the index come first, so that queries still have their answers; then names that nobody bears: as many parts
# as a random row has, each part from the same place of another random row of the same script. The same file and count
# give the same names.
BEGIN { FS = OFS = "\t"; srand(1) }
{
  print
  script = $2 ~ /^[ -~\200-\377]*$/ && $2 !~ /[\330-\333]/ ? "latin" : "arabic"
  row[script, ++rows[script]] = $2
  script_of[NR] = script
}
END {
  for (made = NR + 1; made <= COUNT; ++made) {
    script = script_of[1 + int(rand() * NR)]
    wanted = split(row[script, 1 + int(rand() * rows[script])], shape, " ")
    name = ""
    for (place = 1; place <= wanted; ++place) {
      do {
        found = split(row[script, 1 + int(rand() * rows[script])], other, " ")
      } while (found < place && ++tries % 50 != 0)
      name = name (place > 1 ? " " : "") (found >= place ? other[place] : shape[place])
    }
    print "made-" made, name
  }
}
