using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Tree;

/// <summary>
/// Tells, as an entry, that the log is signed with other keys than before. The log grows by it, so the new key signs at once, however quiet the
/// log is.
/// </summary>
internal sealed class KeyChange(LogKeys keys, OwnEntries own)
{
    /// <param name="last">The last checkpoint; null before the first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task TellAsync(SignedCheckpoint? last, CancellationToken cancellationToken)
    {
        if (last is null || keys.SignersOf(last.Note) is var before && before.SequenceEqual(keys.Signing))
        {
            return;
        }

        var changed = OwnMessage.Of(LogKeysJson.Default.LogKeysChanged, new LogKeysChanged
        {
            Keys = [.. keys.Signing.Select(key => $"{key}")],
            KeysBefore = [.. before.Select(key => $"{key}")],
        });
        await own.WriteAsync((write, cancel) => write.AppendAsync([changed], cancel), cancellationToken);
    }
}
