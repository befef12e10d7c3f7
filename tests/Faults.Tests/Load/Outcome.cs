namespace TrustedPublishing.Faults.Tests.Load;

/// <summary>How one presentation of an ID token ended, as its client sees it.</summary>
internal abstract record Outcome
{
    private Outcome()
    {
    }

    /// <param name="TokenId">The id that the API token carries.</param>
    public sealed record Minted(Guid TokenId) : Outcome;

    /// <param name="Reason">The stable code of the refusal, for example <c>already_used</c>.</param>
    /// <param name="CorrelationId">The record that is said to hold the full reason.</param>
    public sealed record Refused(string Reason, Guid? CorrelationId) : Outcome;

    /// <param name="Code">The stable code of a 503 with <c>Retry-After</c>.</param>
    public sealed record Unavailable(string Code) : Outcome;

    /// <summary>No answer, or half of one.</summary>
    public sealed record Broken(string Why) : Outcome;

    /// <summary>An answer that no client should ever get.</summary>
    public sealed record Unclean(string What) : Outcome;
}
