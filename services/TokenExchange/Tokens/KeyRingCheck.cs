namespace TrustedPublishing.TokenExchange.Tokens;

/// <summary>Makes a missing or unsafe key ring stop the start instead of the first exchange.</summary>
internal sealed class KeyRingCheck(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<TokenMint>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
