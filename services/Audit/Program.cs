using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Access.Tokens;
using TrustedPublishing.Audit.Access.Uses;
using TrustedPublishing.Audit.Alerts;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Archiving;
using TrustedPublishing.Audit.Charts;
using TrustedPublishing.Audit.Data;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Erasure;
using TrustedPublishing.Audit.Events;
using TrustedPublishing.Audit.Exporting;
using TrustedPublishing.Audit.Following;
using TrustedPublishing.Audit.Reading;
using TrustedPublishing.Audit.Streaming;
using TrustedPublishing.Audit.Timeline;
using TrustedPublishing.Audit.Tree;
using TrustedPublishing.Audit.Webhooks;
using TrustedPublishing.ServiceDefaults;
using TrustedPublishing.ServiceDefaults.Data;
using TrustedPublishing.ServiceDefaults.Messaging;

var builder = WebApplication.CreateBuilder(args);
if (args is [LogKeyRotation.Add or LogKeyRotation.Retire, ..])
{
    return await LogKeyRotation.RunAsync(args[0], builder.Configuration, Console.Out, Console.Error);
}

builder.AddServiceDefaults("audit");
builder.AddDatabase<AuditDb>("audit");
builder.AddMessaging(messaging =>
{
    messaging.Consumes<AuditConsumer>(from: EntryTypes.PublisherConfig);
    messaging.Consumes<AuditConsumer>(from: EntryTypes.JwksCache);
    messaging.Consumes<AuditConsumer>(from: EntryTypes.TokenExchange);
});

if (args is ["migrate", ..])
{
    LogKeyFile.CreateIfMissing(builder.Configuration);
    SecretSeal.CreateIfMissing(builder.Configuration);
    return await builder.MigrateAsync<AuditDb>("audit", AppendOnly.Grants);
}

builder.AddAuditors();
builder.AddAppending();
builder.AddLog();
builder.AddArchiving();
builder.AddReading();
builder.AddStreaming();
builder.AddFollowing();
builder.AddEvents();
builder.AddWebhooks();
builder.AddTimeline();
builder.AddCharts();
builder.AddErasure();
builder.AddAlerts();

var app = builder.Build();
app.UseExceptionHandler();
app.UseResponseHeaders();
app.MapServiceDefaults();
app.UseTimelineAssets();
app.UseAuthentication();
app.UseAuthorization();
app.UseRateLimiter();
app.UseRecordedReading();
app.MapOpenApi().AllowAnonymous();
app.MapTimeline();
app.MapCharts();
app.MapLog();

var api = app.MapGroup("/api").RequireAuthorization(Auditors.Api);
api.MapEntries();
api.MapStream();
api.MapExport();
api.MapTallies();
api.MapWebhooks();
api.MapTokens();
api.MapErasures();

await app.RunAsync();
return 0;
