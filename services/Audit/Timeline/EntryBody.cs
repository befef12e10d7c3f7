using System.Text.Encodings.Web;
using System.Text.Json;

namespace TrustedPublishing.Audit.Timeline;

/// <summary>A body as people read it.</summary>
internal static class EntryBody
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        // The page encodes for HTML; a second encoding would only make names unreadable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Indented(JsonElement body) => JsonSerializer.Serialize(body, Options);
}
