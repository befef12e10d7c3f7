using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TrustedPublishing.TransparencyLog;

/// <summary>
/// A stretch of up to 256 hashes of one level of the tree (C2SP tlog-tiles). Level 0 has the leaves, and each hash of level
/// <c>L + 1</c> is the root above a full tile of level <c>L</c>.
/// </summary>
/// <param name="Level">0 to 63, though a log of our life time has no more than 5.</param>
/// <param name="Index">0, 1, 2 … within the level.</param>
/// <param name="Width">Hashes in it, 1 to 256; fewer than 256 only at the right end of a tree.</param>
public readonly record struct Tile(int Level, long Index, int Width)
{
    /// <summary>A full tile's.</summary>
    public const int FullWidth = 256;

    private const int MaxLevel = 63;
    private const int PathGroup = 1000;
    private const string PartialMark = ".p/";

    public bool IsFull => Width == FullWidth;

    /// <summary>The first hash's place within the level.</summary>
    public long First => Index * FullWidth;

    /// <summary>The tile with this index in a tree of so many leaves, as wide as it is there; null if the tree does not reach it.</summary>
    public static Tile? InTree(int level, long index, long size)
    {
        var hashes = CountAt(level, size) - (index * FullWidth);
        return hashes > 0 ? new Tile(level, index, (int)Math.Min(hashes, FullWidth)) : null;
    }

    /// <summary>How many hashes the level of a tree of so many leaves has.</summary>
    public static long CountAt(int level, long size)
    {
        for (; level > 0 && size > 0; level--)
        {
            size /= FullWidth;
        }

        return size;
    }

    /// <summary>As an address says it: <c>x001/x234/067</c> and <c>x001/x234/067.p/8</c>.</summary>
    public string Path
    {
        get
        {
            var path = $"{Index % PathGroup:D3}";
            for (var rest = Index / PathGroup; rest > 0; rest /= PathGroup)
            {
                path = string.Create(CultureInfo.InvariantCulture, $"x{rest % PathGroup:D3}/{path}");
            }

            return IsFull ? path : string.Create(CultureInfo.InvariantCulture, $"{path}{PartialMark}{Width}");
        }
    }

    /// <summary>Reads the one spelling that <see cref="Path"/> gives, and no other.</summary>
    /// <param name="level">In decimal digits.</param>
    /// <param name="path">What follows the level.</param>
    /// <param name="tile">The tile.</param>
    public static bool TryParse(string level, string path, [NotNullWhen(true)] out Tile? tile)
    {
        tile = null;
        if (!int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > MaxLevel)
        {
            return false;
        }

        var (groups, width) = path.IndexOf(PartialMark, StringComparison.Ordinal) is var mark and >= 0
            ? (path[..mark], int.TryParse(path[(mark + PartialMark.Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out var partial) ? partial : 0)
            : (path, FullWidth);
        var index = 0L;
        foreach (var group in groups.Split('/'))
        {
            if (!int.TryParse(group.TrimStart('x'), NumberStyles.None, CultureInfo.InvariantCulture, out var three) || index >= long.MaxValue / PathGroup / FullWidth)
            {
                return false;
            }

            index = (index * PathGroup) + three;
        }

        var read = new Tile(number, index, width);
        tile = read;
        return width is > 0 and <= FullWidth
            && string.Equals(read.Path, path, StringComparison.Ordinal)
            && string.Equals(number.ToString(CultureInfo.InvariantCulture), level, StringComparison.Ordinal);
    }
}
