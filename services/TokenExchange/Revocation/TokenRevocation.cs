namespace TrustedPublishing.TokenExchange.Revocation;

/// <summary>Why somebody wants a token revoked.</summary>
internal abstract record TokenRevocation
{
    private TokenRevocation()
    {
    }

    /// <summary>As in the record <c>TokenRevoked</c>.</summary>
    public abstract string Cause { get; }

    public abstract string By { get; }

    /// <summary>Whoever holds the token is done with it.</summary>
    public sealed record Burned : TokenRevocation
    {
        public override string Cause => "burned";

        public override string By => "holder";
    }

    /// <summary>The registry's client does not want it any more.</summary>
    public sealed record Revoked(string ClientId) : TokenRevocation
    {
        public override string Cause => "revoked";

        public override string By => $"client:{ClientId}";
    }

    /// <summary>Somebody has seen it where it should not be.</summary>
    /// <param name="Url">Where; unchecked. Null if that is not known, or nothing to keep.</param>
    public sealed record Leaked(string? Url) : TokenRevocation
    {
        public override string Cause => "leaked";

        public override string By => "leak-report";
    }
}

/// <summary>What became of it.</summary>
internal enum RevocationOutcome
{
    /// <summary>The token was good for something until now; the record is durable.</summary>
    Revoked,

    /// <summary>It was revoked before, or had expired.</summary>
    NothingToDo,

    /// <summary>No token of this installation.</summary>
    Unknown,
}
