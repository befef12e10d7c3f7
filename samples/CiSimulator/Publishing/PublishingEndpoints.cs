using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using TrustedPublishing.CiSimulator.Claims;
using TrustedPublishing.CiSimulator.Issuers;

namespace TrustedPublishing.CiSimulator.Publishing;

/// <summary>The page at <c>/</c>: a job is published step by step.</summary>
internal static class PublishingEndpoints
{
    public static void AddPublishingPage(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        builder.Services.AddAntiforgery();
        builder.Services.Configure<KeyManagementOptions>(options =>
        {
            options.XmlRepository = new FormKeys();
            options.XmlEncryptor = new NullXmlEncryptor();
        });
        builder.Services.AddHttpClient<Gateway>(client => client.Timeout = TimeSpan.FromSeconds(30))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    }

    public static void MapPublishingPage(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapGet("/", Show);
        app.MapPost("/", PublishAsync);
    }

    private static RazorComponentResult<PublishingPage> Show(
        string? provider, HttpContext context, IAntiforgery antiforgery, IOptions<SimulatorOptions> options, SimulatedIssuers issuers)
    {
        var profile = Profile(provider);
        return Page(JobForm.Default(profile, options.Value.Audience), issuers, context, antiforgery, options.Value);
    }

    private static async Task<RazorComponentResult<PublishingPage>> PublishAsync(
        [FromForm] IFormCollection form, HttpContext context, IAntiforgery antiforgery, IOptions<SimulatorOptions> options,
        SimulatedIssuers issuers, Gateway gateway)
    {
        var job = JobForm.From(Profile(form["provider"]), form);
        if (job.ToOverrides() is not ClaimOverrides.Accepted { Claims: var overrides })
        {
            return Page(job, issuers, context, antiforgery, options.Value, problem: ((ClaimOverrides.Refused)job.ToOverrides()).Why);
        }

        var run = await PublishingRun.StartAsync(issuers[job.Provider.Name], overrides, gateway, context.RequestAborted);
        return Page(job, issuers, context, antiforgery, options.Value, run);
    }

    private static RazorComponentResult<PublishingPage> Page(
        JobForm job, SimulatedIssuers issuers, HttpContext context, IAntiforgery antiforgery, SimulatorOptions options,
        PublishingRun? run = null, string? problem = null)
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";
        var model = new PublishingModel(job, issuers[job.Provider.Name], options, antiforgery.GetAndStoreTokens(context), run, problem);
        return new RazorComponentResult<PublishingPage>(new Dictionary<string, object?> { [nameof(PublishingPage.Model)] = model });
    }

    private static ProviderProfile Profile(string? name) =>
        ProviderProfile.All.FirstOrDefault(p => p.Name == name) ?? ProviderProfile.All[0];
}

/// <summary>All that the page shows.</summary>
public sealed record PublishingModel(
    JobForm Job, SimulatedIssuer Issuer, SimulatorOptions Options, AntiforgeryTokenSet Antiforgery, PublishingRun? Run, string? Problem);
