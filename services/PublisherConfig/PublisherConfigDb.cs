using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using TrustedPublishing.PublisherConfig.Feed;
using TrustedPublishing.PublisherConfig.Members;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.PublisherConfig.Projects;
using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.PublisherConfig.SignIn;
using TrustedPublishing.ServiceDefaults.Outbox;

namespace TrustedPublishing.PublisherConfig;

/// <summary>The database <c>publisher_config</c>.</summary>
internal sealed class PublisherConfigDb(DbContextOptions<PublisherConfigDb> options) : DbContext(options), IDataProtectionKeyContext
{
    public DbSet<Project> Projects => Set<Project>();

    public DbSet<Publisher> Publishers => Set<Publisher>();

    public DbSet<ProjectPublisher> ProjectPublishers => Set<ProjectPublisher>();

    public DbSet<RemovedPublisher> RemovedPublishers => Set<RemovedPublisher>();

    public DbSet<Person> People => Set<Person>();

    public DbSet<ProjectMember> ProjectMembers => Set<ProjectMember>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<UsedLink> UsedLinks => Set<UsedLink>();

    public DbSet<FeedState> Feed => Set<FeedState>();

    /// <summary>The keys of the console's cookies, so that replicas share them and a form outlives a restart.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    // A violated unique index is a caller's mistake that the code answers with a conflict. What nobody catches is logged where
    // the request fails, so nothing is lost. The feed is read every second: its commands are in the traces, not in the log.
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.ConfigureWarnings(warnings => warnings.Log(
        (RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug), (RelationalEventId.CommandExecuted, LogLevel.Debug)));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(PublisherConfigDb).Assembly);
        modelBuilder.AddOutbox();
        modelBuilder.Entity<DataProtectionKey>(key =>
        {
            key.Property(k => k.FriendlyName).HasMaxLength(128);
            key.Property(k => k.Xml).HasMaxLength(8192);
        });
    }
}
