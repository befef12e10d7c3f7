namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>
/// Publishers by a hash, for one writer and any number of readers that take no locks: an open table with linear probing, in which the
/// writer changes one slot at a time. A slot that was taken never becomes empty again, so a reader that walks past it misses nobody; a
/// table that is full is copied into a larger one, which takes its place at once.
/// </summary>
internal sealed class PublisherIndex(Func<PackedPublisher, int> hashOf)
{
    /// <summary>Stands where a publisher was.</summary>
    private static readonly PackedPublisher Gone = PackedPublisher.Nobody;

    private PackedPublisher?[] slots = new PackedPublisher?[16];
    private int taken;
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>For readers: all publishers with this hash, in no order.</summary>
    public Matches Find(int hash) => new(Volatile.Read(ref slots), hash, hashOf);

    public void Add(PackedPublisher publisher)
    {
        // More than seven of ten slots taken would make those who ask for unknown ones walk far.
        if ((taken + 1) * 10L > slots.Length * 7L)
        {
            MoveToLarger();
        }

        Put(slots, publisher);
        taken++;
        Volatile.Write(ref count, count + 1);
    }

    /// <summary>At once: no reader finds both, or neither. Both have the same hash.</summary>
    public void Replace(PackedPublisher old, PackedPublisher now) => Volatile.Write(ref slots[SlotOf(old)], now);

    public void Remove(PackedPublisher publisher)
    {
        Volatile.Write(ref slots[SlotOf(publisher)], Gone);
        Volatile.Write(ref count, count - 1);
    }

    private int SlotOf(PackedPublisher publisher)
    {
        var at = Home(hashOf(publisher), slots.Length);
        while (!ReferenceEquals(slots[at], publisher))
        {
            at = Next(at, slots.Length);
        }

        return at;
    }

    private void MoveToLarger()
    {
        var larger = new PackedPublisher?[Math.Max(16, count * 2)];
        foreach (var publisher in slots)
        {
            if (publisher is not null && !ReferenceEquals(publisher, Gone))
            {
                Put(larger, publisher);
            }
        }

        taken = count;
        Volatile.Write(ref slots, larger);
    }

    private void Put(PackedPublisher?[] table, PackedPublisher publisher)
    {
        var at = Home(hashOf(publisher), table.Length);
        while (table[at] is not null)
        {
            at = Next(at, table.Length);
        }

        Volatile.Write(ref table[at], publisher);
    }

    /// <summary>Spreads hashes that differ in few bits only, and scales them to the table.</summary>
    private static int Home(int hash, int length) => (int)(((ulong)((uint)hash * 0x9E3779B1u) * (uint)length) >> 32);

    private static int Next(int at, int length) => at + 1 == length ? 0 : at + 1;

    /// <summary>Walks from a hash's home to the next slot that was never taken.</summary>
    internal struct Matches(PackedPublisher?[] slots, int hash, Func<PackedPublisher, int> hashOf)
    {
        private int at = Home(hash, slots.Length);

        public PackedPublisher Current { get; private set; } = Gone;

        public readonly Matches GetEnumerator() => this;

        public bool MoveNext()
        {
            while (Volatile.Read(ref slots[at]) is { } publisher)
            {
                at = Next(at, slots.Length);
                if (!ReferenceEquals(publisher, Gone) && hashOf(publisher) == hash)
                {
                    Current = publisher;
                    return true;
                }
            }

            return false;
        }
    }
}
