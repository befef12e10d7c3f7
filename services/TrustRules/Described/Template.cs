using System.Text;
using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.Described;

/// <summary>
/// What a claim is expected to be, made of fields and of other claims of the same ID token:
/// <c>{organization}/{project}</c>, <c>{claim:repository}/{workflow}@{claim:ref}</c>.
/// </summary>
internal sealed class Template
{
    private const string ClaimPrefix = "claim:";

    private readonly IReadOnlyList<Part> parts;

    private Template(string text, IReadOnlyList<Part> parts) => (Text, this.parts) = (text, parts);

    private enum Kind
    {
        Literal,
        Field,
        Claim,
    }

    public string Text { get; }

    public IReadOnlyList<string> Fields => [.. parts.Where(part => part.Kind == Kind.Field).Select(part => part.Value)];

    public IReadOnlyList<string> Claims => [.. parts.Where(part => part.Kind == Kind.Claim).Select(part => part.Value)];

    public static Template Of(string field) => new($"{{{field}}}", [new Part(Kind.Field, field)]);

    /// <summary>Null if a brace is not closed, not opened, or encloses nothing.</summary>
    public static Template? Read(string text)
    {
        var parts = new List<Part>();
        var rest = text;
        while (rest.Length > 0)
        {
            var open = rest.IndexOf('{', StringComparison.Ordinal);
            var literal = open < 0 ? rest : rest[..open];
            if (literal.Contains('}', StringComparison.Ordinal))
            {
                return null;
            }

            if (literal.Length > 0)
            {
                parts.Add(new Part(Kind.Literal, literal));
            }

            rest = rest[literal.Length..];
            if (rest.Length == 0)
            {
                break;
            }

            var close = rest.IndexOf('}', StringComparison.Ordinal);
            if (close < 0 || ReadPlaceholder(rest[1..close]) is not { } part)
            {
                return null;
            }

            parts.Add(part);
            rest = rest[(close + 1)..];
        }

        return new Template(text, parts);
    }

    /// <summary>Null if a field is not filled, or a claim is missing or no text: what is not there equals nothing.</summary>
    public string? Fill(IReadOnlyDictionary<string, string> fields, IdTokenClaims? claims)
    {
        var filled = new StringBuilder();
        foreach (var part in parts)
        {
            var value = part.Kind switch
            {
                Kind.Field => fields.Value(part.Value),
                Kind.Claim => claims?.Text(part.Value),
                _ => part.Value,
            };
            if (value is null)
            {
                return null;
            }

            filled.Append(value);
        }

        return filled.ToString();
    }

    private static Part? ReadPlaceholder(string name)
    {
        var part = name.StartsWith(ClaimPrefix, StringComparison.Ordinal) ? new Part(Kind.Claim, name[ClaimPrefix.Length..]) : new Part(Kind.Field, name);
        return part.Value.Length == 0 || part.Value.Contains('{', StringComparison.Ordinal) ? null : part;
    }

    private sealed record Part(Kind Kind, string Value);
}
