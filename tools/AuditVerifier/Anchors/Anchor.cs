using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Anchors;

/// <summary>What the log was once seen to be, by somebody who is not the log.</summary>
/// <param name="Name">Who or what remembers it, for people: a file's name, or a witness's.</param>
/// <param name="Checkpoint">What is remembered.</param>
/// <param name="IsOfArchives">Whether it was seen in the archives of months: then they reached that far.</param>
internal sealed record Anchor(string Name, Checkpoint Checkpoint, bool IsOfArchives = false);
