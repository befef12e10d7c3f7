using System.Text;
using TrustedPublishing.ServiceDefaults.Secrets;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tree;

/// <summary>The file with the log's private key, in the form of <see cref="LogKeys"/>.</summary>
internal static class LogKeyFile
{
    /// <exception cref="InvalidOperationException">A setting is missing, or the origin is none.</exception>
    public static void CreateIfMissing(IConfiguration settings) => SecretFile.CreateIfMissing(LogOptions.KeyPathSetting, settings[LogOptions.KeyPathSetting], () =>
        settings[LogOptions.OriginSetting] is { } origin && NoteVerifierKey.IsName(origin)
            ? Bytes(LogKeys.Generate(origin))
            : throw new InvalidOperationException($"{LogOptions.OriginSetting} must name the log, without white space and plus signs, for example audit.example.org/log."));

    /// <exception cref="InvalidOperationException">The file is missing, readable by others, or no key.</exception>
    public static LogKeys Read(string? path) => LogKeys.TryParse(Encoding.UTF8.GetString(SecretFile.Read(LogOptions.KeyPathSetting, path)), out var keys)
        ? keys
        : throw new InvalidOperationException($"{LogOptions.KeyPathSetting}: {path} is no private key of a log.");

    /// <exception cref="IOException">It cannot be written; the file is as it was.</exception>
    public static void Replace(string path, LogKeys keys) => SecretFile.Replace(path, Bytes(keys));

    private static byte[] Bytes(LogKeys keys) => Encoding.UTF8.GetBytes(keys.Reveal());
}
