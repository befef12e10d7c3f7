using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace TrustedPublishing.CiSimulator.Issuers;

/// <summary>
/// Where the simulator is reached: <c>PublicBaseUrl</c>, or else the address that it listens at (known once it
/// listens, also for port 0).
/// </summary>
internal sealed class PublicAddress(IConfiguration configuration, IServer server)
{
    public string BaseUrl => (configuration["PublicBaseUrl"] is { Length: > 0 } configured ? configured : Listening()).TrimEnd('/');

    private string Listening() =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
        ?? throw new InvalidOperationException("The simulator does not listen yet, and PublicBaseUrl is not set.");
}
