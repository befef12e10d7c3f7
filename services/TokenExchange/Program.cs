using TrustedPublishing.ServiceDefaults;
using TrustedPublishing.ServiceDefaults.Data;
using TrustedPublishing.ServiceDefaults.Internal;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.ServiceDefaults.Messaging;
using TrustedPublishing.ServiceDefaults.Outbox;
using TrustedPublishing.TokenExchange;
using TrustedPublishing.TokenExchange.Emergency;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.Explain;
using TrustedPublishing.TokenExchange.Introspection;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TokenExchange.Leaks;
using TrustedPublishing.TokenExchange.Ledger;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Revocation;
using TrustedPublishing.TokenExchange.Tokens;
using TrustedPublishing.TokenExchange.WarmUp;

const string name = TokenExchangeDb.Name;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(name);
builder.AddMessaging(messaging =>
{
    messaging.Produces();
    messaging.Consumes<PublisherChangesConsumer>(from: "publisher-config");
    messaging.Consumes<ProviderKeysConsumer>(from: "jwks-cache");
});
if (args is ["migrate", ..])
{
    KeyRingFile.CreateIfMissing(builder.Configuration["Tokens:RingPath"], DateTimeOffset.UtcNow);
    return await builder.MigrateAsync<TokenExchangeDb>(name, RehearsalLedger.Grants);
}

builder.AddDatabase<TokenExchangeDb>(name);
builder.AddOutboxRelay();
builder.AddIssuers();
builder.AddInternalClient(KeyQuestion.Client);
builder.AddInternalClient(PublisherFeed.Client);

builder.AddPublishers();
builder.AddLedger();
builder.AddEmergency();
builder.AddTokens();
builder.AddExchange();
builder.AddLeakReports();
builder.AddRehearsal();
builder.Services.AddOpenApi("v1", ExchangeDocument.Describe);

var app = builder.Build();
app.MapServiceDefaults();
app.UseRateLimiter();
app.MapMintToken();
app.MapIntrospection();
app.MapRevocation();
app.MapBurnToken();
app.MapLeakReports();
var internals = app.MapInternal();
internals.MapEmergency();
internals.MapExplain();
app.MapOpenApi();
await app.RunAsync();
return 0;
