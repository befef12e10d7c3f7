namespace TrustedPublishing.Audit.Data;

/// <summary>
/// The service's role adds and reads; it cannot change or remove what the log says. Only personal values may go,
/// because people may ask for that.
/// </summary>
internal static class AppendOnly
{
    /// <summary>SQL for the migration step, after the role has been given all four rights on every table.</summary>
    /// <param name="role">The role's name, quoted.</param>
    public static string Grants(string role) => $"""
        REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
        GRANT SELECT, INSERT ON entries, entry_facets, unreadable_records, time_blocks, tree_nodes, checkpoints, cosignatures TO {role};
        GRANT SELECT, INSERT, DELETE, UPDATE (after, owner, leased_until) ON log_positions TO {role};
        GRANT SELECT, INSERT, DELETE, UPDATE (sealed_secret, sealed_former_secret, former_secret_until, paused_at, tries, retry_at) ON webhooks TO {role};
        GRANT SELECT, INSERT, DELETE, UPDATE (tries, last_error, given_up_at) ON dead_letters TO {role};
        GRANT SELECT, INSERT, DELETE ON personal_values, token_uses TO {role};
        GRANT SELECT, INSERT, UPDATE (revoked_at) ON auditor_tokens TO {role};
        GRANT SELECT, UPDATE (position) ON alert_position TO {role};
        GRANT SELECT, INSERT, UPDATE (entries, exchanges) ON tallies TO {role};
        GRANT SELECT, INSERT, UPDATE (position) ON tally_places TO {role};
        GRANT SELECT, INSERT, UPDATE, DELETE ON alert_memory TO {role};
        """;
}
