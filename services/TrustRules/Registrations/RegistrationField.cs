namespace TrustedPublishing.TrustRules.Registrations;

/// <summary>
/// One field of a provider's registration, told once: the management API, its OpenAPI document, the forms, the
/// records and the comparison of registrations are all made from it.
/// </summary>
public sealed record RegistrationField
{
    /// <summary>The member's name in JSON, in the feed and in the form, for example <c>workflow_filename</c>.</summary>
    public required string Name { get; init; }

    public required string Label { get; init; }

    /// <summary>What it is and where to find it, for the form and the OpenAPI document.</summary>
    public required string Help { get; init; }

    public required string Example { get; init; }

    /// <summary>Said when the field is left out. Null: it may be left out.</summary>
    public string? Missing { get; init; }

    public bool IsRequired => Missing is not null;

    /// <summary>UTF-16 code units, after blanks around the value are dropped.</summary>
    public required int MaxLength { get; init; }

    /// <summary>It may name a person; Audit commits to it by a salted digest only.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>What is wrong with a value that is not empty, in a sentence; null when nothing is. Its length is checked apart.</summary>
    public required Func<string, string?> Refusal { get; init; }

    /// <summary>How a valid value is kept; as written unless the provider knows one spelling only.</summary>
    public Func<string, string> Keep { get; init; } = value => value;

    /// <summary>
    /// The form in which two registrations are compared: exact, or in upper case where the provider ignores case, which is how
    /// <see cref="StringComparison.OrdinalIgnoreCase"/> compares at the exchange.
    /// </summary>
    public Func<string, string> Compare { get; init; } = value => value;

    /// <summary>A constraint that most leave out: the form shows it folded away.</summary>
    public bool IsFurther { get; init; }

    /// <summary>It holds several values with blanks between them; each is checked by itself.</summary>
    public bool IsList { get; init; }
}
