using System.Text.Json;
using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.Hosting.Servers.Secrets;

/// <summary>
/// The generated passwords and keys, in a JSON object of names and values that only this user can read. It is replaced as a
/// whole or not at all. Whoever uses it holds the state folder (<see cref="StackState"/>), so there is one writer.
/// </summary>
internal sealed class SecretsFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public string Path { get; } = path;

    /// <summary>The value of <paramref name="name"/>; one that is not there yet comes from <paramref name="generate"/> and is on disk before this returns.</summary>
    /// <exception cref="PrerequisiteException">The file is damaged, or others can read it.</exception>
    public string GetOrAdd(string name, Func<string> generate)
    {
        var secrets = Read();
        if (!secrets.TryGetValue(name, out var value))
        {
            value = generate();
            secrets.Add(name, value);
            Replace(secrets);
        }

        return value;
    }

    /// <summary>True when the value is there.</summary>
    /// <exception cref="PrerequisiteException">The file is damaged, or others can read it.</exception>
    public bool Holds(string name) => Read().ContainsKey(name);

    private SortedDictionary<string, string> Read()
    {
        if (!File.Exists(Path))
        {
            return new(StringComparer.Ordinal);
        }

        RefuseWhenOthersCanRead();
        try
        {
            var read = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path));
            return read is not null && read.Values.All(value => !string.IsNullOrEmpty(value))
                ? new(read, StringComparer.Ordinal)
                : throw Damaged("a value is empty");
        }
        catch (JsonException e)
        {
            // The message of the exception may quote the file: only the place is told.
            throw Damaged($"line {e.LineNumber + 1} is not what was written");
        }
    }

    private void RefuseWhenOthersCanRead()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var mode = File.GetUnixFileMode(Path);
        if ((mode & ~(OwnerOnly | UnixFileMode.UserExecute)) != 0)
        {
            throw new PrerequisiteException(
                $"The secrets file {Path} can be read or changed by others (mode {Convert.ToString((int)mode, 8)}). Take its values as known to them; then run: chmod 600 {Path}");
        }
    }

    private PrerequisiteException Damaged(string how) => new(
        $"The secrets file {Path} is damaged ({how}). Restore it from a backup. Without it the data beside it cannot be opened: to start anew, move the whole folder away.");

    private void Replace(SortedDictionary<string, string> secrets)
    {
        var next = Path + ".next";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new FileStream(next, options))
        {
            JsonSerializer.Serialize(file, secrets, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, Path, overwrite: true);
    }
}
