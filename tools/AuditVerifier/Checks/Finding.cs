using TrustedPublishing.AuditVerifier.Anchors;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Checks;

/// <summary>Something that is wrong with a log.</summary>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Message">What and where, for people.</param>
internal sealed record Finding(string Code, string Message)
{
    public static Finding NotSigned(string key) => new("not_signed", $"The checkpoint has no good signature of {key}.");

    public static Finding OtherOrigin(string origin, string expected) => new("other_origin", $"The checkpoint is that of {origin}, not of {expected}.");

    public static Finding EntryChanged(long index) =>
        new("entry_changed", $"Entry {index} was changed: its bytes do not give the leaf hash that the tree has for it.");

    public static Finding Malformed(long index) => new("entry_malformed", $"Entry {index} is not what this version of the verifier knows as an entry.");

    public static Finding EntriesMissing(long first, long last) =>
        new("entry_missing", $"Entry {first} is not there, though the checkpoint counts it; up to entry {last} the log gives nothing.");

    public static Finding NumbersMissing(string producer, long first, long last, long before) => new(
        "entry_missing",
        $"Before entry {before} something is missing: {(first == last ? $"number {first}" : $"numbers {first} to {last}")} of {producer} are nowhere in the log, and it reports no gap.");

    public static Finding OutOfOrder(string producer, long number, long index, long after) =>
        new("entry_moved", $"Entry {index} stands in the wrong place: number {number} of {producer} comes after entry {after}, which has a later number.");

    public static Finding Twice(string producer, long number, long index) =>
        new("entry_inserted", $"Entry {index} was inserted: number {number} of {producer} stands in the log before, and no finding reports that it came twice.");

    public static Finding HashesWrong(int level, long index, long first, long last) => new(
        "hash_mismatch", $"Entries {first} to {last} do not give hash {index} of level {level} that the log has for them: some of them were changed, moved, removed or added.");

    public static Finding HashesMissing(Tile tile) => new("hash_missing", $"The log does not give the hashes of tile {tile.Level}/{tile.Path}.");

    public static Finding RootMismatch(long size) =>
        new("root_mismatch", $"The log's {size} entries do not give the root that was signed for them.");

    public static Finding RolledBack(long size, Anchor anchor) =>
        new("rolled_back", $"The log was set back: it is signed at {size} entries, and {anchor.Name} knows it at {anchor.Checkpoint.Size}.");

    public static Finding Forked(Anchor anchor, long intact) => new(
        "forked",
        $"The log's first {anchor.Checkpoint.Size} entries are not those that {anchor.Name} knows: another history was put in their place."
        + (intact > 0 ? $" The first {intact} are as they were." : ""));
}
