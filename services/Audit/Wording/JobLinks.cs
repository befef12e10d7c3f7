using System.Text.Json;

namespace TrustedPublishing.Audit.Wording;

/// <summary>An address at the CI provider, for people.</summary>
public sealed record JobLink(string Text, Uri Address);

/// <summary>
/// Where repository, commit and run of a job are to be seen. What a job claims is anything: an address is made only of what has the shape of
/// such a part, at the host that belongs to the issuer.
/// </summary>
internal static class JobLinks
{
    private const string GitHubIssuer = "https://token.actions.githubusercontent.com";
    private const string EnterpriseServerSuffix = "/_services/token";

    /// <param name="provider">For example <c>github</c>.</param>
    /// <param name="issuer">The ID token's.</param>
    /// <param name="claims">What the entry has of its claims, in clear.</param>
    public static IReadOnlyList<JobLink> Of(string? provider, string? issuer, IReadOnlyDictionary<string, string> claims) => provider switch
    {
        "github" => GitHub(issuer, claims),
        "gitlab" => GitLab(issuer, claims),
        _ => [],
    };

    /// <summary>Of an entry; empty for one that is about no job.</summary>
    public static IReadOnlyList<JobLink> Of(JsonElement body, IReadOnlyDictionary<string, string> personal)
    {
        if (!body.TryGetProperty("claims", out var plain) || plain.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var claims = plain.EnumerateObject().Where(claim => claim.Value.ValueKind == JsonValueKind.String)
            .Select(claim => KeyValuePair.Create(claim.Name, claim.Value.GetString()!))
            .Concat(personal)
            .GroupBy(claim => claim.Key, StringComparer.Ordinal)
            .ToDictionary(claim => claim.Key, claim => claim.First().Value, StringComparer.Ordinal);
        return Of(Text(body, "provider"), Text(body, "issuer"), claims);
    }

    private static List<JobLink> GitHub(string? issuer, IReadOnlyDictionary<string, string> claims) =>
        GitHubServer(issuer) is { } server && Path(claims, "repository", least: 2, most: 2) is { } repository
            ? Links(server, repository, [
                ("Commit", "commit", Hex(claims, "sha")),
                ("Run", "actions/runs", Digits(claims, "run_id")),
            ])
            : [];

    private static List<JobLink> GitLab(string? issuer, IReadOnlyDictionary<string, string> claims) =>
        Https(issuer) is { AbsolutePath: "/" } server && Path(claims, "project_path", least: 2, most: 20) is { } project
            ? Links(server, project, [
                ("Commit", "-/commit", Hex(claims, "sha")),
                ("Pipeline", "-/pipelines", Digits(claims, "pipeline_id")),
                ("Job", "-/jobs", Digits(claims, "job_id")),
            ])
            : [];

    private static List<JobLink> Links(Uri server, string repository, IEnumerable<(string Text, string Path, string? Id)> parts) =>
    [
        new("Repository", new Uri(server, repository)),
        .. parts.Where(part => part.Id is not null).Select(part => new JobLink(part.Text, new Uri(server, $"{repository}/{part.Path}/{part.Id}"))),
    ];

    /// <summary>GitHub has one issuer for its own jobs, with the enterprise behind it if that has its own; each Enterprise Server has one below its address.</summary>
    private static Uri? GitHubServer(string? issuer) =>
        issuer == GitHubIssuer || issuer?.StartsWith($"{GitHubIssuer}/", StringComparison.Ordinal) == true ? new Uri("https://github.com/")
        : issuer?.EndsWith(EnterpriseServerSuffix, StringComparison.Ordinal) == true ? Https(issuer[..^EnterpriseServerSuffix.Length])
        : null;

    private static Uri? Https(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0 ? uri : null;

    private static string? Path(IReadOnlyDictionary<string, string> claims, string name, int least, int most)
    {
        var parts = claims.GetValueOrDefault(name)?.Split('/') ?? [];
        return parts.Length >= least && parts.Length <= most && parts.All(IsName) ? string.Join('/', parts) : null;
    }

    private static bool IsName(string part) => part is not ("" or "." or "..") && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static string? Hex(IReadOnlyDictionary<string, string> claims, string name) =>
        claims.GetValueOrDefault(name) is { Length: 40 or 64 } text && text.All(char.IsAsciiHexDigit) ? text : null;

    private static string? Digits(IReadOnlyDictionary<string, string> claims, string name) =>
        claims.GetValueOrDefault(name) is { Length: > 0 and <= 20 } text && text.All(char.IsAsciiDigit) ? text : null;

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
