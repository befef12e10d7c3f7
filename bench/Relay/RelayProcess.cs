using TrustedPublishing.ServiceDefaults;
using TrustedPublishing.ServiceDefaults.Messaging;
using TrustedPublishing.ServiceDefaults.Outbox;

namespace TrustedPublishing.Bench.Relay;

/// <summary>The token exchange's relay without the exchange: the same code in a process of its own, so that its CPU time shows.</summary>
internal static class RelayProcess
{
    public const string Argument = "relay";

    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddServiceDefaults("token-exchange");
        builder.Services.AddSingleton(_ => Npgsql.NpgsqlDataSource.Create(builder.Configuration.GetConnectionString("token-exchange")!));
        builder.AddMessaging(messaging => messaging.Produces());
        builder.AddOutboxRelay();
        await builder.Build().RunAsync();
    }
}
