// A service for the hosting tests: healthy at once, and tells what it was started with.
var builder = WebApplication.CreateSlimBuilder(args);
var app = builder.Build();
app.MapGet("/health", () => "healthy");
app.MapGet("/environment/{name}", (string name) => Environment.GetEnvironmentVariable(name) is { } value ? Results.Text(value) : Results.NotFound());
app.MapGet("/arguments", () => string.Join(' ', args));
app.MapGet("/pid", () => Environment.ProcessId);
await app.RunAsync();
