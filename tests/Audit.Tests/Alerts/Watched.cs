using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TrustedPublishing.Audit.Alerts;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Contracts;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.Audit.Tests.Alerts;

/// <summary>A log in memory that rules look at as the service lets them: batch by batch, with nothing but what they asked to remember.</summary>
internal sealed class Watched(params IAlertRule[] rules)
{
    public const string Issuer = "https://token.actions.githubusercontent.com";

    private readonly Dictionary<Subject, Remembered> stored = [];
    private long next;

    public static AlertLimits Limits { get; } = new(TimeSpan.FromMinutes(5), 4, 10, TimeSpan.FromHours(1), TimeSpan.FromHours(1));

    public List<AlertRaised> Alerts { get; } = [];

    /// <summary>The rule of this code.</summary>
    public static Watched By(string rule) => new(AlertRules.Of(Limits).Single(one => one.Name == rule));

    /// <summary>Appends an entry that happened so many minutes after noon, and lets the rules look.</summary>
    /// <returns>Its index.</returns>
    public long Add(double minute, Record record)
    {
        var at = Records.Noon.AddMinutes(minute);
        var entry = new SeenEntry(next++, record.Type, at, at.AddSeconds(1), record.Body);
        foreach (var rule in rules)
        {
            var subjects = rule.Subjects(entry).ToHashSet();
            var memory = new AlertMemory(stored.Where(one => subjects.Contains(one.Key)).ToDictionary());
            Alerts.AddRange(rule.Look(entry, memory));
            Assert.Subset(subjects, memory.Changed.Keys.ToHashSet());
            foreach (var (subject, remembered) in memory.Changed)
            {
                stored[subject] = JsonSerializer.Deserialize(JsonSerializer.Serialize(remembered, RememberedJson.Default.Remembered), RememberedJson.Default.Remembered)!;
            }
        }

        return entry.Index;
    }

    public static Record Minted(ProjectRef project, string repository = "2002", string? reference = "refs/heads/main", Guid? publisher = null, string issuer = Issuer) =>
        Minted([project], new() { ["repository_id"] = repository, ["ref"] = reference! }, publisher, issuer);

    public static Record Minted(ProjectRef[] projects, Dictionary<string, string> claims, Guid? publisher = null, string issuer = Issuer) => Of(ContractsJson.Default.TokenMinted, new TokenMinted
    {
        TokenId = Guid.CreateVersion7(),
        Target = "pypi",
        Provider = "github",
        Issuer = issuer,
        PublisherId = publisher ?? Guid.CreateVersion7(),
        Projects = projects,
        IssuedAt = Records.Noon,
        ExpiresAt = Records.Noon.AddMinutes(15),
        IdTokenDigest = new string('a', 64),
        KeyId = "key-1",
        Claims = claims.Where(claim => claim.Value is not null).ToDictionary(),
        Personal = new Dictionary<string, string> { ["repository"] = "octo-org/sampleproject" },
    });

    public static Record Denied(string reason, ProjectRef? project = null, string? repository = "2002", Guid? publisher = null, string issuer = Issuer) => Of(
        ContractsJson.Default.TokenExchangeDenied,
        new TokenExchangeDenied
        {
            Reason = reason,
            Target = "pypi",
            Provider = "github",
            Issuer = issuer,
            IdTokenDigest = new string('b', 64),
            KeyId = "key-1",
            NearestPublisherId = publisher,
            Projects = project is null ? [] : [project],
            Claims = repository is null ? [] : new Dictionary<string, string> { ["repository_id"] = repository },
            Personal = new Dictionary<string, string> { ["repository"] = "octo-org/other" },
        });

    public static Record Summarised(params RefusalCount[] counts) => Of(
        ContractsJson.Default.ExchangeRefusalsSummarised, new ExchangeRefusalsSummarised { From = Records.Noon, Until = Records.Noon.AddSeconds(1), Counts = counts });

    public static Record Removed(Guid publisher, ProjectRef project) => Of(ContractsJson.Default.PublisherRemoved, new PublisherRemoved
    {
        PublisherId = publisher,
        Project = project,
        Provider = "github",
        Issuer = Issuer,
        Revision = 7,
        By = "console",
        Registration = new Dictionary<string, string>(),
        Personal = new Dictionary<string, string>(),
    });

    public static Record KeysChanged(int added, int removed, int current)
    {
        return Of(ContractsJson.Default.ProviderKeysChanged, new ProviderKeysChanged
        {
            Provider = "github", Issuer = Issuer, Added = Keys(added), Removed = Keys(removed), Current = Keys(current),
        });

        static SigningKeyRef[] Keys(int count) => [.. Enumerable.Range(0, count).Select(i => new SigningKeyRef { KeyId = $"{i}", Thumbprint = $"{i}" })];
    }

    public static Record Gap(long first, long last) => Of(
        FindingsJson.Default.ProducerSequenceGap, new ProducerSequenceGap { Of = "jwks-cache", FirstMissing = first, LastMissing = last, RevealedBy = Guid.CreateVersion7() });

    private static Record Of<T>(JsonTypeInfo<T> json, T message) => Records.Of(1, typeof(T).Name, JsonSerializer.SerializeToElement(message, json));
}
