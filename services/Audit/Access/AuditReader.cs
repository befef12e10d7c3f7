namespace TrustedPublishing.Audit.Access;

/// <summary>Who reads the log, and how much of it they may see.</summary>
/// <param name="TokenId">The auditor's token; null for the operator, and for the service itself.</param>
/// <param name="Label">The token's label; for the operator <c>operator</c>.</param>
/// <param name="Project">The <see cref="Entries.ProjectKey"/> of the one project whose entries they may see; null: all entries.</param>
/// <param name="Until">When the token expires; null: never.</param>
internal sealed record AuditReader(Guid? TokenId, string Label, string? Project, DateTimeOffset? Until)
{
    /// <summary>Whoever shows the configured <c>Auditor:Token</c>.</summary>
    public static AuditReader Operator { get; } = new(null, "operator", null, null);

    /// <summary>The service, for what it does with entries by itself. Nobody can sign in as this.</summary>
    public static AuditReader Service { get; } = new(null, "service", null, null);

    public bool IsOperator => ReferenceEquals(this, Operator);

    /// <summary><c>operator</c>, or the token's id: as the log says who read.</summary>
    public string Name => TokenId?.ToString("D") ?? Label;
}
