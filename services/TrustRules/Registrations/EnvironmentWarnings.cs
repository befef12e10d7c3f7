namespace TrustedPublishing.TrustRules.Registrations;

/// <summary>What there is to say about the environment of a registration, for providers that have environments.</summary>
public static class EnvironmentWarnings
{
    private const string Field = "environment";

    public static IReadOnlyList<RegistrationWarning> Of(IReadOnlyDictionary<string, string> fields, string provider)
    {
        if (!fields.TryGetValue(Field, out var environment))
        {
            return
            [
                new("environment_missing", Field,
                    "Without an environment every job of this workflow can publish, whoever started it. "
                    + $"An environment of its own, protected on {provider}, is strongly recommended."),
            ];
        }

        return Characters.IsAscii(environment)
            ? []
            :
            [
                new("environment_not_ascii", Field,
                    $"The name has characters outside ASCII. It must be the environment's name on {provider} character by character; some look alike."),
            ];
    }
}
