using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using TrustedPublishing.Audit.Access.Tokens;
using TrustedPublishing.Audit.Access.Uses;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.ServiceDefaults.Authentication;

namespace TrustedPublishing.Audit.Access;

/// <summary>
/// Who shows a token, be it as a bearer or at the sign-in form. A token of ours that is over is refused and becomes an entry of the log; one that
/// was never issued is only counted, or strangers could fill the log.
/// </summary>
internal sealed class ShownToken : IDisposable
{
    private readonly AuditorTokens tokens;
    private readonly UseRecorder uses;
    private readonly IOptionsMonitor<ConfiguredBearerOptions> configured;
    private readonly Meter meter;
    private readonly Counter<long> unknown;

    public ShownToken(AuditorTokens tokens, UseRecorder uses, IOptionsMonitor<ConfiguredBearerOptions> configured, IMeterFactory meters)
    {
        (this.tokens, this.uses, this.configured) = (tokens, uses, configured);
        meter = meters.Create(AppendTelemetry.Name);
        unknown = meter.CreateCounter<long>("audit.tokens.unknown", "{attempt}", "Attempts to read with a token that this log did not issue.");
    }

    public void Dispose() => meter.Dispose();

    /// <returns>Null for a token that is unknown or over: the caller is not told which.</returns>
    public async Task<AuditReader?> ReadAsync(string token, HttpContext context)
    {
        if (ConfiguredBearer.Same(token, configured.Get(Auditors.OperatorScheme).Token))
        {
            return AuditReader.Operator;
        }

        if (await tokens.FindAsync(token, context.RequestAborted) is not { } known)
        {
            unknown.Add(1);
            return null;
        }

        var reader = Of(known);
        if (tokens.WhyOver(known) is not { } why)
        {
            return reader;
        }

        await uses.RecordAsync(
            new SeenUse(reader, RecordedReading.WhatOf(context), UseRecorder.AddressOf(context.Connection.RemoteIpAddress), why), context.RequestAborted);
        return null;
    }

    /// <summary>Who has a session, by <see cref="AuditReader.Name"/>; null when their token is over.</summary>
    public async Task<AuditReader?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (name == AuditReader.Operator.Name)
        {
            return AuditReader.Operator;
        }

        return Guid.TryParseExact(name, "D", out var id) && await tokens.FindStandingAsync(id, cancellationToken) is { } token ? Of(token) : null;
    }

    private static AuditReader Of(AuditorToken token) => new(token.Id, token.Label, token.Project, token.ExpiresAt);
}
