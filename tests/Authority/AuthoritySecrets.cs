using System.Security.Cryptography;

namespace TrustedPublishing.Authority;

/// <summary>The credentials of people, registries and services, made for one run.</summary>
public sealed class AuthoritySecrets
{
    private readonly Dictionary<(string Caller, string Callee), string> callKeys = [];

    /// <summary>Bearer token of the management API.</summary>
    public string AdminToken { get; } = New();

    /// <summary>Bearer token of the audit API.</summary>
    public string AuditorToken { get; } = New();

    /// <summary>What the client <c>registry</c> shows at introspection.</summary>
    public string RegistrySecret { get; } = New();

    /// <summary>What ID tokens must be for.</summary>
    public string Audience { get; } = $"trusted-publishing-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";

    internal string InstallationId { get; } = Guid.CreateVersion7().ToString();

    /// <summary>The key that only these two services know, for example what <c>token-exchange</c> shows <c>jwks-cache</c>.</summary>
    public string CallKey(string caller, string callee)
    {
        if (!callKeys.TryGetValue((caller, callee), out var key))
        {
            callKeys.Add((caller, callee), key = New());
        }

        return key;
    }

    private static string New() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
