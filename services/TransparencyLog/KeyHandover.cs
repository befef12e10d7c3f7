using System.Diagnostics.CodeAnalysis;

namespace TrustedPublishing.TransparencyLog;

/// <summary>
/// The word of two keys of a log that the later one takes the earlier one's place: a signed note with the lines <c>log-key-handover/v1</c>, the
/// earlier public key and the later one. Both sign it: the earlier, so that who trusts it may trust the later; the later, so that nobody can put
/// a predecessor before it.
/// </summary>
public sealed class KeyHandover
{
    /// <summary>No checkpoint begins like this and goes on with a key: its second line is a number.</summary>
    private const string Title = "log-key-handover/v1";

    private readonly SignedNote note;

    private KeyHandover(NoteVerifierKey earlier, NoteVerifierKey later, SignedNote note) => (Earlier, Later, this.note) = (earlier, later, note);

    public NoteVerifierKey Earlier { get; }

    public NoteVerifierKey Later { get; }

    /// <param name="earlier">The key that gives its place away.</param>
    /// <param name="later">Another one with the same name.</param>
    public static KeyHandover Sign(NoteSignerKey earlier, NoteSignerKey later)
    {
        if (!Fit(earlier.Verifier, later.Verifier))
        {
            throw new ArgumentException("A key hands over to another one of the same log.", nameof(later));
        }

        return new KeyHandover(earlier.Verifier, later.Verifier, SignedNote.Sign($"{Title}\n{earlier.Verifier}\n{later.Verifier}\n", earlier, later));
    }

    /// <summary>False as well for one that not both keys have signed.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out KeyHandover? handover)
    {
        handover = SignedNote.TryParse(text, out var note)
            && note.Text.Split('\n') is [Title, var first, var second, ""]
            && NoteVerifierKey.TryParse(first, out var earlier) && NoteVerifierKey.TryParse(second, out var later)
            && Fit(earlier, later) && note.IsSignedBy(earlier) && note.IsSignedBy(later)
            ? new KeyHandover(earlier, later, note)
            : null;
        return handover is not null;
    }

    public override string ToString() => note.ToString();

    private static bool Fit(NoteVerifierKey earlier, NoteVerifierKey later) =>
        string.Equals(earlier.Name, later.Name, StringComparison.Ordinal) && !earlier.Equals(later);
}
