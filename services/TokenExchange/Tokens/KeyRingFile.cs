using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrustedPublishing.TokenExchange.Tokens;

/// <summary>
/// The key ring on disk: <c>{"keys":[{"id","secret","use_from","retired_at"?}]}</c>, mode 0600. Whoever reads it can
/// forge signatures; the ledger row that every token needs stands against that.
/// </summary>
internal static class KeyRingFile
{
    /// <summary>A secret mount belongs to root and is read through a group, so a group may read; all others may do nothing.</summary>
    private const UnixFileMode Forbidden =
        UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes a ring of one key unless the file is there already. Two at once end with one ring.</summary>
    /// <exception cref="InvalidOperationException">There is no path.</exception>
    public static void CreateIfMissing(string? path, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(path))
        {
            throw new InvalidOperationException("The setting 'Tokens:RingPath' is missing.");
        }

        if (File.Exists(path))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            Write(draft, RingKey.Generate(now));
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another replica was first; its ring is the ring.
            File.Delete(draft);
        }
    }

    /// <exception cref="InvalidOperationException">The file is missing, readable by others, or no key ring.</exception>
    public static KeyRing Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"Tokens:RingPath: {path} is missing; run the service once with the argument 'migrate'.");
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Forbidden) != 0)
        {
            throw new InvalidOperationException($"Tokens:RingPath: others can read or change {path}; run chmod 0600 on it.");
        }

        try
        {
            var document = JsonSerializer.Deserialize(File.ReadAllBytes(path), KeyRingJson.Default.KeyRingDocument);
            var keys = document?.Keys?.Select(Check).ToList() ?? [];
            return keys.Count > 0 ? new KeyRing(keys) : throw new InvalidOperationException($"Tokens:RingPath: {path} holds no key.");
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            // The parser's message could quote the file.
            throw new InvalidOperationException($"Tokens:RingPath: {path} is not a key ring.");
        }
    }

    private static RingKey Check(KeyRingEntry? entry)
    {
        var secret = Convert.FromBase64String(entry?.Secret ?? "");
        return entry?.Id?.Length == RingKey.IdLength && secret.Length == RingKey.SecretLength
            ? new RingKey(entry.Id, secret, entry.UseFrom, entry.RetiredAt)
            : throw new FormatException("A key has an id of 16 characters and a secret of 32 bytes.");
    }

    private static void Write(string path, RingKey key)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        var entry = new KeyRingEntry(key.Id, Convert.ToBase64String(key.Secret), key.UseFrom, key.RetiredAt);
        JsonSerializer.Serialize(file, new KeyRingDocument([entry]), KeyRingJson.Default.KeyRingDocument);
        file.Flush(flushToDisk: true);
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
