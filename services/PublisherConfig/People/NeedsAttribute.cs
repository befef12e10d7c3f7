using Microsoft.AspNetCore.Authorization;
using TrustedPublishing.PublisherConfig.SignIn;

namespace TrustedPublishing.PublisherConfig.People;

/// <summary>What a route needs. Every page and every endpoint says it, or says that it is for everybody.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeedsAttribute(Need read) : Attribute, IAuthorizeData, IAuthorizationRequirementData
{
    private Need? post;

    /// <summary>For GET and HEAD.</summary>
    public Need Read { get; } = read;

    /// <summary>For every other method; the same when not said.</summary>
    public Need Post
    {
        get => post ?? Read;
        init => post = value;
    }

    /// <summary>Whether it is a dangerous change: who signed in longer ago does so again.</summary>
    public bool IsDangerous { get; init; }

    public string? AuthenticationSchemes { get; set; } = SessionHandler.SchemeName;

    string? IAuthorizeData.Policy { get; set; }

    string? IAuthorizeData.Roles { get; set; }

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new NeedRequirement(Read, Post, IsDangerous)];
}

internal sealed record NeedRequirement(Need Read, Need Post, bool IsDangerous) : IAuthorizationRequirement;
