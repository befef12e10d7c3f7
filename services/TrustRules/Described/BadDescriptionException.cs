namespace TrustedPublishing.TrustRules.Described;

/// <summary>A description that cannot be used, and the place in it; the service does not start.</summary>
public sealed class BadDescriptionException : Exception
{
    public BadDescriptionException(string message)
        : base(message)
    {
    }

    public BadDescriptionException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
