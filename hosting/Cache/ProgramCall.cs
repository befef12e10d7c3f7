namespace TrustedPublishing.Hosting.Cache;

/// <summary>A program to run: what to start, with which arguments and which further environment variables.</summary>
public sealed record ProgramCall(string Executable, IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Null: the current one.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The same call with more arguments behind.</summary>
    public ProgramCall With(params IEnumerable<string> more) => this with { Arguments = [.. Arguments, .. more] };
}
