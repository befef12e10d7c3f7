using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace TrustedPublishing.OpenIddictRival;

/// <summary>An ID token that has been exchanged; its key refuses it the second time.</summary>
internal sealed class UsedIdToken
{
    public required string Issuer { get; init; }
    public required string Jti { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>OpenIddict's own tables and the used ID tokens.</summary>
internal sealed class RivalDb : DbContext
{
    public RivalDb(DbContextOptions<RivalDb> options)
        : base(options) =>
        // Nothing is tried again within a transaction, so a savepoint before each save would be two statements for nothing.
        Database.AutoSavepointsEnabled = false;

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<UsedIdToken>(used =>
        {
            used.ToTable("used_id_tokens");
            used.HasKey(u => new { u.Issuer, u.Jti });
            used.Property(u => u.Issuer).HasColumnName("issuer");
            used.Property(u => u.Jti).HasColumnName("jti");
            used.Property(u => u.ExpiresAt).HasColumnName("expires_at");
        });

    /// <summary>Claims the ID token in the current transaction.</summary>
    /// <returns>False if the ID token was exchanged before.</returns>
    public async Task<bool> ClaimAsync(string issuer, string jti, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        await Database.ExecuteSqlAsync(
            $"INSERT INTO used_id_tokens (issuer, jti, expires_at) VALUES ({issuer}, {jti}, {expiresAt}) ON CONFLICT DO NOTHING", cancellationToken) == 1;
}

internal static class RivalDbSetup
{
    public static void AddRivalDb(this IServiceCollection services, RivalSettings rival)
    {
        var source = new NpgsqlDataSourceBuilder(rival.Postgres);
        // Npgsql's "Prepared statements": statements of EF Core are prepared by themselves when they come often.
        source.ConnectionStringBuilder.MaxAutoPrepare = 20;
        source.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        services.AddSingleton(source.Build());
        // EF Core's "Advanced performance topics": pooled contexts, no thread safety checks.
        services.AddDbContextPool<RivalDb>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            .EnableThreadSafetyChecks(false)
            .UseOpenIddict<Guid>());
    }

    public static async Task CreateSchemaAsync(this IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RivalDb>().Database.EnsureCreatedAsync();
    }
}
