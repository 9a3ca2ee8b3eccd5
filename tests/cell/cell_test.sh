#!/bin/sh
# Five nodes, each its own process: what is filed in one is at the others, corrected, found by name in the other script, and
# nothing of it is lost or doubled when processes are killed. Usage: cell_test.sh BIN SOURCE
set -u
bin=$1 source=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/tansiq-cell.XXXXXX")
seed=$((${TANSIQ_SEED:-$$} % 1000000))
# A round here restarts processes and compares four nodes: a fifth of what the other fault tests do.
rounds=$((${TANSIQ_ROUNDS:-40} / 5))
passed=0 failed=0
cd "$source" || exit 2
. demo/cell.sh
trap 'cell_stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
echo "seed $seed (TANSIQ_SEED), $rounds rounds (a fifth of TANSIQ_ROUNDS)"

check() {
  what=$1
  shift
  if "$@"; then
    passed=$((passed + 1)) && echo "ok - $what"
  else
    failed=$((failed + 1)) && echo "FAILED - $what"
  fi
}
says() { pattern=$1; shift; "$@" 2>&1 | grep -Eq "$pattern"; }
eventually() { cell_until says "$@"; }
ids_at() { cell_as "$1" record list --collection "$2" --all 2>/dev/null | grep -o '^[a-z0-9-]*--[0-9a-f-]*' | sort; }
count_at() { ids_at "$1" "$2" | wc -l; }
is_as_many() { [ "$(count_at "$1" received)" = "$2" ]; }
no_doubles() { [ -z "$(ids_at "$1" received | uniq -d)" ]; }

# Ports that differ between two runs side by side.
cell_start "$work" "$bin" $((20000 + $$ % 20000)) || exit 1

"$bin/tansiq-demo" --cell "$work" --tansiq "$bin/tansiq" --city rabat --city paris --city brussels --city madrid --city observatory \
  --story demo/lantern.story --once --json >"$work/figures"
check 'the story ends with every receipt' grep -q '"complete":true' "$work/figures"
check 'members hold records' says '"paris":\{"records":[1-9]' cat "$work/figures"
check 'an observer is told of activities and gets no record' says '"observatory":\{"records":0,"activities":[1-9]' cat "$work/figures"
check 'an observer has nothing to list' says 'no such collection' cell_as observatory record list --collection received

# person NUMBER NAME: an invented person whose name stands in one script only.
person() {
  printf '{"type":"identity","spec_version":"2.1","id":"identity--00000000-0000-4000-8000-%012x","created":"2026-05-01T10:00:00.000Z","modified":"2026-05-01T10:00:00.000Z","name":"%s","identity_class":"individual","extensions":{"extension-definition--cd1f9071-8c28-4103-a33f-2698c9c0cf47":{"extension_type":"property-extension","role":"suspect","names":[{"name":"%s","kind":"birth"}]}}}\n' "$1" "$2" "$2"
}
{ person 1 'مصطفى بن جيلالي المخترع' && person 2 'Abdelkader Bouzid Mokhtari'; } >"$work/persons"
quietly() { "$@" >>"$work/said" 2>&1; }
quietly cell_as rabat import --grade B2 --tlp amber --use intelligence --releasable-to straits --review 2028-01-01 "$work/persons"
check 'persons go by an order' says 'released +6' cell_as rabat release --to straits \
  identity--00000000-0000-4000-8000-000000000001 identity--00000000-0000-4000-8000-000000000002
check 'a name in Latin script finds one that is held in Arabic alone' \
  eventually 'identity--00000000-0000-4000-8000-000000000001' cell_as paris search 'Mostafa Ben Djilali'
check 'a name in Arabic script finds one that is held in Latin alone' \
  eventually 'identity--00000000-0000-4000-8000-000000000002' cell_as madrid search 'عبد القادر بوزيد'

# A recall reaches every holder, who states that it is gone.
check 'a preview shows what Paris gets' says 'Mokhtari' cell_as rabat preview --as paris identity--00000000-0000-4000-8000-000000000002
check 'receipts tell who holds a record' says 'madrid .*delivered' cell_as rabat receipts identity--00000000-0000-4000-8000-000000000002
check 'a recall is sent' says 'from +.*madrid' cell_as rabat recall --yes --reason 'the source was wrong' identity--00000000-0000-4000-8000-000000000002
for city in $cell_members; do
  check "$city states that it is gone" eventually "$city .*purged" cell_as rabat receipts identity--00000000-0000-4000-8000-000000000002
done
check 'a recalled name is found no more' says 'nobody of that name' cell_as madrid search 'عبد القادر بوزيد'
check 'no pair has a fault' says 'no faults' cell_as rabat fault list
check 'a fault that does not stand is not cleared' says 'no such fault' cell_as rabat fault clear paris 1 --reason 'nothing was wrong'

cell_as rabat record correct identity--5d2340bc-04c8-4cf8-887f-699d9c3f0bcf --set description='Seen on 6 May.' --reason 'second report' >/dev/null 2>&1
for city in $cell_members; do
  check "a correction is in $city" eventually 'Seen on 6 May' cell_as "$city" record show identity--5d2340bc-04c8-4cf8-887f-699d9c3f0bcf --collection received
