namespace TrustedPublishing.TrustRules.Registrations;

/// <summary>What is wrong with a field, in a sentence for its owner.</summary>
public sealed record FieldRefusal(string Field, string Message);
