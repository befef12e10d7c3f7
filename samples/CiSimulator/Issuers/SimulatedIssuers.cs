using Microsoft.Extensions.Options;
using TrustedPublishing.CiSimulator.Claims;

namespace TrustedPublishing.CiSimulator.Issuers;

/// <summary>The four issuers of this process. They are made on first use, because their address is known only then.</summary>
internal sealed class SimulatedIssuers(PublicAddress address, IOptions<SimulatorOptions> options, TimeProvider time)
{
    private readonly Lazy<Dictionary<string, SimulatedIssuer>> all = new(() => ProviderProfile.All.ToDictionary(
        profile => profile.Name,
        profile => new SimulatedIssuer(profile, $"{address.BaseUrl}/{profile.Name}", options.Value.Audience, time),
        StringComparer.Ordinal));

    public SimulatedIssuer this[string provider] => all.Value[provider];
}
