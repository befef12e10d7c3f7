using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TrustedPublishing.Bench.Directory;

/// <summary>
/// The n-th of the publishers that the measurements are made with: of twenty, fifteen of GitHub, two of GitLab and one each of Google, ActiveState
/// and CircleCI; nine of ten pinned; each with one project. Names are of the lengths that registries see.
/// </summary>
internal sealed record SamplePublisher(
    Guid Id, string Provider, string Issuer, IReadOnlyDictionary<string, string> Fields, IReadOnlyDictionary<string, string> PinnedIds, Guid ProjectId, string ProjectName)
{
    private static readonly string[] Owners = ["acme", "octo-org", "data-tools", "sample-labs", "open-things", "kit", "northwind-traders", "pydev"];
    private static readonly string[] Names =
        ["parser", "http-client", "json-tools", "cli", "metrics", "async-queue", "fastmath", "site-generator", "yaml-lint", "color"];

    public string NormalizedName => ProjectName.ToLowerInvariant().Replace('.', '-');

    /// <summary>What an ID token says of it: the upper-case path for GitHub and GitLab, which compare without case.</summary>
    public string Identity => Provider switch
    {
        "github" => $"{Fields["repository_owner"]}/{Fields["repository_name"]}".ToUpperInvariant(),
        "gitlab" => $"{Fields["namespace"]}/{Fields["project"]}".ToUpperInvariant(),
        "google" => Fields["email"],
        "activestate" => $"{Fields["organization"]}\n{Fields["project"]}",
        _ => $"{Fields["organization_id"]}\n{Fields["project_id"]}",
    };

    public static SamplePublisher Of(int n)
    {
        var owner = $"{Owners[n % Owners.Length]}-{n % 90_000}";
        var name = $"{Names[n % Names.Length]}-{n}";
        var project = n % 7 == 0 ? string.Concat(char.ToUpperInvariant(name[0]), name[1..].Replace('-', '.')) : name;
        var (provider, issuer, fields, ids) = (n % 20) switch
        {
            < 15 => GitHub(n, owner, name),
            < 17 => GitLab(n, owner, name),
            17 => Google(n, owner),
            18 => ActiveState(n, owner, name),
            _ => CircleCi(n),
        };
        return new SamplePublisher(Uuid(n, "publisher"), provider, issuer, fields, n % 10 == 0 ? new Dictionary<string, string>() : ids, Uuid(n, "project"), project);
    }

    /// <summary>As the feed tells it, with a revision of its own.</summary>
    public void WriteTo(Utf8JsonWriter json, long revision, DateTimeOffset pinUntil)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteNumber("revision", revision);
        json.WriteBoolean("removed", false);
        json.WriteString("provider", Provider);
        json.WriteString("issuer", Issuer);
        Write(json, "fields", Fields);
        Write(json, "pinned_ids", PinnedIds);
        if (PinnedIds.Count == 0)
        {
            json.WriteString("pin_until", pinUntil);
        }

        json.WriteStartArray("projects");
        json.WriteStartObject();
        json.WriteString("id", ProjectId);
        json.WriteString("name", ProjectName);
        json.WriteString("normalized_name", NormalizedName);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> values)
    {
        json.WriteStartObject(name);
        foreach (var (member, value) in values)
        {
            json.WriteString(member, value);
        }

        json.WriteEndObject();
    }

    private static Sample GitHub(int n, string owner, string name)
    {
        var fields = new Dictionary<string, string>
        {
            ["repository_owner"] = owner,
            ["repository_name"] = name,
            ["workflow_filename"] = n % 3 == 0 ? "publish.yml" : "release.yml",
        };
        if (n % 2 == 0)
        {
            fields["environment"] = "pypi";
        }

        return new("github", "https://token.actions.githubusercontent.com", fields,
            new Dictionary<string, string> { ["repository_owner_id"] = $"{10_000_000 + (n % 90_000)}", ["repository_id"] = $"{700_000_000 + n}" });
    }

    private static Sample GitLab(int n, string owner, string name) => new(
        "gitlab",
        "https://gitlab.com",
        new Dictionary<string, string> { ["namespace"] = owner, ["project"] = name, ["workflow_filepath"] = ".gitlab-ci.yml" },
        new Dictionary<string, string> { ["namespace_id"] = $"{1_000_000 + (n % 90_000)}", ["project_id"] = $"{50_000_000 + n}" });

    private static Sample Google(int n, string owner) => new(
        "google",
        "https://accounts.google.com",
        new Dictionary<string, string> { ["email"] = $"publisher-{n}@{owner}.iam.gserviceaccount.com" },
        new Dictionary<string, string> { ["sub"] = $"10{n:D19}" });

    private static Sample ActiveState(int n, string owner, string name) => new(
        "activestate",
        "https://platform.activestate.com/api/v1/oauth/oidc",
        new Dictionary<string, string> { ["organization"] = owner, ["project"] = name, ["actor"] = $"user-{n % 5000}" },
        new Dictionary<string, string> { ["organization_id"] = $"{Uuid(n % 90_000, "o")}", ["project_id"] = $"{Uuid(n, "p")}", ["actor_id"] = $"{Uuid(n % 5000, "a")}" });

    private static Sample CircleCi(int n) => new(
        "circleci",
        "https://oidc.circleci.com",
        new Dictionary<string, string> { ["organization_id"] = $"{Uuid(n % 1000, "organization")}", ["project_id"] = $"{Uuid(n, "project")}" },
        new Dictionary<string, string>());

    /// <summary>Version 7, one a second, as if registered one after the other; the rest is made of what it is for.</summary>
    private static Guid Uuid(int n, string purpose)
    {
        Span<byte> bytes = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose} {n}"), bytes);
        var milliseconds = 1_760_000_000_000UL + ((ulong)n * 1000UL);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (milliseconds << 16) | 0x7000 | (BinaryPrimitives.ReadUInt16BigEndian(bytes) & 0xfffUL));
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes[..16], bigEndian: true);
    }

    private sealed record Sample(string Provider, string Issuer, IReadOnlyDictionary<string, string> Fields, IReadOnlyDictionary<string, string> PinnedIds);
}
