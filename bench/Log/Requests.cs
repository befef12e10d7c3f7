using System.Globalization;

namespace TrustedPublishing.Bench.Log;

/// <summary>What is asked again and again, each time of another place of the log.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Path">The address of one request.</param>
internal sealed record Requests(string Name, Func<Random, string> Path)
{
    /// <summary>Pages of the API have 100 entries, those of the console what it gives.</summary>
    public static IEnumerable<Requests> All(long size)
    {
        var reasons = new[] { "no_publisher", "workflow_mismatch", "expired" };
        return
        [
            new("proof of inclusion", random => $"/log/proof/inclusion?index={random.NextInt64(size)}&size={size}"),
            new("proof of consistency", random => $"/log/proof/consistency?from={random.NextInt64(1, size)}&to={size}"),
            new("tile of hashes", random => $"/log/tile/0/{Tile(random.NextInt64(size / 256))}"),
            new("bundle of entries", random => $"/log/tile/entries/{Tile(random.NextInt64(size / 256))}"),
            new("one entry", random => $"/api/entries/{random.NextInt64(size)}"),
            new("page, newest", _ => "/api/entries?order=newest&limit=100"),
            new("page, after a cursor", random => $"/api/entries?limit=100&after={random.NextInt64(size)}"),
            new("page, a project", random => $"/api/entries?limit=100&project=sampleproject-{random.Next(10_000)}"),
            new("page, refusals of a provider for a reason", random => $"/api/entries?limit=100&decision=refused&provider=gitlab&reason={reasons[random.Next(reasons.Length)]}"),
            new("page, a rare reason among grants of a provider", _ => $"/api/entries?limit=100&order=newest&provider=github&reason={LogFill.RareReason}"),
            new("page, from a time on", random => $"/api/entries?limit=100&from={Time(random, size)}"),
            new("page, refusals before a time, newest first", random => $"/api/entries?limit=100&order=newest&decision=refused&to={Time(random, size)}"),
            new("page, a project from a time on", random => $"/api/entries?limit=100&project=sampleproject-{random.Next(10_000)}&from={Time(random, size)}"),
            new("console, timeline", _ => "/"),
            new("console, an entry", random => $"/entries/{random.NextInt64(size)}"),
            new("console, charts of 30 days", random => $"/charts?last=30d&to={Time(random, size)}"),
        ];
    }

    private static string Time(Random random, long size) => LogFill.TimeOf(random.NextInt64(size)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>As C2SP tlog-tiles writes it: <c>x001/x234/067</c>.</summary>
    private static string Tile(long index)
    {
        var path = (index % 1000).ToString("000", CultureInfo.InvariantCulture);
        for (var rest = index / 1000; rest > 0; rest /= 1000)
        {
            path = $"x{(rest % 1000).ToString("000", CultureInfo.InvariantCulture)}/{path}";
        }

        return path;
    }
}
