using Npgsql;

namespace TrustedPublishing.PublisherConfig.Tests.Feed;

/// <summary>Registers publishers by SQL, many at once: what the tables and the feed would hold after as many registrations.</summary>
internal static class ManyPublishers
{
    /// <summary>
    /// <paramref name="count"/> publishers of GitHub and Google, one of ten waiting for its ids and one of a hundred standing for two projects,
    /// and a tombstone for each hundred. The projects are called <c>many-1</c>, <c>many-2</c> …
    /// </summary>
    public static async Task RegisterManyAsync(this NpgsqlDataSource database, int count)
    {
        await using var command = database.CreateCommand($$"""
            CREATE TEMP TABLE many AS SELECT n, gen_random_uuid() AS publisher_id, gen_random_uuid() AS project_id FROM generate_series(1, {{count}}) n;
            INSERT INTO projects (id, name, normalized_name, created_at)
            SELECT project_id, CASE WHEN n % 3 = 0 THEN 'Many.' || n ELSE 'many-' || n END, 'many-' || n, now() FROM many;
            INSERT INTO publishers (id, provider, issuer, fields, digest, revision, created_at, pin_until, pinned_ids)
            SELECT publisher_id,
                CASE WHEN n % 5 = 0 THEN 'google' ELSE 'github' END,
                CASE WHEN n % 5 = 0 THEN 'https://accounts.google.com' ELSE 'https://token.actions.githubusercontent.com' END,
                CASE WHEN n % 5 = 0 THEN jsonb_build_object('email', 'publisher-' || n || '@many.iam.gserviceaccount.com')
                    ELSE jsonb_build_object('repository_owner', 'octo-org', 'repository_name', 'many-' || n, 'workflow_filename', 'release.yml') END,
                sha256(('many ' || n)::bytea), n * 2, now(), now() + interval '7 days',
                CASE WHEN n % 10 = 1 THEN '{}'::jsonb
                    WHEN n % 5 = 0 THEN jsonb_build_object('sub', n::text)
                    ELSE jsonb_build_object('repository_owner_id', '1001', 'repository_id', n::text) END
            FROM many;
            INSERT INTO project_publishers (project_id, publisher_id, added_at) SELECT project_id, publisher_id, now() FROM many;
            INSERT INTO project_publishers (project_id, publisher_id, added_at)
            SELECT other.project_id, one.publisher_id, now() FROM many one JOIN many other ON other.n = one.n + 1 WHERE one.n % 100 = 0;
            INSERT INTO removed_publishers (id, revision, removed_at) SELECT gen_random_uuid(), n * 2 + 1, now() FROM many WHERE n % 100 = 50;
            UPDATE feed SET revision = {{(count * 2) + 1}};
            """);
        await command.ExecuteNonQueryAsync();
    }
}
