using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.Audit.Formats;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Tests.Formats;

/// <summary>Whole events. What they have in common is written once: <see cref="Common"/>.</summary>
public sealed class OcsfEventTests
{
    private const string Id = "01935a5b-7c1d-7000-8000-0000000000aa";
    private const string Project = """{"id":"01935a5b-0000-7000-8000-000000000001","name":"Sample.Project"}""";
    private const string ProjectResource = """{"type":"project","uid":"01935a5b-0000-7000-8000-000000000001","name":"Sample.Project"}""";
    private const string PublisherResource = """{"type":"trusted publisher","uid":"PUB"}""";
    private const string TokenResource = """{"type":"api token","uid":"TOK"}""";
    private const string IssuerResource = """{"type":"issuer","name":"https://i"}""";

    [Fact]
    public void A_minted_token_is_a_logon() => AssertEvent(
        "token-exchange",
        "TokenMinted",
        """
        {"token_id":"TOK","target":"pypi","provider":"github","issuer":"https://i","key_id":"k","publisher_id":"PUB","projects":[PROJECT],"issued_at":"2026-11-23T12:00:00Z",
         "expires_at":"2026-11-23T12:15:00Z","id_token_digest":"d","claims":{"repository_id":"2002","actor_id":"7","workflow_ref":"octo-org/sampleproject/.github/workflows/release.yml@refs/heads/main"},
         "personal":{"repository":"digest","actor":"digest"}}
        """,
        """
        {"class_uid":3002,"category_uid":3,"activity_id":1,"type_uid":300201,"severity_id":1,"status_id":1,"status":"Success",
         "user":{"name":"GitHub octo-org/sampleproject release.yml","uid":"2002","domain":"https://i","type_id":3,"type":"System"},
         "actor":{"user":{"name":"octocat","uid":"7","type_id":1,"type":"User"}},
         "service":{"name":"pypi"},"auth_protocol_id":4,"auth_protocol":"OpenID","is_remote":true,
         "session":{"uid":"TOK","issuer":"https://i","created_time":1795435200000,"expiration_time":1795436100000},
         "message":"Minted a token for Sample.Project"}
        """);

    [Theory]
    [InlineData("workflow_mismatch", 2)]
    [InlineData("pinned_id_mismatch", 4)]
    [InlineData("already_used", 4)]
    public void A_denied_exchange_is_a_logon_that_failed(string reason, int severity) => AssertEvent(
        "token-exchange",
        "TokenExchangeDenied",
        $$"""
        {"reason":"{{reason}}","target":"pypi","provider":"my-ci","issuer":"https://i","key_id":"k","id_token_digest":"d","projects":[],"claims":{"sub":"job 1"},"personal":{"actor_id":"digest"} }
        """,
        $$"""
        {"class_uid":3002,"category_uid":3,"activity_id":1,"type_uid":300201,"severity_id":{{severity}},"status_id":2,"status":"Failure","status_code":"{{reason}}",
         "status_detail":"Refused","user":{"name":"my-ci job 1","uid":"job 1","domain":"https://i","type_id":3,"type":"System"},
         "actor":{"user":{"name":"octocat","type_id":1,"type":"User"} },
         "service":{"name":"pypi"},"auth_protocol_id":4,"auth_protocol":"OpenID","is_remote":true,"message":"Refused"}
        """);

    [Fact]
    public void Refusals_that_are_counted_are_logons_of_somebody() => AssertEvent(
        "token-exchange",
        "ExchangeRefusalsSummarised",
        """{"from":"2026-11-23T12:00:00Z","until":"2026-11-23T12:00:01Z","counts":[{"reason":"expired","count":2},{"reason":"bad_signature","count":1}]}""",
        """
        {"class_uid":3002,"category_uid":3,"activity_id":1,"type_uid":300201,"severity_id":2,"status_id":2,"status":"Failure","status_detail":"Refused 3 requests",
         "user":{"name":"(not verified)","type_id":0,"type":"Unknown"},"service":{"name":"token-exchange"},"auth_protocol_id":4,"auth_protocol":"OpenID","is_remote":true,
         "count":3,"start_time":1795435200000,"end_time":1795435201000,"message":"Refused 3 requests"}
        """);

