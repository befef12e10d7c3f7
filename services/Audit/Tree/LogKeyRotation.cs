namespace TrustedPublishing.Audit.Tree;

/// <summary>
/// The operator's two steps to another key of the log: <c>add-log-key</c>, after which it is signed with both keys, and <c>retire-log-key</c>,
/// after which it is signed with the new one alone. They change the key's file and nothing else; a replica does as it says from its next start on.
/// </summary>
internal static class LogKeyRotation
{
    public const string Add = "add-log-key";
    public const string Retire = "retire-log-key";

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string step, IConfiguration settings, TextWriter output, TextWriter errors)
    {
        var isAdd = step == Add;
        var path = settings[LogOptions.KeyPathSetting];
        try
        {
            var keys = LogKeyFile.Read(path);
            if ((isAdd ? keys.WithNew() : keys.WithoutEarlier()) is not { } next)
            {
                await errors.WriteLineAsync(isAdd
                    ? $"Two keys sign the log already: run {Retire} first, when nobody relies on the earlier one any more."
                    : "One key signs the log: there is none to retire.");
                return 1;
            }

            LogKeyFile.Replace(path!, next);
            await output.WriteLineAsync($"{path} now holds {(isAdd ? "a new key, and the one before it" : "one key alone")}.");
            await output.WriteLineAsync($"Public key: {next.Current}");
            await output.WriteLineAsync("Give the file to every replica of audit, and start them again.");
            return 0;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
