using TrustedPublishing.PublisherConfig.Members;

namespace TrustedPublishing.PublisherConfig.People;

/// <summary>What somebody needs the right to, for a route to let them in.</summary>
internal enum Need
{
    /// <summary>To be somebody: lists show what is theirs.</summary>
    Identity,

    CreateProject,

    /// <summary>Its publishers, members and history, and to check a token against it.</summary>
    SeeProject,

    /// <summary>Its publishers, settings, members and invitations.</summary>
    ManageProject,

    /// <summary>What concerns the whole installation: people, switches.</summary>
    SeeInstallation,

    /// <summary>Emergency switches, revocations, keeping people out.</summary>
    Operate,
}

/// <summary>Who may do what. Pure; what no line allows is denied.</summary>
internal static class Rights
{
    /// <summary>For so long after signing in a dangerous change needs no signing in again.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(15);

    /// <param name="need">What the route needs.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="role">What they are in the project that the route names; null if nothing, or if it names none.</param>
    /// <param name="anyoneMayCreate">Whether who signs in may create projects.</param>
    public static bool Has(Need need, Caller caller, ProjectRole? role, bool anyoneMayCreate) => need switch
    {
        Need.Identity => true,
        Need.CreateProject => caller.IsOperator || (anyoneMayCreate && caller.PersonId is not null),
        Need.SeeProject => caller.SeesEverything || role is ProjectRole.Maintainer or ProjectRole.Owner,
        Need.ManageProject => caller.IsOperator || role is ProjectRole.Owner,
        Need.SeeInstallation => caller.SeesEverything,
        Need.Operate => caller.IsOperator,
        _ => false,
    };

    /// <summary>Whether they showed recently enough who they are.</summary>
    public static bool IsFresh(Caller caller, DateTimeOffset now) => caller.AuthenticatedAt is { } at && now - at <= FreshFor;
}
