using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TrustedPublishing.TransparencyLog;

/// <summary>
/// What a log says of itself (C2SP tlog-checkpoint): its origin, how many leaves it has and the root above them, each on a line. It is
/// the text of a <see cref="SignedNote"/>.
/// </summary>
/// <param name="Origin">The log's name for ever: an address without scheme, for example <c>audit.example.org/log</c>.</param>
/// <param name="Size">Leaves.</param>
/// <param name="Root">32 bytes.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    private const int Lines = 3;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n");

    /// <summary>Extension lines after the third are let pass, as the specification says.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        if (text.Split('\n') is not [{ Length: > 0 } origin, var size, var root, .., ""]
            || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var leaves)
            || ReadRoot(root) is not { } hash)
        {
            return false;
        }

        checkpoint = new Checkpoint(origin, leaves, hash);
        return string.Join('\n', text.Split('\n').Take(Lines)) + "\n" == checkpoint.ToString();
    }

    private static byte[]? ReadRoot(string text)
    {
        var root = new byte[TreeHash.Length];
        return Convert.TryFromBase64String(text, root, out var written) && written == TreeHash.Length ? root : null;
    }
}
