#!/bin/sh
# The command line against a real node: every command once, as a person would type it, with its exit code, and what must not
# happen. usage: command_line_test.sh BIN-FOLDER SOURCE-FOLDER
set -u
bin=$1 source=$2
work=$(mktemp -d)
export TANSIQ_HOME="$work/home"
unset TANSIQ_URL TANSIQ_PIN TANSIQ_TOKEN TANSIQ_PURPOSE TANSIQ_BASIS TANSIQ_CASE TANSIQ_COLLECTION
node_pid= paris_pid=
count=0 bad=0

finish() {
  [ -z "$paris_pid" ] || kill "$paris_pid" 2>/dev/null
  [ -z "$node_pid" ] || { kill "$node_pid" 2>/dev/null; wait "$node_pid" 2>/dev/null; }
  rm -rf "$work"
}
trap finish EXIT

# expect CODE PATTERN COMMAND...: the command ends so, and its two outputs together match the pattern (grep -E).
expect() {
  code=$1 pattern=$2
  shift 2
  count=$((count + 1))
  "$@" >"$work/out" 2>&1 </dev/null
  got=$?
  if [ $got = "$code" ] && { [ -z "$pattern" ] || grep -qE -- "$pattern" "$work/out"; }; then
    echo "ok $count - $(echo "$*" | cut -c 1-100)"
  else
    bad=$((bad + 1))
    echo "not ok $count - $* ended with $got instead of $code, or did not say /$pattern/:"
    sed 's/^/    /' "$work/out"
  fi
}
t() { "$bin/tansiq" "$@"; }
value() { sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p' "$2" | head -n 1; }

start() {
  mkfifo "$work/ready"
  "$bin/tansiqd" --config "$work/node/tansiqd.toml" --ready-fd 3 3>"$work/ready" 2>"$work/log" &
  node_pid=$!
  read -r url <"$work/ready"
  rm "$work/ready"
  [ -n "$url" ] || { cat "$work/log"; exit 1; }
}
stop() {
  kill "$node_pid"
  wait "$node_pid"
  code=$?
  node_pid=
  return $code
}

# Making a node.
expect 1 'no node is named' t status
expect 0 'token *tsq_' t init "$work/node" --port 0 --session --role administrator,analyst,oversight
expect 1 'is not empty' t init "$work/node"
expect 1 'administrator' t init "$work/other" --port 0 --role analyst
expect 1 '' test -e "$work/other"
expect 3 'no node answers' t status

# The daemon.
expect 2 'config FILE is required' "$bin/tansiqd"
expect 78 'cannot be read' "$bin/tansiqd" --config /nowhere
printf '[listen]\nport = 99999\nwhat = 1\n' >"$work/wrong.toml"
expect 78 'wrong.toml:3' "$bin/tansiqd" --config "$work/wrong.toml"
expect 78 'wrong.toml:2: listen.port is 99999' "$bin/tansiqd" --config "$work/wrong.toml"
expect 0 'nothing is wrong' "$bin/tansiqd" --check --config "$work/node/tansiqd.toml"
start
expect 69 'in use by process' "$bin/tansiqd" --config "$work/node/tansiqd.toml"
expect 1 'in use by process|no such|cannot' t restore /nowhere "$work/node" --yes

# Why: nothing is shown without purpose and basis.
expect 1 'purpose' t record list
expect 0 'purpose *border watch' t session --purpose 'border watch' --basis 'section 4' --case 2026-17
expect 0 'admin' t whoami
expect 0 'version *[0-9]' t status
expect 0 'records *0' t status

# Bringing in.
expect 0 'dry run: nothing was filed' t import --dry-run "$source/demo/lantern.json"
expect 0 'records *0' t status
expect 0 'new *27' t import --grade B2 --tlp amber "$source/demo/lantern.json"
expect 0 '"versions":3,' t import --json "$source/demo/lantern-5-may.ndjson"
expect 0 'same *27' t import "$source/demo/lantern.json"
expect 0 'filed as report--' t import --lang ar --source 'a harbour' "$source/demo/harbour-ar.txt"
expect 0 'held already' t import "$source/demo/harbour-ar.txt"
gzip -c "$source/demo/lantern-5-may.ndjson" >"$work/packed"
expect 0 'same *3' t import "$work/packed"
expect 0 'same *27' sh -c "'$bin/tansiq' import - <'$source/demo/lantern.json'"
printf '{"type":"identity","spec_version":"2.1","name":"x"}\n{"type":\n' >"$work/wrong.ndjson"
expect 4 'wrong.ndjson:1' t import "$work/wrong.ndjson"
expect 4 'rejected *2' t import "$work/wrong.ndjson"
expect 1 'cannot be read' t import /nowhere "$source/demo/lantern.json"
printf '%%PDF-1.7\377\376' >"$work/a.pdf"
printf '\343\332\341\346\343\311' >"$work/windows-1256.txt"
printf 'no json' >"$work/a.json"
: >"$work/empty"
head -c 3000 "$source/demo/lantern.json" >"$work/cut.json"
head -c 300 "$work/packed" >"$work/cut.gz"
expect 4 'files skipped *6' t import "$work/a.pdf" "$work/windows-1256.txt" "$work/a.json" "$work/empty" "$work/cut.json" "$work/cut.gz"
expect 2 'purple' t import --tlp purple "$source/demo/lantern.json"
expect 1 'grade' t import --grade Z9 "$source/demo/lantern.json"

# Looking.
expect 0 'Samir al-Wahmi' t record list --type identity
t record list --type identity --json >"$work/list"
expect 0 'next' t record list -n 2
samir=identity--5d2340bc-04c8-4cf8-887f-699d9c3f0bcf
expect 0 'سمير بن حامد الوهمي' t record show $samir
expect 0 'tlp amber' t record show $samir --version 2026-05-01T10:00:00.000Z
expect 1 'identity--00000000-0000-4000-8000-000000000000' t record show identity--00000000-0000-4000-8000-000000000000
expect 0 '2026-05-05T09:30:00' t record history $samir
expect 0 'no conflicts' t record conflicts
report=$("$bin/tansiq" record list --type report --all --json | tr '{' '\n' | sed -n 's/.*"id":"\(report--[^"]*\)".*/\1/p' | tail -n 1)
expect 0 'text/plain' t record payload "$report" -o "$work/payload"
expect 0 '' cmp "$work/payload" "$source/demo/harbour-ar.txt"

# Changing, and taking it back.
expect 0 '"name":"New"' t record correct $samir --set name=New --dry-run
expect 0 'take it back' t record correct $samir --set name=New --reason 'a letter'
expect 0 '^New' t record show $samir
expect 0 'corrected' t record correct $samir --restore 2026-05-05T09:30:00.000Z --reason 'a mistake'
expect 0 '^Samir al-Wahmi' t record show $samir
expect 1 'nothing would change' t record correct $samir --restore 2026-05-05T09:30:00.000Z
expect 1 'last|version' t record correct $samir --set name=Y --if-version 2026-05-01T10:00:00.000Z
expect 0 'grade *A1' t record handling $samir --grade A1 --tlp red --reason 'seen again'
expect 0 'tlp *red' t record handling $samir
expect 0 'review *2026-01-01' t record handling $samir --review 2026-01-01 --reason 'no longer needed'
expect 1 'past its review date' t record show $samir
expect 0 'no records match' t record list --id $samir
expect 0 "$samir" t record list --past-review
expect 0 'grade A1' t record show $samir --past-review
expect 0 'review *2099-01-01' t record handling $samir --review 2099-01-01 --reason 'needed after all'
expect 0 'grade A1' t record show $samir
expect 1 'nobody is here to say yes' t record erase $samir --reason 'court order'
expect 2 'reason' t record erase $samir
expect 0 'erased: 4 versions' t record erase $samir --reason 'court order' --yes
expect 1 'no record' t record show $samir
expect 1 '' grep -rq 'Ben Hamed El Ouahmi' "$work/node/store"

# Taking out.
expect 0 'objects' t export -o "$work/all.ndjson"
expect 0 'objects' t export --bundle --version last -o "$work/all.json"
expect 0 'rejected *0' t import --dry-run "$work/all.json" "$work/all.ndjson"
expect 1 'cannot be written' t export -o /nowhere/file

# People.
expect 0 'token *tsq_' t officer add amira --role analyst
expect 1 'officer of this name' t officer add amira --role analyst
t officer token amira --json >"$work/token"
amira=$(value token "$work/token")
expect 0 'amira' env TANSIQ_TOKEN="$amira" "$bin/tansiq" whoami
expect 1 'administrator' env TANSIQ_TOKEN="$amira" "$bin/tansiq" officer list
expect 0 'disabled' t officer disable amira
expect 1 'nobody is known' env TANSIQ_TOKEN="$amira" "$bin/tansiq" whoami
expect 0 'active' t officer enable amira
expect 0 'revoked' t token revoke "$(value id "$work/token")"
expect 1 'nobody is known' env TANSIQ_TOKEN="$amira" "$bin/tansiq" whoami
expect 1 'last|administrator' t officer disable admin
expect 0 'password' t account add reader --purpose picture --basis agreement --read records
expect 2 'basis' t account add reader2 --purpose picture
expect 0 'done' t account grant reader --write records
expect 0 'read, write' t account list
expect 0 'alias *watch' t collection add Watch --alias watch
expect 0 'new *27' t import -c watch "$source/demo/lantern.json"

# A list that others keep: filed, the same, changed, withdrawn, returned.
list="$source/fuzz/corpus/ftm/example"
expect 0 'new *2' t list import -c watch --list wanted --dry-run "$list"
expect 0 'new *2' t list import -c watch --list wanted --grade B2 "$list"
expect 0 'same *2' t list import -c watch --list wanted "$list"
sed 's/Foulane El Mithal/Foulan El-Mithal/' "$list" >"$work/changed"
expect 0 'versions *1' t list import -c watch --list wanted "$work/changed"
head -n 1 "$work/changed" >"$work/shorter"
expect 1 'withdraw-many' t list import -c watch --list wanted "$work/shorter"
expect 0 '"missing_kept":1' t list import -c watch --list wanted --keep-missing --json "$work/shorter"
expect 0 'withdrawn *1' t list import -c watch --list wanted --withdraw-many "$work/shorter"
expect 0 'returned *1' t list import -c watch --list wanted "$work/changed"
expect 0 'same *2' t list import -c watch --list wanted "$work/changed"
head -c 700 "$source/fuzz/corpus/un_list/example" >"$work/cut-off.xml"
expect 0 'new *2' t list import -c watch --list council "$source/fuzz/corpus/un_list/example"
expect 4 'kept *2: not all' t list import -c watch --list council "$work/cut-off.xml"

# The journal.
expect 0 'erase' t journal --act erase
expect 0 'border watch / section 4 / 2026-17' t journal
expect 0 'intact' t journal --verify

# A copy, and back.
expect 0 'backups/first' t backup first
expect 1 'exists' t backup first
expect 1 'several collections' t record erase threat-actor--56fb5f0f-0650-4567-99f9-0cdfc916de64 --reason x --yes
expect 0 'erased' t record erase threat-actor--56fb5f0f-0650-4567-99f9-0cdfc916de64 -c records --reason 'court order 2' --yes
expect 0 'intact' t restore --check "$work/node/backups/first"
expect 1 'in use by process' t restore "$work/node/backups/first" "$work/node" --yes
expect 0 '' stop
expect 1 'nobody is here to say yes' t restore "$work/node/backups/first" "$work/node"
expect 0 'restored' t restore "$work/node/backups/first" "$work/node" --yes
start
export TANSIQ_URL="$url"
expect 0 'Marta Ficticia' t record list --type identity
expect 1 'no record' t record show -c records threat-actor--56fb5f0f-0650-4567-99f9-0cdfc916de64

# Who is not the node.
expect 3 'another key' t status --pin AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
expect 3 'no authority' env TANSIQ_HOME="$work/nobody" "$bin/tansiq" status
expect 1 'nobody is known' env TANSIQ_TOKEN=wrong "$bin/tansiq" status
expect 1 'https' t status --url http://127.0.0.1

# Two services that come to trust each other: a node that gets its card later, and one that is made with it.
expect 1 'no card yet' t card show
expect 0 '' stop
expect 2 'country' t card create "$work/node" --service-url https://node.example:8444
expect 1 'not a country' t card create "$work/node" --country ma --service-url https://node.example:8444
expect 1 '' test -e "$work/node/keys"
expect 1 "not a node's address" t card create "$work/node" --country MA --service-url http://node.example
expect 0 'root.secret is the service' t card create "$work/node" --country MA --service-url https://node.example:8444 --name Rabat
expect 1 'holds keys already' t card create "$work/node" --country MA --service-url https://node.example:8444
mv "$work/node/keys/root.secret" "$work/root.secret"
start
export TANSIQ_URL="$url"
t card show --json >"$work/card"
ours=$(value fingerprint "$work/card")
expect 0 "$ours" t card show
expect 0 "$ours" t card show -o "$work/ours.cards"
expect 0 '"signature"' t card show --export
expect 0 'partners reach it' env TANSIQ_HOME="$work/home2" "$bin/tansiq" init "$work/paris" --port 0 --country FR --title Paris --session \
  --role administrator,releasing-officer
expect 0 '600' stat -c %a "$work/paris/keys/root.secret"
mkfifo "$work/ready2"
"$bin/tansiqd" --config "$work/paris/tansiqd.toml" --ready-fd 3 3>"$work/ready2" 2>"$work/log2" &
paris_pid=$!
read -r paris_url <"$work/ready2"
paris() { TANSIQ_HOME="$work/home2" TANSIQ_URL="$paris_url" "$bin/tansiq" "$@"; }
expect 0 'over another' paris card show -o "$work/paris.cards"
paris card show --json >"$work/card"
theirs=$(value fingerprint "$work/card")
paris_service=$(value service "$work/card")
expect 0 "$theirs" t partner add "$work/paris.cards"
expect 0 'Nothing was added' t partner add "$work/paris.cards"
expect 0 'no partners' t partner list
expect 1 'is not the fingerprint' t partner add "$work/paris.cards" --name Paris --fingerprint "$ours"
expect 1 'has no name' t partner add "$work/paris.cards" --fingerprint "$theirs"
expect 1 'line 1' t partner add "$source/README.md" --name Paris --fingerprint "$theirs"
arabic=$(echo "$theirs" | sed 's/0/٠/g; s/1/١/g; s/2/٢/g; s/3/٣/g; s/4/٤/g; s/5/٥/g; s/6/٦/g; s/7/٧/g; s/8/٨/g; s/9/٩/g')
# shellcheck disable=SC2086 # six groups, as they are heard
expect 0 'trusted' t partner add "$work/paris.cards" --name Paris --fingerprint $arabic
expect 1 'a partner already' t partner add "$work/paris.cards" --name Other --fingerprint "$theirs"
expect 0 'trusted' paris partner add "$work/ours.cards" --name Rabat --fingerprint "$ours"
expect 0 'Paris *trusted *FR' t partner list
expect 0 "$paris_service" t partner show Paris
expect 0 "ours *$ours" t partner compare Paris
expect 0 "theirs *$ours" paris partner compare "$work/ours.cards"
expect 1 'no such partner' t partner show Lyon
expect 1 'releasing-officer' t partner resume Paris --reason x
expect 0 'suspended' t partner suspend Paris --reason 'a question of keys'
expect 0 '"suspended":true' t partner show Paris --json
expect 0 'roles|administrator' t officer roles admin --role administrator,analyst,oversight,releasing-officer
expect 0 'trusted' t partner resume Paris --reason 'cleared up'

# Keys.
expect 1 'other users can read it' sh -c "chmod 644 '$work/root.secret'; '$bin/tansiq' card rotate --root '$work/root.secret'"
chmod 600 "$work/root.secret"
expect 1 'not the root key' t card rotate --root "$work/paris/keys/root.secret"
expect 0 'card *2' t card rotate --root "$work/root.secret" --tls-certificate "$work/node/tls/certificate.pem,$work/paris/tls/certificate.pem"
t card show --json >"$work/card"
key=$(value signing "$work/card")
expect 1 'nobody is here to say yes' t card revoke "$key" --root "$work/root.secret"
expect 0 "revoked *$key" t card revoke "$key" --root "$work/root.secret" --yes
expect 1 'names such a key|is revoked already' t card revoke "$key" --root "$work/root.secret" --yes

# A cell and a policy.
expect 1 'is no purpose' t cell create straits --member Paris --allow customs
expect 1 'no partner' t cell create straits --member Lyon --allow 'customs=Customs; agreement, article 9'
expect 0 'joined as coordinator' t cell create straits --member Paris --deputy Paris --allow 'customs=Customs; agreement, article 9'
expect 0 'straits *joined *coordinator' t cell list
expect 0 'Paris *member *not yet' t cell show straits
expect 0 'standing rules reach it' t cell confirm straits Paris
expect 0 'no longer' t partner confirm Paris --in straits --take-back
expect 0 'version *2' t cell propose straits --rename narrows
expect 0 'the deputies vote' t cell deputy straits --no-deputies
expect 1 'coordinates the cell' t cell leave straits --yes
expect 1 'no such cell' t cell join nowhere
expect 1 'no deputy' t cell vote straits --for Rabat --yes
expect 0 'No policy was ever set' t policy show
printf '{"agreements":[{"name":"straits","countries":["FR"],"uses":["intelligence"]}]}' >"$work/policy.json"
expect 0 'nothing is wrong' t policy check "$work/policy.json"
expect 0 'policy: version 1' t policy set "$work/policy.json"
expect 1 'nothing would change' t policy set "$work/policy.json"
printf '{"standing":[{"name":"s","cell":"nowhere","purpose":"customs","basis":"b"}]}' >"$work/wrong-policy.json"
expect 1 '/standing/0/cell' t policy set "$work/wrong-policy.json"
expect 0 '"uses"' t policy show
kill "$paris_pid"
wait "$paris_pid"
paris_pid=
expect 0 '' stop
mv "$work/node/keys" "$work/keys-away"
expect 78 'no signing key|cannot be' "$bin/tansiqd" --config "$work/node/tansiqd.toml"
mv "$work/keys-away" "$work/node/keys"
start
export TANSIQ_URL="$url"

# Itself.
expect 0 'Commands:' t --help
expect 2 'Try: tansiq record list --help' t record list --nonsense
expect 2 'Try: tansiq --help' t nonsense
expect 0 '.TH "TANSIQ" 1' t man
expect 0 '.TH "TANSIQD" 8' "$bin/tansiqd" --man
expect 0 'complete -o default' t completion bash
expect 0 'forgotten' t session end

echo "$((count - bad)) passed, $bad failed"
[ $bad = 0 ]
