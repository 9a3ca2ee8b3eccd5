#include "names/spelling.h"

#include <map>
#include <stdexcept>
#include <vector>

namespace tansiq::names {
namespace {

const char* const single_latin = "a b c d e f g h i j k l m n o p q r s t u v w x y z";
const char* const single_arabic = "ا ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن ه و ي پ چ ژ گ ڤ";
const char* const at_beginning = "a e i o u y h w ا و ي ع ه";
const char* const at_end = "a e i o u y h w t ا و ي ه";
const char* const groups =
    "bb cc dd ff gg jj kk ll mm nn pp qq rr ss tt vv ww zz aa ee ii oo uu yy "
    "sh ch kh gh th dh ph zh ts tz ck qu ks cz sz rz nj lj ng nk gn gu dj sj tj ij rh wh "
    "ou ei ie ai ay au aw ow eu oe ue ae ey uy ia io iy ea oa eo ui oi oy ya ye yo yu wa we wi wo wu ew iu "
    "ua uo uw yi "
    "sch tch dsj tsj dzh oui eau iya iyy aou aya awa uwa igh ssh kkh "
    "dsch tsch shch "
    "تش دج كس تز دز نغ نج نك قو كو او وي اي يا يو وا وو يي يه اه";
const char* const groups_at_end = "ah eh ee ie ia ya ey iya";

/// Symbols are found by walking a tree of letters.
class Tree {
 public:
  Tree() {
    written_.emplace_back();
    script_.push_back(Script::other);
    length_.push_back(0);
    nodes_.emplace_back();
    add_all(single_latin, Place::anywhere);
    add_all(single_arabic, Place::anywhere);
    for (Letter l = letter::first_digit; l < letter::count; ++l) add_unread(l);
    add_all(at_beginning, Place::beginning);
    add_all(at_end, Place::end);
    add_all(groups, Place::anywhere);
    add_all(groups_at_end, Place::end);
    if (written_.size() > symbol::most) throw std::logic_error("more symbols than a byte can number");
  }

  void spell(const Letter* letters, std::size_t size, Spelling& out) const {
    out.size = static_cast<std::uint8_t>(size);
    out.longest = 1;
    for (std::size_t end = 0; end < size; ++end) {
      // The single letter comes first: it is there for every letter.
      Spelling::Ends& ends = out.ends[end];
      ends.count = 1;
      ends.length[0] = 1;
      const Node& at = nodes_[nodes_[0].next[letters[end]]];
      ends.symbol[0] = end == 0 && at.beginning    ? at.beginning
                       : end + 1 == size && at.end ? at.end
                                                   : at.anywhere;
    }
    for (std::size_t begin = 0; begin + 1 < size; ++begin) {
      std::size_t node = nodes_[0].next[letters[begin]];
      for (std::size_t n = 2; n <= symbol::longest && begin + n <= size; ++n) {
        node = nodes_[node].next[letters[begin + n - 1]];
        if (node == 0) break;
        const Node& at = nodes_[node];
        const Symbol s = begin + n == size && at.end ? at.end : at.anywhere;
        if (s == symbol::none) continue;
        Spelling::Ends& ends = out.ends[begin + n - 1];
        ends.length[ends.count] = static_cast<std::uint8_t>(n);
        ends.symbol[ends.count++] = s;
        out.longest = std::max(out.longest, static_cast<std::uint8_t>(n));
      }
    }
  }

  [[nodiscard]] std::size_t size() const { return written_.size(); }
  [[nodiscard]] const std::string& written(Symbol s) const { return written_.at(s); }
  [[nodiscard]] Script script(Symbol s) const { return script_.at(s); }
  [[nodiscard]] std::size_t length(Symbol s) const { return length_.at(s); }
  [[nodiscard]] Symbol of(std::string_view text) const {
    const auto found = by_text_.find(std::string(text));
    return found == by_text_.end() ? symbol::none : found->second;
  }

 private:
  enum class Place { anywhere, beginning, end };
  struct Node {
    std::array<std::uint16_t, letter::count> next{};
    Symbol anywhere = symbol::none;
    Symbol beginning = symbol::none;
    Symbol end = symbol::none;
  };

  void add_all(std::string_view list, Place place) {
    while (!list.empty()) {
      const auto space = list.find(' ');
      const std::string_view text = list.substr(0, space);
      if (!text.empty()) add(text, word_of(text), place);
      list = space == std::string_view::npos ? std::string_view() : list.substr(space + 1);
    }
  }

  void add_unread(Letter l) {
    Word word;
    word.push(l);
    add("#" + std::to_string(l - letter::first_digit), word, Place::anywhere);
  }

  void add(std::string_view text, const Word& word, Place place) {
    std::uint16_t node = 0;
    for (std::size_t i = 0; i < word.size; ++i) {
      if (nodes_[node].next[word.letters[i]] == 0) {
        nodes_[node].next[word.letters[i]] = static_cast<std::uint16_t>(nodes_.size());
        nodes_.emplace_back();
      }
      node = nodes_[node].next[word.letters[i]];
    }
    const auto s = static_cast<Symbol>(written_.size());
    (place == Place::anywhere ? nodes_[node].anywhere
     : place == Place::end    ? nodes_[node].end
                              : nodes_[node].beginning) = s;
    written_.push_back(place == Place::beginning ? "^" + std::string(text)
                       : place == Place::end     ? std::string(text) + "$"
                                                 : std::string(text));
    script_.push_back(word.script());
    length_.push_back(word.size);
    by_text_.emplace(written_.back(), s);
  }

  std::vector<Node> nodes_;
  std::vector<std::string> written_;
  std::vector<Script> script_;
  std::vector<std::size_t> length_;
  std::map<std::string, Symbol> by_text_;
};

const Tree& tree() {
  static const Tree made;
  return made;
}

}  // namespace

void spell(const Letter* letters, std::size_t size, Spelling& out) {
  tree().spell(letters, size, out);
}
std::size_t symbol_count() {
  return tree().size();
}
const std::string& written(Symbol s) {
  return tree().written(s);
}
Symbol symbol_of(std::string_view text) {
  return tree().of(text);
}
Script script_of_symbol(Symbol s) {
  return tree().script(s);
}
std::size_t length_of_symbol(Symbol s) {
  return tree().length(s);
}

}  // namespace tansiq::names
