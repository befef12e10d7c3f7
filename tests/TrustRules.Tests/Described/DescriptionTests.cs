using TrustedPublishing.TrustRules.Described;

namespace TrustedPublishing.TrustRules.Tests.Described;

public sealed class DescriptionTests
{
    [Fact]
    public void The_sample_is_sound()
    {
        var own = SampleDescription.Read(SampleDescription.Json);

        Assert.Equal(("own", "Own CI", TimeSpan.FromHours(1)), (own.Name, own.DisplayName, own.MaxIdTokenLifetime));
        Assert.Equal("octo-org/sampleproject", own.Title(new Dictionary<string, string> { ["organization"] = "octo-org", ["project"] = "sampleproject" }));
    }

    [Theory]
    [InlineData("/name", null, "name is missing.")]
    [InlineData("/name", "7", "name must be a string.")]
    [InlineData("/name", "\"\"", "name must have 1 to 500 visible characters, without blanks at its ends.")]
    [InlineData("/name", "\"own \"", "name must have 1 to 500 visible characters, without blanks at its ends.")]
    [InlineData("/name", "\"Own\"", "name must begin with a letter and have at most 32 lower-case letters, digits and hyphens.")]
    [InlineData("/name", "\"a/b\"", "name must begin with a letter and have at most 32 lower-case letters, digits and hyphens.")]
    [InlineData("/display_name", "\"A name that is much too long for any tab of any form\"", "display_name must have at most 40 characters.")]
    [InlineData("/introduction", "\"in\\u202evisible\"", "introduction must have 1 to 500 visible characters, without blanks at its ends.")]
    [InlineData("/colour", "\"blue\"", "colour is not known here; known are name, display_name, introduction, issuers, self_hosted, organization_field, audience, max_lifetime_minutes, title, fields, checks, must, refuse, claims, account_claim.")]
    [InlineData("/issuers", null, "The description needs issuers, or self_hosted, or both.")]
    [InlineData("/issuers", "\"https://ci.example.org\"", "issuers must be a list.")]
    [InlineData("/issuers", "[]", "issuers must have 1 to 100 items.")]
    [InlineData("/issuers/0", "\"http://ci.example.org\"", "issuers[0] must begin with https:// and have at most 255 characters.")]
    [InlineData("/issuers/0", "\"https://{organization}.com\"", "issuers[0] must have the last 2 labels of its host written out: with a placeholder there, anybody's host would match.")]
    [InlineData("/issuers/0", "\"https://{organization}.co.uk\"", "issuers[0] must have the last 3 labels of its host written out: with a placeholder there, anybody's host would match.")]
    [InlineData("/issuers/0", "\"https://ci.example.org/o-{organization}\"", "issuers[0] must have a path of segments, each written out in ASCII letters, digits and -_.~ or one whole placeholder such as {organization}.")]
    [InlineData("/issuers/0", "\"https://ci.example.org\"", "organization_field is missing: an issuer that is written out signs for all its customers.")]
    [InlineData("/organization_field", "\"nobody\"", "organization_field is nobody: it must be a required field that is part of the identity, alone and compared exact.")]
    [InlineData("/organization_field", "\"project\"", "organization_field is project: it must be a required field that is part of the identity, alone and compared exact.")]
    [InlineData("/organization_field", "\"step\"", "organization_field is step: it must be a required field that is part of the identity, alone and compared exact.")]
    [InlineData("/self_hosted", "\"true\"", "self_hosted must be true or false.")]
    [InlineData("/audience", "\"{host}\"", "audience must be {issuer}, {issuer_host}, or a value without blanks and braces.")]
    [InlineData("/audience", "\"a b\"", "audience must be {issuer}, {issuer_host}, or a value without blanks and braces.")]
    [InlineData("/audience", "\"pypi\"", "audience is pypi, which belongs to somebody else.")]
    [InlineData("/max_lifetime_minutes", "0", "max_lifetime_minutes must be a whole number from 1 to 1440.")]
    [InlineData("/max_lifetime_minutes", "1441", "max_lifetime_minutes must be a whole number from 1 to 1440.")]
    [InlineData("/max_lifetime_minutes", "60.5", "max_lifetime_minutes must be a whole number from 1 to 1440.")]
    [InlineData("/max_lifetime_minutes", "\"60\"", "max_lifetime_minutes must be a whole number from 1 to 1440.")]
    [InlineData("/title", "\"{organization\"", "title has a brace that is not closed, not opened, or encloses no name.")]
    [InlineData("/title", "\"organization}\"", "title has a brace that is not closed, not opened, or encloses no name.")]
    [InlineData("/title", "\"{}\"", "title has a brace that is not closed, not opened, or encloses no name.")]
    [InlineData("/title", "\"{step}\"", "title may name required fields only.")]
    [InlineData("/title", "\"{claim:organization}\"", "title may name required fields only.")]
    [InlineData("/fields/0", "\"organization\"", "fields[0] must be an object.")]
    [InlineData("/fields/0/label", null, "fields[0].label is missing.")]
    [InlineData("/fields/0/lable", "\"x\"", "fields[0].lable is not known here; known are name, label, help, example, required, max_length, personal, list, further, characters, warn_if_missing.")]
    [InlineData("/fields/0/name", "\"Organization\"", "fields[0].name must begin with a letter and have at most 40 lower-case letters, digits and underscores.")]
    [InlineData("/fields/3/name", "\"issuer\"", "fields[3].name is issuer, which means something else in a registration.")]
    [InlineData("/fields/3/name", "\"pinned_ids\"", "fields[3].name is pinned_ids, which means something else in a registration.")]
    [InlineData("/fields/1/name", "\"organization\"", "fields[1].name is organization, which another field has.")]
    [InlineData("/fields/0/max_length", "1001", "fields[0].max_length must be a whole number from 1 to 1000.")]
    [InlineData("/fields/0/max_length", "3", "fields[0].example is longer than max_length.")]
    [InlineData("/fields/0/characters", "\"regex\"", "fields[0].characters must be one of slug, uuid, uuid_braced, digits, path, ref_patterns, patterns, text.")]
    [InlineData("/fields/0/example", "\"octo org\"", "fields[0].example is not a valid value: A blank is not allowed here: use ASCII letters, digits and -_..")]
    [InlineData("/fields/0/further", "true", "fields[0].required excludes further and warn_if_missing.")]
    [InlineData("/fields/0/required", "1", "fields[0].required must be true or false.")]
    [InlineData("/checks", null, "fields[0] is compared with no claim: whoever fills it in would be promised something.")]
    [InlineData("/checks/3", null, "fields[3] is compared with no claim: whoever fills it in would be promised something.")]
    [InlineData("/checks/3/field", null, "checks[3] must have either a field or a template.")]
    [InlineData("/checks/3/template", "\"{step}\"", "checks[3] must have either a field or a template.")]
    [InlineData("/checks/3/field", "\"stage\"", "fields[3] is compared with no claim: whoever fills it in would be promised something.")]
    [InlineData("/checks/+", "{\"claim\":\"step\",\"field\":\"stage\",\"compare\":\"exact\"}", "checks[4] names the field stage, which there is not.")]
    [InlineData("/checks/+", "{\"claim\":\"step\",\"template\":\"publish\",\"compare\":\"exact\"}", "checks[4].template must name a field; what is fixed belongs into must.")]
    [InlineData("/checks/+", "{\"claim\":\"step\",\"template\":\"{step}{refs}\",\"compare\":\"exact\"}", "checks[4].template may name one field that is not required: otherwise filling one alone would compare nothing.")]
    [InlineData("/checks/+", "{\"claim\":\"step\",\"template\":\"{step}\",\"compare\":\"one_of\"}", "checks[4].compare of a template must be exact or ignore_case.")]
    [InlineData("/checks/3/compare", "\"regex\"", "checks[3].compare must be one of exact, ignore_case, glob, one_of, contains.")]
    [InlineData("/checks/3/compare", "\"glob\"", "checks[3].compare must be glob for a field of patterns, and for no other.")]
    [InlineData("/checks/2/compare", "\"exact\"", "checks[2].compare must be glob for a field of patterns, and for no other.")]
    [InlineData("/checks/3/compare", "\"one_of\"", "checks[3].compare can be one_of only for a field that is a list.")]
    [InlineData("/checks/3/claim", "\"stage\"", "checks[3].claim is stage, which is not among the claims.")]
    [InlineData("/checks/3/claim", "\"iss\"", "checks[3].claim is iss, which is checked for every provider alike.")]
    [InlineData("/checks/3/claim", "\"other_*\"", "checks[3].claim is other_*, whose use must not be ignored.")]
    [InlineData("/checks/3/reason", "\"no_publisher\"", "checks[3].reason must be one of claim_mismatch, workflow_mismatch, environment_mismatch, ref_mismatch, runner_mismatch, actor_mismatch, event_refused, job_refused.")]
    [InlineData("/checks/0/reason", "\"ref_mismatch\"", "checks[0].reason is no_publisher for every part of the identity: leave it out.")]
    [InlineData("/checks/3/identity", "true", "checks[3].identity needs required fields alone, compared exact or ignore_case.")]
    [InlineData("/checks/2/identity", "true", "checks[2].reason is no_publisher for every part of the identity: leave it out.")]
    [InlineData("/must/0/equals", "1.0", "must[0].equals must be a string, true, false or a whole number.")]
    [InlineData("/must/0/equals", "1e3", "must[0].equals must be a string, true, false or a whole number.")]
    [InlineData("/must/0/equals", "null", "must[0].equals must be a string, true, false or a whole number.")]
    [InlineData("/must/0/present", "true", "must[0] must have one of equals, one_of and present.")]
    [InlineData("/must/0", "{\"claim\":\"trusted\",\"present\":false}", "must[0].present must be true; a claim that must not be there cannot be described.")]
    [InlineData("/must/0/absent", "\"accept\"", "must[0].absent is not known here; known are claim, equals, one_of, present, reason, advice.")]
    [InlineData("/must/0/claim", "\"kind\"", "claims says that trusted is checked, and nothing checks it always.")]
    [InlineData("/refuse/0/absent", null, "refuse[0].absent is missing.")]
    [InlineData("/refuse/0/absent", "\"ignore\"", "refuse[0].absent must be one of refuse, accept.")]
    [InlineData("/refuse/0/absent", "\"refuse\"", "refuse[0].claim is kind, whose use must be checked.")]
    [InlineData("/refuse/0/equals", null, "refuse[0] must have either equals or one_of.")]
    [InlineData("/refuse/0", "{\"claim\":\"kind\",\"one_of\":[\"debug\",1],\"absent\":\"accept\"}", "refuse[0].one_of must hold values of one type: a claim of another type is refused.")]
    [InlineData("/claims/0/use", "\"sometimes\"", "claims[0].use must be one of checked, required, pinned, optional, ignored.")]
    [InlineData("/claims/0/use", "\"pinned\"", "checks[0].claim is organization, whose use must be checked.")]
    [InlineData("/claims/0/use", "\"optional\"", "checks[0].claim is organization, whose use must be checked.")]
    [InlineData("/claims/0/record", "\"yes\"", "claims[0].record must be one of plain, personal, no.")]
    [InlineData("/claims/4/use", "\"checked\"", "claims says that ref is checked, and nothing checks it always.")]
    [InlineData("/claims/6/name", "\"exp\"", "claims[6].name is exp, which is checked for every provider alike.")]
    [InlineData("/claims/6/name", "\"/a~b\"", "claims[6].name is /a~b, which is no JSON pointer: ~ is written ~0 and / inside a name ~1.")]
    [InlineData("/claims/6/name", "\"kind\"", "claims[6].name is kind, which is listed already.")]
    [InlineData("/claims/7/use", "\"optional\"", "claims[7].use of a name that ends in * must be ignored.")]
    [InlineData("/account_claim", "\"somebody\"", "account_claim is somebody, which is not among the claims.")]
    public void Refuses_a_description_and_names_the_place(string path, string? json, string message) =>
        Assert.Equal($"own.json: {message}", Refusal(SampleDescription.With(path, json)));

