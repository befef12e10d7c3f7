using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Appending;

/// <summary>
/// Something that Audit itself has to say. A member <c>personal</c> of its body is treated as everybody's: digests in the entry, values in the
/// erasable table.
/// </summary>
/// <param name="Type">One of <see cref="EntryTypes.All"/>, of the producer <c>audit</c>.</param>
/// <param name="Body">A message of that type.</param>
internal sealed record OwnMessage(string Type, JsonElement Body)
{
    public static OwnMessage Of<T>(JsonTypeInfo<T> json, T message) => new(typeof(T).Name, JsonSerializer.SerializeToElement(message, json));

    /// <summary>What the entry is found by.</summary>
    public IReadOnlyList<Facet> Facets() => EntryTypes.Find(Type)!.ReadFacets(Body);
}
