using System.Diagnostics;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Exchange;

/// <summary>Runs exchanges and says how they went: one log line, one count, one tag on the request's span.</summary>
internal sealed partial class ReportedExchange(TokenExchanger exchanger, ExchangeTelemetry telemetry, TimeProvider time, ILogger<ReportedExchange> logger)
{
    public async Task<ExchangeOutcome> RunAsync(ReadOnlyMemory<byte> idToken, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        var trail = new ExchangeTrail();
        ExchangeOutcome outcome;
        var cause = "";
        try
        {
            outcome = await exchanger.ExchangeAsync(idToken, trail, cancellationToken);
        }
        catch (UnavailableException e)
        {
            cause = e.Cause;
            outcome = new ExchangeOutcome.Unavailable(e.Code, e.Message, e.RetryAfter);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A mistake of ours: fail closed, in the client's dialect, and tell the operator.
            Log.Broken(logger, e);
            cause = "internal";
            outcome = new ExchangeOutcome.Unavailable(UnavailableException.Temporarily, "The exchange failed here.", TimeSpan.FromSeconds(5));
        }

        Report(outcome, cause, trail, time.GetElapsedTime(startedAt));
        return outcome;
    }

    /// <summary>A request without an ID token that could be looked at.</summary>
    public ExchangeOutcome Refuse(DenialReason reason)
    {
        var outcome = exchanger.Refuse(reason, issuer: null);
        Report(outcome, "", new ExchangeTrail(), TimeSpan.Zero);
        return outcome;
    }

    private void Report(ExchangeOutcome outcome, string cause, ExchangeTrail trail, TimeSpan took)
    {
        var (name, reason) = outcome switch
        {
            ExchangeOutcome.Minted => ("minted", null),
            ExchangeOutcome.Refused refused => ("refused", refused.Reason.Code),
            ExchangeOutcome.Unavailable => ("unavailable", cause),
            _ => throw new UnreachableException(),
        };
        Activity.Current?.SetTag("exchange.outcome", name).SetTag("exchange.reason", reason).SetTag("exchange.provider", trail.Provider);
        telemetry.CountExchange(name, reason, trail.Provider);

        // What proves nothing about anybody can be sent by anybody, as often as they like: it is counted, and must not fill the log.
        var level = outcome is ExchangeOutcome.Refused && trail.IdTokenDigest is null ? LogLevel.Debug : LogLevel.Information;
        Log.Exchange(logger, level, name, reason, trail.Provider, trail.Issuer, trail.PublisherId, trail.TokenId, trail.IdTokenDigest, took.TotalMilliseconds);
    }

    private static partial class Log
    {
        [LoggerMessage("Exchange {Outcome}: reason {Reason}, provider {Provider}, issuer {Issuer}, publisher {PublisherId}, token {TokenId}, ID token {IdTokenDigest}, {DurationMs} ms")]
        public static partial void Exchange(
            ILogger logger, LogLevel level, string outcome, string? reason, string? provider, string? issuer, Guid? publisherId, Guid? tokenId, string? idTokenDigest, double durationMs);

        [LoggerMessage(LogLevel.Error, "An exchange failed unexpectedly")]
        public static partial void Broken(ILogger logger, Exception exception);
    }
}