    [Theory]
    [InlineData("", "This is not JSON, at line 1.")]
    [InlineData("[]", "The description must be an object.")]
    [InlineData("{\n\"name\": \"own\",\n}", "This is not JSON, at line 3.")]
    [InlineData("{ // a comment\n}", "This is not JSON, at line 1.")]
    [InlineData("{\"name\": \"own\", \"name\": \"own\"}", "name is given twice.")]
    [InlineData("{\"checks\": [{\"claim\": \"a\", \"claim\": \"b\"}]}", "checks[0].claim is given twice.")]
    [InlineData("{\"name\": \"half \\ud800\"}", "name holds text that is not Unicode.")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}", "This is not JSON, at line 1.")]
    public void Refuses_what_is_read_differently_by_different_parsers(string json, string message) => Assert.Equal($"own.json: {message}", Refusal(json));

    [Fact]
    public void Refuses_a_description_that_finds_publishers_by_nothing()
    {
        var json = SampleDescription.Json.Replace(", \"identity\": true", "", StringComparison.Ordinal);

        Assert.Equal("own.json: checks must make one or more claims the identity, by which publishers are found.", Refusal(json));
    }

    [Fact]
    public void Refuses_a_fixed_audience_of_an_issuer_that_all_customers_share()
    {
        var json = SampleDescription.With("/issuers/0", "\"https://ci.example.org\"").Replace(
            "\"title\"", "\"organization_field\":\"organization\",\"audience\":\"cloud\",\"title\"", StringComparison.Ordinal);

        Assert.Equal("own.json: audience cannot be fixed for an issuer that is written out, because all its customers share both.", Refusal(json));
    }

