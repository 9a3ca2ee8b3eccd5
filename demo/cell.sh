# The demo cell: five services, each its own process, key, store and configuration. Sourced by ./dev and by tests/cell.
#
#   cell_start FOLDER BIN [FIRST_PORT]   makes what is missing below FOLDER/CITY, starts the five nodes, waits until they
#                                        are a cell; 1 and a line on standard error where that fails
#   cell_stop                            ends the nodes that cell_start started
#
# Below FOLDER: CITY/node (configuration, store, keys), CITY/session (TANSIQ_HOME of its officer), CITY/log, CITY/pid,
# CITY/credentials.json, CITY/root.secret (a real service keeps that one off the machine), cards/CITY.cards.

cell_cities='rabat paris brussels madrid observatory'
cell_members='paris brussels madrid'
cell_name=straits
cell_pids=

cell_say() { printf 'cell: %s\n' "$*" >&2; }

cell_country() {
  case $1 in rabat) echo MA ;; paris) echo FR ;; brussels) echo BE ;; madrid) echo ES ;; observatory) echo CH ;; esac
}

cell_title() {
  case $1 in
    rabat) echo 'Rabat service' ;;
    paris) echo 'Paris service' ;;
    brussels) echo 'Brussels service' ;;
    madrid) echo 'Madrid service' ;;
    observatory) echo 'Regional Observatory' ;;
  esac
}

# cell_as CITY ARGUMENT...: the command line as that service's officer.
cell_as() (
  city=$1
  shift
  unset TANSIQ_URL TANSIQ_PIN TANSIQ_TOKEN TANSIQ_PURPOSE TANSIQ_BASIS TANSIQ_CASE TANSIQ_COLLECTION
  TANSIQ_HOME="$cell_folder/$city/session" "$cell_bin/tansiq" "$@"
)

# A member of a line of JSON on standard input.
cell_member() { sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p'; }

# Waits up to ten seconds until a command succeeds.
cell_until() {
  tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { cell_say "waited ten seconds for: $*"; "$@" >&2; return 1; }
    sleep 0.1
  done
}

cell_make() {
  city=$1 port=$2
  mkdir -p "$cell_folder/$city" && chmod 700 "$cell_folder/$city" || return 1
  [ ! -s "$cell_folder/$city/credentials.json" ] || return 0
  rm -rf "$cell_folder/$city/node" "$cell_folder/$city/session"
  (umask 077 && cell_as "$city" init "$cell_folder/$city/node" --port "$port" --country "$(cell_country "$city")" \
    --title "$(cell_title "$city")" --account client --session --json \
    --role administrator,analyst,releasing-officer,duty-officer,oversight >"$cell_folder/$city/new.json") || return 1
  cell_as "$city" session --purpose counter-terrorism --basis 'Straits agreement (invented), article 3' >/dev/null || return 1
  mv "$cell_folder/$city/node/keys/root.secret" "$cell_folder/$city/root.secret"
  mv "$cell_folder/$city/new.json" "$cell_folder/$city/credentials.json"
}

cell_run() {
  city=$1
  ready=$cell_folder/$city/ready
  rm -f "$ready" && mkfifo -m 600 "$ready" || return 1
  setsid "$cell_bin/tansiqd" --config "$cell_folder/$city/node/tansiqd.toml" --ready-fd 3 3>"$ready" \
    2>>"$cell_folder/$city/log" </dev/null >/dev/null 9>&- &
  cell_pids="$cell_pids $!"
  echo $! >"$cell_folder/$city/pid"
  url=
  read -r url <"$ready" || true
  rm -f "$ready"
  [ -n "$url" ] || { cell_say "$city did not start:"; tail -n 3 "$cell_folder/$city/log" >&2; return 1; }
}

# Every service adds every other, with the fingerprint that its people would have read out to them.
cell_introduce() {
  mkdir -p "$cell_folder/cards"
  for city in $cell_cities; do
    cell_as "$city" card show --quiet -o "$cell_folder/cards/$city.cards" >/dev/null || return 1
    cell_as "$city" card show --json | cell_member fingerprint >"$cell_folder/cards/$city.fingerprint" || return 1
  done
  for city in $cell_cities; do
    for other in $cell_cities; do
      [ "$city" != "$other" ] || continue
      cell_as "$city" partner show "$other" >/dev/null 2>&1 || cell_as "$city" partner add "$cell_folder/cards/$other.cards" \
        --name "$other" --quiet --fingerprint "$(cat "$cell_folder/cards/$other.fingerprint")" >/dev/null || return 1
    done
  done
}

cell_policy() {
  cat <<'END'
{"agreements": [{"name": "Straits agreement (invented)", "countries": ["BE", "CH", "ES", "FR", "MA"],
                 "uses": ["border control", "intelligence"]}],
 "standing": [{"name": "what is green goes at once", "cell": "straits", "to_tlp": "green",
               "purpose": "counter-terrorism", "basis": "Straits agreement (invented), article 3"}]}
END
}

# Rabat founds the cell, the others take their seats, and every member confirms the other members for standing rules.
cell_found() {
  cell_as rabat cell show $cell_name >/dev/null 2>&1 || cell_as rabat cell create $cell_name --member paris,brussels,madrid \
    --observer observatory --allow 'counter-terrorism=Counter-terrorism; Straits agreement (invented), article 3' >/dev/null || return 1
  for city in $cell_members observatory; do
    cell_until cell_as "$city" cell show $cell_name || return 1
    cell_as "$city" cell join $cell_name >/dev/null || return 1
  done
  for city in rabat $cell_members; do
    for other in rabat $cell_members; do
      [ "$city" = "$other" ] || cell_until cell_as "$city" partner confirm "$other" --in $cell_name || return 1
    done
    cell_policy | cell_as "$city" policy set - --quiet >/dev/null || return 1
  done
  until_all_joined() { ! cell_as rabat cell show $cell_name | grep -q 'not yet'; }
  cell_until until_all_joined || return 1
  : >"$cell_folder/is-founded"
}

cell_start() {
  cell_folder=$1 cell_bin=$2 port=${3:-8443}
  for city in $cell_cities; do
    cell_make "$city" "$port" || return 1
    port=$((port + 2))
  done
  for city in $cell_cities; do cell_run "$city" || return 1; done
  [ ! -e "$cell_folder/is-founded" ] || return 0
  cell_introduce && cell_found
}

# cell_kill CITY: ends a node as a power cut would; cell_run CITY starts it again.
cell_kill() {
  kill -KILL "$(cat "$cell_folder/$1/pid")"
  wait "$(cat "$cell_folder/$1/pid")" 2>/dev/null || true
}

cell_stop() {
  for pid in $cell_pids; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in $cell_pids; do wait "$pid" 2>/dev/null || true; done
  cell_pids=
}
