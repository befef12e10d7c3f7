namespace TrustedPublishing.Bench.Exchanges.Measuring;

/// <summary>What is sent.</summary>
internal static class ExchangeKind
{
    /// <summary>An ID token of a registered publisher that was not used before.</summary>
    public const string Accepted = "accepted";

    /// <summary>A good ID token of a job that nobody registered.</summary>
    public const string Refused = "refused";

    /// <summary>An ID token that was exchanged before.</summary>
    public const string Replayed = "replayed";

    /// <summary>An ID token with another signature than its issuer's.</summary>
    public const string BadSignature = "bad-signature";

    /// <summary>2 KB of something else.</summary>
    public const string Garbage = "garbage";

    /// <summary>A POST without a body.</summary>
    public const string Empty = "empty";

    public static int StatusOf(string kind) => kind is Accepted or Empty ? 200 : 422;
}
