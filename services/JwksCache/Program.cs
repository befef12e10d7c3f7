using TrustedPublishing.JwksCache;
using TrustedPublishing.JwksCache.Lookup;
using TrustedPublishing.JwksCache.Storage;
using TrustedPublishing.ServiceDefaults;
using TrustedPublishing.ServiceDefaults.Internal;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.ServiceDefaults.Messaging;

if (args is ["migrate", ..])
{
    // No schema, and no queues: this service only produces, and its consumers declare what they read from.
    return 0;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("jwks-cache");
builder.AddIssuers();
builder.AddRedis();
builder.AddMessaging(messaging => messaging.Produces());
builder.AddKeys();

var app = builder.Build();
app.MapServiceDefaults();
var internalGroup = app.MapInternal();
internalGroup.MapKeys();
internalGroup.MapIssuers();
await app.RunAsync();
return 0;
