using System.Text.Json;
using TrustedPublishing.Audit.Erasure;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Tests.Erasure;

public sealed class ErasureRequestTests
{
    [Theory]
    [InlineData("""{"entries":[3],"reason":"asked to"}""")]
    [InlineData("""{"value":"octocat","reason":"asked to"}""")]
    [InlineData("""{"value":"","reason":"asked to"}""")]
    [InlineData("""{"value":"octocat","field":"actor","reason":"asked to"}""")]
    [InlineData("""{"entries":[3,1,2],"field":"actor","value":"octocat","reason":" asked to ","dry_run":true}""")]
    [InlineData("""{"value":"a\u0000b","reason":"asked to"}""")]
    public void Names_what_is_to_go(string body)
    {
        var errors = new ParameterErrors();

        Assert.Equal("asked to", Read(body).Read(errors)?.Reason);
        Assert.False(errors.Any);
    }

    [Theory]
    [InlineData("""{}""", "entries reason")]
    [InlineData("""{"reason":"all of it"}""", "entries")]
    [InlineData("""{"field":"actor","reason":"all of a field"}""", "entries")]
    [InlineData("""{"entries":[],"reason":"x"}""", "entries")]
    [InlineData("""{"entries":[-1],"reason":"x"}""", "entries")]
    [InlineData("""{"entries":[1],"field":"","reason":"x"}""", "field")]
    [InlineData("""{"entries":[1],"field":"a\u0000b","reason":"x"}""", "field")]
    [InlineData("""{"entries":[1]}""", "reason")]
    [InlineData("""{"entries":[1],"reason":" "}""", "reason")]
    [InlineData("""{"entries":[1],"reason":"two\nlines"}""", "reason")]
    [InlineData("""{"value":"octocat","reason":"OctoCat asked to"}""", "reason")]
    public void What_is_wrong_is_named(string body, string members)
    {
        var errors = new ParameterErrors();

        Assert.Null(Read(body).Read(errors));
        Assert.Equal(members, string.Join(' ', errors.Parameters.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Has_its_limits()
    {
        Assert.NotNull(Read(Entries(1000), new string('x', 500)));
        Assert.Null(Read(Entries(1001), "x"));
        Assert.Null(Read(Entries(1), new string('x', 501)));

        static long[] Entries(int count) => [.. Enumerable.Range(0, count).Select(i => (long)i)];

        static WantedErasure? Read(long[] entries, string reason) => new ErasureRequest { Entries = entries, Reason = reason }.Read(new ParameterErrors());
    }

    [Theory]
    [InlineData("""{"entries":"3","reason":"x"}""")]
    [InlineData("""{"entries":[1.5],"reason":"x"}""")]
    [InlineData("""{"entries":[null],"reason":"x"}""")]
    [InlineData("""{"value":1,"reason":"x"}""")]
    [InlineData("""{"values":["octocat"],"reason":"x"}""")]
    [InlineData("""{"value":"a","value":"b","reason":"x"}""")]
    public void Anything_else_is_no_request(string body) => Assert.Throws<JsonException>(() => Read(body));

    private static ErasureRequest Read(string body) => JsonSerializer.Deserialize(body, ErasureJson.Default.ErasureRequest)!;
}
