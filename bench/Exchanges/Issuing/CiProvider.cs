using System.Globalization;
using System.Text.Json.Nodes;
using TrustedPublishing.CiSimulator.Claims;

namespace TrustedPublishing.Bench.Exchanges.Issuing;

/// <summary>
/// One of the four providers as the load sees it: what the publisher with the number n is registered with, and what ID tokens of
/// its jobs claim. <c>{n}</c> stands for the number, <c>{p}</c> for the same with twelve digits.
/// </summary>
internal sealed record CiProvider
{
    private const string Uuid = "00000000-0000-4000-8000-{p}";

    public required string Name { get; init; }

    /// <summary>Of the registration, by name.</summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    /// <summary>The immutable ids by claim: a registration that is pinned needs no call to be matched.</summary>
    public required IReadOnlyDictionary<string, string> Ids { get; init; }

    /// <summary>Claims beside the ids that the simulator is told; all others follow from them.</summary>
    public required IReadOnlyDictionary<string, string> Claims { get; init; }

    public static IReadOnlyList<CiProvider> All { get; } =
    [
        new()
        {
            Name = "github",
            Fields = Values(("repository_owner", "octo-{n}"), ("repository_name", "sample-{n}"), ("workflow_filename", "release.yml"), ("environment", "pypi")),
            Ids = Values(("repository_owner_id", "10{n}"), ("repository_id", "20{n}")),
            Claims = Values(("repository", "octo-{n}/sample-{n}")),
        },
        new()
        {
            Name = "gitlab",
            Fields = Values(("namespace", "octo-{n}"), ("project", "sample-{n}"), ("workflow_filepath", ".gitlab-ci.yml"), ("environment", "pypi")),
            Ids = Values(("namespace_id", "10{n}"), ("project_id", "20{n}")),
            Claims = Values(("project_path", "octo-{n}/sample-{n}")),
        },
        new()
        {
            Name = "google",
            Fields = Values(("email", "publisher-{n}@sampleproject.iam.gserviceaccount.com")),
            Ids = Values(("sub", "100000000{p}")),
            Claims = Values(("email", "publisher-{n}@sampleproject.iam.gserviceaccount.com")),
        },
        new()
        {
            Name = "activestate",
            Fields = Values(("organization", "octo-{n}"), ("project", "sample-{n}"), ("actor", "octavia-{n}")),
            Ids = Values(("organization_id", Uuid), ("project_id", Uuid), ("actor_id", Uuid)),
            Claims = Values(("organization", "octo-{n}"), ("project", "sample-{n}"), ("actor", "octavia-{n}")),
        },
    ];

    /// <summary>The provider of the publisher with this number: they take turns.</summary>
    public static CiProvider Of(int publisher) => All[publisher % All.Count];

    public static string Fill(string text, int publisher) => text
        .Replace("{n}", publisher.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{p}", publisher.ToString("D12", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public static JsonObject Filled(IReadOnlyDictionary<string, string> values, int publisher) =>
        new(values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)Fill(value.Value, publisher))));

    /// <summary>All claims but the times, as JSON without its last brace; <c>{t}</c> stands for the id of the ID token.</summary>
    public string ClaimsTemplate(string issuer, string audience)
    {
        var overrides = new JsonObject();
        foreach (var (name, value) in Claims.Concat(Ids))
        {
            overrides[name] = value;
        }

        var profile = ProviderProfile.All.Single(one => one.Name == Name);
        var set = new ClaimSet(overrides);
        profile.Describe(set, new IssuedBy(issuer, audience, DateTimeOffset.UnixEpoch));
        var claims = set.Complete();
        foreach (var time in (string[])["iat", "nbf", "exp"])
        {
            claims.Remove(time);
        }

        if (claims.ContainsKey("jti"))
        {
            claims["jti"] = "{t}";
        }

        return claims.ToJsonString()[..^1];
    }

    private static Dictionary<string, string> Values(params (string Name, string Value)[] values) =>
        values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal);
}
