using Microsoft.EntityFrameworkCore;
using TrustedPublishing.Audit.Access.Tokens;
using TrustedPublishing.Audit.Access.Uses;
using TrustedPublishing.Audit.Alerts;
using TrustedPublishing.Audit.Charts;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Following;
using TrustedPublishing.Audit.Tree;
using TrustedPublishing.Audit.Webhooks;

namespace TrustedPublishing.Audit.Data;

/// <summary>The database <c>audit</c>: read through this context, written by <see cref="Appending.EntryAppender"/> alone.</summary>
internal sealed class AuditDb(DbContextOptions<AuditDb> options) : DbContext(options)
{
    public DbSet<Entry> Entries => Set<Entry>();
    public DbSet<Webhook> Webhooks => Set<Webhook>();
    public DbSet<DeadLetter> DeadLetters => Set<DeadLetter>();
    public DbSet<LogPosition> LogPositions => Set<LogPosition>();
    public DbSet<EntryFacet> EntryFacets => Set<EntryFacet>();
    public DbSet<PersonalValue> PersonalValues => Set<PersonalValue>();
    public DbSet<UnreadableRecord> UnreadableRecords => Set<UnreadableRecord>();
    public DbSet<TimeBlock> TimeBlocks => Set<TimeBlock>();
    public DbSet<TreeNode> TreeNodes => Set<TreeNode>();
    public DbSet<AlertPosition> AlertPositions => Set<AlertPosition>();
    public DbSet<AlertMemoryRow> AlertMemory => Set<AlertMemoryRow>();
    public DbSet<Tally> Tallies => Set<Tally>();
    public DbSet<TallyPlace> TallyPlaces => Set<TallyPlace>();
    public DbSet<AuditorToken> AuditorTokens => Set<AuditorToken>();
    public DbSet<TokenUse> TokenUses => Set<TokenUse>();
    public DbSet<PublishedCheckpoint> Checkpoints => Set<PublishedCheckpoint>();
    public DbSet<Cosignature> Cosignatures => Set<Cosignature>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AuditDb).Assembly);
}
