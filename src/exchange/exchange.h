#pragma once

/// What nodes say to each other, as values.
///
/// Who somebody is: card.h (cards, rotation, revocation, fingerprints); cell.h (the cell's chain of
/// versions). What crosses: envelope.h (releases in numbered, chained outboxes), head.h (the signature over
/// an outbox), inbox.h (what a recipient believes). What is said about releases: receipt.h, permission.h,
/// recall.h, restore.h (and erasures.h,
/// which stays at home). What a third person can be shown: seal.h, strand.h. How it streams: sse.h. What
/// everything stands on: signature.h, ids.h.

#include "exchange/card.h"
#include "exchange/cell.h"
#include "exchange/cell_chain.h"
#include "exchange/envelope.h"
#include "exchange/erasures.h"
#include "exchange/head.h"
#include "exchange/ids.h"
#include "exchange/inbox.h"
#include "exchange/permission.h"
#include "exchange/recall.h"
#include "exchange/receipt.h"
#include "exchange/restore.h"
#include "exchange/seal.h"
#include "exchange/signature.h"
#include "exchange/sse.h"
#include "exchange/strand.h"
