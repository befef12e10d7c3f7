namespace TrustedPublishing.TrustRules.Registrations;

/// <summary>Something that is accepted and that the owner should think about again.</summary>
/// <param name="Code">Stable, for example <c>environment_missing</c>.</param>
/// <param name="Field">The field that it is about.</param>
/// <param name="Message">One or two sentences for a human.</param>
public sealed record RegistrationWarning(string Code, string Field, string Message);