    [Theory]
    [InlineData("publisher-config", "InvitationIssued", """{"invitation_id":"ID","project":PROJECT,"role":"owner","expires_at":"2026-12-01T12:00:00+00:00","by":"console"}""", 1, 1, "console", ProjectResource)]
    [InlineData("publisher-config", "InvitationWithdrawn", """{"invitation_id":"ID","project":PROJECT,"by":"console"}""", 4, 1, "console", ProjectResource)]
    [InlineData("publisher-config", "ProjectMemberChanged", """{"project":PROJECT,"person_id":"ID","role":"owner","by":"console"}""", 3, 1, "console", ProjectResource)]
    [InlineData("publisher-config", "ProjectCreated", """{"project":PROJECT,"revision":1,"by":"console"}""", 1, 1, "console", ProjectResource)]
    [InlineData("publisher-config", "PublisherAdded", """{"publisher_id":"PUB","project":PROJECT,"issuer":"https://i","by":"admin-token"}""", 1, 1, "admin-token", ProjectResource + "," + PublisherResource + "," + IssuerResource)]
    [InlineData("publisher-config", "PublisherRemoved", """{"publisher_id":"PUB","project":PROJECT,"issuer":"https://i","by":"admin-token"}""", 4, 1, "admin-token", ProjectResource + "," + PublisherResource + "," + IssuerResource)]
    [InlineData("publisher-config", "PublisherPinned", """{"publisher_id":"PUB","projects":[PROJECT],"issuer":"https://i"}""", 3, 1, null, ProjectResource + "," + PublisherResource + "," + IssuerResource)]
    [InlineData("jwks-cache", "ProviderKeysChanged", """{"provider":"github","issuer":"https://i"}""", 3, 1, null, IssuerResource)]
    [InlineData("token-exchange", "TokenRevoked", """{"token_id":"TOK","publisher_id":"PUB","projects":[],"issuer":"https://i","cause":"burned","by":"holder"}""", 4, 1, "holder", PublisherResource + "," + TokenResource + "," + IssuerResource)]
    [InlineData("token-exchange", "TokenRevoked", """{"token_id":"TOK","projects":[],"cause":"leaked","by":"leak-report"}""", 4, 4, "leak-report", TokenResource)]
    [InlineData("token-exchange", "TokensRevoked", """{"publisher_id":"PUB","projects":[PROJECT],"by":"admin-token"}""", 4, 4, "admin-token", ProjectResource + "," + PublisherResource)]
    [InlineData("token-exchange", "EmergencySwitchChanged", """{"switch_id":"SW","kind":"stop-minting","by":"admin-token"}""", 3, 4, "admin-token", """{"type":"emergency switch","uid":"SW","name":"stop-minting"}""")]
    [InlineData("audit", "AuditorTokenIssued", """{"token_id":"TOK","scope":"all","by":"operator"}""", 1, 1, "operator", """{"type":"auditor token","uid":"TOK"}""")]
    [InlineData("audit", "AuditorTokenRevoked", """{"token_id":"TOK","by":"operator"}""", 4, 1, "operator", """{"type":"auditor token","uid":"TOK"}""")]
    [InlineData("audit", "AuditLogRead", """{"reader":"operator","what":"entries","addresses":1}""", 2, 1, "operator", null)]
    [InlineData("audit", "LogKeysChanged", """{"keys":[],"keys_before":[]}""", 3, 1, null, null)]
    [InlineData("audit", "PersonalValuesErased", """{"by":"operator"}""", 4, 1, "operator", null)]
    [InlineData("audit", "WebhookSecretRotated", """{"by":"operator"}""", 3, 1, "operator", null)]
    [InlineData("audit", "WebhookRemoved", """{"by":"operator"}""", 4, 1, "operator", null)]
    [InlineData("audit", "AddedLater", """{"by":"somebody"}""", 99, 1, "somebody", null)]
    public void What_is_changed_is_an_activity_of_an_API(string producer, string type, string body, int activity, int severity, string? by, string? resources)
    {
        var actor = by is null ? $$"""{"name":"{{producer}}","type_id":3,"type":"System"}""" : $$"""{"name":"{{by}}","type_id":99,"type":"Other"}""";
        AssertEvent(producer, type, body, $$"""
            {"class_uid":6003,"category_uid":6,"activity_id":{{activity}},"type_uid":{{600300 + activity}},"severity_id":{{severity}},"status_id":1,"status":"Success",
             "actor":{"user":{{actor}} },"api":{"operation":"{{type}}","service":{"name":"{{producer}}"} },"src_endpoint":{"svc_name":"{{producer}}"},
             {{(resources is null ? "" : $"\"resources\":[{resources}],")}} "message":"Done"}
            """);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("unknown", null)]
    [InlineData(null, null)]
    public void Who_reads_the_log_is_told_of_by_address(string? recorded, string? ip)
    {
        var entry = Entry("audit", "AuditorTokenRefused", """{"token_id":"TOK","reason":"revoked","what":"entries","addresses":1}""", "Refused");
        var personal = recorded is null ? [] : new Dictionary<string, PersonalDocument> { ["source_address"] = new() { Value = recorded, Salt = [] } };

        var read = OcsfEvent.Of(entry with { Personal = personal }, "audit.example.org/log");

        Assert.Equal(("audit", ip), ((string?)read["src_endpoint"]!["svc_name"], (string?)read["src_endpoint"]!["ip"]));
        Assert.Equal(("Failure", "revoked"), ((string?)read["status"], (string?)read["status_code"]));
    }

