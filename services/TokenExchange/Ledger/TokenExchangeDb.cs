using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using TrustedPublishing.ServiceDefaults.Outbox;
using TrustedPublishing.TokenExchange.Emergency;
using TrustedPublishing.TokenExchange.Refusals;

namespace TrustedPublishing.TokenExchange.Ledger;

/// <summary>The schema. Exchanges write by SQL of their own (<see cref="LedgerStatement"/>), so that many share a commit.</summary>
internal sealed class TokenExchangeDb(DbContextOptions<TokenExchangeDb> options) : DbContext(options)
{
    /// <summary>Of its connection string.</summary>
    public const string Name = "token-exchange";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        UsedIdToken.Map(modelBuilder.Entity<UsedIdToken>());
        MintedToken.Map(modelBuilder.Entity<MintedToken>());
        RefusedIdToken.Map(modelBuilder.Entity<RefusedIdToken>());
        EmergencySwitch.Map(modelBuilder.Entity<EmergencySwitch>());
        modelBuilder.AddOutbox();
    }
}

/// <summary>For <c>dotnet ef migrations add</c>, which needs no server.</summary>
internal sealed class TokenExchangeDbDesign : IDesignTimeDbContextFactory<TokenExchangeDb>
{
    public TokenExchangeDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<TokenExchangeDb>().UseNpgsql().UseSnakeCaseNamingConvention().Options);
}
