using Npgsql;

namespace TrustedPublishing.TokenExchange.Ledger;

/// <summary>
/// Refuses to start on a PostgreSQL that answers COMMIT before the data is safe: a crash could then forget a used ID
/// token or the record of a minted token.
/// </summary>
internal sealed class DurabilityCheck(NpgsqlDataSource database) : IHostedLifecycleService
{
    private static readonly string[] Settings = ["fsync", "full_page_writes", "synchronous_commit"];

    /// <exception cref="InvalidOperationException">A setting is off.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var setting in Settings)
        {
            await using var command = database.CreateCommand("SELECT current_setting($1)");
            command.Parameters.AddWithValue(setting);
            if (await command.ExecuteScalarAsync(cancellationToken) is "off")
            {
                throw new InvalidOperationException(
                    $"PostgreSQL's setting '{setting}' is off for this service: a crash could make a used ID token good again. Switch it on.");
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
