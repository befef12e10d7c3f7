using TrustedPublishing.TestServers;

namespace TrustedPublishing.TokenExchange.Tests.Service;

/// <summary>One running service with one publisher, for tests that do not mind each other.</summary>
public sealed class SharedExchange(PostgresServer postgres) : IAsyncLifetime
{
    internal ExchangeStack Stack { get; private set; } = null!;

    internal ExchangeService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Stack = await ExchangeStack.CreateAsync(postgres);
        Stack.RegisterGitHub();
        Service = await Stack.StartAsync();
    }

    public async ValueTask DisposeAsync() => await Stack.DisposeAsync();
}
