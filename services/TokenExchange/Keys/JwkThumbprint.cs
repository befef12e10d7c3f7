using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TrustedPublishing.TokenExchange.Keys;

/// <summary>RFC 7638: names a key by what it is, whatever id its issuer gives it. Pure.</summary>
internal static class JwkThumbprint
{
    /// <summary>SHA-256 in base64url over the members that make the key, in the order of RFC 7638 §3.2; null for a kind of key that is not known here.</summary>
    public static string? Of(JsonElement jwk)
    {
        string[]? names = JwkMembers.Text(jwk, "kty") switch
        {
            "RSA" => ["e", "kty", "n"],
            "EC" => ["crv", "kty", "x", "y"],
            "OKP" => ["crv", "kty", "x"],
            _ => null,
        };
        var members = names?.Select(name => (Name: name, Value: JwkMembers.Text(jwk, name))).ToList();

        // What has to be escaped in JSON is no member of a good key.
        return members is not null && members.TrueForAll(member => member.Value is { Length: > 0 } value && value.All(IsPlain))
            ? Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($"{{{string.Join(',', members.Select(member => $"\"{member.Name}\":\"{member.Value}\""))}}}")))
            : null;
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
