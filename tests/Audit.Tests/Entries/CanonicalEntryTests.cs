using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using TrustedPublishing.Audit.Canonical;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Canonical;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Entries;

public sealed class CanonicalEntryTests
{
    private const string Message = """
        {"project": {"id": "01935a5b-0000-7000-8000-000000000001", "name": "Sample.Project"}, "publisher_id": "01935a5b-0000-7000-8000-000000000002", "provider": "github", "issuer": "https://token.actions.githubusercontent.com", "revision": 42, "by": "admin-token", "registration": {"workflow_filename": "release.yml", "environment": "größe €"}, "personal": {"repository_owner": "octo-org", "repository_name": "sampleproject"}}
        """;

    private const string Canonical = """
        {"body":{"by":"admin-token","issuer":"https://token.actions.githubusercontent.com","personal":{"repository_name":"ef4dff61902f8fc9c1d1083d83c545e4059bc5ced6ea94458869cb230c048747","repository_owner":"04548ae0e724e37885a9d852cc6c57d5e2306ca5ec2b52b42a830e29bcdfea7e"},"project":{"id":"01935a5b-0000-7000-8000-000000000001","name":"Sample.Project"},"provider":"github","publisher_id":"01935a5b-0000-7000-8000-000000000002","registration":{"environment":"größe €","workflow_filename":"release.yml"},"revision":42},"occurred_at":"2026-11-23T09:30:00.123456Z","producer":"publisher-config","record_id":"01935a5b-7c1d-7000-8000-0000000000aa","sequence":7,"trace_id":"0af7651916cd43dd8448eb211c80319c","type":"PublisherAdded","version":1}
        """;

    private const string LeafHash = "9545925bf3b2b2f49332fba806010d599895455d0ecec03a6b8ec0a7b786b6b6";

    private static readonly EntryContent PublisherAdded = new()
    {
        RecordId = Guid.Parse("01935a5b-7c1d-7000-8000-0000000000aa"),
        Producer = "publisher-config",
        Sequence = 7,
        Type = "PublisherAdded",
        OccurredAt = DateTimeOffset.Parse("2026-11-23T10:30:00.1234567+01:00", System.Globalization.CultureInfo.InvariantCulture),
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        Body = JsonElement.Parse(Message),
    };

    [Fact]
    public void Has_the_documented_bytes_and_leaf_hash()
    {
        var entry = CanonicalEntry.Of(PublisherAdded, Salts());

        Assert.Equal(Canonical, Encoding.UTF8.GetString(entry.Bytes));
        Assert.Equal(LeafHash, Convert.ToHexStringLower(TreeHash.Leaf(entry.Bytes)));
    }

    [Fact]
    public void Leaves_out_the_trace_and_the_personal_values_that_are_not_there()
    {
        var content = new EntryContent
        {
            RecordId = Guid.Parse("01935a5b-7c1d-7000-8000-0000000000bb"),
            Producer = "token-exchange",
            Sequence = 1,
            Type = "ExchangeRefusalsSummarised",
            OccurredAt = DateTimeOffset.Parse("2026-11-23T09:30:01Z", System.Globalization.CultureInfo.InvariantCulture),
            Body = JsonElement.Parse("""{"from": "2026-11-23T09:30:00Z", "until": "2026-11-23T09:30:01Z", "counts": [{"reason": "invalid_signature", "count": 11}]}"""),
        };

        var entry = CanonicalEntry.Of(content, Salts());

        Assert.Equal("""{"body":{"counts":[{"count":11,"reason":"invalid_signature"}],"from":"2026-11-23T09:30:00Z","until":"2026-11-23T09:30:01Z"},"occurred_at":"2026-11-23T09:30:01.000000Z","producer":"token-exchange","record_id":"01935a5b-7c1d-7000-8000-0000000000bb","sequence":1,"type":"ExchangeRefusalsSummarised","version":1}""", Encoding.UTF8.GetString(entry.Bytes));
        Assert.Equal("61c894b06232090f56482837c37a20fe59cb66ac32b976d2b2c96de8578b3fad", Convert.ToHexStringLower(TreeHash.Leaf(entry.Bytes)));
        Assert.Empty(entry.Personal);
    }