done

# Onward: what Rabat gave to Paris alone goes on to Madrid with Rabat's permission, and so does its correction.
onward=identity--00000000-0000-4000-8000-000000000003
person 3 'Idriss Sahraoui Inventif' >"$work/onward"
quietly cell_as rabat import --grade B2 --tlp amber --onward ask --use intelligence --releasable-to paris,madrid --review 2028-01-01 "$work/onward"
quietly cell_as rabat release --to paris $onward
check 'Paris holds what it wants to pass on' eventually Inventif cell_as paris record show $onward --collection received
check 'without permission it does not go on' says 'not permitted passing' cell_as paris release --to madrid $onward
check 'Paris asks' says 'waiting' cell_as paris onward ask $onward --to madrid --reason 'the same van'
check 'Rabat sees the question' eventually 'paris.* asks.*the same van|the same van' cell_as rabat onward list
ask=$(cell_as rabat onward list --json 2>/dev/null | cell_member ask)
check 'Rabat permits it' says 'permitted' cell_as rabat onward permit "$ask"
check 'Paris may' eventually 'permitted' cell_as paris onward list
check 'Paris passes it on' says 'released +1' cell_as paris release --to madrid $onward
check 'Madrid holds it' eventually Inventif cell_as madrid record show $onward --collection received
quietly cell_as rabat record correct $onward --set name='Idriss Sahraoui Corrige' --reason 'a better source'
check 'a correction follows' eventually Corrige cell_as madrid record show $onward --collection received
quietly cell_as rabat recall --yes --reason 'a test' $onward
check 'and so does a recall' eventually 'not held|no record|past its review|holds no' cell_as madrid record show $onward --collection received

# A warning: three services are asked, one takes it, one is silent, the observer hears of no thread.
warned() { cell_as rabat warn raise "$@" --json 2>&1 | cell_member id; }
warning=$(warned 'Something on the late train' --to $cell_name --by 30m --severity severe --target train --when 'this week')
check 'a warning is raised' says '^threat-warning--' echo "$warning"
for city in $cell_members; do
  check "it waits on the desk of $city" eventually "late train.*not acknowledged" cell_as "$city" desk
done
check 'it is on no desk of the observer' says 'Nothing waits' cell_as observatory desk
check 'what it says can be read' says 'severe' cell_as paris thread show "$warning"
check 'it is opened' says 'told +rabat' cell_as paris open "$warning"
check 'who warned sees that' eventually 'paris .*opened' cell_as rabat receipts "$warning"
check 'the inbox shows it' says "threat-warning.*opened" cell_as paris inbox rabat
check 'read is not acknowledged' says 'To acknowledge: 1' cell_as paris desk
check 'a person takes it' says 'rabat' cell_as madrid ack "$warning" --acting --note 'patrols doubled'
check 'who warned sees that' eventually 'madrid: being acted on' cell_as rabat thread show "$warning"
check 'who warned sees who is silent' says 'paris: silent' cell_as rabat thread show "$warning"
check 'others are not told what one answered' says 'partial view' cell_as paris thread show "$warning"
quietly cell_as rabat warn update "$warning" --description 'It is the early train.'
check 'an update reaches who was warned' eventually 'early train' cell_as brussels thread show "$warning"
check 'an outcome closes it' says 'sent to' cell_as rabat outcome "$warning" prevented 'Two held, nobody hurt' --killed 0
check 'it is closed everywhere' eventually 'closed' cell_as brussels thread list --standing closed
drill=$(warned 'A drill' --to $cell_name --by 30m --exercise)
check 'an exercise is marked in every line' eventually 'EXERCISE.*A drill.*EXERCISE' cell_as paris desk
check 'a warning to nobody known is refused' says "no partner 'lyon'" cell_as rabat warn raise x --to lyon --by 30m
quietly cell_as rabat warn cancel "$drill" --yes
nothing_to_acknowledge() { cell_as "$1" desk 2>/dev/null | grep -q 'To know' && ! says 'To acknowledge' cell_as "$1" desk; }
check 'a cancelled warning waits for nobody' cell_until nothing_to_acknowledge paris

review=$(cell_as rabat warn review occurred 'A fire at the depot' --to $cell_name --by 2d --json 2>>"$work/said" | cell_member id)
check 'a review asks what each held' eventually 'To answer: 1' cell_as brussels desk
quietly cell_as brussels outcome "$review" occurred 'One sighting'
check 'who asks sees who has answered' eventually 'brussels: .*report' cell_as rabat thread show "$review"
check 'an officer sits down' says 'comes' cell_as paris shift start
officer=$(cell_as paris shift list 2>&1 | sed -n 2p | awk '{print $3}')
check 'it is written down who' says 'on duty' cell_as paris shift list
check 'nobody hands over to himself' says 'himself|no officer' cell_as paris shift handover --to "$officer"
check 'and leaves' says 'goes' cell_as paris shift end --note 'a test'

