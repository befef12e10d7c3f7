using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace TrustedPublishing.TokenExchange.Registry;

/// <summary>A registry's client id and secret, as they were shown.</summary>
internal sealed record ClientCredentials(string Id, string Secret)
{
    public override string ToString() => nameof(ClientCredentials);

    /// <summary>RFC 6749 §2.3.1: <c>Basic</c> with form-encoded id and secret. Null if the header is not that.</summary>
    public static ClientCredentials? FromBasic(string header)
    {
        const string scheme = "Basic ";
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[scheme.Length..].Trim(), bytes, out var written))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, written);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : new ClientCredentials(FormDecode(text[..colon]), FormDecode(text[(colon + 1)..]));
    }

    private static string FormDecode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

/// <summary>Knows the registries' clients by the digests of their secrets.</summary>
internal sealed class ClientAuthentication(IOptions<RegistryOptions> options)
{
    private readonly List<(byte[] Id, byte[] SecretHash)> known =
    [
        .. from client in options.Value.Clients
           from hash in client.Value.SecretHashes
           select (SHA256.HashData(Encoding.UTF8.GetBytes(client.Key)), Convert.FromHexString(hash)),
    ];

    /// <summary>Takes the same time for every client id and secret.</summary>
    public bool IsKnown(ClientCredentials shown)
    {
        var id = SHA256.HashData(Encoding.UTF8.GetBytes(shown.Id));
        var secretHash = SHA256.HashData(Encoding.UTF8.GetBytes(shown.Secret));
        var isKnown = false;
        foreach (var client in known)
        {
            isKnown |= CryptographicOperations.FixedTimeEquals(client.Id, id) & CryptographicOperations.FixedTimeEquals(client.SecretHash, secretHash);
        }

        return isKnown;
    }
}
