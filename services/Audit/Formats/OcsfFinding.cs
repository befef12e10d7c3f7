using System.Text.Json.Nodes;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Formats;

/// <summary>Class 2004: what Audit finds wrong with what it is told, and alerts.</summary>
internal static class OcsfFinding
{
    private const int High = 4;
    private const int Create = 1;

    public static JsonObject Of(EntryDocument entry)
    {
        var finding = OcsfEvent.Classified(2004, 2, Create, High, isSuccess: true);
        // Of a finding, the status is how far somebody has come with it.
        finding["status_id"] = 1;
        finding["status"] = "New";
        return OcsfEvent.Add(finding, new JsonObject
        {
            ["finding_info"] = new JsonObject
            {
                ["uid"] = entry.RecordId,
                ["title"] = entry.Type,
                ["desc"] = entry.Summary,
                ["types"] = new JsonArray(OcsfEvent.Text(entry.Body, "rule") ?? entry.Type),
                ["created_time"] = OcsfEvent.Milliseconds(entry.OccurredAt),
            },
            ["status_code"] = OcsfEvent.Text(entry.Body, "reason"),
            ["resources"] = Resources(entry) is { Count: > 0 } resources ? resources : null,
        });
    }

    private static JsonArray Resources(EntryDocument entry) => OcsfEvent.Text(entry.Body, "of") is { } of
        ? new JsonArray(new JsonObject { ["type"] = "service", ["name"] = of })
        : OcsfApiActivity.Resources(entry.Body);
}
