using System.Text;

namespace TrustedPublishing.TransparencyLog.Tests;

public sealed class NoteTests
{
    // From the documentation of golang.org/x/mod/sumdb/note.
    private const string KnownKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string KnownNote = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """;

    private static readonly NoteSignerKey Key = new("audit.example.org/log", [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    [Fact]
    public void A_note_that_others_signed_is_good()
    {
        Assert.True(NoteVerifierKey.TryParse(KnownKey, out var key));
        Assert.True(SignedNote.TryParse(KnownNote.ReplaceLineEndings("\n"), out var note));

        Assert.Equal(KnownKey, key.ToString());
        Assert.True(note.IsSignedBy(key));
        Assert.Equal(KnownNote.ReplaceLineEndings("\n"), note.ToString());
    }

    [Fact]
    public void What_is_signed_can_be_checked_with_the_keys_text()
    {
        var note = SignedNote.Sign("audit.example.org/log\n7\nabc\n", Key);

        Assert.True(SignedNote.TryParse(note.ToString(), out var read));
        Assert.True(NoteVerifierKey.TryParse(Key.Verifier.ToString(), out var verifier));
        Assert.True(read.IsSignedBy(verifier));
        Assert.Equal("audit.example.org/log\n7\nabc\n", read.Text);
    }

    [Fact]
    public void Each_changed_byte_is_found()
    {
        var note = SignedNote.Sign("audit.example.org/log\n7\nabc\n", Key).ToString();
        for (var i = 0; i < note.Length; i++)
        {
            var changed = new StringBuilder(note) { [i] = note[i] == 'A' ? 'B' : 'A' }.ToString();
            Assert.False(SignedNote.TryParse(changed, out var read) && read.IsSignedBy(Key.Verifier), $"{i}");
        }
    }

    [Fact]
    public void A_key_of_another_name_or_another_key_of_the_name_is_not_the_signer()
    {
        var note = SignedNote.Sign("text\n", Key);

        Assert.False(note.IsSignedBy(new NoteSignerKey("other", new byte[32]).Verifier));
        Assert.False(note.IsSignedBy(new NoteSignerKey(Key.Verifier.Name, new byte[32]).Verifier));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n— name AAAAAAA=")]
    [InlineData("text\n\n— name AAAA\n")]
    [InlineData("text\n\n— name\n")]
    [InlineData("text\n\n— na+me AAAAAAA=\n")]
    [InlineData("text\n\n- name AAAAAAA=\n")]
    [InlineData("te\rxt\n\n— name AAAAAAA=\n")]
    [InlineData("\n\n— name AAAAAAA=\n")]
    public void What_is_no_note_is_not_read(string note) => Assert.False(SignedNote.TryParse(note, out _));

    [Theory]
    [InlineData("")]
    [InlineData("PeterNeumann")]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10")]
    public void What_is_no_key_is_not_read(string key) => Assert.False(NoteVerifierKey.TryParse(key, out _));

    [Theory]
    [InlineData("no end")]
    [InlineData("two\n\nparts\n")]
    public void What_is_no_text_is_not_signed(string text) => Assert.Throws<ArgumentException>(() => SignedNote.Sign(text, Key));

    // The private key of the same documentation.
    [Fact]
    public void A_private_key_has_the_text_that_others_give_it()
    {
        const string text = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

        Assert.True(NoteSignerKey.TryParse(text, out var key));
        Assert.Equal((KnownKey, text), (key.Verifier.ToString(), key.Reveal()));
        Assert.Equal(KnownNote.ReplaceLineEndings("\n"), SignedNote.Sign(KnownNote.ReplaceLineEndings("\n").Split("\n\n")[0] + "\n", key).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a4+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDF")]
    public void What_is_no_private_key_is_not_read(string text) => Assert.False(NoteSignerKey.TryParse(text, out _));

    [Fact]
    public void The_private_key_never_shows() => Assert.Equal("signer audit.example.org/log", Key.ToString());
}
