namespace TrustedPublishing.Hosting.Cache;

/// <summary>A program could not be started (<see cref="ExitCode"/> is null) or ended with an error.</summary>
public sealed class ProgramFailedException : Exception
{
    private const int LongestExcerpt = 400;

    internal ProgramFailedException(string program, int? exitCode, string errors, string output)
        : base(exitCode is null ? $"{program} could not be started: {errors}" : $"{program} ended with {exitCode}: {Excerpt(errors, output)}")
    {
        ExitCode = exitCode;
    }

    public int? ExitCode { get; }

    private static string Excerpt(string errors, string output)
    {
        var text = (string.IsNullOrWhiteSpace(errors) ? output : errors).Trim().ReplaceLineEndings(" | ");
        return text.Length <= LongestExcerpt ? text : text[..LongestExcerpt] + " …";
    }
}