    [Fact]
    public void A_shared_issuer_is_accepted_once_the_organization_is_compared() => Assert.Equal("own", SampleDescription.Read(
        SampleDescription.With("/issuers/0", "\"https://ci.example.org\"").Replace(
            "\"title\"", "\"organization_field\":\"organization\",\"title\"", StringComparison.Ordinal)).Name);

    [Theory]
    [InlineData("github")]
    [InlineData("buildkite")]
    public void An_own_description_cannot_take_the_name_of_another_provider(string name)
    {
        var own = SampleDescription.Read(SampleDescription.With("/name", $"\"{name}\""));

        var refused = Assert.Throws<BadDescriptionException>(() => new ProviderCatalog(own));

        Assert.Equal($"There are two providers of the name {name}; an own description needs a name of its own.", refused.Message);
    }

    [Fact]
    public void A_pinned_claim_is_an_immutable_id() => Assert.Equal(
        ["jti"], SampleDescription.Read(SampleDescription.With("/claims/6/use", "\"pinned\"")).Claims.ImmutableIds);

    [Fact]
    public void Eight_descriptions_are_shipped() => Assert.Equal(
        ["azure-devops", "bitbucket", "buildkite", "circleci", "forgejo", "kubernetes", "semaphore", "spacelift"],
        new ProviderCatalog().All.OfType<DescribedProvider>().Select(provider => provider.Name));

    private static string Refusal(string json) => Assert.Throws<BadDescriptionException>(() => SampleDescription.Read(json)).Message;
}
