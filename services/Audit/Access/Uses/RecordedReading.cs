using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace TrustedPublishing.Audit.Access.Uses;

/// <summary>Between the authorisation and the routes: first the entry that somebody reads, then the reading.</summary>
internal static class RecordedReading
{
    /// <summary>After the authorisation, so that only who may read is said to read.</summary>
    public static void UseRecordedReading(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (IsToBeRecorded(context, out var reader))
        {
            var use = new SeenUse(reader, WhatOf(context), UseRecorder.AddressOf(context.Connection.RemoteIpAddress));
            try
            {
                await context.RequestServices.GetRequiredService<UseRecorder>().RecordAsync(use, context.RequestAborted);
            }
            catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
            {
                throw new ReadNotRecordedException(e);
            }
        }

        try
        {
            await next(context);
        }
        catch (TokenEndedException) when (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
        }
    });

    /// <summary>
    /// By the route, so that a new one needs no word about it: <c>/api/entries/…</c> is <c>entries</c>, <c>/log/…</c> is <c>bundles</c>, and what
    /// is for browsers is <c>pages</c>.
    /// </summary>
    public static string WhatOf(HttpContext context)
    {
        var segments = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.PathSegments
            .Select(segment => segment.Parts is [Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal] ? literal.Content : "")
            .ToArray();
        return segments switch
        {
            ["api", { Length: > 0 } what, ..] => what,
            ["log", ..] => "bundles",
            _ => "pages",
        };
    }

    // What writes has entries of its own.
    private static bool IsToBeRecorded(HttpContext context, [NotNullWhen(true)] out AuditReader? reader)
    {
        reader = context.RequestServices.GetRequiredService<CurrentReader>().OrNobody;
        return reader is not null
            && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            && (!reader.IsOperator || context.RequestServices.GetRequiredService<IOptions<AuditorOptions>>().Value.RecordOperatorReads);
    }
}

/// <summary>The log could not be told that it is read; so it is not read.</summary>
internal sealed class ReadNotRecordedException(Exception cause) : Exception("The entry that says who reads could not be written.", cause);
