using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TrustedPublishing.Audit.Alerts;

/// <summary>An entry as the rules see it.</summary>
/// <param name="Index">Where it stands.</param>
/// <param name="Type">Its type.</param>
/// <param name="At">When it happened.</param>
/// <param name="AppendedAt">When it came into the log.</param>
/// <param name="Body">Its body, digests in the place of personal values.</param>
internal sealed record SeenEntry(long Index, string Type, DateTimeOffset At, DateTimeOffset AppendedAt, JsonElement Body)
{
    /// <summary>The message, if it is one of this type; null also for an old message that has another shape now.</summary>
    public T? As<T>(JsonTypeInfo<T> json)
        where T : class
    {
        if (Type != typeof(T).Name)
        {
            return null;
        }

        try
        {
            return Body.Deserialize(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
