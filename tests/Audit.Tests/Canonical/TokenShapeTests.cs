using TrustedPublishing.Audit.Canonical;

namespace TrustedPublishing.Audit.Tests.Canonical;

public sealed class TokenShapeTests
{
    private const string Jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";
    private const string JwtDigest = "sha256:a28b7297ef914780a5e6528e59b380a88fca3cca1f6e4b26a6cd661d35b5625d";

    [Theory]
    [InlineData(Jwt, JwtDigest)]
    [InlineData("Bearer " + Jwt, "Bearer " + JwtDigest)]
    [InlineData("{\"token\":\"" + Jwt + "\"}", "{\"token\":\"" + JwtDigest + "\"}")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.", "sha256:bcbaff2269430e1d08fc24754837348c2077b504cbcfe1d6868aae1db2f2788c")]
    public void Leaves_a_JWT_only_as_a_digest(string text, string expected) => Assert.Equal(expected, TokenShape.Conceal(text));

    [Theory]
    [InlineData("")]
    [InlineData("octo-org/sampleproject")]
    [InlineData("refs/tags/v1.2.3")]
    [InlineData("eyJ")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0")]
    [InlineData("eyJ hbGci.a.b")]
    public void Leaves_all_else_as_it_is(string text) => Assert.Equal(text, TokenShape.Conceal(text));
}
