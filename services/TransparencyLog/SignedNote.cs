using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace TrustedPublishing.TransparencyLog;

/// <summary>
/// A text with signatures (C2SP signed-note): the text, an empty line, and a line <c>— &lt;key name&gt; &lt;base64 of key id and
/// signature&gt;</c> for each signature.
/// </summary>
public sealed class SignedNote
{
    private const string Separator = "\n\n";
    private const string SignatureMark = "— ";

    /// <summary>Longest note that is read, in characters; a checkpoint with a dozen witnesses has 2,000.</summary>
    private const int MaxLength = 64 * 1024;

    private readonly IReadOnlyList<(string Name, byte[] KeyId, byte[] Signature)> signatures;

    private SignedNote(string text, IReadOnlyList<(string Name, byte[] KeyId, byte[] Signature)> signatures)
    {
        Text = text;
        this.signatures = signatures;
    }

    /// <summary>What is signed; ends with a line feed.</summary>
    public string Text { get; }

    /// <param name="text">Lines, each with its end, none of them empty.</param>
    /// <param name="signers">The keys.</param>
    public static SignedNote Sign(string text, params IEnumerable<NoteSignerKey> signers)
    {
        if (!text.EndsWith('\n') || text.Contains(Separator, StringComparison.Ordinal))
        {
            throw new ArgumentException("A note is lines, none of them empty.", nameof(text));
        }

        return new SignedNote(text, [.. signers.Select(signer => (signer.Verifier.Name, signer.Verifier.Id, signer.Sign(Encoding.UTF8.GetBytes(text))))]);
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out SignedNote? note)
    {
        note = null;
        var end = text.LastIndexOf(Separator, StringComparison.Ordinal);
        if (text.Length > MaxLength || end <= 0 || end + Separator.Length == text.Length || !text.EndsWith('\n') || text.Any(c => c < ' ' && c != '\n'))
        {
            return false;
        }

        var signatures = new List<(string, byte[], byte[])>();
        foreach (var line in text[(end + Separator.Length)..^1].Split('\n'))
        {
            if (!line.StartsWith(SignatureMark, StringComparison.Ordinal)
                || line[SignatureMark.Length..].Split(' ') is not [var name, var encoded]
                || !NoteVerifierKey.IsName(name)
                || ReadBytes(encoded) is not { Length: > 4 } bytes)
            {
                return false;
            }

            signatures.Add((name, bytes[..4], bytes[4..]));
        }

        note = new SignedNote(text[..(end + 1)], signatures);
        return true;
    }

    /// <summary>Whether the note has a good signature of this key. Those of other keys are not looked at.</summary>
    public bool IsSignedBy(NoteVerifierKey key) => SignaturesOf(key.Name, key.Id).Any(signature => key.Verifies(Encoding.UTF8.GetBytes(Text), signature));

    /// <summary>The note with the further signatures of these lines; null if they are none.</summary>
    public SignedNote? With(string lines) => TryParse($"{this}{lines}", out var note) && string.Equals(note.Text, Text, StringComparison.Ordinal) ? note : null;

    /// <summary>The lines of the signatures that are there for a key, whether they are good or not.</summary>
    internal string LinesOf(string name, byte[] keyId) =>
        string.Concat(signatures.Where(signature => string.Equals(signature.Name, name, StringComparison.Ordinal) && signature.KeyId.SequenceEqual(keyId)).Select(Line));

    /// <summary>The bytes that are there for a key, whether they are good or not.</summary>
    internal IEnumerable<byte[]> SignaturesOf(string name, byte[] keyId) => signatures
        .Where(signature => string.Equals(signature.Name, name, StringComparison.Ordinal) && signature.KeyId.SequenceEqual(keyId))
        .Select(signature => signature.Signature);

    public override string ToString() => $"{Text}\n{string.Concat(signatures.Select(Line))}";

    private static string Line((string Name, byte[] KeyId, byte[] Signature) signature) =>
        $"{SignatureMark}{signature.Name} {Convert.ToBase64String([.. signature.KeyId, .. signature.Signature])}\n";

    private static byte[]? ReadBytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var written) ? bytes[..written] : null;
    }
}
