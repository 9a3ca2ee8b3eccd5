#include "exchange/receipt.h"

#include <algorithm>
#include <fmt/format.h>

namespace tansiq::exchange {
namespace {

constexpr std::string_view kind_names[] = {"delivered", "opened", "purged"};
constexpr std::string_view fate_names[] = {"released", "delivered", "refused", "opened",
                                           "recalled", "purged",    "overdue", "fetched"};

bool is_word(std::string_view text) {
  if (text.empty() || text.size() > 40) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

void read_delivered(Fields& fields, Receipt& receipt) {
  receipt.chain = fields.digest("chain");
  receipt.from = fields.number("from", 1);
  receipt.number = fields.number("number", 1);
  if (receipt.from > receipt.number) fields.wrong("from", "behind the last number");
  std::uint64_t last = 0;
  for (const auto& item : fields.list("except", most_receipt_numbers)) {
    Fields inner(item, "receipt/except");
    Receipt::Except except;
    except.number = inner.number("number", 1);
    except.reason = inner.text("reason", 40);
    if (!is_word(except.reason)) inner.wrong("reason", "not a word", "lower-case letters and dashes");
    if (except.number <= last || except.number < receipt.from || except.number > receipt.number)
      inner.wrong("number", "out of order or outside the statement");
    last = except.number;
    if (auto ok = inner.finish(); !ok) {
      fields.wrong("except", ok.error().text(), {}, ok.error().fault);
      return;
    }
    receipt.except.push_back(std::move(except));
  }
}

void read_numbers(Fields& fields, Receipt& receipt) {
  std::uint64_t last = 0;
  for (const auto& item : fields.list("numbers", most_receipt_numbers)) {
    const bool good = item.is(json::Kind::integer) && item.integer() > static_cast<std::int64_t>(last);
    if (!good) {
      fields.wrong("numbers", "not ascending positive numbers");
      return;
    }
    last = static_cast<std::uint64_t>(item.integer());
    receipt.numbers.push_back(last);
  }
  if (receipt.numbers.empty()) fields.wrong("numbers", "none");
}

/// The state of one release while statements are being folded in.
struct Facts {
  bool delivered = false, opened = false, purged = false, recalled = false;
  Time deadline{};
  std::string refused;
};

}  // namespace

std::string_view name_of(Receipt::Kind kind) {
  return kind_names[static_cast<std::size_t>(kind)];
}
std::string_view name_of(Fate fate) {
  return fate_names[static_cast<std::size_t>(fate)];
}

std::string render(const Receipt& receipt) {
  Writer writer;
  if (receipt.kind == Receipt::Kind::delivered) {
    std::vector<std::string> except;
    for (const auto& one : receipt.except)
      except.push_back(Writer{}.number("number", one.number).text("reason", one.reason).finish());
    writer.digest("chain", receipt.chain).number("epoch", receipt.epoch).raws("except", except);
    writer.number("from", receipt.from).text("kind", name_of(receipt.kind)).number("number", receipt.number);
  } else {
    std::string numbers = "[";
    for (const auto number : receipt.numbers) {
      if (numbers.size() > 1) numbers += ',';
      numbers += fmt::format("{}", number);
    }
    numbers += ']';
    writer.number("epoch", receipt.epoch).text("kind", name_of(receipt.kind)).raw("numbers", numbers);
  }
  return writer.number("protocol", protocol).finish();
}

Result<Receipt> read_receipt(std::string_view text) {
  Receipt receipt;
  const auto done = read_json(text, most_receipt_bytes, [&](const json::Value& top) {
    Fields fields(top, "receipt");
    const auto kind = fields.text("kind", 16);
    receipt.epoch = fields.number("epoch", 1);
    if (fields.number("protocol", 1) != protocol)
      fields.wrong("protocol", "another version", {}, Fault::unsupported);
    const auto found = std::find(std::begin(kind_names), std::end(kind_names), kind);
    if (found == std::end(kind_names)) {
      fields.wrong("kind", "unknown kind of receipt", {}, Fault::unsupported);
      return fields.finish();
    }
    receipt.kind = static_cast<Receipt::Kind>(found - std::begin(kind_names));
    if (receipt.kind == Receipt::Kind::delivered) {
      read_delivered(fields, receipt);
    } else {
      read_numbers(fields, receipt);
    }
    return fields.finish();
  });
  if (!done) return base::fail(done);
  return receipt;
}

Folded fold(std::span<const Released> releases, std::uint64_t epoch, std::span<const Receipt> receipts,
            std::span<const Recalled> recalls, Time now) {
  Folded folded;
  std::vector<Facts> facts(releases.size());
  const auto at = [&](std::uint64_t number) {
    return static_cast<std::size_t>(
        std::lower_bound(releases.begin(), releases.end(), number,
                         [](const Released& release, std::uint64_t n) { return release.number < n; }) -
        releases.begin());
  };
  const auto find = [&](std::uint64_t number) -> Facts* {
    const auto i = at(number);
    return i < releases.size() && releases[i].number == number ? &facts[i] : nullptr;
  };

  for (const auto& receipt : receipts) {
    if (receipt.epoch != epoch) continue;
    if (receipt.kind == Receipt::Kind::delivered) {
      const auto last = at(receipt.number);
      if (last == releases.size() || releases[last].number != receipt.number ||
          releases[last].chain != receipt.chain) {
        folded.contradictions.push_back(
            fmt::format("The recipient states another history up to number {}.", receipt.number));
        continue;
      }
      for (auto i = at(receipt.from); i <= last; ++i) facts[i].delivered = true;
      for (const auto& except : receipt.except)
        if (auto* fact = find(except.number);
            fact != nullptr && (fact->refused.empty() || except.reason < fact->refused))
          fact->refused = except.reason;
      continue;
    }
    for (const auto number : receipt.numbers) {
      auto* fact = find(number);
      if (fact == nullptr) {
        folded.contradictions.push_back(
            fmt::format("The recipient states {} of number {}, which was never released.",
                        name_of(receipt.kind), number));
        continue;
      }
      (receipt.kind == Receipt::Kind::opened ? fact->opened : fact->purged) = true;
    }
  }
  for (const auto& recall : recalls) {
    for (const auto number : recall.numbers) {
      auto* fact = find(number);
      if (fact == nullptr) continue;
      fact->deadline = fact->recalled ? std::min(fact->deadline, recall.deadline) : recall.deadline;
      fact->recalled = true;
    }
  }

  std::sort(folded.contradictions.begin(), folded.contradictions.end());
  folded.releases.reserve(releases.size());
  for (std::size_t i = 0; i < releases.size(); ++i) {
    const Facts& fact = facts[i];
    ReleaseStatus status{releases[i].number, Fate::released, {}};
    if (fact.purged) {
      status.fate = Fate::purged;
    } else if (!fact.refused.empty()) {
      status.fate = Fate::refused;
      status.reason = fact.refused;
    } else if (fact.recalled) {
      status.fate = now > fact.deadline ? Fate::overdue : Fate::recalled;
    } else if (fact.opened) {
      status.fate = Fate::opened;
    } else if (fact.delivered) {
      status.fate = Fate::delivered;
    }
    folded.releases.push_back(std::move(status));
  }
  return folded;
}

}  // namespace tansiq::exchange
