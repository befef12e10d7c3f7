using System.Text.Json;
using TrustedPublishing.Audit.Wording;

namespace TrustedPublishing.Audit.Tests.Wording;

public sealed class EntryWordsTests
{
    private const string Project = """{"id":"01935a5b-0000-7000-8000-000000000001","name":"sampleproject"}""";

    private const string Digest = "digest";

    [Theory]
    [InlineData("github", """{"workflow_ref":"octo-org/sampleproject/.github/workflows/release.yml@refs/heads/main"}""", "repository", "octo-org/sampleproject", "GitHub octo-org/sampleproject release.yml")]
    [InlineData("github", "{}", "actor", "octocat", "GitHub")]
    [InlineData("gitlab", """{"ci_config_ref_uri":"gitlab.com/octo/sample//.gitlab-ci.yml@refs/heads/main"}""", "project_path", "octo/sample", "GitLab octo/sample .gitlab-ci.yml")]
    [InlineData("google", "{}", "email", "publisher@proj.iam.gserviceaccount.com", "Google publisher@proj.iam.gserviceaccount.com")]
    [InlineData("activestate", """{"organization":"acme","project":"widget"}""", "actor", "foo", "ActiveState acme/widget foo")]
    [InlineData("unheard", "{}", "a", "b", "unheard")]
    public void Says_who_got_a_token_for_what(string provider, string claims, string field, string value, string identity)
    {
        var words = EntryWords.Of("TokenMinted", Minted(provider, claims, field), new Dictionary<string, string> { [field] = value });

        Assert.Equal($"Minted a token for sampleproject — {identity}", words);
    }

    [Fact]
    public void Says_what_was_erased() => Assert.Equal(
        "Minted a token for sampleproject — GitHub (erased)",
        EntryWords.Of("TokenMinted", Minted("github", "{}", "repository"), new Dictionary<string, string>()));

