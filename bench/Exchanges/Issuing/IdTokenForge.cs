using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TrustedPublishing.Bench.Exchanges.Issuing;

/// <summary>
/// Signs ID tokens of the four providers, all different, with one RS256 key. Signing costs ten times what checking does: it is done
/// before a measurement, on all processors, never during one.
/// </summary>
internal sealed class IdTokenForge : IDisposable
{
    /// <summary>What the issuers must be configured with: ID tokens of the beginning stay good to the end of a run.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24);

    private const string KeyId = "bench-1";
    private const int DistinctTimes = 3000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private readonly RSA key = RSA.Create(2048);

    /// <summary>All are signed as of one moment: Google's would not differ otherwise when two were signed at different ones.</summary>
    private readonly DateTimeOffset now = DateTimeOffset.UtcNow;
    private readonly string header = Encode($$"""{"typ":"JWT","alg":"RS256","kid":"{{KeyId}}"}""");
    private readonly Dictionary<CiProvider, string> templates;
    private readonly ThreadLocal<RSA> signers;
    private int serial;

    /// <param name="issuers">The address below which each provider has its issuer.</param>
    /// <param name="audience">What the ID tokens are for.</param>
    public IdTokenForge(Uri issuers, string audience)
    {
        templates = CiProvider.All.ToDictionary(provider => provider, provider => provider.ClaimsTemplate(IssuerOf(issuers, provider), audience));
        var parameters = key.ExportParameters(includePrivateParameters: true);
        signers = new ThreadLocal<RSA>(() => RSA.Create(parameters), trackAllValues: true);
    }

    public static string IssuerOf(Uri issuers, CiProvider provider) => $"{issuers.GetLeftPart(UriPartial.Authority)}/{provider.Name}";

    /// <summary>RFC 7517 §5.</summary>
    public JsonObject KeySet()
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["alg"] = "RS256",
                ["use"] = "sig",
                ["kid"] = KeyId,
                ["n"] = Base64Url.EncodeToString(parameters.Modulus),
                ["e"] = Base64Url.EncodeToString(parameters.Exponent),
            }),
        };
    }

    /// <param name="count">How many.</param>
    /// <param name="publisherOf">The publisher's number for each of 0, 1, 2 …</param>
    public string[] Sign(int count, Func<int, int> publisherOf)
    {
        var first = Interlocked.Add(ref serial, count) - count;
        var signed = new string[count];
        Parallel.For(0, count, i => signed[i] = Sign(publisherOf(i), first + i));
        return signed;
    }

    public void Dispose()
    {
        foreach (var signer in signers.Values)
        {
            signer.Dispose();
        }

        signers.Dispose();
        key.Dispose();
    }

    private string Sign(int publisher, int number)
    {
        // Google's have no id: those of one account differ by their times alone.
        var issuedAt = now.ToUnixTimeSeconds() - 60 - (number % DistinctTimes);
        var expiresAt = issuedAt + (long)Lifetime.TotalSeconds + (number / DistinctTimes);
        var tokenId = string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-9000-{number:D12}");
        var claims = CiProvider.Fill(templates[CiProvider.Of(publisher)], publisher).Replace("{t}", tokenId, StringComparison.Ordinal);
        var payload = string.Create(CultureInfo.InvariantCulture, $"{claims},\"iat\":{issuedAt},\"nbf\":{issuedAt - 5},\"exp\":{expiresAt}}}");
        var signingInput = $"{header}.{Encode(payload)}";
        var signature = signers.Value!.SignData(Encoding.ASCII.GetBytes(signingInput), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signingInput}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
