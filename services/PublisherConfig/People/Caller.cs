using System.Globalization;
using System.Security.Claims;
using TrustedPublishing.PublisherConfig.Api;

namespace TrustedPublishing.PublisherConfig.People;

/// <summary>Who makes a request, as whichever scheme authenticated them says it.</summary>
/// <param name="By">As records and logs name them.</param>
/// <param name="PersonId">Null for the admin token and the one-time link: they are nobody in particular.</param>
/// <param name="IsOperator">Runs this installation: may do everything.</param>
/// <param name="IsAuditor">Sees everything and changes nothing.</param>
/// <param name="AuthenticatedAt">When they last showed who they are; null where nothing says so.</param>
internal sealed record Caller(string By, Guid? PersonId, bool IsOperator, bool IsAuditor, DateTimeOffset? AuthenticatedAt)
{
    public const string Operator = "operator";
    public const string Auditor = "auditor";

    private const string PersonClaim = "person_id";
    private const string RoleClaim = "role";
    private const string AuthenticatedAtClaim = "authenticated_at";

    /// <summary>Sees all projects, not only their own.</summary>
    public bool SeesEverything => IsOperator || IsAuditor;

    public ClaimsIdentity ToIdentity(string scheme)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, RoleClaim);
        identity.AddClaim(new Claim(ClaimTypes.Name, By));
        Add(PersonClaim, PersonId?.ToString());
        Add(RoleClaim, IsOperator ? Operator : null);
        Add(RoleClaim, IsAuditor ? Auditor : null);
        Add(AuthenticatedAtClaim, AuthenticatedAt?.ToString("O", CultureInfo.InvariantCulture));
        return identity;

        void Add(string type, string? value)
        {
            if (value is not null)
            {
                identity.AddClaim(new Claim(type, value));
            }
        }
    }

    /// <returns>Null if nobody is authenticated.</returns>
    public static Caller? Of(ClaimsPrincipal principal) => principal.Identity is { IsAuthenticated: true, Name: { } by }
        ? new Caller(
            by,
            Guid.TryParse(principal.FindFirstValue(PersonClaim), out var person) ? person : null,
            principal.HasClaim(RoleClaim, Operator) || principal.Identity.AuthenticationType == ManagementApi.BearerScheme,
            principal.HasClaim(RoleClaim, Auditor),
            DateTimeOffset.TryParse(principal.FindFirstValue(AuthenticatedAtClaim), CultureInfo.InvariantCulture, out var at) ? at : null)
        : null;
}

internal static class CallerOfRequest
{
    /// <summary>Who calls, on a route that lets in nobody who is not authenticated.</summary>
    public static Caller Caller(this HttpContext context) => People.Caller.Of(context.User)
        ?? throw new InvalidOperationException("Nobody is signed in on a route that requires it.");

    /// <summary>Whether a page of a project offers to change it.</summary>
    public static bool MayManageProject(this HttpContext context) =>
        Rights.Has(Need.ManageProject, context.Caller(), context.Features.Get<RoleOfRequest>()?.Role, anyoneMayCreate: false);
}
