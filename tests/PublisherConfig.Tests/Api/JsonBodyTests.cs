using System.Text;
using TrustedPublishing.PublisherConfig.Api;

namespace TrustedPublishing.PublisherConfig.Tests.Api;

public sealed class JsonBodyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\":\"b\"} {}")]
    [InlineData("{\"a\":\"b\",}")]
    [InlineData("{\"a\":\"b\"/*c*/}")]
    [InlineData("{'a':'b'}")]
    [InlineData("{\"a\":\"b\",\"a\":\"c\"}")]
    [InlineData("{\"a\":\"b\",\"\\u0061\":\"c\"}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":\"a\"}")]
    [InlineData("{\"a\":[[[[[[[[[[]]]]]]]]]]}")]
    [InlineData("name=sampleproject")]
    public void Refuses_what_is_no_plain_JSON_object(string body)
    {
        var refused = Assert.IsType<JsonBody.Refused>(JsonBody.Parse(Encoding.UTF8.GetBytes(body)));

        Assert.Equal(400, refused.Problem.StatusCode);
        Assert.Equal("malformed_json", refused.Problem.ProblemDetails.Extensions["code"]);
    }

    [Fact]
    public void Refuses_bytes_that_are_no_UTF8() =>
        Assert.IsType<JsonBody.Refused>(JsonBody.Parse((byte[])[.. "{\"a\":\""u8, 0xc3, 0x28, .. "\"}"u8]));

    [Fact]
    public void Reads_strings_and_nulls_and_names_the_rest()
    {
        var members = Assert.IsType<JsonBody.Members>(JsonBody.Parse("""{"a":"b","c":null,"d":1,"e":{},"f":["x"],"g":true}"""u8.ToArray()));

        Assert.Equal(["b", null, null, null, null, null], members.Values.Values);
        Assert.Equal(["d", "e", "f", "g"], members.NotText);
    }
}
