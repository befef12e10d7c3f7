namespace TrustedPublishing.Hosting.Cache;

/// <summary>
/// This machine lacks something that the stack needs. The message is for the operator: one line, what is missing and what to do
/// about it; print it without a stack trace and end with a code other than 0.
/// </summary>
public sealed class PrerequisiteException : Exception
{
    public PrerequisiteException(string message)
        : base(message)
    {
    }

    public PrerequisiteException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
