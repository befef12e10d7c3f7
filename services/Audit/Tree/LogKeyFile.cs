using System.Text;
using TrustedPublishing.ServiceDefaults.Secrets;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tree;

/// <summary>The file with the log's private key, in the form of Go's package note.</summary>
internal static class LogKeyFile
{
    /// <exception cref="InvalidOperationException">A setting is missing, or the origin is none.</exception>
    public static void CreateIfMissing(IConfiguration settings) => SecretFile.CreateIfMissing(LogOptions.KeyPathSetting, settings[LogOptions.KeyPathSetting], () =>
        settings[LogOptions.OriginSetting] is { } origin && NoteVerifierKey.IsName(origin)
            ? Encoding.UTF8.GetBytes($"{NoteSignerKey.Generate(origin).Reveal()}\n")
            : throw new InvalidOperationException($"{LogOptions.OriginSetting} must name the log, without white space and plus signs, for example audit.example.org/log."));

    /// <exception cref="InvalidOperationException">The file is missing, readable by others, or no key.</exception>
    public static NoteSignerKey Read(string path) =>
        NoteSignerKey.TryParse(Encoding.UTF8.GetString(SecretFile.Read(LogOptions.KeyPathSetting, path)).TrimEnd('\n'), out var key)
            ? key
            : throw new InvalidOperationException($"{LogOptions.KeyPathSetting}: {path} is no private key of a log.");
}
