using System.Net;
using System.Text.Json.Nodes;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.Service;

/// <summary>PyPI's shape of a refusal, to the letter.</summary>
internal static class Refusal
{
    public static void Assert(Answer answer, string code, string reason)
    {
        Xunit.Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        var isRecorded = DenialReason.All.Single(one => one.Code == reason).IsAfterSignature;
        Xunit.Assert.Equal(isRecorded ? ["message", "errors", "correlation_id"] : ["message", "errors"], answer.Body.Select(member => member.Key));
        Xunit.Assert.Equal("Token request failed", (string?)answer.Body["message"]);
        Xunit.Assert.Equal(["code", "description"], Xunit.Assert.Single((JsonArray)answer.Body["errors"]!)!.AsObject().Select(member => member.Key));
        Xunit.Assert.Equal(code, answer.Code);
        Xunit.Assert.EndsWith(
            isRecorded ? $"Correlation id {answer.Body["correlation_id"]}. ({reason})" : $". ({reason})", answer.Description, StringComparison.Ordinal);
        Xunit.Assert.Equal("no-store", answer.Response.Headers.CacheControl?.ToString());
    }
}
