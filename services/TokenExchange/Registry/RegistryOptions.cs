using System.ComponentModel.DataAnnotations;

namespace TrustedPublishing.TokenExchange.Registry;

/// <summary>Section <c>Registry</c>: the registry that tokens are for, and who of it may introspect.</summary>
internal sealed class RegistryOptions : IValidatableObject
{
    public const string Section = "Registry";

    /// <summary>The target: the canonical id of the registry, in tokens and records. 1 to 128 characters without blanks.</summary>
    [RegularExpression(@"^[A-Za-z0-9._:/-]{1,128}$")]
    public string Id { get; set; } = "registry";

    /// <summary>What an ID token's <c>aud</c> may say; the first is what <c>GET /_/oidc/audience</c> names. Empty: derived from <c>PublicBaseUrl</c>.</summary>
    public IList<string> Audiences { get; set; } = [];

    /// <summary>Who may introspect, by client id.</summary>
    public IDictionary<string, RegistryClient> Clients { get; set; } = new Dictionary<string, RegistryClient>(StringComparer.Ordinal);

    /// <summary>The emergency switch: false refuses every exchange with <c>not-enabled</c>.</summary>
    public bool MintingEnabled { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var audience in Audiences)
        {
            if (audience is not { Length: > 0 and <= 255 })
            {
                yield return new ValidationResult($"{Section}:Audiences: an audience has 1 to 255 characters.");
            }

            // An ID token for the public index must never be good here: a registry that got hold of one could replay it.
            if (audience is "pypi" or "testpypi")
            {
                yield return new ValidationResult($"{Section}:Audiences: '{audience}' belongs to somebody else.");
            }
        }

        foreach (var (id, client) in Clients)
        {
            if (client.SecretHashes.Count == 0 || !client.SecretHashes.All(IsSha256))
            {
                yield return new ValidationResult($"{Section}:Clients:{id}:SecretHashes must hold SHA-256 digests of secrets, 64 lower-case hex digits each.");
            }
        }
    }

    private static bool IsSha256(string hash) => hash is { Length: 64 } && hash.All(char.IsAsciiHexDigitLower);
}

internal sealed class RegistryClient
{
    /// <summary>SHA-256 of the client's secrets, lower-case hex; two at once during a rotation.</summary>
    public IList<string> SecretHashes { get; set; } = [];
}
