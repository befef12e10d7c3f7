using Microsoft.EntityFrameworkCore;
using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Data;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Reading;

/// <summary>Reads entries and their personal values, as far as the current reader may see them. Nothing else gives entries to readers of one project.</summary>
internal sealed class EntryReader(AuditDb db, EntryFinder finder, CurrentReader reader)
{
    /// <summary>The index of the newest entry; −1 for an empty log.</summary>
    public async Task<long> HeadAsync(CancellationToken cancellationToken) =>
        await db.Entries.MaxAsync(entry => (long?)entry.Index, cancellationToken) ?? -1;

    public async Task<EntryDocument?> FindAsync(long index, CancellationToken cancellationToken)
    {
        var within = await reader.ScopeAsync(cancellationToken);
        var entry = await db.Entries.AsNoTracking()
            .Where(e => within == null || db.EntryFacets.Any(f => f.Kind == FacetKind.Project && f.Value == within && f.EntryIndex == e.Index))
            .SingleOrDefaultAsync(e => e.Index == index, cancellationToken);
        return entry is null ? null : (await WithPersonalAsync([entry], cancellationToken))[0];
    }

    public async Task<IReadOnlyList<EntryDocument>> PageAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var within = await reader.ScopeAsync(cancellationToken);
        var matching = await finder.FindAsync(page with { Filter = page.Filter with { Within = within } }, cancellationToken);
        var entries = await db.Entries.AsNoTracking().Where(entry => matching.Contains(entry.Index)).ToListAsync(cancellationToken);
        var ordered = page.Order == EntryOrder.Oldest ? entries.OrderBy(entry => entry.Index) : entries.OrderByDescending(entry => entry.Index);
        return await WithPersonalAsync([.. ordered], cancellationToken);
    }

    private async Task<IReadOnlyList<EntryDocument>> WithPersonalAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken)
    {
        var indices = entries.Select(entry => entry.Index).ToList();
        var personal = await db.PersonalValues.AsNoTracking()
            .Where(value => indices.Contains(value.EntryIndex))
            .ToListAsync(cancellationToken);
        var byEntry = personal.ToLookup(value => value.EntryIndex);
        return [.. entries.Select(entry => EntryDocument.Of(entry, byEntry[entry.Index]))];
    }
}
