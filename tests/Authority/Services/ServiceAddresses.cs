using System.Globalization;
using TrustedPublishing.Authority.Clients;

namespace TrustedPublishing.Authority.Services;

/// <summary>Where a service listens: free ports of loopback, kept over restarts. JwksCache has no public one.</summary>
internal sealed record ServiceAddresses(Uri Public, Uri Internal)
{
    public string InternalPort => Internal.Port.ToString(CultureInfo.InvariantCulture);

    public static Queue<ServiceAddresses> Take(int count)
    {
        var ports = FreePorts.Take(2 * count);
        return new(Enumerable.Range(0, count).Select(i => new ServiceAddresses(
            new Uri($"http://localhost:{ports[2 * i]}"), new Uri($"http://127.0.0.1:{ports[(2 * i) + 1]}"))));
    }
}
