using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace TrustedPublishing.Audit.Data;

/// <summary>For <c>dotnet ef migrations add</c> only, which needs the model and no database.</summary>
internal sealed class AuditDbDesign : IDesignTimeDbContextFactory<AuditDb>
{
    public AuditDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<AuditDb>().UseNpgsql().UseSnakeCaseNamingConvention().Options);
}
