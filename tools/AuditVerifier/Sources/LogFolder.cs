using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Sources;

/// <summary>A log in a folder with the layout of its addresses: <c>checkpoint</c>, <c>tile/0/000</c>, <c>tile/entries/000.p/17</c>.</summary>
internal sealed class LogFolder(string folder) : ILogSource
{
    public async Task<string> CheckpointAsync(CancellationToken cancellationToken) =>
        await TextAsync("checkpoint", cancellationToken) ?? throw new LogUnreachableException($"{folder} holds no file checkpoint.");

    public Task<string?> KeyAsync(CancellationToken cancellationToken) => TextAsync("key", cancellationToken);

    public Task<string?> KeyHandoversAsync(CancellationToken cancellationToken) => TextAsync("key-handovers", cancellationToken);

    public Task<byte[]?> HashesAsync(Tile tile, CancellationToken cancellationToken) => BytesAsync($"tile/{tile.Level}/{tile.Path}", cancellationToken);

    public Task<byte[]?> EntriesAsync(Tile tile, CancellationToken cancellationToken) => BytesAsync($"tile/entries/{tile.Path}", cancellationToken);

    private async Task<string?> TextAsync(string name, CancellationToken cancellationToken) =>
        File.Exists(Path.Combine(folder, name)) ? await File.ReadAllTextAsync(Path.Combine(folder, name), cancellationToken) : null;

    private async Task<byte[]?> BytesAsync(string name, CancellationToken cancellationToken) =>
        File.Exists(Path.Combine(folder, name)) ? await File.ReadAllBytesAsync(Path.Combine(folder, name), cancellationToken) : null;
}
