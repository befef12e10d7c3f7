using System.Security.Cryptography;

namespace TrustedPublishing.TokenExchange.Keys;

/// <summary>What makes and checks a signature: the kind of key that an algorithm needs, and how it is used.</summary>
internal enum SignatureScheme
{
    RsaPkcs1,
    RsaPss,
    Ecdsa,
    Ed25519,
}

/// <summary>A signature algorithm of JWS (RFC 7518 §3.1, RFC 8037 §3.1). All that exist are listed here; <c>none</c> and <c>HS…</c> do not.</summary>
internal sealed record SignatureAlgorithm
{
    private static readonly SignatureAlgorithm[] Listed =
    [
        new("RS256", SignatureScheme.RsaPkcs1, HashAlgorithmName.SHA256),
        new("RS384", SignatureScheme.RsaPkcs1, HashAlgorithmName.SHA384),
        new("RS512", SignatureScheme.RsaPkcs1, HashAlgorithmName.SHA512),
        new("PS256", SignatureScheme.RsaPss, HashAlgorithmName.SHA256),
        new("PS384", SignatureScheme.RsaPss, HashAlgorithmName.SHA384),
        new("PS512", SignatureScheme.RsaPss, HashAlgorithmName.SHA512),
        new("ES256", SignatureScheme.Ecdsa, HashAlgorithmName.SHA256),
        new("ES384", SignatureScheme.Ecdsa, HashAlgorithmName.SHA384),
        new("ES512", SignatureScheme.Ecdsa, HashAlgorithmName.SHA512),
        new("EdDSA", SignatureScheme.Ed25519, default),
    ];

    private SignatureAlgorithm(string name, SignatureScheme scheme, HashAlgorithmName hash)
    {
        Name = name;
        Scheme = scheme;
        Hash = hash;
    }

    public string Name { get; }

    public SignatureScheme Scheme { get; }

    /// <summary>Of the signed bytes; Ed25519 brings its own.</summary>
    public HashAlgorithmName Hash { get; }

    public static IReadOnlyList<SignatureAlgorithm> All => Listed;

    /// <summary>
    /// The algorithm of that name, letter by letter; null for everything else. RFC 9864 §2.2 calls Ed25519 by its own name,
    /// RFC 8037 called it EdDSA; of EdDSA's curves no other is known here, so both mean the same.
    /// </summary>
    public static SignatureAlgorithm? Find(string name) =>
        Listed.FirstOrDefault(algorithm => string.Equals(algorithm.Name, name == "Ed25519" ? "EdDSA" : name, StringComparison.Ordinal));

    public override string ToString() => Name;
}
