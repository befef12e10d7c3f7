using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Bench.Relay;
using TrustedPublishing.Contracts;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.Bench.Log;

/// <summary>
/// Appends what the token exchange would have recorded in some months, by Audit's own appender, in batches as the relay sends them. One in ten is a
/// refusal, for one of five reasons; 10,000 projects of three providers; one refusal in a million has a reason of its own.
/// </summary>
internal sealed class LogFill(NpgsqlDataSource database)
{
    public const string RareReason = "rare_reason";
    private const int BatchSize = 500;

    private static readonly string[] Providers = ["github", "gitlab", "google"];
    private static readonly string[] Reasons = ["no_publisher", "workflow_mismatch", "expired", "already_used", "environment_mismatch"];
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private readonly EntryAppender appender = new(database, TimeProvider.System);

    /// <summary>When the first record was made; each next one a second later.</summary>
    public static DateTimeOffset Begin { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset TimeOf(long number) => Begin + (Apart * number);

    /// <summary>The records from <paramref name="first"/> on; the next batch is made while one is appended.</summary>
    /// <returns>How long the appends took.</returns>
    public async Task<TimeSpan> AppendAsync(long first, long count)
    {
        var appending = TimeSpan.Zero;
        var next = Task.Run(() => Batch(first, Math.Min(count, BatchSize)));
        for (var done = 0L; done < count;)
        {
            var batch = await next;
            var after = done + batch.Count;
            next = Task.Run(() => Batch(first + after, Math.Min(count - after, BatchSize)));
            var begun = Stopwatch.GetTimestamp();
            await appender.AppendAsync(EntryTypes.TokenExchange, batch, CancellationToken.None);
            appending += Stopwatch.GetElapsedTime(begun);
            done = after;
        }

        return appending;
    }

    private static IReadOnlyList<Arrival> Batch(long first, long count) => [.. Enumerable.Range(0, (int)count).Select(i => new Arrival(Of(first + i)))];

    private static Record Of(long number)
    {
        var at = TimeOf(number);
        var minted = OutboxFill.Minted(number, at) with { Provider = Providers[number % Providers.Length] };
        var body = number % 10 == 9
            ? JsonSerializer.SerializeToElement(Denied(minted, number), ContractsJson.Default.TokenExchangeDenied)
            : JsonSerializer.SerializeToElement(minted, ContractsJson.Default.TokenMinted);
        return new Record
        {
            Id = Guid.CreateVersion7(at),
            Sequence = number + 1,
            Type = number % 10 == 9 ? nameof(TokenExchangeDenied) : nameof(TokenMinted),
            OccurredAt = at,
            TraceParent = $"00-{number.ToString("x32", CultureInfo.InvariantCulture)}-b7ad6b7169203331-01",
            Body = body,
        };
    }

    private static TokenExchangeDenied Denied(TokenMinted minted, long number) => new()
    {
        Reason = number % 1_000_000 == 49_999 ? RareReason : Reasons[number / 10 % Reasons.Length],
        Target = minted.Target,
        Provider = minted.Provider,
        Issuer = minted.Issuer,
        IdTokenDigest = minted.IdTokenDigest,
        KeyId = minted.KeyId,
        Projects = minted.Projects,
        Claims = minted.Claims,
        Personal = minted.Personal,
    };
}
