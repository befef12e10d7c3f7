using System.Buffers;
using System.Text.Json;

namespace TrustedPublishing.PublisherConfig.Feed;

/// <summary>
/// A page of the feed from which the exchange keeps its directory of publishers (docs/architecture.md), as JSON. The publishers
/// are written while they are read: a cold start of the exchange reads all of them.
/// </summary>
internal sealed class FeedPage : IDisposable
{
    public const int MaxSize = 1000;

    private readonly ArrayBufferWriter<byte> publishers = new(4096);
    private readonly Utf8JsonWriter json;
    private readonly int limit;
    private Guid? current;
    private bool isInProjects;
    private int count;
    private long last;
    private bool more;

    /// <param name="limit">At most so many publishers.</param>
    public FeedPage(int limit)
    {
        this.limit = limit;
        json = new Utf8JsonWriter(publishers);
        json.WriteStartArray();
    }

    /// <summary>New after a restore from a backup.</summary>
    public required Guid Epoch { get; init; }

    /// <summary>The revision of the last change there is.</summary>
    public required long Head { get; init; }

    /// <summary>Adds what comes next: publishers by revision, and each once for each of its projects.</summary>
    /// <returns>False if the page is full; another one begins with this.</returns>
    public bool Add(in FeedRow row)
    {
        if (current != row.Id)
        {
            Close();
            if (count == limit)
            {
                more = true;
                return false;
            }

            Open(row);
        }

        if (row.Project is { } project)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, project.Id);
            json.WriteString("name"u8, project.Name);
            json.WriteString("normalized_name"u8, project.NormalizedName);
            json.WriteEndObject();
        }

        return true;
    }

    /// <summary>The whole document. <c>through</c> and <c>more</c> stand before the publishers, so that a reader can ask for the next page early.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        Close();
        json.WriteEndArray();
        json.Flush();
        var document = new ArrayBufferWriter<byte>(publishers.WrittenCount + 256);
        using var whole = new Utf8JsonWriter(document);
        whole.WriteStartObject();
        whole.WriteString("epoch"u8, Epoch);
        whole.WriteNumber("head"u8, Head);
        whole.WriteNumber("through"u8, more ? last : Head);
        whole.WriteBoolean("more"u8, more);
        whole.WritePropertyName("publishers"u8);
        whole.WriteRawValue(publishers.WrittenSpan, skipInputValidation: true);
        whole.WriteEndObject();
        whole.Flush();
        return document.WrittenMemory;
    }

    public void Dispose() => json.Dispose();

    private void Open(in FeedRow row)
    {
        (current, last) = (row.Id, row.Revision);
        count++;
        json.WriteStartObject();
        json.WriteString("id"u8, row.Id);
        json.WriteNumber("revision"u8, row.Revision);
        json.WriteBoolean("removed"u8, row.Standing is null);
        if (row.Standing is { } standing)
        {
            Write(standing);
            json.WriteStartArray("projects"u8);
            isInProjects = true;
        }
        else
        {
            json.WriteEndObject();
        }
    }

    private void Write(StandingPublisher publisher)
    {
        json.WriteString("provider"u8, publisher.Provider);
        json.WriteString("issuer"u8, publisher.Issuer);
        json.WritePropertyName("fields"u8);
        json.WriteRawValue(publisher.Fields, skipInputValidation: true);
        json.WritePropertyName("pinned_ids"u8);
        json.WriteRawValue(publisher.PinnedIds, skipInputValidation: true);
        if (publisher.PinUntil is { } until)
        {
            json.WriteString("pin_until"u8, until);
        }
    }

    private void Close()
    {
        if (isInProjects)
        {
            json.WriteEndArray();
            json.WriteEndObject();
            isInProjects = false;
        }
    }
}

/// <summary>A publisher, or its tombstone, with one of its projects.</summary>
/// <param name="Id">Of the publisher.</param>
/// <param name="Revision">Of its last change.</param>
/// <param name="Standing">Null for a tombstone.</param>
/// <param name="Project">Null for one that stands for none.</param>
internal readonly record struct FeedRow(Guid Id, long Revision, StandingPublisher? Standing, FeedProject? Project);

/// <summary>A publisher as it stands now.</summary>
/// <param name="Provider">For example <c>github</c>.</param>
/// <param name="Issuer">Byte for byte as in its ID tokens.</param>
/// <param name="Fields">A JSON object as PostgreSQL writes it, so it is one.</param>
/// <param name="PinnedIds">The provider's immutable ids by claim name, a JSON object; empty until the publisher is pinned.</param>
/// <param name="PinUntil">UTC. Until then the first accepted exchange may pin it; null once it is pinned.</param>
internal sealed record StandingPublisher(string Provider, string Issuer, byte[] Fields, byte[] PinnedIds, DateTime? PinUntil);

/// <summary>A project that the publisher stands for.</summary>
internal sealed record FeedProject(Guid Id, string Name, string NormalizedName);