    [Fact]
    public void Keys_that_could_not_be_fetched_are_a_read_that_failed() => AssertEvent(
        "jwks-cache",
        "ProviderKeysUnavailable",
        """{"provider":"github","issuer":"https://i","reason":"timeout"}""",
        """
        {"class_uid":6003,"category_uid":6,"activity_id":2,"type_uid":600302,"severity_id":3,"status_id":2,"status":"Failure","status_code":"timeout",
         "actor":{"user":{"name":"jwks-cache","type_id":3,"type":"System"}},"api":{"operation":"ProviderKeysUnavailable","service":{"name":"jwks-cache"}},
         "src_endpoint":{"svc_name":"jwks-cache"},"resources":[{"type":"issuer","name":"https://i"}],"message":"Unavailable"}
        """);

    [Theory]
    [InlineData("ProducerSequenceGap", """{"of":"jwks-cache","first_missing":5,"last_missing":5,"revealed_by":"ID"}""", null)]
    [InlineData("ProducerSequenceRepeated", """{"of":"jwks-cache","repeated_sequence":5}""", null)]
    [InlineData("RecordUnreadable", """{"of":"jwks-cache","unreadable_sequence":"6","reason":"unknown_type","personal":{"record":"digest"}}""", "unknown_type")]
    public void What_is_wrong_with_records_is_a_finding(string type, string body, string? code) => AssertEvent("audit", type, body, $$"""
        {"class_uid":2004,"category_uid":2,"activity_id":1,"type_uid":200401,"severity_id":4,"status_id":1,"status":"New",{{(code is null ? "" : $"\"status_code\":\"{code}\",")}}
         "finding_info":{"uid":"{{Id}}","title":"{{type}}","desc":"Wrong","types":["{{type}}"],"created_time":1795435202123},
         "resources":[{"type":"service","name":"jwks-cache"}],"message":"Wrong"}
        """);

