using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace TrustedPublishing.ServiceDefaults.Internal;

/// <summary>The keys that other services show here: <c>Internal:Callers:&lt;caller&gt;:Keys:&lt;n&gt;</c>, two at once during a rotation.</summary>
internal sealed class InternalCallers(IConfiguration configuration)
{
    private readonly List<(string Caller, byte[] Digest)> known =
    [
        .. from caller in configuration.GetSection("Internal:Callers").GetChildren()
           from key in caller.GetSection("Keys").GetChildren()
           where !string.IsNullOrEmpty(key.Value)
           select (caller.Key, SHA256.HashData(Encoding.UTF8.GetBytes(key.Value!))),
    ];

    /// <summary>The caller whose key the <c>Authorization: Bearer …</c> header holds, or null.</summary>
    public string? Identify(string? authorization)
    {
        const string scheme = "Bearer ";
        if (authorization is null || !authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var shown = SHA256.HashData(Encoding.UTF8.GetBytes(authorization[scheme.Length..]));
        string? found = null;
        foreach (var (caller, digest) in known)
        {
            // Every key is compared, so that the time does not tell which one matched.
            found = CryptographicOperations.FixedTimeEquals(shown, digest) ? caller : found;
        }

        return found;
    }
}
