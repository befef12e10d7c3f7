using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TokenExchange.Ledger;

namespace TrustedPublishing.TokenExchange.WarmUp;

/// <summary>
/// Exchanges a few ID tokens of its own making before the service says that it is ready, so that no client waits while the runtime
/// compiles what the first exchange needs (decision record 14). Nothing of it is recorded, counted or good for anything.
/// </summary>
internal sealed partial class Rehearsal(
    IServiceProvider services, IConfiguration configuration, NpgsqlDataSource database, KeyQuestion keys, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Rehearsal> logger)
    : BackgroundService, IHealthCheck
{
    /// <summary>Enough for everything to have been compiled once, and for what is hot to be compiled better soon.</summary>
    private const int Exchanges = 40;

    /// <summary>The pool gives them out in turn, to the ledger and to others, and each session at PostgreSQL plans for itself.</summary>
    private const int Connections = 4;

    private volatile bool isOver;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(isOver ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("It is warming up."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var since = time.GetTimestamp();
        try
        {
            await StartedAsync(stoppingToken);
            // Real requests have a trace. This one is not sampled, so nobody sees it.
            using var trace = new Activity("rehearsal").Start();
            await RehearseAsync(stoppingToken);
            await Task.WhenAll(PrepareLedgerAsync(stoppingToken), AskForKeyAsync(stoppingToken));
            Log.Over(logger, Exchanges, time.GetElapsedTime(since).TotalMilliseconds);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The service does all its work without it; its first exchanges are slower.
            Log.Failed(logger, e);
        }
        finally
        {
            isOver = true;
        }
    }

    /// <summary>The endpoints are known when the server has started.</summary>
    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    private async Task RehearseAsync(CancellationToken stoppingToken)
    {
        var mint = services.GetRequiredService<EndpointDataSource>().Endpoints
            .Single(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == MintTokenEndpoints.Name);
        await using var stage = new RehearsalStage(services, configuration.GetConnectionString(TokenExchangeDb.Name)!);
        await stage.StartAsync(stoppingToken);
        for (var i = 0; i < Exchanges && !stoppingToken.IsCancellationRequested; i++)
        {
            var http = stage.Request();
            http.SetEndpoint(mint);
            http.RequestAborted = stoppingToken;
            await mint.RequestDelegate!(http);
            if (http.Response.StatusCode != StatusCodes.Status200OK)
            {
                throw new InvalidOperationException($"The exchange answered {http.Response.StatusCode}.");
            }
        }
    }

    /// <summary>The real sessions prepare the statement, for nothing.</summary>
    private async Task PrepareLedgerAsync(CancellationToken stoppingToken)
    {
        var connections = new List<NpgsqlConnection>();
        try
        {
            while (connections.Count < Connections)
            {
                connections.Add(await database.OpenConnectionAsync(stoppingToken));
            }

            foreach (var connection in connections)
            {
                await LedgerStatement.ExecuteAsync(connection, []);
            }
        }
        finally
        {
            foreach (var connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }

    /// <summary>The connection to JwksCache stands, and has been used once more, before it is needed. It knows no such issuer and says so at once.</summary>
    private async Task AskForKeyAsync(CancellationToken stoppingToken)
    {
        for (var i = 0; i < 2; i++)
        {
            try
            {
                await keys.AskAsync(RehearsedJob.Issuer, RehearsedJob.KeyId).WaitAsync(stoppingToken);
            }
            catch (UnavailableException)
            {
                // That is the answer, or there is none yet.
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The rehearsal failed; the first exchanges will be slower")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Information, "Warm after {Exchanges} exchanges of its own, {DurationMs:0} ms")]
        public static partial void Over(ILogger logger, int exchanges, double durationMs);
    }
}
