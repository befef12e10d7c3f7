using Microsoft.EntityFrameworkCore;
using TrustedPublishing.Audit.Data;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Reading;

/// <summary>Reads entries and their personal values.</summary>
internal sealed class EntryReader(AuditDb db)
{
    /// <summary>The index of the newest entry; −1 for an empty log.</summary>
    public async Task<long> HeadAsync(CancellationToken cancellationToken) =>
        await db.Entries.MaxAsync(entry => (long?)entry.Index, cancellationToken) ?? -1;

    public async Task<EntryDocument?> FindAsync(long index, CancellationToken cancellationToken)
    {
        var entry = await db.Entries.AsNoTracking().SingleOrDefaultAsync(e => e.Index == index, cancellationToken);
        return entry is null ? null : (await WithPersonalAsync([entry], cancellationToken))[0];
    }

    public async Task<IReadOnlyList<EntryDocument>> PageAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var matching = Narrow(page);
        var ordered = page.Order == EntryOrder.Oldest
            ? matching.OrderBy(entry => entry.Index)
            : matching.OrderByDescending(entry => entry.Index);
        var entries = await ordered.Take(page.Limit).ToListAsync(cancellationToken);
        return await WithPersonalAsync(entries, cancellationToken);
    }

    private IQueryable<Entry> Narrow(PageRequest page)
    {
        var (filter, after) = (page.Filter, page.After);
        var entries = db.Entries.AsNoTracking();
        if (filter.Project is { } project)
        {
            // The cursor on this side too: PostgreSQL then walks the project's own index from there.
            var ofProject = db.EntryProjects.Where(p => p.Project == project);
            ofProject = (page.Order, after) switch
            {
                (_, null) => ofProject,
                (EntryOrder.Oldest, _) => ofProject.Where(p => p.EntryIndex > after),
                (_, _) => ofProject.Where(p => p.EntryIndex < after),
            };
            entries = ofProject.Join(entries, p => p.EntryIndex, entry => entry.Index, (_, entry) => entry);
        }
        if (filter.Types.Count > 0)
        {
            entries = entries.Where(entry => filter.Types.Contains(entry.Type));
        }
        if (filter.RecordId is { } recordId)
        {
            entries = entries.Where(entry => entry.RecordId == recordId);
        }
        if (filter.From is { } from)
        {
            entries = entries.Where(entry => entry.OccurredAt >= from);
        }
        if (filter.To is { } to)
        {
            entries = entries.Where(entry => entry.OccurredAt < to);
        }
        return (page.Order, after) switch
        {
            (_, null) => entries,
            (EntryOrder.Oldest, _) => entries.Where(entry => entry.Index > after),
            (_, _) => entries.Where(entry => entry.Index < after),
        };
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
