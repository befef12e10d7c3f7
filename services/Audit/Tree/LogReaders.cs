using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace TrustedPublishing.Audit.Tree;

/// <summary>
/// What is for everybody gets a few database connections and no more: however many ask for <c>/log</c> at once, appends, streams and auditors have theirs.
/// Whoever comes meanwhile waits, as tools that read a whole log ask for many tiles at once.
/// </summary>
internal static class LogReaders
{
    public const string Policy = "log";
    public const int AtOnce = 8;
    public const int Waiting = 256;

    public static void AddLogReaders(this WebApplicationBuilder builder) => builder.Services.AddRateLimiter(limiter =>
    {
        limiter.AddConcurrencyLimiter(Policy, readers =>
            (readers.PermitLimit, readers.QueueLimit, readers.QueueProcessingOrder) = (AtOnce, Waiting, QueueProcessingOrder.OldestFirst));
        limiter.OnRejected = async (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            await TypedResults.Problem(
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: "This replica answers as many who read the log as it may.",
                extensions: new Dictionary<string, object?> { ["code"] = "too_many_log_readers" }).ExecuteAsync(context.HttpContext);
        };
    });
}
