using System.Net;
using TrustedPublishing.Bench.Bound;
using TrustedPublishing.TokenExchange;

// The bounds that exchanges are compared with: settings by environment, "ready" on standard output once it listens.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, builder.Configuration.GetValue<int>("PORT")));
// The answers of the exchange's own code are written as the exchange writes them.
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AnswersJson.Default));
var settings = await BoundSettings.ReadAsync(builder.Configuration);
var app = builder.Build();
app.MapBound(settings);
app.MapDecision(settings);
app.MapPost("/empty", () => Results.Ok());
await app.StartAsync();
Console.WriteLine("ready");
// The bench holds the other end: where that is gone, so is this host.
await Console.OpenStandardInput().CopyToAsync(Stream.Null);
await app.StopAsync();
