using System.Text;

namespace TrustedPublishing.TransparencyLog.Tests;

public sealed class KeyHandoverTests
{
    private static readonly NoteSignerKey First = Key(1);
    private static readonly NoteSignerKey Second = Key(2);
    private static readonly NoteSignerKey Third = Key(3);
    private static readonly KeyHandovers Both = KeyHandovers.None.With(KeyHandover.Sign(First, Second)).With(KeyHandover.Sign(Second, Third));

    [Fact]
    public void A_handover_is_a_note_that_both_keys_signed()
    {
        var text = KeyHandover.Sign(First, Second).ToString();

        Assert.True(SignedNote.TryParse(text, out var note));
        Assert.Equal($"log-key-handover/v1\n{First.Verifier}\n{Second.Verifier}\n", note.Text);
        Assert.True(note.IsSignedBy(First.Verifier) && note.IsSignedBy(Second.Verifier));
        Assert.False(Checkpoint.TryParse(note.Text, out _));
        Assert.True(KeyHandover.TryParse(text, out var read));
        Assert.Equal((First.Verifier, Second.Verifier, text), (read.Earlier, read.Later, read.ToString()));
    }

    [Fact]
    public void Each_changed_byte_makes_it_none()
    {
        var text = KeyHandover.Sign(First, Second).ToString();
        for (var i = 0; i < text.Length; i++)
        {
            Assert.False(KeyHandover.TryParse(new StringBuilder(text) { [i] = text[i] == 'A' ? 'B' : 'A' }.ToString(), out _), $"{i}");
        }
    }

    [Fact]
    public void One_that_only_one_of_the_two_signed_is_none()
    {
        var text = $"log-key-handover/v1\n{First.Verifier}\n{Second.Verifier}\n";

        Assert.False(KeyHandover.TryParse(SignedNote.Sign(text, First).ToString(), out _));
        Assert.False(KeyHandover.TryParse(SignedNote.Sign(text, Second).ToString(), out _));
        Assert.False(KeyHandover.TryParse(SignedNote.Sign(text, First, Third).ToString(), out _));
        Assert.True(KeyHandover.TryParse(SignedNote.Sign(text, First, Second).ToString(), out _));
    }

    [Fact]
    public void A_key_hands_over_to_another_one_of_the_same_log_only()
    {
        var elsewhere = NoteSignerKey.Generate("audit.example.com/log");

        Assert.Throws<ArgumentException>(() => KeyHandover.Sign(First, First));
        Assert.Throws<ArgumentException>(() => KeyHandover.Sign(First, elsewhere));
        Assert.False(KeyHandover.TryParse(SignedNote.Sign($"log-key-handover/v1\n{First.Verifier}\n{elsewhere.Verifier}\n", First, elsewhere).ToString(), out _));
        Assert.False(KeyHandover.TryParse(SignedNote.Sign($"log-key-handover/v1\n{First.Verifier}\n{First.Verifier}\n", First).ToString(), out _));
    }

    [Fact]
    public void The_keys_of_a_log_stand_one_after_the_other()
    {
        Assert.True(KeyHandovers.TryParse(Both.ToString(), out var read));

        Assert.Equal([First.Verifier, Second.Verifier, Third.Verifier], read.Keys);
        Assert.Equal([First.Verifier], read.Before(Second.Verifier));
        Assert.Equal([Second.Verifier, Third.Verifier], read.After(First.Verifier));
        Assert.Empty(read.After(Third.Verifier));
        Assert.Empty(read.Before(Key(4).Verifier));
        Assert.Empty(read.After(Key(4).Verifier));
    }

    [Fact]
    public void A_log_with_its_first_key_has_none()
    {
        Assert.True(KeyHandovers.TryParse("", out var none));

        Assert.Empty(none.Keys);
        Assert.Empty(none.After(First.Verifier));
    }

    [Fact]
    public void What_does_not_go_on_where_the_one_before_ends_is_no_chain()
    {
        var (toSecond, toThird, back) = (KeyHandover.Sign(First, Second), KeyHandover.Sign(Second, Third), KeyHandover.Sign(Second, First));

        Assert.False(KeyHandovers.TryParse($"{toThird}{toSecond}", out _));
        Assert.False(KeyHandovers.TryParse($"{toSecond}{toSecond}", out _));
        Assert.False(KeyHandovers.TryParse($"{toSecond}{back}", out _));
        Assert.False(KeyHandovers.TryParse($"{toSecond}{KeyHandover.Sign(First, Third)}", out _));
        Assert.Throws<ArgumentException>(() => Both.With(toThird));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("x")]
    [InlineData("log-key-handover/v1\n")]
    public void What_is_no_handover_is_not_read(string text)
    {
        Assert.False(KeyHandovers.TryParse(text, out _));
        Assert.False(KeyHandovers.TryParse($"{Both}{text}", out _));
        Assert.False(KeyHandovers.TryParse($"{text}{Both}", out _));
        Assert.False(KeyHandovers.TryParse(Both.ToString()[..^1], out _));
    }

    private static NoteSignerKey Key(byte seed) => new("audit.example.org/log", [.. Enumerable.Repeat(seed, 32)]);
}
