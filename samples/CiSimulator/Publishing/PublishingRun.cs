using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.CiSimulator.Issuers;

namespace TrustedPublishing.CiSimulator.Publishing;

/// <summary>One job that was published, step by step, as the page shows it.</summary>
/// <param name="Header">The ID token's JOSE header, indented.</param>
/// <param name="Claims">The ID token's claims, indented.</param>
/// <param name="Digest">By which the audit log knows the ID token: SHA-256 of its signing input, lower-case hex.</param>
/// <param name="Answer">What the gateway said.</param>
public sealed record PublishingRun(string Header, string Claims, string Digest, GatewayAnswer Answer)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static async Task<PublishingRun> StartAsync(SimulatedIssuer issuer, JsonObject overrides, Gateway gateway, CancellationToken cancellationToken)
    {
        var idToken = issuer.Issue(overrides);
        var parts = idToken.Split('.');
        var digest = SHA256.HashData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
        var answer = await gateway.ExchangeAsync(idToken, cancellationToken);
        return new PublishingRun(Show(parts[0]), Show(parts[1]), Convert.ToHexStringLower(digest), answer);
    }

    private static string Show(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.ToJsonString(Indented);
}
