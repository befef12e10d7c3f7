using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Refusals;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

public sealed class UnverifiedIdTokenTests
{
    private const string GoodHeader = """{"alg":"RS256","typ":"JWT","kid":"key-1"}""";
    private const string GoodPayload = """{"iss":"https://issuer.example"}""";

    [Fact]
    public void Reads_issuer_and_key_id_and_keeps_the_signed_bytes()
    {
        Assert.True(UnverifiedIdToken.TryParse(Encoding.UTF8.GetBytes(Compact(GoodHeader, GoodPayload)), out var idToken, out _));

        Assert.Equal("https://issuer.example", idToken.Issuer);
        Assert.Equal("key-1", idToken.KeyId);
        Assert.Equal($"{Encode(GoodHeader)}.{Encode(GoodPayload)}", Encoding.ASCII.GetString(idToken.SigningInput.Span));
        Assert.Equal("UnverifiedIdToken", idToken.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("a.b.c.d.e")]
    [InlineData("not a token")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9..c2ln")]
    public void Refuses_what_is_no_compact_form(string compact) => AssertRefused(compact, DenialReason.MalformedIdToken);

    [Theory]
    [InlineData("=")]
    [InlineData("==")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("+")]
    [InlineData("/")]
    [InlineData("é")]
    public void Refuses_characters_that_are_not_base64url(string foreign)
    {
        AssertRefused($"{Encode(GoodHeader)}{foreign}.{Encode(GoodPayload)}.c2ln", DenialReason.MalformedIdToken);
        AssertRefused($"{Encode(GoodHeader)}.{Encode(GoodPayload)}{foreign}.c2ln", DenialReason.MalformedIdToken);
        AssertRefused($"{Encode(GoodHeader)}.{Encode(GoodPayload)}.c2ln{foreign}", DenialReason.MalformedIdToken);
    }

    [Fact]
    public void Refuses_a_second_spelling_of_the_same_bytes() =>
        AssertRefused($"{Encode(GoodHeader)}.{Encode(GoodPayload)}.QR", DenialReason.MalformedIdToken);

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData("""{"iss":"https://issuer.example"} x""")]
    [InlineData("""{"iss":"https://issuer.example",}""")]
    [InlineData("""{"iss":"https://issuer.example"/**/}""")]
    [InlineData("""{"iss":"https://a.example","iss":"https://b.example"}""")]
    [InlineData("""{"iss":"https://a.example","\u0069ss":"https://b.example"}""")]
    [InlineData("""{"iss":"https://a.example","x":{"y":1,"y":2}}""")]
    [InlineData("""{"iss":"https://a.example","x":"\uD800"}""")]
    [InlineData("""{"iss":"https://a.example","x":"a\u0000b"}""")]
    [InlineData("""{"iss":"https://a.example","\u0000":"b"}""")]
    [InlineData("""{"iss":"https://a.example","x":[[[[[[[[[[1]]]]]]]]]]}""")]
    [InlineData("""{"iss":""}""")]
    [InlineData("""{"iss":7}""")]
    [InlineData("""{"iss":null}""")]
    [InlineData("""{"iss":["https://issuer.example"]}""")]
    [InlineData("""{}""")]
    public void Refuses_a_payload_that_could_be_read_in_two_ways(string payload) =>
        AssertRefused(Compact(GoodHeader, payload), DenialReason.MalformedIdToken);

    [Fact]
    public void Refuses_a_payload_that_is_not_utf8()
    {
        byte[] payload = [.. "{\"iss\":\"https://a.example"u8, 0xFF, .. "\"}"u8];

        AssertRefused($"{Encode(GoodHeader)}.{Base64Url.EncodeToString(payload)}.c2ln", DenialReason.MalformedIdToken);
    }

    [Fact]
    public void Refuses_an_issuer_longer_than_512_characters() =>
        AssertRefused(Compact(GoodHeader, $$"""{"iss":"https://{{new string('a', 512)}}"}"""), DenialReason.MalformedIdToken);

    [Fact]
    public void Refuses_an_id_token_longer_than_16_KiB_before_looking_into_it() =>
        AssertRefused(new string('.', UnverifiedIdToken.MaxLength + 1), DenialReason.RequestTooLarge);

    [Theory]
    [InlineData("\"none\"")]
    [InlineData("\"None\"")]
    [InlineData("\"HS256\"")]
    [InlineData("\"HS512\"")]
    [InlineData("\"rs256\"")]
    [InlineData("\"ES256K\"")]
    [InlineData("\"Ed448\"")]
    [InlineData("\"RSA-OAEP\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("256")]
    [InlineData("[\"RS256\"]")]
    public void Refuses_what_is_no_signature_algorithm_with_a_public_key(string algorithm) =>
        AssertRefused(Compact($$"""{"alg":{{algorithm}},"kid":"key-1"}""", GoodPayload), DenialReason.UnsupportedAlgorithm);

    [Fact]
    public void Refuses_a_header_without_an_algorithm() =>
        AssertRefused(Compact("""{"kid":"key-1"}""", GoodPayload), DenialReason.UnsupportedAlgorithm);

    [Theory]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":"RS256","kid":""}""")]
    [InlineData("""{"alg":"RS256","kid":7}""")]
    [InlineData("""{"alg":"RS256","kid":"key-1","crit":[]}""")]
    [InlineData("""{"alg":"RS256","kid":"key-1","crit":["b64"],"b64":false}""")]
    [InlineData("""{"alg":"RS256","kid":"key-1","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"RS256","kid":"key-1","typ":"logout+jwt"}""")]
    [InlineData("""{"alg":"RS256","kid":"key-1","typ":1}""")]
    public void Refuses_a_header_with_other_rules(string header) =>
        AssertRefused(Compact(header, GoodPayload), DenialReason.UnsupportedHeader);

    [Theory]
    [InlineData("""{"alg":"RS256","alg":"none","kid":"key-1"}""")]
    [InlineData("""{"alg":"RS256","kid":"a","kid":"b"}""")]
    [InlineData("""["RS256"]""")]
    public void Refuses_a_header_that_could_be_read_in_two_ways(string header) =>
        AssertRefused(Compact(header, GoodPayload), DenialReason.MalformedIdToken);

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"key-1"}""")]
    [InlineData("""{"alg":"RS256","kid":"key-1","typ":"jwt"}""")]
    [InlineData("""{"alg":"RS256","kid":"key-1","typ":"JWT","x5t":"abc"}""")]
    public void Takes_the_headers_that_providers_send(string header) =>
        Assert.True(UnverifiedIdToken.TryParse(Encoding.UTF8.GetBytes(Compact(header, GoodPayload)), out _, out _));

    private static void AssertRefused(string compact, DenialReason expected)
    {
        Assert.False(UnverifiedIdToken.TryParse(Encoding.UTF8.GetBytes(compact), out var idToken, out var refusal));
        Assert.Null(idToken);
        Assert.Equal(expected, refusal);
    }

    private static string Compact(string header, string payload) => $"{Encode(header)}.{Encode(payload)}.c2ln";

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
