using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using TrustedPublishing.JwksCache.KeySets;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.JwksCache.Fetching;

/// <summary>What a fetch of an issuer's keys came to.</summary>
internal abstract record FetchOutcome
{
    private FetchOutcome()
    {
    }

    /// <param name="Keys">At least one.</param>
    /// <param name="MaxAge">How long the issuer says that the JWK set may be kept.</param>
    public sealed record Fetched(IReadOnlyList<SigningKey> Keys, TimeSpan? MaxAge) : FetchOutcome
    {
        /// <summary>Null if the issuer names no version.</summary>
        public SetVersion? Version { get; init; }
    }

    public sealed record Failed(FetchProblem Problem) : FetchOutcome;
}

/// <summary>Talks to an issuer: its discovery document, then its JWK set.</summary>
internal sealed partial class KeyFetcher(IHostEnvironment environment, IOptions<KeysOptions> options, ILogger<KeyFetcher> logger)
{
    private static readonly ActivitySource Source = new("TrustedPublishing.JwksCache");
    private static readonly Meter Meter = new("TrustedPublishing.JwksCache");
    private static readonly Counter<long> Fetches = Meter.CreateCounter<long>("jwks_cache.fetches", "{fetch}", "Fetches of an issuer's keys by outcome.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("jwks_cache.fetch.duration", "s", "Discovery and JWK set together.");

    /// <param name="issuer">Whose keys.</param>
    /// <param name="known">The set that the issuer need not send again if it has not changed; null to have it sent in any case.</param>
    /// <param name="now">When the fetch begins.</param>
    /// <param name="cancellationToken">Ends the fetch.</param>
    public async Task<FetchOutcome> FetchAsync(ConfiguredIssuer issuer, KeySet? known, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var span = Source.StartActivity("fetch keys")?.SetTag("issuer", issuer.Name);
        var started = Stopwatch.GetTimestamp();
        var outcome = await TryFetchAsync(issuer, known, now, cancellationToken);
        var code = outcome is FetchOutcome.Failed failed ? failed.Problem.Code : "ok";
        span?.SetTag("outcome", code);
        if (code != "ok")
        {
            span?.SetStatus(ActivityStatusCode.Error, code);
        }

        Fetches.Add(1, new("issuer", issuer.Name), new("outcome", code));
        Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new("issuer", issuer.Name), new("outcome", code));
        return outcome;
    }

    private async Task<FetchOutcome> TryFetchAsync(ConfiguredIssuer issuer, KeySet? known, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var policy = new FetchPolicy(issuer, environment.IsDevelopment());
        using var documents = new IssuerDocuments(policy, options.Value);
        try
        {
            var discovery = await documents.GetAsync(policy.DiscoveryAddress, etag: null, cancellationToken);
            return DiscoveryDocument.Read(discovery.Body, issuer.Issuer, policy) switch
            {
                DiscoveryReading.Usable usable => await FetchSetAsync(documents, usable.KeySetAddress, issuer, known, now, cancellationToken),
                DiscoveryReading.Refused refused => new FetchOutcome.Failed(refused.Problem),
                _ => throw new UnreachableException(),
            };
        }
        catch (FetchFailedException e)
        {
            return new FetchOutcome.Failed(e.Problem);
        }
    }

    private async Task<FetchOutcome> FetchSetAsync(
        IssuerDocuments documents, Uri address, ConfiguredIssuer issuer, KeySet? known, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var version = known?.Version is { } stored && stored.Address == address.AbsoluteUri && now - stored.ReadAt < options.Value.LongestUnchanged ? stored : null;
        var document = await documents.GetAsync(address, version?.ETag, cancellationToken);
        if (document.IsUnchanged)
        {
            return new FetchOutcome.Fetched(known!.Keys, document.MaxAge) { Version = version };
        }

        var outcome = Read(document, issuer);
        return outcome is FetchOutcome.Fetched fetched && document.ETag is { } etag
            ? fetched with { Version = new SetVersion(address.AbsoluteUri, etag, now) }
            : outcome;
    }

    private FetchOutcome Read(IssuerDocument document, ConfiguredIssuer issuer)
    {
        switch (JwkSet.Read(document.Body, options.Value.MaximumKeys))
        {
            case JwkSetReading.Usable usable:
                Log.Read(logger, issuer.Name, usable.Keys.Count, usable.Ignored);
                return new FetchOutcome.Fetched(usable.Keys, document.MaxAge);
            case JwkSetReading.Refused refused:
                return new FetchOutcome.Failed(refused.Problem);
            default:
                throw new UnreachableException();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Fetched the keys of {Issuer}: {Keys} usable, {Ignored} ignored")]
        public static partial void Read(ILogger logger, string issuer, int keys, int ignored);
    }
}
