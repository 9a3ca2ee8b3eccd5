# What the demo cell does when it is given no files: CITY | WHAT HAPPENS | ARGUMENTS OF tansiq
rabat | files the Lantern case: persons, a movement, a finance trail, a disrupted plot; what is green goes to the cell at once | import --grade B2 --tlp green --use intelligence --releasable-to straits --review 2028-01-01 demo/lantern.json
rabat | files a correspondent's report in Arabic | import --grade C3 --tlp green --use intelligence --releasable-to straits --lang ar --source 'a harbour correspondent (invented)' demo/harbour-ar.txt
rabat | an officer releases the persons too, which no standing rule does | release --all --to straits --reason 'asked for by the meeting of May'
rabat | four days later the case is corrected: every holder gets the new versions | import --grade B2 --tlp green --use intelligence --releasable-to straits --review 2028-01-01 demo/lantern-5-may.ndjson
