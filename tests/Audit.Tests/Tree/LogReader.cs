using System.Net;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Tree;

/// <summary>Reads the log as anybody does: by its public addresses, with the key that the operator gave.</summary>
internal sealed class LogReader(AuditService service) : ITileSource
{
    private readonly HttpClient client = service.Client();

    public async Task<NoteVerifierKey> KeyAsync()
    {
        Assert.True(NoteVerifierKey.TryParse((await client.GetStringAsync("/log/key")).TrimEnd('\n'), out var key));
        return key;
    }

    /// <summary>The log's checkpoint once it has at least so many entries, its signature checked.</summary>
    public async Task<Checkpoint> CheckpointAsync(long size)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var answer = await client.GetAsync("/log/checkpoint", limit.Token);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                Assert.True(SignedNote.TryParse(await answer.Content.ReadAsStringAsync(limit.Token), out var note));
                Assert.True(note.IsSignedBy(await KeyAsync()));
                Assert.True(Checkpoint.TryParse(note.Text, out var checkpoint));
                if (checkpoint.Size >= size)
                {
                    return checkpoint;
                }
            }

            await Task.Delay(50, limit.Token);
        }
    }

    public async Task<byte[]> ReadAsync(Tile tile, CancellationToken cancellationToken) => await client.GetByteArrayAsync($"/log/tile/{tile.Level}/{tile.Path}", cancellationToken);

    /// <summary>All entries of the log, bundle by bundle, as an auditor.</summary>
    public async Task<IReadOnlyList<byte[]>> EntriesAsync(long size)
    {
        var entries = new List<byte[]>();
        for (var i = 0L; Tile.InTree(0, i, size) is { } tile; i++)
        {
            entries.AddRange(EntryBundle.Read(await service.Auditor.GetByteArrayAsync($"/log/tile/entries/{tile.Path}"))!);
        }

        return entries;
    }
}
