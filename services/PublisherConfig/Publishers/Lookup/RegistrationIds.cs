using System.Diagnostics;
using TrustedPublishing.PublisherConfig.Publishers.Pinning;
using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.PublisherConfig.Publishers.Lookup;

/// <summary>Completes a registration with its ids: asked of the provider, given by the owner, or left to the first exchange.</summary>
internal sealed class RegistrationIds(IdLookup lookup)
{
    public async Task<RegistrationOutcome> CompleteAsync(RegistrationOutcome outcome, CancellationToken cancellationToken) =>
        outcome is RegistrationOutcome.Accepted { Registration: var registration }
            ? Combine(registration, await lookup.FindAsync(registration, cancellationToken))
            : outcome;

    /// <summary>Pure. What the owner gives must not contradict the provider; what the provider does not tell is no refusal.</summary>
    internal static RegistrationOutcome Combine(Registration registration, LookupOutcome found) => found switch
    {
        LookupOutcome.Off => new RegistrationOutcome.Accepted(registration),
        LookupOutcome.Found { Ids: var ids } => Agree(registration, ids),
        LookupOutcome.NotFound => Warn(registration, "ids_not_found", $"{registration.Kind.DisplayName} shows no public repository or project of this name."),
        LookupOutcome.Failed => Warn(registration, "ids_not_looked_up", $"{registration.Kind.DisplayName} could not be asked for the immutable ids."),
        _ => throw new UnreachableException(),
    };

    private static RegistrationOutcome Agree(Registration registration, IReadOnlyDictionary<string, string> ids)
    {
        var errors = new FieldErrors();
        foreach (var (claim, value) in registration.KnownIds?.Ids ?? new Dictionary<string, string>())
        {
            if (!string.Equals(ids.GetValueOrDefault(claim), value, StringComparison.Ordinal))
            {
                errors.Add(GivenIds.MemberOf(claim), $"{registration.Kind.DisplayName} says that it is {ids.GetValueOrDefault(claim)} now.");
            }
        }

        return errors.Any
            ? new RegistrationOutcome.Refused(errors)
            : new RegistrationOutcome.Accepted(registration with { KnownIds = new KnownIds(ids, PinnedBy.Lookup) });
    }

    private static RegistrationOutcome.Accepted Warn(Registration registration, string code, string what)
    {
        var consequence = registration.KnownIds is null
            ? "The first accepted exchange fixes its ids; until then whoever has the name can be that one."
            : "The ids that were given count, unchecked.";
        return new RegistrationOutcome.Accepted(
            registration with { LookupWarning = new RegistrationWarning(code, Registration.IdsMember, $"{what} {consequence}") });
    }
}
