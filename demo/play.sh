#!/bin/sh
# Plays a scenario in a demo cell of its own: `./dev run --scenario NAME`, and tests/scenarios.
#
#   play.sh FOLDER BIN SCENARIO [--lang en|ar] [--once] [--port P]
#
# FOLDER is made anew. With --once nobody is waited for, and each check is a line. 0: everything was as the scenario says.
#
# A scenario is a file of lines; an argument with spaces stands in single quotes, $NAME is what `keep` kept:
#
#   title LANG TEXT                 say LANG TEXT               what people are told
#   config SECTION.KEY VALUE        of all nodes, before the first step that needs them
#   officer CITY NAME ROLE,...      a further officer, who acts as CITY/NAME
#   file NAME TEXT                  writes a line to a file of the scenario, which the commands find by its name
#   do WHO ARG...                   a command of `tansiq`, which succeeds
#   keep NAME MEMBER WHO ARG...     the same; keeps a member of its JSON
#   until WHO PATTERN ARG...        its output shows the pattern, now or within ten seconds
#   never WHO PATTERN ARG...        it does not, now
#   fails WHO PATTERN ARG...        it is refused, and says the pattern
#   alter FILE NEW FROM TO          a copy of a file in which somebody changed something
#   kill CITY | start CITY | wait SECONDS
#
# $SOON is a deadline that a reader of the commentary sees passing: seconds for a test, most of a minute for people.
set -u
folder=$1 bin=$2 scenario=$3
shift 3
lang=en once=no port=23000
while [ $# -gt 0 ]; do
  case $1 in
    --once) once=yes ;;
    --lang) lang=$2; shift ;;
    --port) port=$2; shift ;;
    *) printf 'play: unknown option %s\n' "$1" >&2; exit 2 ;;
  esac
  shift
done
source=$(cd "$(dirname "$0")/.." && pwd)
. "$source/demo/cell.sh"
[ -r "$scenario" ] || { printf 'play: %s cannot be read\n' "$scenario" >&2; exit 2; }

passed=0 failed=0 started=no number=0
if [ $once = yes ]; then SOON=5s patience=1; else SOON=50s patience=7; fi
bold='' plain='' dim=''
[ ! -t 1 ] || { bold=$(printf '\033[1m') plain=$(printf '\033[0m') dim=$(printf '\033[2m'); }

