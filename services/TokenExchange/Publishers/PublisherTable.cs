using System.Collections.Concurrent;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>
/// The publishers of one epoch of the feed, found by id and by what an ID token proves. One puller writes; readers take no locks, and see
/// each publisher as it was or as it is.
/// </summary>
internal sealed class PublisherTable(string epoch)
{
    private readonly PublisherIndex byId = new(publisher => publisher.Id.GetHashCode());
    private readonly PublisherIndex byPlace = new(publisher => publisher.PlaceHash);

    /// <summary>How many publishers are bound to each issuer; never 0.</summary>
    private readonly ConcurrentDictionary<string, int> byIssuer = new(StringComparer.Ordinal);

    public string Epoch => epoch;

    public int Count => byId.Count;

    public long Through { get; private set; }

    /// <summary>Those of this issuer with this identity, in the order of their last change.</summary>
    public IReadOnlyList<TrustedPublisher> Find(string issuer, string identity)
    {
        List<TrustedPublisher>? found = null;
        foreach (var publisher in byPlace.Find(PackedPublisher.HashOf(issuer, identity)))
        {
            // Of two places with the same hash only the whole names tell which one it is.
            if (string.Equals(publisher.Issuer, issuer, StringComparison.Ordinal)
                && publisher.Unpack() is var unpacked
                && string.Equals(unpacked.Rule.Identity, identity, StringComparison.Ordinal))
            {
                // One that went and came back while we look stands further on, and is the newer one.
                found ??= [];
                found.RemoveAll(one => one.Id == unpacked.Id);
                found.Add(unpacked);
            }
        }

        found?.Sort((one, other) => one.Revision.CompareTo(other.Revision));
        return found ?? (IReadOnlyList<TrustedPublisher>)[];
    }

    public TrustedPublisher? Find(Guid id) => FindPacked(id)?.Unpack();

    /// <summary>The revision of the publisher's last change; null if there is no such publisher.</summary>
    public long? FindRevision(Guid id) => FindPacked(id)?.Revision;

    public bool HasPublisherOf(string issuer) => byIssuer.ContainsKey(issuer);

    public void Apply(FeedPage page)
    {
        foreach (var change in page.Changes)
        {
            Apply(change, FindPacked(change.Id));
        }

        Through = page.Through;
    }

    private void Apply(FeedChange change, PackedPublisher? old)
    {
        // An older revision can only come from a feed that lies about its order.
        if (old?.Revision >= change.Revision)
        {
            return;
        }

        if (old is not null && change.Publisher is { } now && HaveOnePlace(old, now))
        {
            byPlace.Replace(old, now);
            byId.Replace(old, now);
            return;
        }

        // Out of the old place first: for a moment it matches nowhere, never in two places.
        if (old is not null)
        {
            Remove(old);
        }

        if (change.Publisher is not null)
        {
            Add(change.Publisher);
        }
    }

    private PackedPublisher? FindPacked(Guid id)
    {
        foreach (var publisher in byId.Find(id.GetHashCode()))
        {
            if (publisher.Id == id)
            {
                return publisher;
            }
        }

        return null;
    }

    private void Add(PackedPublisher publisher)
    {
        byId.Add(publisher);
        byIssuer[publisher.Issuer] = byIssuer.GetValueOrDefault(publisher.Issuer) + 1;
        byPlace.Add(publisher);
    }

    private void Remove(PackedPublisher publisher)
    {
        byPlace.Remove(publisher);
        byId.Remove(publisher);
        if (--byIssuer[publisher.Issuer] == 0)
        {
            byIssuer.TryRemove(publisher.Issuer, out _);
        }
    }

    private static bool HaveOnePlace(PackedPublisher one, PackedPublisher other) =>
        one.PlaceHash == other.PlaceHash
        && string.Equals(one.Issuer, other.Issuer, StringComparison.Ordinal)
        && string.Equals(one.Unpack().Rule.Identity, other.Unpack().Rule.Identity, StringComparison.Ordinal);
}
