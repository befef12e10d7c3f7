using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.Hosting.Servers.Choice;

/// <summary>Finds version numbers in what programs say about themselves and in paths.</summary>
internal static class ProgramVersion
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The version that <c>program --version</c> prints, or null when it does not run or prints none.</summary>
    public static async Task<Version?> AskAsync(string program)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return Parse(await ExternalProgram.RunAsync(new ProgramCall(program, ["--version"]), limit.Token));
        }
        catch (ProgramFailedException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>
    /// The first <c>major.minor[.patch]</c> in the text: <c>postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)</c>,
    /// <c>Redis server v=7.0.15 sha=00000000:0</c>, <c>/usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8/sbin</c>.
    /// </summary>
    public static Version? Parse(string text)
    {
        for (var start = 0; start < text.Length; start++)
        {
            if (!char.IsAsciiDigit(text[start]) || (start > 0 && (char.IsAsciiDigit(text[start - 1]) || text[start - 1] == '.')))
            {
                continue;
            }

            var end = start;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
            {
                end++;
            }

            if (Version.TryParse(text[start..end].TrimEnd('.'), out var version))
            {
                return version;
            }
        }

        return null;
    }
}
