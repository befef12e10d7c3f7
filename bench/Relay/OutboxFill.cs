using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Bench.Relay;

/// <summary>Fills an outbox with records as the token exchange writes them for a job of GitHub Actions.</summary>
internal static class OutboxFill
{
    /// <summary>Appends at once what the exchange would have appended over some time.</summary>
    public static async Task FillAsync(NpgsqlDataSource database, int count)
    {
        await using var connection = await database.OpenConnectionAsync();
        var last = await LastAsync(connection);
        await using (var copy = await connection.BeginBinaryImportAsync("COPY outbox (sequence, record_id, type, occurred_at, trace_parent, body) FROM STDIN (FORMAT binary)"))
        {
            for (var sequence = last + 1; sequence <= last + count; sequence++)
            {
                var now = DateTimeOffset.UtcNow;
                await copy.StartRowAsync();
                await copy.WriteAsync(sequence, NpgsqlDbType.Bigint);
                await copy.WriteAsync(Guid.CreateVersion7(now), NpgsqlDbType.Uuid);
                await copy.WriteAsync(nameof(TokenMinted), NpgsqlDbType.Text);
                await copy.WriteAsync(now, NpgsqlDbType.TimestampTz);
                await copy.WriteAsync("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", NpgsqlDbType.Text);
                await copy.WriteAsync(JsonSerializer.Serialize(Minted(sequence, now), ContractsJson.Default.TokenMinted), NpgsqlDbType.Text);
            }

            await copy.CompleteAsync();
        }

        await using var update = new NpgsqlCommand("UPDATE outbox_sequence SET last = $1 WHERE id = 1", connection);
        update.Parameters.AddWithValue(last + count);
        await update.ExecuteNonQueryAsync();
        await using var analyze = new NpgsqlCommand("ANALYZE outbox", connection);
        await analyze.ExecuteNonQueryAsync();
    }

    public static TokenMinted Minted(long number, DateTimeOffset now) => new()
    {
        TokenId = Guid.NewGuid(),
        Target = "pypi",
        Provider = "github",
        Issuer = "https://token.actions.githubusercontent.com",
        PublisherId = Project(number).Id,
        Projects = [Project(number)],
        IssuedAt = now,
        ExpiresAt = now.AddMinutes(15),
        IdTokenDigest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(number))),
        KeyId = "38826b17-6a30-5f9b-b169-8beb8202f723",
        // What GitHubClaims keeps of an ID token.
        Claims = new Dictionary<string, string>
        {
            ["event_name"] = "release",
            ["jti"] = Guid.NewGuid().ToString(),
            ["ref"] = "refs/tags/v1.2.3",
            ["sha"] = "4f1a4e6c0b9d4c1f8f3b3f7a3c4d1e2f5a6b7c8d",
            ["environment"] = "release",
            ["runner_environment"] = "github-hosted",
            ["repository_owner_id"] = "1234567",
            ["repository_id"] = "123456789",
            ["workflow_sha"] = "4f1a4e6c0b9d4c1f8f3b3f7a3c4d1e2f5a6b7c8d",
            ["job_workflow_sha"] = "4f1a4e6c0b9d4c1f8f3b3f7a3c4d1e2f5a6b7c8d",
            ["run_id"] = $"{9_000_000_000 + number}",
            ["run_number"] = "42",
            ["run_attempt"] = "1",
            ["check_run_id"] = $"{40_000_000_000 + number}",
            ["repository_visibility"] = "public",
            ["ref_type"] = "tag",
            ["ref_protected"] = "true",
        },
        Personal = new Dictionary<string, string>
        {
            ["repository"] = "octo-org/sampleproject",
            ["repository_owner"] = "octo-org",
            ["job_workflow_ref"] = "octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.3",
            ["workflow_ref"] = "octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.3",
            ["sub"] = "repo:octo-org/sampleproject:environment:release",
            ["actor"] = "octocat",
            ["actor_id"] = "7654321",
        },
    };

    private static ProjectRef Project(long number)
    {
        var project = number % 10_000;
        return new ProjectRef { Id = new Guid($"01935a5b-0000-7000-8000-{project:x12}"), Name = $"sampleproject-{project}" };
    }

    private static async Task<long> LastAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT last FROM outbox_sequence WHERE id = 1", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
