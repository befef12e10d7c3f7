using System.Security.Cryptography;
using System.Text;

namespace TrustedPublishing.TokenExchange.Tokens;

/// <summary>
/// A bearer token whose holder can narrow it without asking anybody (Birgisson et al., "Macaroons", NDSS 2014). The
/// signature is a chain of HMAC-SHA256: the root key signs the identifier, each signature is the key for the next
/// caveat. Who holds the last signature can add a caveat, but cannot take one away. First-party caveats only.
/// </summary>
internal sealed class Macaroon
{
    public const int SignatureLength = 32;

    // libmacaroons derives the first key so, and every implementation follows it.
    private static readonly byte[] KeyGenerator = "macaroons-key-generator"u8.ToArray();

    private Macaroon(string location, byte[] identifier, IReadOnlyList<byte[]> caveats, byte[] signature)
    {
        Location = location;
        Identifier = identifier;
        Caveats = caveats;
        Signature = signature;
    }

    /// <summary>A hint for people where the token belongs; not signed.</summary>
    public string Location { get; }

    public byte[] Identifier { get; }

    public IReadOnlyList<byte[]> Caveats { get; }

    /// <summary>The secret of it: whoever holds it can use the token.</summary>
    public byte[] Signature { get; }

    public static Macaroon Create(byte[] rootKey, string location, byte[] identifier) =>
        new(location, identifier, [], HMACSHA256.HashData(HMACSHA256.HashData(KeyGenerator, rootKey), identifier));

    /// <summary>As it was read; nothing is proven until <see cref="IsSignedBy"/> says so.</summary>
    public static Macaroon Unproven(string location, byte[] identifier, IReadOnlyList<byte[]> caveats, byte[] signature) =>
        new(location, identifier, caveats, signature);

    /// <summary>A narrower token. Needs no key: this is what holders do offline.</summary>
    public Macaroon With(byte[] caveat) =>
        new(Location, Identifier, [.. Caveats, caveat], HMACSHA256.HashData(Signature, caveat));

    public Macaroon With(string caveat) => With(Encoding.UTF8.GetBytes(caveat));

    /// <summary>Walks the chain and compares in constant time. Says nothing about what the caveats demand.</summary>
    public bool IsSignedBy(byte[] rootKey)
    {
        var expected = Caveats.Aggregate(
            Create(rootKey, Location, Identifier).Signature, (signature, caveat) => HMACSHA256.HashData(signature, caveat));
        return CryptographicOperations.FixedTimeEquals(expected, Signature);
    }

    public override string ToString() => nameof(Macaroon);
}
