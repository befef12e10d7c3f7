using System.Buffers;
using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.Described;

/// <summary>
/// The issuers of a provider: one, written out, or a pattern such as <c>https://oidc.eks.{region}.amazonaws.com/id/{cluster}</c>.
/// A placeholder stands for exactly one whole label of the host or one whole segment of the path. The pattern covers the whole
/// issuer, byte for byte, so that nothing can be put before, behind or into it.
/// </summary>
public sealed class IssuerPattern
{
    public const int MaxLength = 255;

    private const string Scheme = "https://";

    private static readonly SearchValues<char> HostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> SegmentCharacters = SearchValues.Create(Characters.LettersAndDigits + "-_");
    private static readonly SearchValues<char> LiteralSegmentCharacters = SearchValues.Create(Characters.LettersAndDigits + "-_.~");

    private readonly string[] labels;
    private readonly string[] segments;

    private IssuerPattern(string text, string[] labels, string[] segments) => (Text, this.labels, this.segments) = (text, labels, segments);

    /// <summary>As it was written, for people.</summary>
    public string Text { get; }

    /// <summary>It has no placeholder: the issuer is the text itself.</summary>
    public bool IsLiteral => !labels.Any(IsPlaceholder) && !segments.Any(IsPlaceholder);

    /// <summary>Reads a pattern, or says in <paramref name="refusal"/> what is wrong with it.</summary>
    public static IssuerPattern? Read(string text, out string? refusal)
    {
        refusal = null;
        if (text.Length > MaxLength || !text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            refusal = $"must begin with https:// and have at most {MaxLength} characters.";
            return null;
        }

        var (labels, segments) = Split(text);
        refusal = RefuseHost(labels) ?? RefusePath(segments);
        return refusal is null ? new IssuerPattern(text, labels, segments) : null;
    }

    public bool Matches(string issuer)
    {
        if (issuer.Length > MaxLength || !issuer.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return false;
        }

        var (otherLabels, otherSegments) = Split(issuer);
        return Matches(labels, otherLabels, HostCharacters) && Matches(segments, otherSegments, SegmentCharacters);
    }

    /// <summary>Whether there is an issuer that both patterns match.</summary>
    public bool Overlaps(IssuerPattern other) => Overlap(labels, other.labels) && Overlap(segments, other.segments);

    public override string ToString() => Text;

    /// <summary>The host's labels, and what stands between the slashes of the path; a slash at the end leaves an empty segment.</summary>
    private static (string[] Labels, string[] Segments) Split(string issuer)
    {
        var parts = issuer[Scheme.Length..].Split('/');
        return (parts[0].Split('.'), parts[1..]);
    }

    private static bool Matches(string[] pattern, string[] value, SearchValues<char> allowed) =>
        pattern.Length == value.Length && pattern.Zip(value).All(pair => IsPlaceholder(pair.First)
            ? pair.Second.Length > 0 && !pair.Second.AsSpan().ContainsAnyExcept(allowed)
            : string.Equals(pair.First, pair.Second, StringComparison.Ordinal));

    private static bool Overlap(string[] one, string[] other) =>
        one.Length == other.Length && one.Zip(other).All(pair =>
            IsPlaceholder(pair.First) || IsPlaceholder(pair.Second) || string.Equals(pair.First, pair.Second, StringComparison.Ordinal));

    private static string? RefuseHost(string[] labels)
    {
        if (labels.Length < 2 || labels.Any(label => !IsPlaceholder(label) && (label.Length == 0 || label.AsSpan().ContainsAnyExcept(HostCharacters))))
        {
            return "must have a host of lower-case labels, each written out or one whole placeholder such as {organization}; no port and no user.";
        }

        // Who registers names under a country's domain often does so at the third level: example.co.uk.
        var needed = labels[^1].Length == 2 && labels.Any(IsPlaceholder) ? 3 : 2;
        return labels.Length >= needed && !labels.TakeLast(needed).Any(IsPlaceholder)
            ? null
            : $"must have the last {needed} labels of its host written out: with a placeholder there, anybody's host would match.";
    }

    private static string? RefusePath(string[] segments)
    {
        for (var at = 0; at < segments.Length; at++)
        {
            var segment = segments[at];
            var isTrailingSlash = segment.Length == 0 && at == segments.Length - 1;
            if (!isTrailingSlash && !IsPlaceholder(segment)
                && (segment is "" or "." or ".." || segment.AsSpan().ContainsAnyExcept(LiteralSegmentCharacters)))
            {
                return "must have a path of segments, each written out in ASCII letters, digits and -_.~ or one whole placeholder such as {organization}.";
            }
        }

        return null;
    }

    private static bool IsPlaceholder(string part) =>
        part.Length > 2 && part[0] == '{' && part[^1] == '}' && part[1..^1].All(c => char.IsAsciiLetterLower(c) || c == '_');
}
