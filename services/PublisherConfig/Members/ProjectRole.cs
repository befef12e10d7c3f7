using System.Diagnostics;

namespace TrustedPublishing.PublisherConfig.Members;

/// <summary>What a person is in a project.</summary>
internal enum ProjectRole
{
    /// <summary>Sees the project, its publishers and its history, and checks tokens.</summary>
    Maintainer = 1,

    /// <summary>Decides as well who may publish, and who is a member.</summary>
    Owner = 2,
}

/// <summary>Roles as the API, the records and the forms spell them.</summary>
internal static class ProjectRoles
{
    public static string Word(this ProjectRole role) => role switch
    {
        ProjectRole.Owner => "owner",
        ProjectRole.Maintainer => "maintainer",
        _ => throw new UnreachableException(),
    };

    /// <returns>Null for a word that is no role.</returns>
    public static ProjectRole? Read(string? word) => word switch
    {
        "owner" => ProjectRole.Owner,
        "maintainer" => ProjectRole.Maintainer,
        _ => null,
    };
}