    [Theory]
    [InlineData("TokenExchangeDenied", """{"reason":"workflow_mismatch","target":"pypi","provider":"github","issuer":"https://i","id_token_digest":"d","key_id":"k","projects":[PROJECT],"claims":{},"personal":{"repository":"digest"}}""", "Refused: workflow mismatch — GitHub octo-org/sampleproject (nearest: sampleproject)")]
    [InlineData("TokenExchangeDenied", """{"reason":"no_match","target":"pypi","provider":"github","issuer":"https://i","id_token_digest":"d","key_id":"k","claims":{},"personal":{}}""", "Refused: no match — GitHub octo-org/sampleproject")]
    [InlineData("ExchangeRefusalsSummarised", """{"from":"2026-11-23T12:00:00Z","until":"2026-11-23T12:00:01Z","counts":[{"reason":"invalid_signature","count":10},{"reason":"invalid_signature","count":1,"issuer":"https://i"},{"reason":"unknown_issuer","count":1}]}""", "Refused 12 requests: 11 invalid signature, 1 unknown issuer")]
    [InlineData("ExchangeRefusalsSummarised", """{"from":"2026-11-23T12:00:00Z","until":"2026-11-23T12:00:01Z","counts":[{"reason":"malformed","count":1}]}""", "Refused 1 request: 1 malformed")]
    [InlineData("TokenRevoked", """{"token_id":"01935a5b-0000-7000-8000-000000000002","target":"pypi","provider":"github","issuer":"https://i","publisher_id":"01935a5b-0000-7000-8000-000000000003","projects":[PROJECT],"issued_at":"2026-11-23T12:00:00Z","expires_at":"2026-11-23T12:15:00Z","cause":"burned","by":"holder","personal":{}}""", "Revoked a token for sampleproject: burned, by holder")]
    [InlineData("TokenRevoked", """{"token_id":"01935a5b-0000-7000-8000-000000000002","target":"pypi","provider":"github","issuer":"https://i","publisher_id":"01935a5b-0000-7000-8000-000000000003","projects":[],"issued_at":"2026-11-23T12:00:00Z","expires_at":"2026-11-23T12:15:00Z","cause":"leaked","by":"leak-report","personal":{"url":"digest"}}""", "Revoked a token for no project: leaked, by leak-report, seen at https://paste.example/1")]
    [InlineData("TokensRevoked", """{"publisher_id":"01935a5b-0000-7000-8000-000000000003","count":2,"projects":[PROJECT],"by":"admin-token","personal":{"reason":"digest"}}""", "Emergency: revoked all tokens of publisher 01935a5b-0000-7000-8000-000000000003 (2 were good), by admin-token — key stolen")]
    [InlineData("TokensRevoked", """{"provider":"gitlab","count":0,"projects":[],"by":"admin-token","personal":{}}""", "Emergency: revoked all tokens of provider gitlab (0 were good), by admin-token — key stolen")]
    [InlineData("EmergencySwitchChanged", """{"switch_id":"01935a5b-0000-7000-8000-000000000003","kind":"stop-minting","in_force":true,"by":"admin-token","personal":{"reason":"digest"}}""", "Emergency: all minting stopped, by admin-token — key stolen")]
    [InlineData("EmergencySwitchChanged", """{"switch_id":"01935a5b-0000-7000-8000-000000000003","kind":"stop-minting","in_force":false,"by":"admin-token","personal":{"reason":"digest"}}""", "Emergency: minting goes on, by admin-token — key stolen")]
    [InlineData("EmergencySwitchChanged", """{"switch_id":"01935a5b-0000-7000-8000-000000000003","kind":"distrust-issuer","in_force":true,"issuer":"https://i","by":"admin-token","personal":{"reason":"digest"}}""", "Emergency: issuer https://i is distrusted, by admin-token — key stolen")]
    [InlineData("EmergencySwitchChanged", """{"switch_id":"01935a5b-0000-7000-8000-000000000003","kind":"distrust-issuer","in_force":false,"issuer":"https://i","by":"admin-token","personal":{"reason":"digest"}}""", "Emergency: issuer https://i is trusted again, by admin-token — key stolen")]
    [InlineData("EmergencySwitchChanged", """{"switch_id":"01935a5b-0000-7000-8000-000000000003","kind":"distrust-key","in_force":true,"issuer":"https://i","key_id":"k","by":"admin-token","personal":{"reason":"digest"}}""", "Emergency: key k of https://i is distrusted, by admin-token — key stolen")]
    [InlineData("EmergencySwitchChanged", """{"switch_id":"01935a5b-0000-7000-8000-000000000003","kind":"distrust-key","in_force":false,"issuer":"https://i","thumbprint":"t","by":"admin-token","personal":{"reason":"digest"}}""", "Emergency: key with thumbprint t of https://i is trusted again, by admin-token — key stolen")]
    [InlineData("EmergencySwitchChanged", """{"switch_id":"01935a5b-0000-7000-8000-000000000003","kind":"added-later","in_force":true,"by":"admin-token","personal":{}}""", "Emergency: added-later set, by admin-token — key stolen")]
    [InlineData("PersonSignedIn", """{"person_id":"01935a5b-0000-7000-8000-000000000009","via":"one_time_link","roles":["operator"],"personal":{}}""", "person:01935a5b-0000-7000-8000-000000000009 signed in with a one-time link as operator")]
    [InlineData("PersonSignedIn", """{"person_id":"01935a5b-0000-7000-8000-000000000009","via":"added_later","roles":[],"personal":{"subject":"digest"}}""", "person:01935a5b-0000-7000-8000-000000000009 (Ada, 1815 of https://id.example) signed in by added_later")]
    [InlineData("ProjectMemberChanged", """{"project":PROJECT,"person_id":"01935a5b-0000-7000-8000-000000000009","role":"owner","by":"person:x","invitation_id":"01935a5b-0000-7000-8000-000000000003"}""", "person:01935a5b-0000-7000-8000-000000000009 became owner of sampleproject, invited, by person:x")]
    [InlineData("ProjectMemberChanged", """{"project":PROJECT,"person_id":"01935a5b-0000-7000-8000-000000000009","role":"owner","former_role":"maintainer","by":"console"}""", "person:01935a5b-0000-7000-8000-000000000009 went from maintainer to owner of sampleproject, by console")]
    [InlineData("ProjectMemberChanged", """{"project":PROJECT,"person_id":"01935a5b-0000-7000-8000-000000000009","former_role":"owner","by":"console"}""", "person:01935a5b-0000-7000-8000-000000000009 is no owner any more of sampleproject, by console")]
    [InlineData("InvitationIssued", """{"invitation_id":"01935a5b-0000-7000-8000-000000000003","project":PROJECT,"role":"owner","expires_at":"2026-12-01T12:00:00+00:00","by":"console"}""", "Invitation to sampleproject as owner issued by console, until 2026-12-01 12:00:00Z")]
    [InlineData("InvitationWithdrawn", """{"invitation_id":"01935a5b-0000-7000-8000-000000000003","project":PROJECT,"by":"console"}""", "Invitation to sampleproject withdrawn by console")]
    [InlineData("ProjectCreated", """{"project":PROJECT,"revision":1,"by":"console"}""", "Project sampleproject created by console")]
    [InlineData("PublisherAdded", """{"publisher_id":"01935a5b-0000-7000-8000-000000000002","project":PROJECT,"provider":"github","issuer":"https://i","revision":2,"by":"admin-token","registration":{"workflow_filename":"release.yml","environment":"pypi"},"personal":{"repository_owner":"digest","repository_name":"digest"}}""", "Trusted publisher added to sampleproject by admin-token — GitHub octo-org/sampleproject release.yml environment pypi")]
    [InlineData("PublisherRemoved", """{"publisher_id":"01935a5b-0000-7000-8000-000000000002","project":PROJECT,"provider":"gitlab","issuer":"https://i","revision":2,"by":"console","registration":{"workflow_filepath":".gitlab-ci.yml"},"personal":{"namespace":"digest","project":"digest"}}""", "Trusted publisher removed from sampleproject by console — GitLab (erased)/(erased) .gitlab-ci.yml")]
    [InlineData("PublisherAdded", """{"publisher_id":"01935a5b-0000-7000-8000-000000000002","project":PROJECT,"provider":"buildkite","issuer":"https://i","revision":2,"by":"admin-token","registration":{"step":"publish"},"personal":{"repository_owner":"digest","pipeline":"digest"}}""", "Trusted publisher added to sampleproject by admin-token — buildkite (erased) octo-org publish")]
    [InlineData("PublisherPinned", """{"publisher_id":"01935a5b-0000-7000-8000-000000000002","projects":[PROJECT],"provider":"github","issuer":"https://i","revision":3,"how":"first_use","ids":{"repository_owner_id":"1001","repository_id":"2002"},"personal":{}}""", "Trusted publisher of sampleproject pinned to ids of the first exchange: repository id 2002, repository owner id 1001")]
    [InlineData("PublisherPinned", """{"publisher_id":"01935a5b-0000-7000-8000-000000000002","projects":[PROJECT],"provider":"google","issuer":"https://i","revision":3,"how":"given","ids":{},"personal":{"sub":"digest"}}""", "Trusted publisher of sampleproject pinned to ids given by the owner")]
    [InlineData("ProviderKeysChanged", """{"provider":"github","issuer":"https://i","added":[{"key_id":"a","thumbprint":"t"}],"removed":[],"current":[]}""", "Signing keys of https://i changed: 1 added, 0 removed")]
    [InlineData("ProviderKeysUnavailable", """{"provider":"github","issuer":"https://i","reason":"http_status"}""", "Signing keys of https://i could not be fetched: http status")]
    [InlineData("ProducerSequenceGap", """{"of":"jwks-cache","first_missing":5,"last_missing":5,"revealed_by":"01935a5b-0000-7000-8000-000000000002"}""", "Record 5 of jwks-cache is missing, or came later")]
    [InlineData("ProducerSequenceGap", """{"of":"jwks-cache","first_missing":5,"last_missing":7,"revealed_by":"01935a5b-0000-7000-8000-000000000002"}""", "Records 5 to 7 of jwks-cache are missing, or came later")]
    [InlineData("ProducerSequenceRepeated", """{"of":"jwks-cache","repeated_sequence":5,"earlier_record_id":"01935a5b-0000-7000-8000-000000000002","later_record_id":"01935a5b-0000-7000-8000-000000000003"}""", "jwks-cache used its number 5 for two records")]
    [InlineData("RecordUnreadable", """{"of":"jwks-cache","unreadable_record_id":"01935a5b-0000-7000-8000-000000000002","unreadable_sequence":"6","reason":"unknown_type","personal":{"record":"digest"}}""", "Record 6 of jwks-cache could not be read: unknown type")]
    [InlineData("RecordUnreadable", """{"of":"jwks-cache","unreadable_record_id":"01935a5b-0000-7000-8000-000000000002","unreadable_sequence":"0","reason":"no_batch","personal":{"record":"digest"}}""", "A message of jwks-cache could not be read: it is no batch of records")]
    [InlineData("AuditorTokenIssued", """{"token_id":"01935a5b-0000-7000-8000-000000000002","scope":"all","expires_at":"2026-12-23T12:00:00+00:00","by":"operator","personal":{"label":"digest"}}""", "Auditor token SIEM issued by operator for the whole log, until 2026-12-23")]
    [InlineData("AuditorTokenIssued", """{"token_id":"01935a5b-0000-7000-8000-000000000002","scope":"project","project":"sample-project","expires_at":"2026-12-23T12:00:00+00:00","by":"operator","personal":{"label":"digest"}}""", "Auditor token SIEM issued by operator for project sample-project, until 2026-12-23")]
    [InlineData("AuditorTokenRevoked", """{"token_id":"01935a5b-0000-7000-8000-000000000002","by":"operator","personal":{"label":"digest"}}""", "Auditor token SIEM revoked by operator")]
    [InlineData("AuditorTokenRefused", """{"token_id":"01935a5b-0000-7000-8000-000000000002","reason":"expired","what":"stream","addresses":1,"personal":{"label":"digest","source_address":"digest"}}""", "Refused auditor token SIEM, which is expired: stream, from (erased)")]
    [InlineData("WebhookAdded", """{"webhook_id":"01935a5b-0000-7000-8000-000000000002","filter":"{}","by":"operator","personal":{"label":"digest","url":"digest"}}""", "Webhook SIEM added by operator: https://paste.example/1")]
    [InlineData("WebhookSecretRotated", """{"webhook_id":"01935a5b-0000-7000-8000-000000000002","former_secret_until":"2026-11-24T09:30:00+00:00","by":"operator","personal":{"label":"digest"}}""", "Webhook SIEM got a new secret by operator; the one before is used until 2026-11-24 09:30 UTC")]
    [InlineData("WebhookSecretRotated", """{"webhook_id":"01935a5b-0000-7000-8000-000000000002","by":"operator","personal":{"label":"digest"}}""", "Webhook SIEM got a new secret by operator; the one before is used no more")]
    [InlineData("WebhookRemoved", """{"webhook_id":"01935a5b-0000-7000-8000-000000000002","by":"operator","personal":{"label":"digest"}}""", "Webhook SIEM deleted by operator")]
    [InlineData("AuditLogRead", """{"reader":"01935a5b-0000-7000-8000-000000000002","what":"entries","addresses":2,"personal":{"label":"digest","source_address":"digest"}}""", "SIEM read the log: entries, from (erased)")]
    [InlineData("AuditLogRead", """{"reader":"operator","what":"pages","addresses":1,"personal":{"source_address":"digest"}}""", "The operator read the log: pages, from (erased)")]
    [InlineData("PersonalValuesErased", """{"count":1,"fields":{"actor":1},"first_index":7,"last_index":7,"entries":[7],"by":"operator","personal":{"reason":"digest"}}""", "1 personal value erased by operator (actor; entry 7) — key stolen")]
    [InlineData("PersonalValuesErased", """{"count":300,"fields":{"repository":100,"actor":200},"first_index":7,"last_index":4000,"by":"operator","personal":{"reason":"digest"}}""", "300 personal values erased by operator (actor, repository; entries 7 to 4000) — key stolen")]
    [InlineData("LogKeysChanged", """{"keys":["audit.example.org/log+11111111+AQ==","audit.example.org/log+00000000+AQ=="],"keys_before":["audit.example.org/log+00000000+AQ=="]}""", "The log is signed with key 11111111 and key 00000000 from now on, before with key 00000000")]
    [InlineData("AlertRaised", """{"rule":"new_source","entries":[7],"what":"repository","value":"repository_id 2002","projects":[PROJECT]}""", "Alert: first publish of sampleproject from another repository (repository_id 2002) — entry 7")]
    [InlineData("AlertRaised", """{"rule":"new_source","entries":[7],"what":"ref","value":"refs/heads/dev","projects":[PROJECT]}""", "Alert: first publish of sampleproject from refs/heads/dev — entry 7")]
    [InlineData("AlertRaised", """{"rule":"pinned_id_mismatch","entries":[7],"projects":[PROJECT]}""", "Alert: somebody came to sampleproject with the right names and the wrong ids — entry 7")]
    [InlineData("AlertRaised", """{"rule":"replay","entries":[7],"projects":[],"issuer":"https://i"}""", "Alert: an ID token of https://i was shown again — entry 7")]
    [InlineData("AlertRaised", """{"rule":"refusal_burst","entries":[7,8],"what":"project","count":20,"projects":[PROJECT]}""", "Alert: 20 refusals for sampleproject in a short time — entries 7, 8")]
    [InlineData("AlertRaised", """{"rule":"refusal_burst","entries":[7,8],"what":"repository","value":"repository_id 2002","count":20,"projects":[],"issuer":"https://i"}""", "Alert: 20 refusals of repository_id 2002 at https://i in a short time — entries 7, 8")]
    [InlineData("AlertRaised", """{"rule":"refusal_burst","entries":[7,8],"what":"issuer","count":200,"projects":[],"issuer":"https://i"}""", "Alert: 200 refusals of ID tokens of https://i in a short time — entries 7, 8")]
    [InlineData("AlertRaised", """{"rule":"keys_changed","entries":[7],"projects":[],"issuer":"https://i"}""", "Alert: https://i changed its signing keys — entry 7")]
    [InlineData("AlertRaised", """{"rule":"publisher_removed_after_publish","entries":[7,8],"projects":[PROJECT]}""", "Alert: the publisher of sampleproject was removed right after a publish with it — entries 7, 8")]
    [InlineData("AlertRaised", """{"rule":"missing_records","entries":[7],"what":"producer","value":"jwks-cache","count":1,"projects":[]}""", "Alert: 1 record of jwks-cache missing, or late — entry 7")]
    [InlineData("AlertRaised", """{"rule":"added_later","entries":[7],"projects":[]}""", "Alert: added later — entry 7")]
    [InlineData("TokenMinted", "{}", "TokenMinted")]
    [InlineData("Unheard", "{}", "Unheard")]
    public void Says_every_type_in_words(string type, string body, string words)
    {
        var personal = new Dictionary<string, string>
        {
            ["repository"] = "octo-org/sampleproject",
            ["repository_owner"] = "octo-org",
            ["repository_name"] = "sampleproject",
            ["reason"] = "key stolen",
            ["url"] = "https://paste.example/1",
            ["label"] = "SIEM",
            ["subject"] = "1815",
            ["name"] = "Ada",
            ["issuer"] = "https://id.example",
        };

        Assert.Equal(words, EntryWords.Of(type, JsonElement.Parse(body.Replace("PROJECT", Project, StringComparison.Ordinal)), personal));
    }

    private static JsonElement Minted(string provider, string claims, string field) => JsonElement.Parse($$$"""
        {"token_id":"01935a5b-0000-7000-8000-000000000002","target":"pypi","provider":"{{{provider}}}","issuer":"https://i","key_id":"k",
         "publisher_id":"01935a5b-0000-7000-8000-000000000003","projects":[{{{Project}}}],"issued_at":"2026-11-23T12:00:00Z",
         "expires_at":"2026-11-23T12:15:00Z","id_token_digest":"d","claims":{{{claims}}},"personal":{"{{{field}}}":"{{{Digest}}}"} }
        """);
}
