using System.Globalization;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Wording;

/// <summary>What is said of people who manage projects, and of their roles.</summary>
internal static class PeopleWords
{
    public static string Of(PersonSignedIn message, IReadOnlyDictionary<string, string> personal)
    {
        var who = message.Personal.Count == 0 ? "" : $" {Who(personal)}";
        var roles = message.Roles.Count == 0 ? "" : $" as {string.Join(" and ", message.Roles)}";
        var via = message.Via switch
        {
            "provider" => "at the provider",
            "admin_token" => "with the admin token",
            "one_time_link" => "with a one-time link",
            var other => $"by {other}",
        };
        return $"person:{message.PersonId}{who} signed in {via}{roles}";
    }

    public static string Of(ProjectMemberChanged message)
    {
        var what = (message.FormerRole, message.Role) switch
        {
            (null, { } role) => $"became {role} of",
            ({ } former, null) => $"is no {former} any more of",
            ({ } former, { } role) => $"went from {former} to {role} of",
            _ => "changed in",
        };
        return $"person:{message.PersonId} {what} {message.Project.Name}{(message.InvitationId is null ? "" : ", invited")}, by {message.By}";
    }

    public static string Of(InvitationIssued message) =>
        $"Invitation to {message.Project.Name} as {message.Role} issued by {message.By}, until {message.ExpiresAt.ToString("u", CultureInfo.InvariantCulture)}";

    public static string Of(InvitationWithdrawn message) => $"Invitation to {message.Project.Name} withdrawn by {message.By}";

    private static string Who(IReadOnlyDictionary<string, string> personal) => personal.TryGetValue("subject", out var subject)
        ? $"({personal.GetValueOrDefault("name") ?? personal.GetValueOrDefault("email") ?? subject}, {subject} of {personal.GetValueOrDefault("issuer") ?? Identity.Erased})"
        : Identity.Erased;
}
