using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace TrustedPublishing.ServiceDefaults.Internal;

/// <summary>
/// Services talk to each other under <c>/internal</c> on a loopback port of its own (<c>Internal:Port</c>), never on a
/// public port, and each caller shows a key that only it and this service know.
/// </summary>
public static class InternalListener
{
    private const string Prefix = "/internal";

    internal static void AddInternalListener(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<InternalCallers>();
        if (InternalPort(builder.Configuration) is { } port)
        {
            var open = builder.Configuration[WebHostDefaults.ServerUrlsKey];
            builder.WebHost.UseUrls([.. (open ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries), $"http://127.0.0.1:{port}"]);
        }
    }

    /// <summary>The group of this service's internal endpoints.</summary>
    public static RouteGroupBuilder MapInternal(this WebApplication app)
    {
        var callers = app.Services.GetRequiredService<InternalCallers>();
        var group = app.MapGroup(Prefix);
        group.ExcludeFromDescription();
        group.AddEndpointFilter(async (context, next) =>
            callers.Identify(context.HttpContext.Request.Headers.Authorization) is null
                ? Results.Problem(statusCode: StatusCodes.Status401Unauthorized, title: "Unknown caller",
                    extensions: new Dictionary<string, object?> { ["code"] = "unknown_caller" })
                : await next(context));
        return group;
    }

    internal static void HideInternalOnPublicPorts(this WebApplication app)
    {
        var port = InternalPort(app.Configuration);
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase) && context.Connection.LocalPort != port)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            return next(context);
        });
    }

    private static int? InternalPort(IConfiguration configuration) => configuration.GetValue<int?>("Internal:Port");
}
