using System.Diagnostics;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TrustedPublishing.AppHost;

/// <summary>
/// <c>Stack:StopWithProcess</c> names a process whose end, however it comes, ends the stack too: for whoever starts the stack for
/// the time of a test or a demonstration.
/// </summary>
internal static class StopWithProcess
{
    public static void AddStopWithProcess(this IDistributedApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue<int?>("Stack:StopWithProcess") is { } id)
        {
            builder.Services.AddHostedService(services => new Watch(id, services.GetRequiredService<IHostApplicationLifetime>()));
        }
    }

    private sealed class Watch(int id, IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var process = Find();
            if (process is not null)
            {
                await process.WaitForExitAsync(stoppingToken);
            }

            lifetime.StopApplication();
        }

        private Process? Find()
        {
            try
            {
                return Process.GetProcessById(id);
            }
            catch (ArgumentException)
            {
                // It has ended already.
                return null;
            }
        }
    }
}
