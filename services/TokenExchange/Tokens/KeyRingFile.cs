using System.Text.Json;
using System.Text.Json.Serialization;
using TrustedPublishing.ServiceDefaults.Secrets;

namespace TrustedPublishing.TokenExchange.Tokens;

/// <summary>
/// The key ring on disk: <c>{"keys":[{"id","secret","use_from","retired_at"?}]}</c>, mode 0600. Whoever reads it can
/// forge signatures; the ledger row that every token needs stands against that.
/// </summary>
internal static class KeyRingFile
{
    private const string Setting = "Tokens:RingPath";

    /// <summary>Makes a ring of one key unless the file is there already. Two at once end with one ring.</summary>
    /// <exception cref="InvalidOperationException">There is no path.</exception>
    public static void CreateIfMissing(string? path, DateTimeOffset now) => SecretFile.CreateIfMissing(Setting, path, () =>
    {
        var key = RingKey.Generate(now);
        var entry = new KeyRingEntry(key.Id, Convert.ToBase64String(key.Secret), key.UseFrom, key.RetiredAt);
        return JsonSerializer.SerializeToUtf8Bytes(new KeyRingDocument([entry]), KeyRingJson.Default.KeyRingDocument);
    });

    /// <exception cref="InvalidOperationException">The file is missing, readable by others, or no key ring.</exception>
    public static KeyRing Read(string path)
    {
        var content = SecretFile.Read(Setting, path);
        try
        {
            var document = JsonSerializer.Deserialize(content, KeyRingJson.Default.KeyRingDocument);
            var keys = document?.Keys?.Select(Check).ToList() ?? [];
            return keys.Count > 0 ? new KeyRing(keys) : throw new InvalidOperationException($"{Setting}: {path} holds no key.");
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            // The parser's message could quote the file.
            throw new InvalidOperationException($"{Setting}: {path} is not a key ring.");
        }
    }

    private static RingKey Check(KeyRingEntry? entry)
    {
        var secret = Convert.FromBase64String(entry?.Secret ?? "");
        return entry?.Id?.Length == RingKey.IdLength && secret.Length == RingKey.SecretLength
            ? new RingKey(entry.Id, secret, entry.UseFrom, entry.RetiredAt)
            : throw new FormatException("A key has an id of 16 characters and a secret of 32 bytes.");
    }
}

internal sealed record KeyRingDocument(IReadOnlyList<KeyRingEntry?>? Keys);

internal sealed record KeyRingEntry(string? Id, string? Secret, DateTimeOffset UseFrom, DateTimeOffset? RetiredAt);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(KeyRingDocument))]
internal sealed partial class KeyRingJson : JsonSerializerContext;
