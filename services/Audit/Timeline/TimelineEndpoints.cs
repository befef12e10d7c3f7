using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.FileProviders;
using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Reading;
using TrustedPublishing.Audit.Streaming;

namespace TrustedPublishing.Audit.Timeline;

/// <summary>The pages at the audit address, made on the server, to be read without a script.</summary>
internal static class TimelineEndpoints
{
    public static void MapTimeline(this WebApplication app)
    {
        var pages = app.MapGroup("").ExcludeFromDescription();
        pages.MapGet("/", ShowAsync).RequireAuthorization(Auditors.Pages).ServesOneProject();
        pages.MapGet("/live", FollowAsync).RequireAuthorization(Auditors.Pages).ServesOneProject().RunsScript();
        pages.MapGet("/live/events", StreamEndpoint.StreamAsync).RequireAuthorization(Auditors.Pages).ServesOneProject();
        pages.MapGet("/entries/{index:long}", FindAsync).RequireAuthorization(Auditors.Pages).ServesOneProject().RunsScript();
        pages.MapGet("/sign-in", () => new RazorComponentResult<SignIn>()).AllowAnonymous();
        pages.MapPost("/sign-in", SignInAsync).AllowAnonymous();
        pages.MapPost("/sign-out", SignOutAsync).RequireAuthorization(Auditors.Pages).ServesOneProject();
    }

    /// <summary>The style sheet, from inside the assembly: it is there wherever the service is started from.</summary>
    public static void UseTimelineAssets(this WebApplication app) => app.UseStaticFiles(new StaticFileOptions
    {
        RequestPath = "/assets",
        FileProvider = new EmbeddedFileProvider(typeof(TimelineEndpoints).Assembly, "TrustedPublishing.Audit.Timeline.Assets"),
        OnPrepareResponse = context => context.Context.Response.Headers.CacheControl = "public, max-age=300",
    });

    private static async Task<RazorComponentResult<TimelineView>> ShowAsync(
        [AsParameters] TimelineFilter asked, long? older_than, long? newer_than, EntryReader entries, CancellationToken cancellationToken)
    {
        if (asked.Read(out var filter) is { } mistake)
        {
            return Page(TimelinePage.WithError(asked, mistake), StatusCodes.Status400BadRequest);
        }

        var position = new TimelinePosition(older_than, newer_than);
        var found = await entries.PageAsync(position.Request(filter), cancellationToken);
        if (found.Count == 0 && Guid.TryParseExact(asked.Project?.Trim(), "D", out var correlationId))
        {
            found = await entries.PageAsync(position.Request(filter with { Project = null, RecordId = correlationId }), cancellationToken);
        }

        return Page(TimelinePage.Of(found, position, asked), StatusCodes.Status200OK);
    }

    /// <summary>The newest entries; its script adds what comes.</summary>
    private static async Task<RazorComponentResult<TimelineView>> FollowAsync([AsParameters] TimelineFilter asked, EntryReader entries, CancellationToken cancellationToken)
    {
        if (asked.Read(out var filter) is { } mistake)
        {
            return Page(TimelinePage.WithError(asked, mistake), StatusCodes.Status400BadRequest);
        }

        var position = new TimelinePosition(null, null);
        return Page(TimelinePage.Of(await entries.PageAsync(position.Request(filter), cancellationToken), position, asked) with { IsLive = true }, StatusCodes.Status200OK);
    }

    private static async Task<Results<RazorComponentResult<EntryView>, RazorComponentResult<TimelineView>>> FindAsync(
        long index, EntryReader entries, CancellationToken cancellationToken) =>
        await entries.FindAsync(index, cancellationToken) is { } entry
            ? new RazorComponentResult<EntryView>(new { Entry = entry })
            : Page(TimelinePage.WithError(new TimelineFilter(), $"The log has no entry {index} that you may see."), StatusCodes.Status404NotFound);

    private static RazorComponentResult<TimelineView> Page(TimelinePage page, int status) =>
        new(new { Page = page }) { StatusCode = status };

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<SignIn>>> SignInAsync(
        HttpContext context, ShownToken shown, CancellationToken cancellationToken)
    {
        // Read by hand: the form's only field is a secret that another site does not have, so there is nothing to forge.
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(cancellationToken) : FormCollection.Empty;
        if (await shown.ReadAsync(form["token"].ToString().Trim(), context) is not { } reader)
        {
            return new RazorComponentResult<SignIn>(new { Refused = true }) { StatusCode = StatusCodes.Status403Forbidden };
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, reader.Name)], PageSession.Scheme);
        await context.SignInAsync(PageSession.Scheme, new ClaimsPrincipal(identity), new AuthenticationProperties { ExpiresUtc = reader.Until });
        return TypedResults.Redirect("/");
    }

    private static async Task SignOutAsync(HttpContext context)
    {
        await context.SignOutAsync(PageSession.Scheme);
        context.Response.Redirect("/sign-in");
    }
}
