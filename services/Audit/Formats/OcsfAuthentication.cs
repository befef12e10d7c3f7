using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.Audit.Reading;
using TrustedPublishing.Audit.Wording;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Formats;

/// <summary>Class 3002: a CI job logs on with its ID token, and the API token is its session.</summary>
internal static class OcsfAuthentication
{
    private const int ClassUid = 3002;
    private const int Category = 3;
    private const int Logon = 1;
    private const int OpenId = 4;

    // Somebody holds what is not theirs, or held: a name that changed hands, an ID token that was used.
    private static readonly string[] Severe = ["pinned_id_mismatch", "already_used"];

    public static JsonObject Of(EntryDocument entry) => entry.Type switch
    {
        nameof(TokenMinted) => Minted(entry),
        nameof(TokenExchangeDenied) => Denied(entry),
        _ => Summarised(entry),
    };

    private static JsonObject Minted(EntryDocument entry) => OcsfEvent.Add(Logged(entry, severity: 1, isSuccess: true), new JsonObject
    {
        ["session"] = new JsonObject
        {
            ["uid"] = OcsfEvent.Text(entry.Body, "token_id"),
            ["issuer"] = OcsfEvent.Text(entry.Body, "issuer"),
            ["created_time"] = Time(entry.Body, "issued_at"),
            ["expiration_time"] = Time(entry.Body, "expires_at"),
        },
    });

    private static JsonObject Denied(EntryDocument entry)
    {
        var reason = OcsfEvent.Text(entry.Body, "reason");
        return OcsfEvent.Add(Logged(entry, Severe.Contains(reason, StringComparer.Ordinal) ? 4 : 2, isSuccess: false), new JsonObject
        {
            ["status_code"] = reason,
            ["status_detail"] = entry.Summary,
        });
    }

    /// <summary>Whoever they were, nothing proves it.</summary>
    private static JsonObject Summarised(EntryDocument entry)
    {
        var counts = entry.Body.TryGetProperty("counts", out var all) && all.ValueKind == JsonValueKind.Array ? all.EnumerateArray().ToList() : [];
        return OcsfEvent.Add(OcsfEvent.Classified(ClassUid, Category, Logon, severity: 2, isSuccess: false), new JsonObject
        {
            ["user"] = new JsonObject { ["name"] = "(not verified)", ["type_id"] = 0, ["type"] = "Unknown" },
            ["service"] = new JsonObject { ["name"] = entry.Producer },
            ["auth_protocol_id"] = OpenId,
            ["auth_protocol"] = "OpenID",
            ["is_remote"] = true,
            ["count"] = counts.Sum(count => count.TryGetProperty("count", out var number) && number.TryGetInt64(out var refusals) ? refusals : 0),
            ["start_time"] = Time(entry.Body, "from"),
            ["end_time"] = Time(entry.Body, "until"),
            ["status_detail"] = entry.Summary,
        });
    }

    private static JsonObject Logged(EntryDocument entry, int severity, bool isSuccess) =>
        OcsfEvent.Add(OcsfEvent.Classified(ClassUid, Category, Logon, severity, isSuccess), new JsonObject
        {
            ["user"] = User(entry),
            ["actor"] = Actor(entry),
            ["service"] = new JsonObject { ["name"] = OcsfEvent.Text(entry.Body, "target") ?? entry.Producer },
            ["auth_protocol_id"] = OpenId,
            ["auth_protocol"] = "OpenID",
            ["is_remote"] = true,
        });

    /// <summary>The identity that the ID token proves: the job's, not that of the person who started it.</summary>
    private static JsonObject User(EntryDocument entry) => OcsfEvent.Add(new JsonObject(), new JsonObject
    {
        ["name"] = Identity.OfClaims(
            OcsfEvent.Text(entry.Body, "provider") ?? "",
            Strings(entry.Body, "claims"),
            Strings(entry.Body, "personal"),
            entry.Personal.ToDictionary(value => value.Key, value => value.Value.Value, StringComparer.Ordinal)),
        ["uid"] = Claim(entry, "repository_id") ?? Claim(entry, "project_id") ?? Claim(entry, "sub"),
        ["domain"] = OcsfEvent.Text(entry.Body, "issuer"),
        ["type_id"] = 3,
        ["type"] = "System",
    });

    /// <summary>Who started the job, where the provider says so.</summary>
    private static JsonObject? Actor(EntryDocument entry)
    {
        var user = OcsfEvent.Add(new JsonObject(), new JsonObject
        {
            ["name"] = Claim(entry, "actor") ?? Claim(entry, "user_login"),
            ["uid"] = Claim(entry, "actor_id") ?? Claim(entry, "user_id"),
        });
        if (user.Count == 0)
        {
            return null;
        }
        user["type_id"] = 1;
        user["type"] = "User";
        return new JsonObject { ["user"] = user };
    }

    private static string? Claim(EntryDocument entry, string name) =>
        entry.Personal.TryGetValue(name, out var personal) ? personal.Value : OcsfEvent.Text(entry.Body, "claims", name);

    private static JsonNode? Time(JsonElement body, string name) =>
        body.TryGetProperty(name, out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var at) ? at.ToUnixTimeMilliseconds() : null;

    private static Dictionary<string, string> Strings(JsonElement body, string name) =>
        body.TryGetProperty(name, out var members) && members.ValueKind == JsonValueKind.Object
            ? members.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String).ToDictionary(member => member.Name, member => member.Value.GetString()!, StringComparer.Ordinal)
            : [];
}
