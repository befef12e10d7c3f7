using Microsoft.AspNetCore.Authorization;
using TrustedPublishing.PublisherConfig.Projects;

namespace TrustedPublishing.PublisherConfig.People;

internal static class PeopleSetup
{
    /// <summary>Adds what decides who may do what.</summary>
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ProjectOptions>().BindConfiguration(ProjectOptions.Section);
        builder.Services.AddAuthorization();
        builder.Services.AddScoped<IAuthorizationHandler, NeedHandler>();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalAnswers>();
    }

    /// <summary>Who shows a bearer token needs this right; a browser's session never opens the API, so no other site can use it through one.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoints, Need need) where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new NeedsAttribute(need) { AuthenticationSchemes = Api.ManagementApi.BearerScheme });
}