colour_of() {
  [ -t 1 ] || return 0
  case $1 in
    rabat*) printf '\033[32m' ;; paris*) printf '\033[34m' ;; brussels*) printf '\033[33m' ;;
    madrid*) printf '\033[31m' ;; *) printf '\033[35m' ;;
  esac
}
rest() { [ $once = yes ] || sleep "$1"; }
tell() { [ $once = yes ] || printf '\n%s%s%s\n' "$bold" "$1" "$plain"; rest $((${#1} / 30 + 1)); }
spoken() { [ $once = yes ] || printf '%s%-12s%s $ tansiq %s\n' "$(colour_of "$1")" "$1" "$plain" "$2"; }
shown() { [ $once = yes ] || { sed 's/^/             /' "$work/said" | head -n 24; rest 2; }; }
good() { passed=$((passed + 1)); [ $once = no ] || printf 'ok %s - %s\n' "$number" "$1"; }
bad() {
  failed=$((failed + 1))
  printf 'FAILED line %s - %s\n' "$number" "$1"
  sed 's/^/    /' "$work/said"
}
# acts WHO ARG...: what it prints, and what it complains of, goes to $work/said.
acts() (
  who=$1
  shift
  cd "$work/files" && cell_as "$who" "$@" >"$work/said" 2>&1
)
# Patterns are sought in the output as one line, so that they can tell what stands before what.
matches() { tr '\n' ' ' <"$work/said" | grep -Eq -- "$1"; }
shows() { pattern=$1; shift; acts "$@"; matches "$pattern"; }

patiently() {
  left=$patience
  until cell_until "$@" 2>/dev/null; do
    left=$((left - 1))
    [ $left -gt 0 ] || return 1
  done
}

begin() {
  [ $started = no ] || return 0
  started=yes
  cell_make_all() { for city in $cell_cities; do cell_make "$city" "$1" && set -- $(($1 + 2)) || return 1; done; }
  cell_folder=$work cell_bin=$bin
  cell_make_all "$port" || exit 2
  for city in $cell_cities; do
    while read -r key value; do
      sed -i "s|^#*${key#*.} *=.*|${key#*.} = $value|" "$work/$city/node/tansiqd.toml"
    done <"$work/config"
  done
  cell_start "$work" "$bin" "$port" || { printf 'play: the cell did not start; see %s/CITY/log\n' "$work" >&2; exit 2; }
}

officer() {
  token=$(cell_as "$1" officer add "$2" --role "$3" --json | cell_member token)
  mkdir -p "$work/$1/$2" && cp -R "$work/$1/session" "$work/$1/$2/session" && printf '%s\n' "$token" >"$work/$1/$2/token"
  cell_as "$1/$2" session --token-file "$work/$1/$2/token" >/dev/null
}

step() {
  verb=$1
  shift
  case $verb in
    officer) officer "$@" || bad "officer $*" ;;
    do)
      spoken "$1" "$(shift; echo "$*")"
      if acts "$@"; then good "$*"; else bad "$*"; fi
      shown
      ;;
    keep)
      name=$1 member=$2
      shift 2
      spoken "$1" "$(shift; echo "$*")"
      acts "$@" --json
      value=$(cell_member "$member" <"$work/said")
      [ $once = yes ] || { printf '             %s\n' "$value"; rest 1; }
      eval "$name=\${value:-none}"
      if [ -n "$value" ]; then good "$*"; else bad "$*"; fi
      ;;
    until)
      who=$1 pattern=$2
      shift 2
      spoken "$who" "$*"
      if patiently shows "$pattern" "$who" "$@"; then good "$who: $* shows '$pattern'"; else bad "$who: $* does not show '$pattern'"; fi
      shown
      ;;
    never)
      who=$1 pattern=$2
      shift 2
      if shows "$pattern" "$who" "$@"; then bad "$who: $* shows '$pattern'"; else good "$who: $* does not show '$pattern'"; fi
      ;;
    fails)
      who=$1 pattern=$2
      shift 2
      spoken "$who" "$*"
      if acts "$who" "$@"; then bad "$who: $* is not refused"; elif matches "$pattern"; then good "$who: $* is refused: '$pattern'"; else bad "$who: $* is refused otherwise"; fi
      shown
      ;;
    alter) sed "s/$3/$4/" "$work/files/$1" >"$work/files/$2" ;;
    kill) tell_process "$1" 'stops, as a power cut would'; cell_kill "$1" ;;
    start) tell_process "$1" 'is there again'; cell_run "$1" ;;
    wait) sleep "$1" ;;
    *) printf 'play: %s, line %s: there is no step %s\n' "$scenario" "$number" "$verb" >&2; exit 2 ;;
  esac
}
tell_process() { [ $once = yes ] || printf '%s%s %s%s\n' "$dim" "$1" "$2" "$plain"; }

rm -rf "$folder"
mkdir -p "$folder/files" && chmod 700 "$folder" && work=$(cd "$folder" && pwd) || exit 2
: >"$work/config"
trap 'cell_stop' EXIT
trap 'exit 130' INT TERM HUP
exec 3<"$scenario"
while IFS= read -r line <&3; do
  number=$((number + 1))
  case $line in
    '' | '#'*) ;;
    "title $lang "*) tell "${line#title $lang }" ;;
    "say $lang "*) tell "${line#say $lang }" ;;
    'title '* | 'say '*) ;;
    'file '*)
      text=${line#file }
      printf '%s\n' "${text#* }" >>"$work/files/${text%% *}"
      ;;
    'config '*) printf '%s\n' "${line#config }" >>"$work/config" ;;
    *)
      begin
      eval "set -- $line"
      step "$@"
      ;;
  esac
done
printf '%s: %s as it says, %s not\n' "$(basename "$scenario" .scenario)" "$passed" "$failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
