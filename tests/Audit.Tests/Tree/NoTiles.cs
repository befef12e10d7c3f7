using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Tree;

/// <summary>Where nothing may be read.</summary>
internal sealed class NoTiles : ITileSource
{
    public Task<byte[]> ReadAsync(Tile tile, CancellationToken cancellationToken) => throw new TileMissingException(tile);
}
