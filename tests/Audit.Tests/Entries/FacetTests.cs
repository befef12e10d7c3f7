using System.Text.Json;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Tests.Entries;

public sealed class FacetTests
{
    private const string Id = "01935a5b-0000-7000-8000-00000000000A";
    private const string Project = """{"id":"01935a5b-0000-7000-8000-000000000001","name":"Sample.Project"}""";
    private const string OfProject = "Project=01935a5b-0000-7000-8000-000000000001 Project=sample-project";

    [Theory]
    [InlineData("PersonSignedIn", """{"person_id":"ID","via":"provider","roles":[],"personal":{}}""", "")]
    [InlineData("ProjectMemberChanged", """{"project":PROJECT,"person_id":"ID","role":"owner","by":"b"}""", OfProject)]
    [InlineData("InvitationIssued", """{"invitation_id":"ID","project":PROJECT,"role":"owner","expires_at":"2026-12-01T12:00:00+00:00","by":"b"}""", OfProject)]
    [InlineData("InvitationWithdrawn", """{"invitation_id":"ID","project":PROJECT,"by":"b"}""", OfProject)]
    [InlineData("ProjectCreated", """{"project":PROJECT,"revision":1,"by":"console"}""", OfProject)]
    [InlineData("PublisherAdded", """{"publisher_id":"ID","project":PROJECT,"provider":"github","issuer":"i","revision":2,"by":"b","registration":{},"personal":{}}""", OfProject + " Provider=github Publisher=ID")]
    [InlineData("PublisherRemoved", """{"publisher_id":"ID","project":PROJECT,"provider":"gitlab","issuer":"i","revision":2,"by":"b","registration":{},"personal":{}}""", OfProject + " Provider=gitlab Publisher=ID")]
    [InlineData("PublisherPinned", """{"publisher_id":"ID","projects":[PROJECT],"provider":"my-ci","issuer":"i","revision":3,"how":"given","ids":{},"personal":{}}""", OfProject + " Provider=my-ci Publisher=ID")]
    [InlineData("ProviderKeysChanged", """{"provider":"github","issuer":"i","added":[],"removed":[],"current":[]}""", "Provider=github")]
    [InlineData("ProviderKeysUnavailable", """{"provider":"github","issuer":"i","reason":"timeout"}""", "Provider=github")]
    [InlineData("TokenMinted", """{"token_id":"ID","target":"pypi","provider":"google","issuer":"i","key_id":"k","publisher_id":"ID","projects":[PROJECT,PROJECT],"issued_at":"2026-11-23T12:00:00Z","expires_at":"2026-11-23T12:15:00Z","id_token_digest":"d","claims":{},"personal":{}}""", OfProject + " Provider=google Publisher=ID")]
    [InlineData("TokenExchangeDenied", """{"reason":"workflow_mismatch","target":"pypi","provider":"github","issuer":"i","key_id":"k","id_token_digest":"d","nearest_publisher_id":"ID","projects":[PROJECT],"claims":{},"personal":{}}""", OfProject + " Provider=github Reason=workflow_mismatch Publisher=ID")]
    [InlineData("TokenExchangeDenied", """{"reason":"no_publisher","target":"pypi","provider":"github","issuer":"i","key_id":"k","id_token_digest":"d","projects":[],"claims":{},"personal":{}}""", "Provider=github Reason=no_publisher")]
    [InlineData("TokenExchangeDenied", """{"reason":"No Publisher","target":"pypi","provider":"GitHub\u0000","issuer":"i","key_id":"k","id_token_digest":"d","projects":[],"claims":{},"personal":{}}""", "")]
    [InlineData("TokenExchangeDenied", """{"reason":null,"target":"pypi","provider":null,"issuer":"i","key_id":"k","id_token_digest":"d","projects":[],"claims":{},"personal":{}}""", "")]
    [InlineData("ExchangeRefusalsSummarised", """{"from":"2026-11-23T12:00:00Z","until":"2026-11-23T12:00:01Z","counts":[{"reason":"expired","count":2,"issuer":"i"},{"reason":"bad_signature","count":1},{"reason":"expired","count":3}]}""", "Reason=expired Reason=bad_signature")]
    [InlineData("TokenRevoked", """{"token_id":"ID","target":"pypi","provider":"github","issuer":"i","publisher_id":"ID","projects":[PROJECT],"issued_at":"2026-11-23T12:00:00Z","expires_at":"2026-11-23T12:15:00Z","cause":"burned","by":"holder","personal":{}}""", OfProject + " Provider=github Publisher=ID")]
    [InlineData("TokensRevoked", """{"publisher_id":"ID","count":2,"projects":[PROJECT],"by":"b","personal":{}}""", OfProject + " Publisher=ID")]
    [InlineData("TokensRevoked", """{"provider":"activestate","count":2,"projects":[],"by":"b","personal":{}}""", "Provider=activestate")]
    [InlineData("EmergencySwitchChanged", """{"switch_id":"ID","kind":"stop-minting","in_force":true,"by":"b","personal":{}}""", "")]
    [InlineData("ProducerSequenceGap", """{"of":"jwks-cache","first_missing":5,"last_missing":5,"revealed_by":"ID"}""", "")]
    [InlineData("ProducerSequenceRepeated", """{"of":"jwks-cache","repeated_sequence":5,"earlier_record_id":"ID","later_record_id":"ID"}""", "")]
    [InlineData("RecordUnreadable", """{"of":"jwks-cache","unreadable_record_id":"ID","unreadable_sequence":"6","reason":"unknown_type","personal":{}}""", "")]
    public void Every_type_says_what_it_is_about(string type, string body, string expected)
    {
        var message = JsonElement.Parse(body.Replace("PROJECT", Project, StringComparison.Ordinal).Replace("ID", Id, StringComparison.Ordinal));

        var facets = EntryTypes.Find(type)!.ReadFacets(message);

        Assert.Equal(expected.Replace("=ID", $"={Id.ToLowerInvariant()}", StringComparison.Ordinal), string.Join(' ', facets.Select(facet => $"{facet.Kind}={facet.Value}")));
    }

    [Fact]
    public void Three_types_decide() => Assert.Equal(
        [(nameof(TokenMinted), Decision.Granted), (nameof(TokenExchangeDenied), Decision.Refused), (nameof(ExchangeRefusalsSummarised), Decision.Refused)],
        EntryTypes.All.Where(type => type.Decision is not null).Select(type => (type.Name, type.Decision!.Value)));

    [Theory]
    [InlineData("github", true)]
    [InlineData("my-ci_2.0", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("GitHub", false)]
    [InlineData("git hub", false)]
    [InlineData("größe", false)]
    [InlineData("a\0", false)]
    [InlineData("a\n", false)]
    public void A_code_is_short_plain_text(string? text, bool isCode) => Assert.Equal(isCode, Facet.IsCode(text));

    [Fact]
    public void A_code_has_at_most_64_characters() => Assert.Equal((true, false), (Facet.IsCode(new string('a', 64)), Facet.IsCode(new string('a', 65))));
}
