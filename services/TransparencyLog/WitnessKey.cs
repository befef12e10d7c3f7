using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace TrustedPublishing.TransparencyLog;

/// <summary>
/// A witness's public key (C2SP tlog-cosignature): Ed25519, over the checkpoint and a time. Its text is <c>&lt;name&gt;+&lt;id&gt;+&lt;base64 of 04
/// and the key&gt;</c>. A cosignature says that at that time the witness had seen no history of the log that this one does not continue.
/// </summary>
public sealed class WitnessKey
{
    private const byte CosignatureType = 0x04;
    private const int SignatureLength = sizeof(ulong) + 64;

    private readonly NoteKeyText text;

    private WitnessKey(NoteKeyText text) => this.text = text;

    public string Name => text.Name;

    public static bool TryParse(string text, [NotNullWhen(true)] out WitnessKey? key)
    {
        key = NoteKeyText.TryParse(text, CosignatureType) is { } read ? new WitnessKey(read) : null;
        return key is not null;
    }

    /// <summary>When the witness cosigned the note; null if it has no good cosignature of it.</summary>
    public DateTimeOffset? CosignedAt(SignedNote note)
    {
        foreach (var signature in note.SignaturesOf(Name, text.Id).Where(signature => signature.Length == SignatureLength))
        {
            var seconds = BinaryPrimitives.ReadUInt64BigEndian(signature);
            var message = Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n{note.Text}"));
            if (seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds() && Ed25519.Verify(signature, sizeof(ulong), text.Point, 0, message, 0, message.Length))
            {
                return DateTimeOffset.FromUnixTimeSeconds((long)seconds);
            }
        }

        return null;
    }

    /// <summary>The signature lines of this witness in an answer to the note; null if no good cosignature is among them. Those of others are left out.</summary>
    /// <param name="note">What the witness was asked to cosign.</param>
    /// <param name="answer">Signature lines.</param>
    public string? TakeFrom(SignedNote note, string answer) =>
        note.With(answer) is { } cosigned && CosignedAt(cosigned) is not null ? cosigned.LinesOf(Name, text.Id) : null;

    public override string ToString() => text.ToString();
}
