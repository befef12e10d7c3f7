using System.Text.Json;
using TrustedPublishing.PublisherConfig;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.Console;
using TrustedPublishing.PublisherConfig.Emergency;
using TrustedPublishing.PublisherConfig.Explain;
using TrustedPublishing.PublisherConfig.Feed;
using TrustedPublishing.PublisherConfig.Members;
using TrustedPublishing.PublisherConfig.Pages;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.PublisherConfig.Projects;
using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.PublisherConfig.Publishers.Lookup;
using TrustedPublishing.PublisherConfig.Publishers.Pinning;
using TrustedPublishing.PublisherConfig.SignIn;
using TrustedPublishing.PublisherConfig.Usage;
using TrustedPublishing.ServiceDefaults;
using TrustedPublishing.ServiceDefaults.Authentication;
using TrustedPublishing.ServiceDefaults.Data;
using TrustedPublishing.ServiceDefaults.Internal;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.ServiceDefaults.Messaging;
using TrustedPublishing.ServiceDefaults.Outbox;

const string name = "publisher-config";

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(name);
builder.AddMessaging(messaging =>
{
    messaging.Produces();
    messaging.Consumes<ExchangeRecordsConsumer>(from: ExchangeRecordsConsumer.Producer);
});
if (args is ["migrate", ..])
{
    return await builder.MigrateAsync<PublisherConfigDb>(name);
}

if (args is ["new-epoch", ..])
{
    return await builder.BeginNewEpochAsync(name);
}

builder.LimitRequestBodies();
builder.AddDatabase<PublisherConfigDb>(name);
builder.AddOutboxRelay();
builder.AddIssuers();

builder.Services.AddScoped<CreateProject>();
builder.Services.AddScoped<AddPublisher>();
builder.Services.AddScoped<RemovePublisher>();
builder.AddMembers();
builder.AddPinning();
builder.AddFeed();
builder.AddIdLookup();
builder.AddEmergency();
builder.Services.AddSingleton<ExchangeExplainer>();
builder.Services.AddSingleton<ChangeMetrics>();
builder.Services.AddSingleton<PublisherSightings>();

builder.Services.AddAuthentication().AddConfiguredBearer(ManagementApi.BearerScheme, "Admin:Token");
builder.AddPeople();
builder.Services.AddExceptionHandler<Failures>();
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
builder.AddManagementDocument();

builder.AddSignIn(name);
builder.AddPages();

var app = builder.Build();
app.UseErrorAnswers();
app.UsePageHeaders();
app.UseAssets();
app.MapServiceDefaults();
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
app.UseRateLimiter();

app.MapSignIn();
app.MapProjects();
app.MapMembers();
app.MapPublishers();
app.MapExplain();
app.MapEmergency();
var internals = app.MapInternal();
internals.MapFeed();
internals.MapPinning();
app.MapOpenApi();
app.MapRazorPages();
await app.RunAsync();
return 0;
