using System.Text.Json;

namespace TrustedPublishing.Bench.Bound;

/// <summary>What the bench tells this host.</summary>
/// <param name="Audience">What the ID tokens are for.</param>
/// <param name="Publishers">Those that the bench's ID tokens speak for.</param>
/// <param name="AnswerLength">The length of the bound's answer, in bytes.</param>
/// <param name="Key">The one key that all issuers sign with, as a JWK.</param>
internal sealed record BoundSettings(string Audience, IReadOnlyList<BoundPublisher> Publishers, int AnswerLength, JsonElement Key)
{
    public static async Task<BoundSettings> ReadAsync(IConfiguration configuration)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Required(configuration, "ISSUERS")) };
        var keys = await client.GetFromJsonAsync<JsonElement>(new Uri("/github/jwks", UriKind.Relative));
        var publishers = await client.GetFromJsonAsync<IReadOnlyList<BoundPublisher>>(new Uri("/publishers", UriKind.Relative));
        return new BoundSettings(
            Required(configuration, "AUDIENCE"),
            publishers!,
            configuration.GetValue("ANSWER_LENGTH", 600),
            keys.GetProperty("keys")[0]);
    }

    private static string Required(IConfiguration configuration, string name) =>
        configuration[name] ?? throw new InvalidOperationException($"The environment variable {name} is missing.");
}

/// <summary>A registration as the bench's own issuers tell it.</summary>
internal sealed record BoundPublisher(
    string Provider, string Issuer, Dictionary<string, string?> Fields, Dictionary<string, string> PinnedIds);
