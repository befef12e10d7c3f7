using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrustedPublishing.CiSimulator.Issuers;

/// <summary>The body of a request for an ID token: a JSON object, or nothing.</summary>
public abstract record ClaimOverrides
{
    /// <summary>In bytes; a GitLab user with many groups has the largest ID tokens, at some 10 KiB.</summary>
    public const int SizeLimit = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private ClaimOverrides()
    {
    }

    public static async Task<ClaimOverrides> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[8 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > SizeLimit)
            {
                return new Refused($"The body is larger than {SizeLimit} bytes.");
            }

            body.Write(buffer, 0, read);
        }

        return Parse(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    public static ClaimOverrides Parse(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return new Accepted([]);
        }

        try
        {
            return JsonNode.Parse(json, documentOptions: Strict) is JsonObject claims
                ? new Accepted(claims)
                : new Refused("The body must be a JSON object of claims, for example {\"environment\": null}.");
        }
        catch (JsonException e)
        {
            return new Refused($"The body is not valid JSON: {e.Message}");
        }
    }

    public sealed record Accepted(JsonObject Claims) : ClaimOverrides;

    public sealed record Refused(string Why) : ClaimOverrides;
}
