using System.Security.Cryptography;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TrustedPublishing.PublisherConfig.SignIn;

namespace TrustedPublishing.AppHost;

/// <summary>Prints the addresses once everything is healthy, and where the credentials are.</summary>
internal static class Welcome
{
    public static void AddWelcome(this IDistributedApplicationBuilder builder, StackAddresses addresses, StackSecrets secrets) =>
        builder.Services.AddHostedService(services => new Printer(services.GetRequiredService<ResourceNotificationService>(), addresses, secrets));

    private sealed class Printer(ResourceNotificationService resources, StackAddresses addresses, StackSecrets secrets) : BackgroundService
    {
        private static readonly (string Service, string Title)[] Titles =
        [
            ("token-exchange", "exchange gateway"),
            ("publisher-config", "console, management API"),
            ("audit", "audit log"),
            ("ci-simulator", "CI simulator"),
        ];

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var shown = Titles.Where(t => !addresses.IsProduction || t.Service != "ci-simulator").ToList();
            // Nobody calls jwks-cache from outside, and without it no exchange succeeds.
            string[] needed = [.. shown.Select(t => t.Service), "jwks-cache"];
            await Task.WhenAll(needed.Select(service => resources.WaitForResourceHealthyAsync(service, stoppingToken)));
            Console.WriteLine();
            Console.WriteLine("The stack is ready.");
            foreach (var (service, title) in shown)
            {
                Console.WriteLine($"  {title,-24} {addresses.PublicUrl(service)}");
            }

            Console.WriteLine($"  {"credentials",-24} {secrets.FilePath}");
            if (!addresses.IsProduction)
            {
                await SayDevelopmentAsync(stoppingToken);
            }
        }

        private async Task SayDevelopmentAsync(CancellationToken stoppingToken)
        {
            if (!Console.IsOutputRedirected)
            {
                // To a person at a terminal only; a log never sees them.
                Console.WriteLine($"  {"admin token",-24} {await secrets.AdminToken.Resource.GetValueAsync(stoppingToken)}");
                Console.WriteLine($"  {"auditor token",-24} {await secrets.AuditorToken.Resource.GetValueAsync(stoppingToken)}");
                var link = OneTimeLink.Issue(await secrets.OneTimeLinkKey.Resource.GetValueAsync(stoppingToken) ?? "", RandomNumberGenerator.GetBytes(16), DateTimeOffset.UtcNow);
                Console.WriteLine($"  {"console, 5 min, once",-24} {addresses.PublicUrl("publisher-config").TrimEnd('/')}{OneTimeLink.Path}?token={link}");
            }

            Console.WriteLine();
            Console.WriteLine("*** DEVELOPMENT: the CI simulator signs whatever it is asked to, and this stack trusts it. Do not use it for real packages. ***");
        }
    }
}
