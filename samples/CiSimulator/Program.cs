using TrustedPublishing.CiSimulator.GitHubRequests;
using TrustedPublishing.CiSimulator.Issuers;
using TrustedPublishing.CiSimulator.Publishing;
using TrustedPublishing.CiSimulator.Repositories;
using TrustedPublishing.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
if (builder.Environment.IsProduction())
{
    // Whoever reaches it gets an ID token with the claims of their choice.
    await Console.Error.WriteLineAsync("The CI simulator does not start in Production: it signs whatever it is asked to. Set ASPNETCORE_ENVIRONMENT=Development.");
    return 1;
}

builder.AddServiceDefaults("ci-simulator");
builder.AddSimulatedIssuers();
builder.AddPublishingPage();

var app = builder.Build();
app.MapServiceDefaults();
app.MapIssuers();
app.MapGitHubRequests();
app.MapRepositories();
app.MapPublishingPage();
await app.RunAsync();
return 0;
