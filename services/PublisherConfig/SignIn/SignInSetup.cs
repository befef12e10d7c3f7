using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace TrustedPublishing.PublisherConfig.SignIn;

internal static class SignInSetup
{
    /// <summary>Adds sessions of the console and the ways to open one.</summary>
    public static void AddSignIn(this WebApplicationBuilder builder, string name)
    {
        var isProduction = builder.Environment.IsProduction();
        var signIn = builder.Configuration.GetSection(SignInOptions.Section).Get<SignInOptions>() ?? new SignInOptions();
        builder.Services.AddOptions<SignInOptions>().BindConfiguration(SignInOptions.Section)
            .Validate(_ => !signIn.Violations(isProduction).Any(), string.Join(' ', signIn.Violations(isProduction)))
            .ValidateOnStart();
        builder.Services.AddScoped<Sessions>();
        builder.AddSignInLimit();
        // For the antiforgery token and what a browser carries to the provider and back; a session needs no key.
        builder.Services.AddDataProtection().SetApplicationName(name).PersistKeysToDbContext<PublisherConfigDb>();
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "publisher-config.antiforgery";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.FormFieldName = "antiforgery";
        });
        var authentication = builder.Services.AddAuthentication();
        authentication.AddScheme<SessionOptions, SessionHandler>(SessionHandler.SchemeName, options =>
            options.IsSecure = builder.Configuration["PublicBaseUrl"]?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true);
        if (signIn.HasProvider && !signIn.Violations(isProduction).Any())
        {
            authentication.AddProvider(signIn, isProduction);
        }
    }

    /// <summary>Maps the ways in that are no pages.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/sign-in").AllowAnonymous().ExcludeFromDescription();
        group.MapGet("/provider", ToProvider);
        group.MapGet("/link", WithLink);
    }

    private static Task ToProvider(HttpContext context, IOptions<SignInOptions> options, string? from, bool again = false)
    {
        if (!options.Value.HasProvider)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return ProviderSignIn.ChallengeAsync(context, LocalPath.Of(from), again);
    }

    private static async Task WithLink(HttpContext context, PublisherConfigDb db, IOptions<SignInOptions> options, TimeProvider time, string? token)
    {
        var now = time.GetUtcNow();
        var link = options.Value.OneTimeLinkKey is { Length: > 0 } key && token is not null ? OneTimeLink.Read(token, key, now) : null;
        var isFirst = link is { } read && await db.Database.ExecuteSqlAsync(
            $"INSERT INTO used_links (nonce, ends_at) VALUES ({read.Nonce}, {read.End}) ON CONFLICT DO NOTHING", context.RequestAborted) == 1;
        await db.UsedLinks.Where(used => used.EndsAt < now).ExecuteDeleteAsync(context.RequestAborted);
        var isOpen = isFirst && await SessionHandler.OpenAsync(context, Identity.OfOneTimeLink(now));
        context.Response.Redirect(isOpen ? "/" : SignInProblem.Address(SignInProblem.LinkOver, null));
    }
}
