using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.PublisherConfig.Pages;

/// <summary>A field of the form as it is shown: with what was typed and what is wrong with it.</summary>
internal sealed record FieldInput(RegistrationField Field, string? Typed, IReadOnlyList<string> Errors, bool IsFirstWrong);
