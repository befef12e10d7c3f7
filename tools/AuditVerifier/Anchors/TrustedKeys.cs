using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Anchors;

/// <summary>A key that is trusted, and the keys of the same log that it vouches for: those before it, and those that it handed over to.</summary>
/// <param name="key">The key that was given, or seen before.</param>
/// <param name="handovers">What the log says of its keys.</param>
internal sealed class TrustedKeys(NoteVerifierKey key, KeyHandovers handovers)
{
    public NoteVerifierKey Key => key;

    /// <summary>
    /// The latest key that has signed what the log says of itself now; null if it was none that may. A key before the trusted one may not: it
    /// was retired, and somebody may have found it.
    /// </summary>
    public NoteVerifierKey? SignerOf(SignedNote note) => handovers.After(key).Prepend(key).LastOrDefault(note.IsSignedBy);

    /// <summary>Whether it is something that the log once signed.</summary>
    public bool HaveSigned(SignedNote note) => SignerOf(note) is not null || handovers.Before(key).Any(note.IsSignedBy);
}
