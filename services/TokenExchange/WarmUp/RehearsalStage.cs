using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TokenExchange.Emergency;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TokenExchange.Ledger;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Refusals;
using TrustedPublishing.TokenExchange.Registry;
using TrustedPublishing.TokenExchange.Tokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.WarmUp;

/// <summary>
/// The exchange once more, put together from the same classes around a job that does not exist: its own issuer, publisher, key ring,
/// counters and tables. As a service provider it has this exchange in the place of the real one, and everything else as it is.
/// </summary>
internal sealed class RehearsalStage : IServiceProvider, IAsyncDisposable
{
    private static readonly TokenShape Shape = new("rehearsal", "rehearsal.invalid", "rehearsal", "rehearsal-", TimeSpan.FromMinutes(15));

    private readonly IServiceProvider services;
    private readonly TimeProvider time;
    private readonly NpgsqlDataSource database;
    private readonly PublisherDirectory directory;
    private readonly LedgerWriter ledger;
    private readonly RehearsedJob job;
    private readonly UncollectedMeters meters = new();
    private readonly ReportedExchange exchange;

    /// <param name="services">The real ones.</param>
    /// <param name="connectionString">Of the ledger's database.</param>
    public RehearsalStage(IServiceProvider services, string connectionString)
    {
        this.services = services;
        time = services.GetRequiredService<TimeProvider>();
        database = RehearsalLedger.Open(connectionString);
        directory = Directory(services.GetRequiredService<ProviderCatalog>(), time);
        var target = new Target(Shape.Target, ["rehearsal"], IsMintingEnabled: true);
        job = new RehearsedJob(target.Audiences[0], time.GetUtcNow());
        var telemetry = new ExchangeTelemetry(meters, directory);
        var freshness = services.GetRequiredService<IOptions<PublisherOptions>>();
        ledger = new LedgerWriter(database, directory, freshness, telemetry, NullLogger<LedgerWriter>.Instance);
        var exchanger = new TokenExchanger(
            Authenticator(target, freshness),
            new PublisherSearch(directory, new PublisherPins(job, NullLogger<PublisherPins>.Instance), freshness, time),
            new TokenMint(new KeyRing([RingKey.Generate(time.GetUtcNow())]), Shape),
            ledger,
            new RefusalRecorder(database, services.GetRequiredService<IOptions<RefusalOptions>>(), telemetry, time, NullLogger<RefusalRecorder>.Instance),
            target,
            time);
        exchange = new ReportedExchange(exchanger, telemetry, time, new UnwrittenLog());
    }

    public Task StartAsync(CancellationToken cancellationToken) => ledger.StartAsync(cancellationToken);

    /// <summary>An exchange that is fit to be accepted, for the endpoint that takes real ones.</summary>
    public HttpContext Request()
    {
        directory.CompletePull(time.GetTimestamp());
        var body = job.Request();
        var http = new DefaultHttpContext { RequestServices = this };
        (http.Request.Method, http.Request.Body, http.Request.ContentLength) = (HttpMethods.Post, new MemoryStream(body), body.Length);
        http.Response.Body = new MemoryStream();
        return http;
    }

    public object? GetService(Type serviceType) => serviceType == typeof(ReportedExchange) ? exchange : services.GetService(serviceType);

    public async ValueTask DisposeAsync()
    {
        await ledger.StopAsync(CancellationToken.None);
        ledger.Dispose();
        await database.DisposeAsync();
        meters.Dispose();
        job.Dispose();
    }

    private static PublisherDirectory Directory(ProviderCatalog providers, TimeProvider time)
    {
        var directory = new PublisherDirectory(time);
        directory.Apply(new FeedPage("", 1, 1, false, [new FeedChange(RehearsedJob.Publisher.Id, 1, new PublisherPacker(providers).Pack(RehearsedJob.Publisher))]));
        return directory;
    }

    private IdTokenAuthenticator Authenticator(Target target, IOptions<PublisherOptions> freshness)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Issuers:rehearsal:Issuer"] = RehearsedJob.Issuer,
            ["Issuers:rehearsal:Provider"] = RehearsedJob.Provider,
        }).Build();
        var providers = services.GetRequiredService<ProviderCatalog>();
        var issuers = new IssuerCatalog(IssuerDirectory.From(settings, providers), providers, target);
        return new IdTokenAuthenticator(
            new AcceptedIssuers(issuers, directory, freshness, time),
            new SigningKeys(new KeyQuestion(job), time),
            target,
            new EmergencyWatch(database, time, NullLogger<EmergencyWatch>.Instance));
    }

    /// <summary>Lines that are put together, as real ones are, and written nowhere.</summary>
    private sealed class UnwrittenLog : ILogger<ReportedExchange>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            formatter(state, exception);
    }

    /// <summary>Meters whose name nobody listens to.</summary>
    private sealed class UncollectedMeters : IMeterFactory
    {
        private readonly List<Meter> made = [];

        public Meter Create(MeterOptions options)
        {
            made.Add(new Meter("Rehearsal"));
            return made[^1];
        }

        public void Dispose() => made.ForEach(meter => meter.Dispose());
    }
}
