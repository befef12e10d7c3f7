using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace TrustedPublishing.TransparencyLog.Tests;

public sealed class WitnessKeyTests
{
    private const string Name = "witness.example.org/1";
    private const ulong Time = 1795424400;

    private static readonly byte[] Seed = RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize);
    private static readonly byte[] Typed = [4, .. Public()];
    private static readonly byte[] Id = SHA256.HashData([.. Encoding.UTF8.GetBytes($"{Name}\n"), .. Typed])[..4];
    private static readonly SignedNote Note = SignedNote.Sign("log.example.org\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", NoteSignerKey.Generate("log.example.org"));

    private static WitnessKey Key => WitnessKey.TryParse(Text, out var key) ? key : throw new InvalidOperationException();

    private static string Text => $"{Name}+{Convert.ToHexStringLower(Id)}+{Convert.ToBase64String(Typed)}";

    [Fact]
    public void A_cosignature_says_when()
    {
        var lines = Key.TakeFrom(Note, Line(Note.Text, Time));

        Assert.Equal(Line(Note.Text, Time), lines);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds((long)Time), Key.CosignedAt(Note.With(lines!)!));
        Assert.Equal(Text, Key.ToString());
    }

    [Fact]
    public void Lines_of_others_are_not_taken()
    {
        var other = NoteSignerKey.Generate("other.example.org");
        var stranger = SignedNote.Sign(Note.Text, other).ToString()[(Note.Text.Length + 1)..];

        Assert.Equal(Line(Note.Text, Time), Key.TakeFrom(Note, stranger + Line(Note.Text, Time)));
        Assert.Null(Key.TakeFrom(Note, stranger));
    }

    public static TheoryData<string> BadAnswers =>
    [
        "",
        "\n",
        "no signature\n",
        Line("log.example.org\n8\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", Time),
        Line(Note.Text, ulong.MaxValue),
        Line(Note.Text, Time)[..^8] + "\n",
        Line(Note.Text, Time).Replace("witness", "Witness", StringComparison.Ordinal),
        // Another note behind, which would make what is before it the text.
        "\nlog.example.org\n" + Line(Note.Text, Time),
        Line(Note.Text, Time) + "\n" + Line(Note.Text, Time),
    ];

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public void An_answer_without_a_good_cosignature_is_none(string answer) => Assert.Null(Key.TakeFrom(Note, answer));

    [Fact]
    public void A_key_that_signs_notes_is_no_witness_and_the_other_way_round()
    {
        Assert.False(WitnessKey.TryParse(NoteSignerKey.Generate(Name).Verifier.ToString(), out _));
        Assert.False(NoteVerifierKey.TryParse(Text, out _));
        Assert.False(WitnessKey.TryParse(Text.Replace("+", "+0", StringComparison.Ordinal), out _));
    }

    private static byte[] Public()
    {
        var key = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(Seed, 0, key, 0);
        return key;
    }

    /// <summary>C2SP tlog-cosignature, "Format", without the code that is tested.</summary>
    private static string Line(string text, ulong time)
    {
        var message = Encoding.UTF8.GetBytes($"cosignature/v1\ntime {time}\n{text}");
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(Seed, 0, message, 0, message.Length, signature, 0);
        var timed = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(timed, time);
        return $"— {Name} {Convert.ToBase64String([.. Id, .. timed, .. signature])}\n";
    }
}
