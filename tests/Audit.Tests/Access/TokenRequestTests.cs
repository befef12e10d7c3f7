using System.Text.Json;
using TrustedPublishing.Audit.Access.Tokens;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Tests.Access;

public sealed class TokenRequestTests
{
    [Theory]
    [InlineData("""{"label":"x","scope":"all"}""", null, 30)]
    [InlineData("""{"label":"x","scope":"all","expires_in_days":1}""", null, 1)]
    [InlineData("""{"label":"x","scope":"all","project":null,"expires_in_days":366}""", null, 366)]
    [InlineData("""{"label":" x ","scope":"project","project":"Sample.__Project"}""", "sample-project", 30)]
    [InlineData("""{"label":"x","scope":"project","project":" 0199A1B2-0000-7000-8000-000000000000 "}""", "0199a1b2-0000-7000-8000-000000000000", 30)]
    public void Asks_for_a_token(string body, string? project, int days)
    {
        var errors = new ParameterErrors();

        Assert.Equal(new WantedToken("x", project, TimeSpan.FromDays(days)), Read(body).Read(errors));
        Assert.False(errors.Any);
    }

    [Theory]
    [InlineData("""{}""", "label scope")]
    [InlineData("""{"label":"","scope":"all"}""", "label")]
    [InlineData("""{"label":"two\nlines","scope":"all"}""", "label")]
    [InlineData("""{"label":"x"}""", "scope")]
    [InlineData("""{"label":"x","project":"sample"}""", "scope")]
    [InlineData("""{"label":"x","scope":"ALL"}""", "scope")]
    [InlineData("""{"label":"x","scope":"project"}""", "project")]
    [InlineData("""{"label":"x","scope":"project","project":" "}""", "project")]
    [InlineData("""{"label":"x","scope":"project","project":"a\u0000b"}""", "project")]
    [InlineData("""{"label":"x","scope":"all","project":"sample"}""", "project")]
    [InlineData("""{"label":"x","scope":"all","project":""}""", "project")]
    [InlineData("""{"label":"x","scope":"all","expires_in_days":0}""", "expires_in_days")]
    [InlineData("""{"label":"x","scope":"all","expires_in_days":-1}""", "expires_in_days")]
    [InlineData("""{"label":"x","scope":"all","expires_in_days":367}""", "expires_in_days")]
    public void What_is_wrong_is_named(string body, string members)
    {
        var errors = new ParameterErrors();

        Assert.Null(Read(body).Read(errors));
        Assert.Equal(members, string.Join(' ', errors.Parameters.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_label_has_at_most_a_hundred_characters()
    {
        var (most, tooMany) = (new ParameterErrors(), new ParameterErrors());

        Assert.NotNull((Read("""{"scope":"all"}""") with { Label = new string('x', 100) }).Read(most));
        Assert.Null((Read("""{"scope":"all"}""") with { Label = new string('x', 101) }).Read(tooMany));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"label":1,"scope":"all"}""")]
    [InlineData("""{"label":"x","scope":"all","expires_in_days":"30"}""")]
    [InlineData("""{"label":"x","scope":"all","expires_in_days":1.5}""")]
    [InlineData("""{"label":"x","scope":"all","lifetime":30}""")]
    [InlineData("""{"label":"x","scope":"project","project":"a","scope":"all"}""")]
    public void Anything_else_is_no_request(string body) => Assert.Throws<JsonException>(() => Read(body));

    private static TokenRequest Read(string body) => JsonSerializer.Deserialize(body, TokensJson.Default.TokenRequest)!;
}
