namespace TrustedPublishing.JwksCache.KeySets;

/// <summary>Why an issuer's keys could not be fetched.</summary>
/// <param name="Code">One of the constants; it goes into metrics and records.</param>
/// <param name="Detail">A sentence for the operator.</param>
internal sealed record FetchProblem(string Code, string Detail)
{
    public const string Timeout = "timeout";
    public const string Unreachable = "unreachable";
    public const string HttpStatus = "http_status";
    public const string TooLarge = "too_large";
    public const string ContentType = "content_type";
    public const string InvalidDocument = "invalid_document";
    public const string NoUsableKeys = "no_usable_keys";
    public const string IssuerMismatch = "issuer_mismatch";
    public const string AddressNotAllowed = "address_not_allowed";
    public const string RedirectNotAllowed = "redirect_not_allowed";
}