    [Fact]
    public void The_document_shows_the_same_vectors()
    {
        var document = File.ReadAllText(DocumentPath());

        Assert.Contains(Message, document, StringComparison.Ordinal);
        Assert.Contains(Canonical, document, StringComparison.Ordinal);
        Assert.Contains(LeafHash, document, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_what_the_digests_stand_for_and_nothing_of_it_in_the_bytes()
    {
        var entry = CanonicalEntry.Of(PublisherAdded, Salts());

        var body = JsonElement.Parse(entry.Bytes).GetProperty("body").GetProperty("personal");
        Assert.Equal(["repository_owner", "repository_name"], entry.Personal.Select(value => value.Field));
        Assert.All(entry.Personal, value => Assert.Equal(PersonalDigest.Of(value.Salt, value.Field, value.Value), body.GetProperty(value.Field).GetString()));
        Assert.DoesNotContain("octo-org", Encoding.UTF8.GetString(entry.Bytes), StringComparison.Ordinal);
        Assert.DoesNotContain("sampleproject", Encoding.UTF8.GetString(entry.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_top_member_personal_is_committed_by_digests()
    {
        var content = PublisherAdded with { Body = JsonElement.Parse("""{"nested":{"personal":{"a":"b"}}}""") };

        Assert.Contains("""{"nested":{"personal":{"a":"b"}}}""", Encoding.UTF8.GetString(CanonicalEntry.Of(content, Salts()).Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Never_holds_a_JWT_neither_in_clear_nor_as_a_personal_value()
    {
        const string Jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";
        var body = $$$"""{"claims":{"environment":"{{{Jwt}}}"},"list":["{{{Jwt}}}"],"personal":{"actor":"{{{Jwt}}}"}}""";

        var entry = CanonicalEntry.Of(PublisherAdded with { Body = JsonElement.Parse(body) }, Salts());

        Assert.DoesNotContain("eyJ", Encoding.UTF8.GetString(entry.Bytes), StringComparison.Ordinal);
        Assert.StartsWith("sha256:", Encoding.UTF8.GetString(Assert.Single(entry.Personal).Value), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"revision":9007199254740991}""", true)]
    [InlineData("""{"revision":-9007199254740991}""", true)]
    [InlineData("""{"revision":9007199254740993}""", false)]
    [InlineData("""{"revision":12345678901234567890}""", false)]
    [InlineData("""{"list":[{"n":-9007199254740993}]}""", false)]
    [InlineData("""{"share":0.30000000000000004}""", true)]
    public void Takes_no_integer_that_would_be_rounded(string body, bool isTaken)
    {
        var exception = Record.Exception(() => CanonicalEntry.Of(PublisherAdded with { Body = JsonElement.Parse(body) }, Salts()));

        Assert.Equal(isTaken, exception is null);
        Assert.True(isTaken || exception is NotCanonicalisableException);
    }

    [Property(Arbitrary = [typeof(AnyJson)])]
    public void Says_any_body_as_it_was(System.Text.Json.Nodes.JsonNode value)
    {
        var body = JsonSerializer.SerializeToElement(new Dictionary<string, object?> { ["any"] = value });

        var entry = CanonicalEntry.Of(PublisherAdded with { Body = body }, Salts());

        Assert.True(JsonElement.DeepEquals(body, JsonElement.Parse(entry.Bytes).GetProperty("body")));
    }

    /// <summary>32 bytes 01, then 32 bytes 02, and so on.</summary>
    private static Func<byte[]> Salts()
    {
        byte next = 0;
        return () => [.. Enumerable.Repeat(++next, PersonalDigest.SaltLength)];
    }

    private static string DocumentPath([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../docs/audit-log.md");
}
