#pragma once

/// What nodes say to each other, as values. Who somebody is: card.h. Everything that is signed: signature.h.

#include "exchange/card.h"
#include "exchange/ids.h"
#include "exchange/signature.h"
