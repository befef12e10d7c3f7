using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.Audit.Entries;
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
            nameof(ProjectCreated) or nameof(PublisherAdded) or nameof(AuditorTokenIssued) or nameof(WebhookAdded) or nameof(InvitationIssued) => (Create, Informational),
            nameof(PublisherRemoved) or nameof(AuditorTokenRevoked) or nameof(WebhookRemoved) or nameof(PersonalValuesErased) or nameof(InvitationWithdrawn) => (Delete, Informational),
            nameof(AuditLogRead) => (Read, Informational),
            nameof(AuditorTokenRefused) => (Read, Medium),
            nameof(PublisherPinned) or nameof(ProviderKeysChanged) or nameof(LogKeysChanged) or nameof(WebhookSecretRotated) or nameof(ProjectMemberChanged) => (Update, Informational),
            nameof(ProviderKeysUnavailable) => (Read, Medium),
            nameof(TokenRevoked) => (Delete, OcsfEvent.Text(entry.Body, "cause") == "leaked" ? High : Informational),
            nameof(TokensRevoked) => (Delete, High),
            nameof(EmergencySwitchChanged) => (Update, High),
            _ => (Other, Informational),
        };
        var isSuccess = entry.Type is not (nameof(ProviderKeysUnavailable) or nameof(AuditorTokenRefused));
        var by = OcsfEvent.Text(entry.Body, "by") ?? OcsfEvent.Text(entry.Body, "reader");
        return OcsfEvent.Add(OcsfEvent.Classified(6003, 6, activity, severity, isSuccess), new JsonObject
        {
            ["status_code"] = isSuccess ? null : OcsfEvent.Text(entry.Body, "reason"),
            ["actor"] = by is not null ? new JsonObject { ["user"] = new JsonObject { ["name"] = by, ["type_id"] = 99, ["type"] = "Other" } } : OcsfEvent.System(entry.Producer),
            ["api"] = new JsonObject { ["operation"] = entry.Type, ["service"] = new JsonObject { ["name"] = entry.Producer } },
            ["src_endpoint"] = OcsfEvent.Add(new JsonObject { ["svc_name"] = entry.Producer }, new JsonObject { ["ip"] = SourceAddress(entry) }),
            ["resources"] = Resources(entry.Body, entry.Producer == EntryTypes.Audit ? "auditor token" : "api token") is { Count: > 0 } resources ? resources : null,
        });
    }

    /// <summary>What the entry names; empty if it names nothing.</summary>
    /// <param name="body">The entry's.</param>
    /// <param name="token">What kind of token its <c>token_id</c> is.</param>
    internal static JsonArray Resources(JsonElement body, string token = "api token")
    {
        var resources = new JsonArray();
        foreach (var project in Projects(body))
        {
            Add("project", OcsfEvent.Text(project, "id"), OcsfEvent.Text(project, "name"));
        }
        Add("trusted publisher", OcsfEvent.Text(body, "publisher_id"), null);
        Add(token, OcsfEvent.Text(body, "token_id"), null);
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

    /// <summary>Only who reads the log is told of by address; of all others the log has none.</summary>
    private static string? SourceAddress(EntryDocument entry) =>
        entry.Personal.TryGetValue("source_address", out var address) && IPAddress.TryParse(address.Value, out var ip) ? ip.ToString() : null;

    private static IEnumerable<JsonElement> Projects(JsonElement body)
    {
        if (body.TryGetProperty("project", out var project) && project.ValueKind == JsonValueKind.Object)
        {
            return [project];
        }
        return body.TryGetProperty("projects", out var projects) && projects.ValueKind == JsonValueKind.Array ? projects.EnumerateArray() : [];
    }
}
