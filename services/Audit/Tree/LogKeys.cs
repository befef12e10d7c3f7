using System.Diagnostics.CodeAnalysis;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tree;

/// <summary>
/// What the log is signed with. One key, or, while the log goes over to another, that one and the one before it: then both sign, until the
/// earlier is retired. The text is the private keys in the form of Go's package note, the current first, and then the handovers that led to it.
/// </summary>
internal sealed class LogKeys
{
    private readonly IReadOnlyList<NoteSignerKey> signers;

    private LogKeys(IReadOnlyList<NoteSignerKey> signers, KeyHandovers handovers) => (this.signers, Handovers) = (signers, handovers);

    public NoteVerifierKey Current => signers[0].Verifier;

    /// <summary>Those that sign, the current first: one, or two.</summary>
    public IReadOnlyList<NoteVerifierKey> Signing => [.. signers.Select(signer => signer.Verifier)];

    public KeyHandovers Handovers { get; }

    /// <param name="origin">The log's name, see <see cref="NoteVerifierKey.IsName"/>.</param>
    public static LogKeys Generate(string origin) => new([NoteSignerKey.Generate(origin)], KeyHandovers.None);

    public static bool TryParse(string text, [NotNullWhen(true)] out LogKeys? keys)
    {
        keys = null;
        var signers = new List<NoteSignerKey>();
        var lines = text.Split('\n');
        while (signers.Count < lines.Length && NoteSignerKey.TryParse(lines[signers.Count], out var signer))
        {
            signers.Add(signer);
        }

        if (!KeyHandovers.TryParse(string.Join('\n', lines[signers.Count..]), out var handovers) || !Fit(signers, handovers))
        {
            return false;
        }

        keys = new LogKeys(signers, handovers);
        return true;
    }

    /// <summary>The keys' text, for the file that keeps it and nothing else.</summary>
    public string Reveal() => string.Concat(signers.Select(signer => $"{signer.Reveal()}\n")) + Handovers;

    public SignedNote Sign(string text) => SignedNote.Sign(text, signers);

    /// <summary>Those keys of this log, now and before, that have signed it, the latest first.</summary>
    public IReadOnlyList<NoteVerifierKey> SignersOf(SignedNote note) => [.. Handovers.Before(Current).Append(Current).Reverse().Where(note.IsSignedBy)];

    /// <summary>These with a new key in front; null as long as two sign.</summary>
    public LogKeys? WithNew()
    {
        var added = NoteSignerKey.Generate(Current.Name);
        return signers is [var last] ? new LogKeys([added, last], Handovers.With(KeyHandover.Sign(last, added))) : null;
    }

    /// <summary>These without the earlier key, which signs no more; null if only one signs.</summary>
    public LogKeys? WithoutEarlier() => signers is [var current, _] ? new LogKeys([current], Handovers) : null;

    /// <summary>Never the keys.</summary>
    public override string ToString() => $"signers of {Current.Name}";

    private static bool Fit(IReadOnlyList<NoteSignerKey> signers, KeyHandovers handovers) => signers switch
    {
        [_] when handovers.Keys.Count == 0 => true,
        [var only] => handovers.Keys[^1].Equals(only.Verifier),
        [var current, var earlier] => handovers.Keys is [.., var before, var last] && last.Equals(current.Verifier) && before.Equals(earlier.Verifier),
        _ => false,
    };
}
