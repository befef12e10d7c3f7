using System.Text.Json;
using TrustedPublishing.TokenExchange.Keys;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

public sealed class JwkThumbprintTests
{
    // RFC 7638 §3.1 and RFC 8037 A.3; the last is the key of RFC 7517 A.1.
    [Theory]
    [InlineData("""{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}""", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"anything"}""", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc"}""", "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s")]
    public void Names_a_key_by_what_it_is(string jwk, string thumbprint) => Assert.Equal(thumbprint, JwkThumbprint.Of(JsonElement.Parse(jwk)));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"kty":"oct","k":"AAAA"}""")]
    [InlineData("""{"kty":"rsa","n":"AQAB","e":"AQAB"}""")]
    [InlineData("""{"kty":"RSA","n":"AQAB"}""")]
    [InlineData("""{"kty":"RSA","n":"AQAB","e":65537}""")]
    [InlineData("""{"kty":"RSA","n":"","e":"AQAB"}""")]
    [InlineData("""{"kty":"RSA","n":"A\",\"x\":\"B","e":"AQAB"}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519\u0000","x":"AAAA"}""")]
    public void Names_nothing_else(string jwk) => Assert.Null(JwkThumbprint.Of(JsonElement.Parse(jwk)));
}
