namespace TrustedPublishing.TrustRules;

/// <summary>Claims that every ID token has (RFC 7519 §4.1) and JOSE header parameters (RFC 7515 §4.1), as on the wire.</summary>
public static class ClaimNames
{
    public const string Issuer = "iss";
    public const string Subject = "sub";
    public const string Audience = "aud";
    public const string Expires = "exp";
    public const string NotBefore = "nbf";
    public const string IssuedAt = "iat";
    public const string JwtId = "jti";

    public const string Algorithm = "alg";
    public const string KeyId = "kid";
    public const string Type = "typ";
    public const string Critical = "crit";
}
