using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Sources;

/// <summary>What a log says of itself.</summary>
internal interface ILogHead
{
    /// <summary>The checkpoint, a signed note.</summary>
    /// <exception cref="LogUnreachableException">There is none, or it cannot be read.</exception>
    Task<string> CheckpointAsync(CancellationToken cancellationToken);

    /// <summary>The public key that the log says it signs with; null if it says none.</summary>
    Task<string?> KeyAsync(CancellationToken cancellationToken);

    /// <summary>How the key changed, see <see cref="KeyHandovers"/>; null if the log does not say.</summary>
    Task<string?> KeyHandoversAsync(CancellationToken cancellationToken);
}

/// <summary>A log as C2SP tlog-tiles lays it out: a server's or a folder's.</summary>
internal interface ILogSource : ILogHead
{
    /// <summary>A tile's hashes; null if the log does not have them.</summary>
    Task<byte[]?> HashesAsync(Tile tile, CancellationToken cancellationToken);

    /// <summary>The entry bundle of a tile of level 0; null if the log does not have it.</summary>
    Task<byte[]?> EntriesAsync(Tile tile, CancellationToken cancellationToken);
}

/// <summary>The log could not be read, so nothing can be said about it.</summary>
internal sealed class LogUnreachableException(string message, Exception? inner = null) : Exception(message, inner);