    [Fact]
    public void An_alert_is_a_finding_of_its_rule()
    {
        var read = OcsfEvent.Of(Entry("audit", "AlertRaised", """{"rule":"replay","entries":[7],"projects":[],"issuer":"https://i"}""", "Alert"), "audit.example.org/log");

        Assert.Equal((2004, "AlertRaised", "replay"), ((int)read["class_uid"]!, (string)read["finding_info"]!["title"]!, (string)read["finding_info"]!["types"]![0]!));
        Assert.Equal("[{\"type\":\"issuer\",\"name\":\"https://i\"}]", read["resources"]?.ToJsonString());
    }

    [Theory]
    [InlineData("TokenMinted", "{}")]
    [InlineData("TokenExchangeDenied", """{"claims":[],"personal":7,"reason":{}}""")]
    [InlineData("ExchangeRefusalsSummarised", """{"counts":{},"from":3}""")]
    [InlineData("PublisherAdded", """{"project":"x"}""")]
    [InlineData("PublisherPinned", """{"projects":["x",null,{}]}""")]
    [InlineData("RecordUnreadable", "{}")]
    public void An_entry_whose_message_has_since_changed_is_an_event_all_the_same(string type, string body)
    {
        var read = OcsfEvent.Of(Entry("token-exchange", type, body, "Words"), "audit.example.org/log");

        Assert.Equal("Words", (string)read["message"]!);
        Assert.Equal(((int)read["class_uid"]! * 100) + (int)read["activity_id"]!, (int)read["type_uid"]!);
    }

    private static void AssertEvent(string producer, string type, string body, string expected)
    {
        var json = Filled(body);
        var wanted = JsonNode.Parse(Filled(expected))!.AsObject();

        var read = OcsfEvent.Of(Entry(producer, type, json, (string)wanted["message"]!), "audit.example.org/log");

        foreach (var (name, value) in Common(producer, type, json))
        {
            wanted[name] = value?.DeepClone();
        }
        Assert.True(JsonNode.DeepEquals(wanted, JsonNode.Parse(read.ToJsonString())), $"{wanted.ToJsonString()}\n{read.ToJsonString()}");
    }

    private static JsonObject Common(string producer, string type, string body) => JsonNode.Parse($$"""
        {"time":1795435202123,
         "metadata":{"version":"1.2.0","product":{"name":"Trusted Publishing","vendor_name":"Trusted Publishing","version":"0.1.0"},"uid":"{{Id}}","event_code":"{{type}}",
           "correlation_uid":"0af7651916cd43dd8448eb211c80319c","log_name":"audit.example.org/log","sequence":7,"original_time":"2026-11-23T12:00:02.123456Z","logged_time":1795435203000},
         "unmapped":{"index":7,"leaf_hash":"hash","producer":"{{producer}}","producer_sequence":3,"body":{{body}},
           "personal":{"actor":"octocat","repository":"octo-org/sampleproject"} } }
        """)!.AsObject();

    private static EntryDocument Entry(string producer, string type, string body, string summary) => new()
    {
        Index = 7,
        RecordId = Guid.Parse(Id),
        Producer = producer,
        Sequence = 3,
        Type = type,
        OccurredAt = "2026-11-23T12:00:02.123456Z",
        AppendedAt = "2026-11-23T12:00:03.000000Z",
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        Summary = summary,
        Body = JsonElement.Parse(body),
        Personal = new Dictionary<string, PersonalDocument>
        {
            ["actor"] = new() { Value = "octocat", Salt = [] },
            ["repository"] = new() { Value = "octo-org/sampleproject", Salt = [] },
        },
        Canonical = [],
        LeafHash = "hash",
    };

    private static string Filled(string json) => json
        .Replace("PROJECT", Project, StringComparison.Ordinal)
        .Replace("\"PUB\"", "\"01935a5b-0000-7000-8000-000000000002\"", StringComparison.Ordinal)
        .Replace("\"TOK\"", "\"01935a5b-0000-7000-8000-000000000003\"", StringComparison.Ordinal)
        .Replace("\"SW\"", "\"01935a5b-0000-7000-8000-000000000004\"", StringComparison.Ordinal);
}
