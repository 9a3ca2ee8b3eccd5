#pragma once

/// Threads, clocks and the duty desk. From objects (Filed) to threads: threads.h, thread.h; a kind of work:
/// kind.h; from silence to those who must be woken: ladder.h; one officer's piles: piles.h; words and lines:
/// words.h, line.h; who was on duty: shift.h; rules that watch what comes: watch.h.

#include "desk/kind.h"
#include "desk/ladder.h"
#include "desk/line.h"
#include "desk/piles.h"
#include "desk/shift.h"
#include "desk/thread.h"
#include "desk/threads.h"
#include "desk/watch.h"
#include "desk/words.h"
