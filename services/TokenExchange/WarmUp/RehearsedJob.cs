using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrustedPublishing.TokenExchange.Publishers;

namespace TrustedPublishing.TokenExchange.WarmUp;

/// <summary>
/// A CI job that does not exist, of an issuer that nobody can have (RFC 2606 reserves its name), with the issuer's key and the publisher
/// that it matches. It also plays JwksCache, which is asked for the key.
/// </summary>
internal sealed class RehearsedJob : HttpMessageHandler, IHttpClientFactory
{
    public const string Issuer = "https://rehearsal.invalid";
    public const string Provider = "github";

    public const string KeyId = "rehearsal";

    private static readonly Uri Anywhere = new(Issuer);

    // Making one takes longer than all the rest.
    private static readonly Lazy<RSA> Key = new(() => RSA.Create(2048));

    private readonly string audience;
    private readonly DateTimeOffset now;

    public RehearsedJob(string audience, DateTimeOffset now) => (this.audience, this.now) = (audience, now);

    public static FeedEntry Publisher { get; } = new()
    {
        Id = Guid.CreateVersion7(),
        Revision = 1,
        Provider = Provider,
        Issuer = Issuer,
        Fields = new()
        {
            ["repository_owner"] = "rehearsal",
            ["repository_name"] = "rehearsal",
            ["workflow_filename"] = "release.yml",
            ["environment"] = "release",
        },
        PinnedIds = new() { ["repository_owner_id"] = "1", ["repository_id"] = "2" },
        Projects = [new FeedProject { Id = Guid.CreateVersion7(), Name = "rehearsal", NormalizedName = "rehearsal" }],
    };

    /// <summary>The body of an exchange of an ID token that was not used before.</summary>
    public byte[] Request()
    {
        var signed = $"{Encode($$"""{"typ":"JWT","alg":"RS256","kid":"{{KeyId}}"}""")}.{Encode(JsonSerializer.Serialize(Claims()))}";
        var signature = Key.Value.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return Encoding.ASCII.GetBytes($$"""{"token":"{{signed}}.{{Encode(signature)}}"}""");
    }

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false) { BaseAddress = Anywhere };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // As over a network: who asks has to wait.
        await Task.Yield();
        var key = Key.Value.ExportParameters(includePrivateParameters: false);
        var answer = $$"""
            {
              "issuer": "{{Issuer}}",
              "jwk": { "kty": "RSA", "alg": "RS256", "use": "sig", "kid": "{{KeyId}}", "n": "{{Encode(key.Modulus!)}}", "e": "{{Encode(key.Exponent!)}}" }
            }
            """;
        var content = new StringContent(answer, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    private static string Encode(string json) => Encode(Encoding.UTF8.GetBytes(json));

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private Dictionary<string, object> Claims() => new()
    {
        ["jti"] = Guid.NewGuid().ToString(),
        ["iss"] = Issuer,
        ["aud"] = audience,
        ["sub"] = "repo:rehearsal/rehearsal:environment:release",
        ["iat"] = now.ToUnixTimeSeconds(),
        ["nbf"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        ["repository"] = "rehearsal/rehearsal",
        ["repository_id"] = "2",
        ["repository_owner"] = "rehearsal",
        ["repository_owner_id"] = "1",
        ["repository_visibility"] = "private",
        ["actor"] = "rehearsal",
        ["actor_id"] = "3",
        ["ref"] = "refs/tags/v1",
        ["ref_type"] = "tag",
        ["sha"] = new string('0', 40),
        ["event_name"] = "push",
        ["environment"] = "release",
        ["workflow"] = "release",
        ["workflow_ref"] = "rehearsal/rehearsal/.github/workflows/release.yml@refs/tags/v1",
        ["workflow_sha"] = new string('0', 40),
        ["job_workflow_ref"] = "rehearsal/rehearsal/.github/workflows/release.yml@refs/tags/v1",
        ["job_workflow_sha"] = new string('0', 40),
        ["run_id"] = "4",
        ["run_number"] = "1",
        ["run_attempt"] = "1",
        ["runner_environment"] = "github-hosted",
    };
}
