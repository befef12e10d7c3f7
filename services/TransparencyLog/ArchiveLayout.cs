namespace TrustedPublishing.TransparencyLog;

/// <summary>
/// What a month's archive holds: the names that the log's addresses have, and beside them the checkpoint that the month continues. The stretch is
/// from that one's size to the other's; the tiles are all that are needed to make both roots, so that each archive can be checked by itself.
/// </summary>
public static class ArchiveLayout
{
    /// <summary>The signed note that the month ends with.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>The signed note that it begins with; not there if it begins with the log.</summary>
    public const string Earlier = "earlier-checkpoint";

    public const string Key = "key";

    /// <summary>How the key changed until the archive was written, see <see cref="TransparencyLog.KeyHandovers"/>.</summary>
    public const string KeyHandovers = "key-handovers";

    public const string ReadMe = "README.txt";

    /// <summary>The tiles of a level, each as wide as it is in the tree of so many leaves.</summary>
    /// <param name="level">0 and above; there are none above the top.</param>
    /// <param name="first">Leaves before the stretch.</param>
    /// <param name="size">Leaves up to its end.</param>
    public static IEnumerable<Tile> Tiles(int level, long first, long size)
    {
        for (var index = Tile.CountAt(level, first) / Tile.FullWidth; Tile.InTree(level, index, size) is { } tile; index++)
        {
            yield return tile;
        }
    }

    public static string PathOf(Tile tile) => $"tile/{tile.Level}/{tile.Path}";

    /// <summary>Of the entries under a tile of level 0.</summary>
    public static string EntriesPathOf(Tile tile) => $"tile/entries/{tile.Path}";

    /// <summary>Whether an archive of the stretch holds a file of this name.</summary>
    public static bool Holds(string name, long first, long size) => name switch
    {
        Checkpoint or Key or KeyHandovers or ReadMe => true,
        Earlier => first > 0,
        _ => name.Split('/', 3) is ["tile", var level, var path]
            && Tile.TryParse(level == "entries" ? "0" : level, path, out var tile)
            && tile.Value.Index >= Tile.CountAt(tile.Value.Level, first) / Tile.FullWidth
            && Tile.InTree(tile.Value.Level, tile.Value.Index, size) == tile,
    };
}
