namespace TrustedPublishing.TokenExchange;

/// <summary>
/// Something that the exchange needs does not work right now. Never a refusal: the client is told to come again, with
/// the same ID token unless the outcome is unknown.
/// </summary>
internal sealed class UnavailableException : Exception
{
    /// <summary>The stable code for all trouble after which nothing has happened.</summary>
    public const string Temporarily = "temporarily-unavailable";

    /// <summary>The ledger could neither confirm nor deny that the ID token was used up.</summary>
    public const string OutcomeUnknown = "outcome_unknown";

    private UnavailableException(string code, string cause, string message, Exception? inner)
        : base(message, inner)
    {
        Code = code;
        Cause = cause;
    }

    public string Code { get; }

    /// <summary>What was missing, for metrics: <c>keys</c>, <c>publishers</c>, <c>ledger</c> or <c>overload</c>.</summary>
    public string Cause { get; }

    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);

    public static UnavailableException Keys(TimeSpan? retryAfter = null, Exception? inner = null) =>
        new(Temporarily, "keys", "The issuer's signing keys cannot be had right now.", inner) { RetryAfter = retryAfter ?? TimeSpan.FromSeconds(5) };

    public static UnavailableException Publishers() =>
        new(Temporarily, "publishers", "The list of trusted publishers is out of date right now.", null);

    public static UnavailableException Ledger(Exception? inner = null) =>
        new(Temporarily, "ledger", "The exchange could not be recorded right now.", inner);

    public static UnavailableException Overload() =>
        new(Temporarily, "overload", "Too many exchanges are under way.", null) { RetryAfter = TimeSpan.FromSeconds(1) };

    public static UnavailableException Unknown(Exception? inner) =>
        new(OutcomeUnknown, "ledger", "The exchange may or may not have been recorded; if the same ID token is refused as used, ask the CI provider for a new one.", inner);
}
