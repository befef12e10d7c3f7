using System.Text.Json;

namespace TrustedPublishing.TrustRules.Tests;

/// <summary>RFC 6901 §5, and what a claim reader must not fall for.</summary>
public sealed class JsonPointerTests
{
    private static readonly JsonElement Document = JsonElement.Parse("""
        {
          "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8,
          "~1": 9, "kubernetes.io": {"serviceaccount": {"name": "publisher"}, "pods": [{"name": "p"}]}, "null": null
        }
        """);

    [Theory]
    [InlineData("/foo", "[\"bar\", \"baz\"]")]
    [InlineData("/foo/0", "\"bar\"")]
    [InlineData("/foo/1", "\"baz\"")]
    [InlineData("/", "0")]
    [InlineData("/a~1b", "1")]
    [InlineData("/c%d", "2")]
    [InlineData("/e^f", "3")]
    [InlineData("/g|h", "4")]
    [InlineData("/i\\j", "5")]
    [InlineData("/k\"l", "6")]
    [InlineData("/ ", "7")]
    [InlineData("/m~0n", "8")]
    [InlineData("/~01", "9")]
    [InlineData("/kubernetes.io/serviceaccount/name", "\"publisher\"")]
    [InlineData("/kubernetes.io/pods/0/name", "\"p\"")]
    [InlineData("/null", "null")]
    public void Finds(string path, string json) => Assert.Equal(json, JsonPointer.Find(Document, path)?.GetRawText());

    [Theory]
    [InlineData("")]
    [InlineData("foo")]
    [InlineData("/FOO")]
    [InlineData("/foo/2")]
    [InlineData("/foo/-")]
    [InlineData("/foo/-1")]
    [InlineData("/foo/00")]
    [InlineData("/foo/01")]
    [InlineData("/foo/+1")]
    [InlineData("/foo/1 ")]
    [InlineData("/foo/99999999999999999999")]
    [InlineData("/foo/")]
    [InlineData("/foo/0/0")]
    [InlineData("/foo/bar")]
    [InlineData("/a/b")]
    [InlineData("/a~b")]
    [InlineData("/a~2b")]
    [InlineData("/m~n")]
    [InlineData("/m~")]
    [InlineData("//")]
    [InlineData("/kubernetes.io/serviceaccount/name/0")]
    [InlineData("/kubernetes.io.serviceaccount")]
    [InlineData("/null/x")]
    public void Finds_nothing(string path) => Assert.Null(JsonPointer.Find(Document, path));

    [Fact]
    public void A_name_without_a_slash_at_its_beginning_is_no_path()
    {
        var claims = new IdTokenClaims(Document);

        Assert.Equal("1", claims.Scalar("a/b"));
        Assert.Null(claims.Scalar("kubernetes.io/serviceaccount/name"));
        Assert.Equal("publisher", claims.Text("/kubernetes.io/serviceaccount/name"));
        Assert.Equal(["bar", "baz"], claims.Texts("foo"));
        Assert.Empty(claims.Texts("/foo/0"));
    }
}
