#include "journal/note.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include "journal/checkpoint.h"
#include "journal/test_keys.h"

namespace tansiq::journal {
namespace {

const base::Time noon = *base::parse_time("2026-05-01T12:00:00Z");

/// The example of C2SP's signed-note.
constexpr std::string_view c2sp_key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr std::string_view c2sp_note =
    "This is an example message.\n\n\xe2\x80\x94 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

/// The example of Go's sumdb/note, where the format comes from.
constexpr std::string_view go_key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view go_note =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "\xe2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

TEST(Note, PublishedExamplesVerify) {
  for (const auto& [key_text, note_text] : {std::pair{c2sp_key, c2sp_note}, {go_key, go_note}}) {
    const auto key = read_verifier_key(key_text);
    ASSERT_TRUE(key) << key.error().text();
    EXPECT_EQ(key->text(), key_text);
    const auto note = read_note(note_text);
    ASSERT_TRUE(note) << note.error().text();
    EXPECT_EQ(note->render(), note_text);
    const auto signers = verify(*note, std::vector{*key});
    ASSERT_TRUE(signers) << signers.error().text();
    EXPECT_EQ(signers->size(), 1U);
  }
}

TEST(Note, OnlyWhatSomebodyKnownSignedIsBelieved) {
  const TestKey one("one", 'a'), other("other", 'b');
  const Note note = sign_note("text\n", one.key, one.signer);
  EXPECT_TRUE(verify(note, std::vector{one.key, other.key}));
  EXPECT_FALSE(verify(note, std::vector{other.key}));
  EXPECT_FALSE(verify(note, {}));
  Note changed = note;
  changed.text = "test\n";
  EXPECT_EQ(verify(changed, std::vector{one.key}).error().what, "the signature does not hold");
  // A signature of somebody unknown takes nothing away.
  Note both = note;
  both.signatures.push_back(sign_note("something else\n", other.key, other.signer).signatures[0]);
  EXPECT_TRUE(verify(both, std::vector{one.key}));
  EXPECT_FALSE(verify(both, std::vector{one.key, other.key}));
  // The same key under another name is another key.
  VerifierKey renamed = one.key;
  renamed.name = "other";
  EXPECT_FALSE(verify(note, std::vector{renamed}));
}

TEST(Note, WhatIsNoNoteIsRefused) {
  for (const char* text : {"", "\n", "text\n", "text\n\n", "text\n\n\xe2\x80\x94 name\n",
                           "text\n\n\xe2\x80\x94 na+me AAAAAAAA\n", "text\n\n\xe2\x80\x94 name AAAA\n",
                           "text\n\n- name AAAAAAAA\n", "text\n\n\xe2\x80\x94 name AAAAAAAA",
                           "te\txt\n\n\xe2\x80\x94 name AAAAAAAA\n", "\xff\n\n\xe2\x80\x94 name AAAAAAAA\n"})
    EXPECT_FALSE(read_note(text)) << text;
  EXPECT_TRUE(read_note("text\n\n\xe2\x80\x94 name AAAAAAAA\n"));
  EXPECT_FALSE(read_note(std::string(most_note_bytes, 'a') + "\n\n\xe2\x80\x94 name AAAAAAAA\n"));
  for (const char* key : {"", "a", "a+b", "a+00000000+AAAA",
                          "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"})
    EXPECT_FALSE(read_verifier_key(key)) << key;
}

TEST(Checkpoint, IsReadAsItIsWritten) {
  const TestKey key(origin_of(std::string(64, 'e'), 3), 'a');
  const Checkpoint checkpoint{key.key.name, 20852163, base::sha256("root"), base::sha256("chain"), noon};
  const std::string text = render(checkpoint);
  EXPECT_EQ(text, "tansiq/journal/" + std::string(64, 'e') +
                      "/3\n20852163\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=\n"
                      "time 2026-05-01T12:00:00.000000Z\n"
                      "chain 9414886b1ebf025db067a4cbd13a0903fbd9733a5372bba1b58bd72c1699b798\n")
      << text;
  const auto again = read_checkpoint(text);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(*again, checkpoint);
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{{"20852163", "020852163"},
                                                                                 {"20852163", "x"},
                                                                                 {"20852163", "-1"},
                                                                                 {"time ", "at "},
                                                                                 {".000000Z", "Z"},
                                                                                 {"chain ", "chain 00"}}) {
    std::string wrong = text;
    wrong.replace(wrong.find(from), from.size(), to);
    EXPECT_FALSE(read_checkpoint(wrong)) << wrong;
  }
  EXPECT_FALSE(read_checkpoint(text + "more\n"));

  const Note note = sign(checkpoint, key.key, key.signer);
  EXPECT_TRUE(verified_checkpoint(note, std::vector{key.key}));
  // A key that is believed for another log signs nothing here.
  const TestKey other(origin_of(std::string(64, 'f'), 3), 'b');
  const Note foreign = sign_note(text, other.key, other.signer);
  EXPECT_FALSE(verified_checkpoint(foreign, std::vector{key.key, other.key}));
}

}  // namespace
}  // namespace tansiq::journal
