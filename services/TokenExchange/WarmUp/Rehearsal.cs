using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.Ledger;

namespace TrustedPublishing.TokenExchange.WarmUp;

/// <summary>
/// Exchanges a few ID tokens of its own making before the service says that it is ready, so that no client waits while the runtime
/// compiles what the first exchange needs (decision record 14). Nothing of it is recorded, counted or good for anything.
/// </summary>
internal sealed partial class Rehearsal(
    IServiceProvider services, IConfiguration configuration, NpgsqlDataSource database, IHostApplicationLifetime lifetime, ILogger<Rehearsal> logger)
    : BackgroundService, IHealthCheck
{
    /// <summary>Enough for everything to have been compiled once, and for what is hot to be compiled better soon.</summary>
    private const int Exchanges = 40;

    private volatile bool isOver;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(isOver ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("It is warming up."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartedAsync(stoppingToken);
            await RehearseAsync(stoppingToken);
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
            await mint.RequestDelegate!(http);
            if (http.Response.StatusCode != StatusCodes.Status200OK)
            {
                throw new InvalidOperationException($"The exchange answered {http.Response.StatusCode}.");
            }
        }

        // The real database prepares the statement, too, for nothing.
        await using var connection = await database.OpenConnectionAsync(stoppingToken);
        await LedgerStatement.ExecuteAsync(connection, []);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The rehearsal failed; the first exchanges will be slower")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
