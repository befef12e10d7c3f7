using TrustedPublishing.OpenIddictRival;

var rival = RivalSettings.FromEnvironment();

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls($"http://127.0.0.1:{rival.Port}");
builder.Services.AddRivalDb(rival);
builder.Services.AddEvents(rival);
builder.Services.AddSingleton(CiIdTokens.ParametersFor(rival));
builder.Services.AddOpenIddictServer();

var app = builder.Build();
app.UseAuthentication();

await app.Services.CreateSchemaAsync();
Console.WriteLine(await app.Services.VersionsAsync());
await app.StartAsync();
Console.WriteLine("ready");
_ = app.Services.StopWithParentAsync();
await app.WaitForShutdownAsync();
