using System.Globalization;
using System.Text.Json;
using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.Described;

/// <summary>
/// A place in a description, read strictly: a member that is unknown, given twice, missing or of the wrong type is an error that
/// names the place, for example <c>own.json: checks[0].compare</c>.
/// </summary>
internal sealed class DescriptionNode
{
    public const int MaxTextLength = 500;

    private const int MaxDepth = 8;

    private readonly string source;
    private readonly string path;
    private readonly JsonElement element;

    private DescriptionNode(string source, string path, JsonElement element) => (this.source, this.path, this.element) = (source, path, element);

    public JsonElement Value => element;

    /// <exception cref="BadDescriptionException">It is no JSON.</exception>
    public static DescriptionNode Parse(string source, ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return new DescriptionNode(source, "", document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            throw new BadDescriptionException(
                string.Create(CultureInfo.InvariantCulture, $"{source}: This is not JSON, at line {e.LineNumber + 1}."), e);
        }
    }

    public BadDescriptionException Wrong(string what) => new(path.Length == 0 ? $"{source}: The description {what}" : $"{source}: {path} {what}");

    public BadDescriptionException Wrong(string member, string what) => new($"{source}: {PlaceOf(member)} {what}");

    /// <summary>Refuses anything but an object with members of these names, each once at most.</summary>
    public void AllowOnly(params string[] names)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("must be an object.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in element.EnumerateObject().Select(NameOf))
        {
            if (!names.Contains(name, StringComparer.Ordinal))
            {
                throw Wrong(name, $"is not known here; known are {string.Join(", ", names)}.");
            }

            if (!seen.Add(name))
            {
                throw Wrong(name, "is given twice.");
            }
        }
    }

    public bool Has(string name) => element.TryGetProperty(name, out _);

    public DescriptionNode? Find(string name) => element.TryGetProperty(name, out var value) ? new DescriptionNode(source, PlaceOf(name), value) : null;

    public DescriptionNode Get(string name) => Find(name) ?? throw Wrong(name, "is missing.");

    public string Text(string name) => Get(name).AsText();

    public string? OptionalText(string name) => Find(name)?.AsText();

    public string AsText()
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            throw Wrong("must be a string.");
        }

        var text = Read(element.GetString);
        return text.Length is > 0 and <= MaxTextLength && text.Trim().Length == text.Length && Characters.RefuseInvisible(text) is null
            ? text
            : throw Wrong($"must have 1 to {MaxTextLength} visible characters, without blanks at its ends.");
    }

    public bool Flag(string name) => Find(name) is { } found && found.element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw found.Wrong("must be true or false."),
    };

    public int Number(string name, int min, int max)
    {
        var found = Get(name);
        return found.element.ValueKind == JsonValueKind.Number && found.element.TryGetInt32(out var number) && number >= min && number <= max
            ? number
            : throw found.Wrong(string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {min} to {max}."));
    }

    /// <summary>One of the names of a table, and what it stands for.</summary>
    public T OneOf<T>(string name, IReadOnlyDictionary<string, T> table)
    {
        var found = Get(name);
        return table.TryGetValue(found.AsText(), out var value) ? value : throw found.Wrong($"must be one of {string.Join(", ", table.Keys)}.");
    }

    /// <summary>The items of a list; none if it is left out.</summary>
    public IReadOnlyList<DescriptionNode> List(string name, int max)
    {
        if (Find(name) is not { } found)
        {
            return [];
        }

        if (found.element.ValueKind != JsonValueKind.Array)
        {
            throw found.Wrong("must be a list.");
        }

        var items = found.element.EnumerateArray()
            .Select((item, at) => new DescriptionNode(source, string.Create(CultureInfo.InvariantCulture, $"{found.path}[{at}]"), item)).ToList();
        return items.Count > 0 && items.Count <= max
            ? items
            : throw found.Wrong(string.Create(CultureInfo.InvariantCulture, $"must have 1 to {max} items."));
    }

    private string NameOf(JsonProperty property) => Read(() => property.Name);

    /// <summary>Text such as <c>"\uD800"</c> is JSON, but no text.</summary>
    private string Read(Func<string?> read)
    {
        try
        {
            return read() ?? "";
        }
        catch (InvalidOperationException)
        {
            throw Wrong("holds text that is not Unicode.");
        }
    }

    private string PlaceOf(string member) => path.Length == 0 ? member : $"{path}.{member}";
}
