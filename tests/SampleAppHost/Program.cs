using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

// An AppHost for the hosting tests, which end it in every possible way: a process, a process with children of its own that
// ignores SIGTERM, and a service behind the engine's proxy.
var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true });

builder.AddExecutable("sleeper", "sleep", ".", "600");
builder.AddExecutable("stubborn", "bash", ".", "-c", "trap '' TERM; sleep 600 & sleep 600 & wait; wait");
builder.AddProject<Projects.SampleService>("service", launchProfileName: null)
    .WithHttpEndpoint(port: builder.Configuration.GetValue<int?>("Ports:service"))
    .WithHttpHealthCheck("/health");

await builder.Build().RunAsync();
return Environment.ExitCode;
