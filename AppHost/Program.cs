using Aspire.Hosting;

var builder = DistributedApplication.CreateBuilder(args);

builder.AddProject<Projects.PublisherConfig>("publisher-config", launchProfileName: null);
builder.AddProject<Projects.JwksCache>("jwks-cache", launchProfileName: null);
builder.AddProject<Projects.TokenExchange>("token-exchange", launchProfileName: null);
builder.AddProject<Projects.Audit>("audit", launchProfileName: null);
builder.AddProject<Projects.CiSimulator>("ci-simulator", launchProfileName: null);

await builder.Build().RunAsync();
