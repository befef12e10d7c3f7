namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>What is wrong with a request, by member name: the <c>errors</c> of a problem, and the words beside a form's field.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> messages = new(StringComparer.Ordinal);

    public bool Any => messages.Count > 0;

    public bool Has(string field) => messages.ContainsKey(field);

    public IReadOnlyList<string> Of(string field) => messages.GetValueOrDefault(field) ?? [];

    public void Add(string field, string message)
    {
        if (!messages.TryGetValue(field, out var ofField))
        {
            messages[field] = ofField = [];
        }

        ofField.Add(message);
    }

    /// <summary>Says this about a field and nothing else.</summary>
    public void Set(string field, string message) => messages[field] = [message];

    public Dictionary<string, string[]> ToDictionary() =>
        messages.ToDictionary(field => field.Key, field => field.Value.ToArray(), StringComparer.Ordinal);
}
