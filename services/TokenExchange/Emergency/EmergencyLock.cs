namespace TrustedPublishing.TokenExchange.Emergency;

/// <summary>
/// Exchanges are written under the shared side of one lock, switches are changed under the other. So when an operator is
/// told that a switch is set, every exchange that was under way is either durable, or will read the switch. The lock comes
/// in a statement of its own: a statement sees what was there when it began, and waiting inside it would not change that.
/// </summary>
internal static class EmergencyLock
{
    /// <summary>Of this database; any constant that nobody else takes.</summary>
    private const long Key = 0x7470_656d_6572_6765;

    public static readonly string SharedSql = $"SELECT pg_advisory_xact_lock_shared({Key})";

    public static readonly string ExclusiveSql = $"SELECT pg_advisory_xact_lock({Key})";
}
