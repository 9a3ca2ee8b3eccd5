#pragma once

#include <functional>
#include <string>

#include "desk/ladder.h"
#include "desk/piles.h"
#include "desk/words.h"

/// Threads as lines for people. Every line of an exercise or a test begins and ends by saying so, outside the
/// quotes that enclose the words of others, so that no title can undo or feign it.
namespace tansiq::desk {

/// What a person here calls a service. Names are claims: the caller says which one it goes by.
using NameOf = std::function<std::string(const Service&)>;

/// One line for a thread: its title, status, deadline, asker.
std::string line(const Thread& thread, Lang lang, const NameOf& name);

/// Lines about its parts, owed things, answers and remarks, each marked like the first.
std::vector<std::string> lines(const Thread& thread, Lang lang, const NameOf& name);

/// One line of a pile.
std::string line(const DeskEntry& entry, Lang lang, const NameOf& name);

/// What waits, one line for each pile that is not empty: three at most for what is real, then those for
/// exercises, then for tests. One line that says so where nothing waits. No content, so that it may go where
/// content may not.
std::vector<std::string> summary(const Desk& desk, Lang lang);

/// A step of an escalation.
std::string line(const Step& step, const Thread& thread, Lang lang, const NameOf& name);

}  // namespace tansiq::desk
