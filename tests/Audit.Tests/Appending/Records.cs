using System.Text.Json;
using TrustedPublishing.Contracts;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.Audit.Tests.Appending;

/// <summary>Records as the producers make them.</summary>
internal static class Records
{
    public const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    public const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static ProjectRef Project(string name) => new() { Id = Guid.CreateVersion7(), Name = name };

    public static Record Of(long sequence, string type, JsonElement body) => new()
    {
        Id = Guid.CreateVersion7(),
        Sequence = sequence,
        Type = type,
        OccurredAt = Noon.AddSeconds(sequence),
        TraceParent = Trace,
        Body = body,
    };

    public static Record Created(long sequence, ProjectRef? project = null) => Of(
        sequence,
        nameof(ProjectCreated),
        JsonSerializer.SerializeToElement(
            new ProjectCreated { Project = project ?? Project("sampleproject"), Revision = sequence, By = "admin-token" },
            ContractsJson.Default.ProjectCreated));

    public static Record Minted(long sequence, ProjectRef? project = null, string actor = "octocat") => Of(
        sequence,
        nameof(TokenMinted),
        JsonSerializer.SerializeToElement(
            new TokenMinted
            {
                TokenId = Guid.CreateVersion7(),
                Target = "pypi",
                Provider = "github",
                Issuer = "https://token.actions.githubusercontent.com",
                PublisherId = Guid.CreateVersion7(),
                Projects = [project ?? Project("sampleproject")],
                IssuedAt = Noon,
                ExpiresAt = Noon.AddMinutes(15),
                IdTokenDigest = new string('a', 64),
                KeyId = "key-1",
                Claims = new Dictionary<string, string> { ["run_id"] = "123", ["workflow_ref"] = "octo-org/sampleproject/.github/workflows/release.yml@refs/heads/main" },
                Personal = new Dictionary<string, string> { ["repository"] = "octo-org/sampleproject", ["actor"] = actor },
            },
            ContractsJson.Default.TokenMinted));

    public static Record Denied(long sequence, string reason, params ProjectRef[] projects) => Of(
        sequence,
        nameof(TokenExchangeDenied),
        JsonSerializer.SerializeToElement(
            new TokenExchangeDenied
            {
                Reason = reason,
                Target = "pypi",
                Provider = "github",
                Issuer = "https://token.actions.githubusercontent.com",
                IdTokenDigest = new string('b', 64),
                KeyId = "key-1",
                Projects = projects,
                Claims = new Dictionary<string, string>(),
                Personal = new Dictionary<string, string> { ["repository"] = "octo-org/other" },
            },
            ContractsJson.Default.TokenExchangeDenied));
}