# A watch rule, made by one officer and confirmed by another, finds a name in the other script.
rule=$(cell_as madrid watch add --name 'Mostafa Ben Djilali' --until 1d --json 2>>"$work/said" | cell_member id)
check 'one officer alone puts no rule in force' says 'does not confirm' cell_as madrid watch confirm "$rule"
cp -r "$work/madrid/session" "$work/second"
cell_as madrid officer add badr --role duty-officer --json 2>>"$work/said" | cell_member token |
  TANSIQ_HOME="$work/second" "$bin/tansiq" session --token-file - >>"$work/said" 2>&1
check 'a second officer does' says 'badr' env TANSIQ_HOME="$work/second" "$bin/tansiq" watch confirm "$rule"
quietly cell_as rabat record correct identity--00000000-0000-4000-8000-000000000001 --set description='At the border.' --reason 'a report'
check 'what comes is found by it' eventually 'name .*Ben Djilali.*rabat' cell_as madrid desk
check 'and is known' says 'read' cell_as madrid desk --read
check 'a rule is taken away' says 'gone' cell_as madrid watch remove "$rule" --reason 'a test'

# campaign NUMBER: a record of its own.
campaign() {
  printf '{"type":"campaign","spec_version":"2.1","id":"campaign--%08x-0000-4000-8000-%012x","created":"2026-05-01T10:00:00.000Z","modified":"2026-05-01T10:00:00.000Z","name":"Campaign %d"}\n' "$seed" "$1" "$1"
}
file_some() (
  first=$1 last=$2
  number=$first
  while [ "$number" -le "$last" ]; do campaign "$number" && number=$((number + 1)); done >"$work/campaigns"
  cell_as rabat import --grade B2 --tlp green --use intelligence --releasable-to straits --quiet "$work/campaigns" >/dev/null 2>&1
)

before=$(count_at madrid received)
cell_kill madrid
file_some 1 50
cell_run madrid
check 'a node that was away gets what it missed' cell_until is_as_many madrid $((before + 50))

number=50
round=0
while [ "$round" -lt "$rounds" ]; do
  round=$((round + 1))
  # A sender, a receiver, or both of a pair.
  victims=$(echo "rabat paris rabat,madrid rabat brussels paris,rabat" | cut -d' ' -f$((1 + (seed + round) % 6)) | tr ',' ' ')
  (file_some $((number + 1)) $((number + 100))) &
  filing=$!
  sleep "0.0$(((seed * 7 + round * 3) % 10))"
  for victim in $victims; do cell_kill "$victim"; done
  wait "$filing"
  for victim in $victims; do cell_run "$victim"; done
  # What was acknowledged is there; the rest is filed again, which changes nothing of the first.
  eventually 'campaign' cell_as rabat record list
  file_some $((number + 1)) $((number + 100))
  number=$((number + 100))
  for city in $cell_members; do
    check "round $round, $victims killed: $city holds everything" cell_until is_as_many "$city" $((before + number))
    check "round $round, $victims killed: nothing twice in $city" no_doubles "$city"
  done
done
# A new card with a new key, in the middle of traffic.
(file_some $((number + 1)) $((number + 100))) &
filing=$!
check 'a card is rotated in traffic' quietly cell_as rabat card rotate --root "$work/rabat/root.secret"
wait "$filing"
number=$((number + 100))
for city in $cell_members; do
  check "$city has the new card" eventually 'card +2' cell_as "$city" partner show rabat
  check "and $city holds everything" cell_until is_as_many "$city" $((before + number))
done
file_some $((number + 1)) $((number + 20))
number=$((number + 20))
for city in $cell_members; do
  check "what the new key signs is taken by $city" cell_until is_as_many "$city" $((before + number))
done

# A backup is put back that knows less than the partners: they hand back what it lost, and all goes on in a new epoch.
backup=$(cell_as rabat backup --json 2>>"$work/said" | cell_member file)
file_some $((number + 1)) $((number + 30))
for city in $cell_members; do
  check "before the restore $city holds everything" cell_until is_as_many "$city" $((before + number + 30))
done
lost=$(printf 'campaign--%08x-0000-4000-8000-%012x' "$seed" $((number + 1)))
cell_kill rabat
check 'a backup is restored' quietly cell_as rabat restore --yes "$backup" "$work/rabat/node"
cell_run rabat
check 'what was lost came back' eventually "$lost" cell_as rabat record show "$lost"
no_fault_stands() { says 'no faults' cell_as rabat fault list; }
check 'nobody is waited for any more' cell_until no_fault_stands
file_some $((number + 31)) $((number + 40))
quietly cell_as rabat recall --yes --reason 'a test' "$lost"
for city in $cell_members; do
  check "after the restore $city holds everything but what was recalled" cell_until is_as_many "$city" $((before + number + 39))
  check "of the lost epoch $city states what is gone" eventually "$city .*purged" cell_as rabat receipts "$lost"
  check "$city has no fault" says 'no faults' cell_as "$city" fault list
done

for city in $cell_cities; do
  check "the journal of $city verifies" says intact cell_as "$city" journal --verify
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
