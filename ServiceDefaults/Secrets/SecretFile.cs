namespace TrustedPublishing.ServiceDefaults.Secrets;

/// <summary>A file with a secret that all replicas share: made once, by the service's <c>migrate</c> step, with mode 0600.</summary>
public static class SecretFile
{
    /// <summary>A secret mount belongs to root and is read through a group, so a group may read; all others may do nothing.</summary>
    private const UnixFileMode Forbidden =
        UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes the file unless it is there already. Two at once end with one.</summary>
    /// <param name="setting">The setting that holds the path, for the error.</param>
    /// <param name="path">Its value.</param>
    /// <param name="make">Makes what is to be in the file.</param>
    /// <exception cref="InvalidOperationException">There is no path.</exception>
    public static void CreateIfMissing(string setting, string? path, Func<byte[]> make)
    {
        if (string.IsNullOrEmpty(path))
        {
            throw new InvalidOperationException($"The setting '{setting}' is missing.");
        }

        if (File.Exists(path))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            Write(draft, make());
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another replica was first; what it made counts.
            File.Delete(draft);
        }
    }

    /// <exception cref="InvalidOperationException">The file is missing, or others can read or change it.</exception>
    public static byte[] Read(string setting, string? path)
    {
        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"{setting}: {path} is missing; run the service once with the argument 'migrate'.");
        }

        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Forbidden) == 0
            ? File.ReadAllBytes(path)
            : throw new InvalidOperationException($"{setting}: others can read or change {path}; run chmod 0600 on it.");
    }

    /// <summary>Puts another content in the file's place. It is whole, or the one of before, whatever happens.</summary>
    public static void Replace(string path, byte[] content)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            Write(draft, content);
            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            // Of one that could not be put in place no secret stays behind.
            File.Delete(draft);
        }
    }

    private static void Write(string path, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }
}
