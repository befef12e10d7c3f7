using System.Text.Json;
using TrustedPublishing.PublisherConfig.Publishers.Pinning;

namespace TrustedPublishing.PublisherConfig.Publishers.Lookup;

/// <summary>What a provider's API is asked for the ids behind the names of a registration, and how its answer is read. Pure.</summary>
/// <param name="Path">Below the address of the API.</param>
/// <param name="Read">The ids in an answer; null if it is about something else.</param>
internal sealed record IdQuestion(string Path, Func<JsonElement, IReadOnlyDictionary<string, string>?> Read)
{
    /// <summary>Null where the provider has no API that tells all ids to everybody.</summary>
    public static IdQuestion? For(string provider, IReadOnlyDictionary<string, string> fields) => provider switch
    {
        "github" => GitHub(fields["repository_owner"], fields["repository_name"]),
        "gitlab" => GitLab($"{fields["namespace"]}/{fields["project"]}"),
        _ => null,
    };

    public static bool IsAskedOf(string provider) => provider is "github" or "gitlab";

    /// <summary><c>GET /repos/{owner}/{repo}</c> → <c>{"id":2002,"full_name":"octo-org/sampleproject","owner":{"id":1001}}</c></summary>
    private static IdQuestion GitHub(string owner, string name) => new(
        $"repos/{Uri.EscapeDataString(owner)}/{Uri.EscapeDataString(name)}",
        answer => Names(answer, "full_name", $"{owner}/{name}") && Id(answer, "id") is { } repository && Id(Member(answer, "owner"), "id") is { } account
            ? new Dictionary<string, string> { ["repository_owner_id"] = account, ["repository_id"] = repository }
            : null);

    /// <summary><c>GET /projects/{path}</c> → <c>{"id":20,"path_with_namespace":"grp/sub/proj","namespace":{"id":72}}</c></summary>
    private static IdQuestion GitLab(string path) => new(
        $"projects/{Uri.EscapeDataString(path)}",
        answer => Names(answer, "path_with_namespace", path) && Id(answer, "id") is { } project && Id(Member(answer, "namespace"), "id") is { } group
            ? new Dictionary<string, string> { ["namespace_id"] = group, ["project_id"] = project }
            : null);

    /// <summary>An answer about a repository of another name is about one that was renamed.</summary>
    private static bool Names(JsonElement answer, string member, string expected) =>
        Member(answer, member) is { ValueKind: JsonValueKind.String } name && string.Equals(name.GetString(), expected, StringComparison.OrdinalIgnoreCase);

    /// <summary>The APIs write as numbers what the claims write as text.</summary>
    private static string? Id(JsonElement parent, string member) =>
        Member(parent, member) is { ValueKind: JsonValueKind.Number } id ? ImmutableIds.Number(id.GetRawText()) : null;

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;
}
