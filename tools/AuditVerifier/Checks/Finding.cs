using TrustedPublishing.AuditVerifier.Anchors;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Checks;

/// <summary>Something that is wrong with a log.</summary>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Message">What and where, for people.</param>
internal sealed record Finding(string Code, string Message)
{
    private const int LongestName = 80;

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

    public static Finding MonthsMissing(ArchiveMonth first, ArchiveMonth next) => new(
        "archive_missing", $"No archive of {first}{(first.Next == next ? "" : " and what follows")} is here, up to this one.");

    public static Finding BeginningMissing(long size) => new(
        "archive_missing", $"The first {size} entries of the log are in none of these archives, and nothing that is known here vouches for them: give the checkpoint that the first archive begins with, or the archives before.");

    public static Finding EndMissing(long size, Anchor seen) => new(
        "archive_missing", $"The archives reach up to {size} entries, and {seen.Name} has seen archives up to {seen.Checkpoint.Size}.");

    public static Finding NoArchive(string why) => new("archive_damaged", $"This is no whole archive of the log. {why}");

    public static Finding Stranger(string name) => new("archive_damaged", $"It holds {Shown(name)}, which is no part of it.");

    public static Finding Unreadable(string name) => new("archive_damaged", $"Its file {name} cannot be read, or is longer than such a file can be.");

    public static Finding Misplaced(long first, string before, long size) =>
        new("archive_misplaced", $"It continues {first} entries, and {before} ends with {size}: one of them is not what its name says.");

    public static Finding OtherHistory(long size, string before) =>
        new("forked", $"It continues {size} other entries than those that {before} ends with: they are of two histories.");

    public static Finding RolledBack(long size, Anchor anchor) =>
        new("rolled_back", $"The log was set back: it is signed at {size} entries, and {anchor.Name} knows it at {anchor.Checkpoint.Size}.");

    /// <param name="anchor">What the log does not hold.</param>
    /// <param name="confirmed">What it does hold.</param>
    public static Finding Forked(Anchor anchor, IReadOnlyList<Anchor> confirmed)
    {
        var intact = confirmed.Select(other => other.Checkpoint.Size).Where(size => size < anchor.Checkpoint.Size).DefaultIfEmpty().Max();
        return new(
            "forked",
            $"The log's first {anchor.Checkpoint.Size} entries are not those that {anchor.Name} knows: another history was put in their place."
            + (intact > 0 ? $" The first {intact} are as they were." : ""));
    }

    /// <summary>A name that somebody else chose, so that it does nothing to a terminal.</summary>
    public static string Shown(string name)
    {
        var shown = string.Concat(name.Take(LongestName).Select(c => c is > ' ' and < (char)0x7f ? c : '?'));
        return name.Length > LongestName ? $"{shown}… ({name.Length} characters)" : shown;
    }
}
