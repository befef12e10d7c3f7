namespace TrustedPublishing.ServiceDefaults.Issuers;

/// <summary>The names of the signature algorithms that an issuer's entry may allow (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2).</summary>
public static class IdTokenAlgorithms
{
    /// <summary>What an issuer signs with unless its entry says otherwise; every CI provider that is built in does.</summary>
    public const string Default = "RS256";

    /// <summary>No <c>none</c>, no <c>HS…</c>: a key that verifies must not be able to sign. <c>Ed25519</c> is another name of <c>EdDSA</c>.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Default, "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];
}
