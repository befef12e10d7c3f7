using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Reading;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Formats;

/// <summary>An entry as an event of the Open Cybersecurity Schema Framework; <c>docs/audit-streams.md</c> has the table of what becomes what.</summary>
internal static class OcsfEvent
{
    /// <summary>The version of the schema that the events follow.</summary>
    public const string SchemaVersion = "1.2.0";

    private static readonly string ProductVersion = typeof(OcsfEvent).Assembly.GetName().Version!.ToString(3);

    /// <param name="entry">The entry.</param>
    /// <param name="origin">The log's origin.</param>
    public static JsonObject Of(EntryDocument entry, string origin)
    {
        var what = entry.Type switch
        {
            nameof(TokenMinted) or nameof(TokenExchangeDenied) or nameof(ExchangeRefusalsSummarised) => OcsfAuthentication.Of(entry),
            nameof(ProducerSequenceGap) or nameof(ProducerSequenceRepeated) or nameof(RecordUnreadable) or nameof(AlertRaised) => OcsfFinding.Of(entry),
            _ => OcsfApiActivity.Of(entry),
        };
        what["time"] = Milliseconds(entry.OccurredAt);
        what["message"] = entry.Summary;
        what["metadata"] = Metadata(entry, origin);
        what["unmapped"] = new JsonObject
        {
            ["index"] = entry.Index,
            ["leaf_hash"] = entry.LeafHash,
            ["producer"] = entry.Producer,
            ["producer_sequence"] = entry.Sequence,
            ["body"] = JsonObject.Create(entry.Body),
            ["personal"] = new JsonObject(entry.Personal.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value.Value))),
        };
        return what;
    }

    /// <summary>The last line of an export: it is an event, too.</summary>
    public static JsonObject Completed(ExportEnd end, string origin, DateTimeOffset now) => Add(Classified(6003, 6, 2, severity: 1, isSuccess: true), new JsonObject
    {
        ["actor"] = System("audit"),
        ["api"] = new JsonObject { ["operation"] = ExportEnd.Type, ["service"] = new JsonObject { ["name"] = "audit" } },
        ["src_endpoint"] = new JsonObject { ["svc_name"] = "audit" },
        ["time"] = now.ToUnixTimeMilliseconds(),
        ["message"] = string.Create(CultureInfo.InvariantCulture, $"Export of {end.Entries} entries completed"),
        ["metadata"] = new JsonObject { ["version"] = SchemaVersion, ["product"] = Product(), ["log_name"] = origin, ["event_code"] = ExportEnd.Type },
        ["unmapped"] = new JsonObject { ["export"] = JsonSerializer.SerializeToNode(end, ExportJson.Default.ExportEnd) },
    });

    internal static JsonObject Classified(int classUid, int category, int activity, int severity, bool isSuccess) => new()
    {
        ["class_uid"] = classUid,
        ["category_uid"] = category,
        ["activity_id"] = activity,
        ["type_uid"] = (classUid * 100) + activity,
        ["severity_id"] = severity,
        ["status_id"] = isSuccess ? 1 : 2,
        ["status"] = isSuccess ? "Success" : "Failure",
    };

    /// <summary>Adds what is there; what is null is not known.</summary>
    internal static JsonObject Add(JsonObject to, JsonObject members)
    {
        foreach (var (name, value) in members.Where(member => member.Value is not null).ToList())
        {
            members.Remove(name);
            to[name] = value;
        }
        return to;
    }

    /// <summary>A service of the authority that does something by itself.</summary>
    internal static JsonObject System(string service) => new() { ["user"] = new JsonObject { ["name"] = service, ["type_id"] = 3, ["type"] = "System" } };

    internal static long Milliseconds(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();

    /// <summary>A string member, from wherever it is; null if it is not there.</summary>
    internal static string? Text(JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return null;
            }
        }
        return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
    }

    private static JsonObject Metadata(EntryDocument entry, string origin) => Add(new JsonObject(), new JsonObject
    {
        ["version"] = SchemaVersion,
        ["product"] = Product(),
        ["uid"] = entry.RecordId,
        ["event_code"] = entry.Type,
        ["correlation_uid"] = entry.TraceId,
        ["log_name"] = origin,
        ["sequence"] = entry.Index,
        ["original_time"] = entry.OccurredAt,
        ["logged_time"] = Milliseconds(entry.AppendedAt),
    });

    private static JsonObject Product() => new() { ["name"] = "Trusted Publishing", ["vendor_name"] = "Trusted Publishing", ["version"] = ProductVersion };
}
