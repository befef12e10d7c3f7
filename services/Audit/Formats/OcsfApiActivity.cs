using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.Audit.Reading;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Formats;

/// <summary>Class 6003: what owners, operators, registries and the services themselves change. A type that has no line here is one of these, too.</summary>
internal static class OcsfApiActivity
{
    private const int Create = 1;
    private const int Read = 2;
    private const int Update = 3;
    private const int Delete = 4;
    private const int Other = 99;
    private const int Informational = 1;
    private const int Medium = 3;
    private const int High = 4;

    public static JsonObject Of(EntryDocument entry)
    {
        var (activity, severity) = entry.Type switch
        {
            nameof(ProjectCreated) or nameof(PublisherAdded) => (Create, Informational),
            nameof(PublisherRemoved) => (Delete, Informational),
            nameof(PublisherPinned) or nameof(ProviderKeysChanged) => (Update, Informational),
            nameof(ProviderKeysUnavailable) => (Read, Medium),
            nameof(TokenRevoked) => (Delete, OcsfEvent.Text(entry.Body, "cause") == "leaked" ? High : Informational),
            nameof(TokensRevoked) => (Delete, High),
            nameof(EmergencySwitchChanged) => (Update, High),
            _ => (Other, Informational),
        };
        var isSuccess = entry.Type != nameof(ProviderKeysUnavailable);
        return OcsfEvent.Add(OcsfEvent.Classified(6003, 6, activity, severity, isSuccess), new JsonObject
        {
            ["status_code"] = isSuccess ? null : OcsfEvent.Text(entry.Body, "reason"),
            ["actor"] = OcsfEvent.Text(entry.Body, "by") is { } by ? new JsonObject { ["user"] = new JsonObject { ["name"] = by, ["type_id"] = 99, ["type"] = "Other" } } : OcsfEvent.System(entry.Producer),
            ["api"] = new JsonObject { ["operation"] = entry.Type, ["service"] = new JsonObject { ["name"] = entry.Producer } },
            // The network address of who asked is not in the log; the service that was asked is.
            ["src_endpoint"] = new JsonObject { ["svc_name"] = entry.Producer },
            ["resources"] = Resources(entry.Body) is { Count: > 0 } resources ? resources : null,
        });
    }

    /// <summary>What the entry names; empty if it names nothing.</summary>
    internal static JsonArray Resources(JsonElement body)
    {
        var resources = new JsonArray();
        foreach (var project in Projects(body))
        {
            Add("project", OcsfEvent.Text(project, "id"), OcsfEvent.Text(project, "name"));
        }
        Add("trusted publisher", OcsfEvent.Text(body, "publisher_id"), null);
        Add("api token", OcsfEvent.Text(body, "token_id"), null);
        Add("emergency switch", OcsfEvent.Text(body, "switch_id"), OcsfEvent.Text(body, "kind"));
        Add("issuer", null, OcsfEvent.Text(body, "issuer"));
        return resources;

        void Add(string type, string? uid, string? name)
        {
            if (uid is not null || name is not null)
            {
                resources.Add((JsonNode)OcsfEvent.Add(new JsonObject { ["type"] = type }, new JsonObject { ["uid"] = uid, ["name"] = name }));
            }
        }
    }

    private static IEnumerable<JsonElement> Projects(JsonElement body)
    {
        if (body.TryGetProperty("project", out var project) && project.ValueKind == JsonValueKind.Object)
        {
            return [project];
        }
        return body.TryGetProperty("projects", out var projects) && projects.ValueKind == JsonValueKind.Array ? projects.EnumerateArray() : [];
    }
}
