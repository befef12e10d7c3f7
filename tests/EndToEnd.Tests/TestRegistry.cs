using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrustedPublishing.Authority.Clients;
using TrustedPublishing.EndToEnd.Tests.Stack;

namespace TrustedPublishing.EndToEnd.Tests;

/// <summary>
/// A package registry as small as it can be: it takes uploads of the legacy upload protocol and asks the authority by
/// introspection whether the token that came along is good for the project.
/// </summary>
internal sealed class TestRegistry : IAsyncDisposable
{
    private readonly Gateway authority;
    private readonly WebApplication app;

    private TestRegistry(Gateway authority)
    {
        this.authority = authority;
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapPost("/legacy/", UploadAsync).DisableAntiforgery();
    }

    /// <summary>Names of the files that were accepted.</summary>
    public List<string> Files { get; } = [];

    public Uri UploadAddress => new(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), "/legacy/");

    public static async Task<TestRegistry> StartAsync(Gateway authority)
    {
        var registry = new TestRegistry(authority);
        await registry.app.StartAsync();
        return registry;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<IResult> UploadAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var introspection = await authority.IntrospectAsync(ApiToken(request));
        var allowed = (bool)introspection["active"]!
            && introspection["projects"]!.AsArray().Any(p => Normalized((string)p!["name"]!) == Normalized(form["name"].ToString()));
        if (!allowed)
        {
            return Results.Text("Invalid API Token", statusCode: StatusCodes.Status403Forbidden);
        }

        Files.Add(form.Files.Single().FileName);
        return Results.Ok();
    }

    /// <summary>PEP 503; twine sends <c>a-b</c> for a project that calls itself <c>a_b</c>.</summary>
    private static string Normalized(string name) => string.Join('-', name.ToLowerInvariant().Split('-', '_', '.'));

    /// <summary><c>Authorization: Basic base64("__token__:" + token)</c>.</summary>
    private static string ApiToken(HttpRequest request)
    {
        var credentials = Encoding.UTF8.GetString(Convert.FromBase64String(request.Headers.Authorization.ToString()["Basic ".Length..]));
        return credentials["__token__:".Length..];
    }
}
