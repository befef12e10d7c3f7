using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace TrustedPublishing.TokenExchange.Leaks;

/// <summary>Reports come from strangers, so each address gets so many a minute.</summary>
internal static class LeakReportLimit
{
    public const string Policy = "leak-reports";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddLeakReports(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LeakOptions>().BindConfiguration(LeakOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.OnRejected = async (context, cancellationToken) =>
            {
                var response = context.HttpContext.Response;
                response.Headers.RetryAfter = "60";
                response.Headers.CacheControl = "no-store";
                response.StatusCode = StatusCodes.Status429TooManyRequests;
                await response.WriteAsJsonAsync(new LeakReportFailure("Too many reports from this address; try again in a minute."), cancellationToken);
            };
            limiter.AddPolicy(Policy, context => RateLimitPartition.GetFixedWindowLimiter(NetworkOf(context.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = context.RequestServices.GetRequiredService<IOptions<LeakOptions>>().Value.PerAddressAndMinute,
                Window = Window,
            }));
        });
    }

    /// <summary>Who has one IPv6 address has 2⁶⁴ of them.</summary>
    internal static string NetworkOf(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };
}
