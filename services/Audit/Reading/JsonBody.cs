using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace TrustedPublishing.Audit.Reading;

/// <summary>The body of a request, read strictly: a member that is not known is a mistake, and so is one that is there twice.</summary>
internal static class JsonBody
{
    /// <summary>In bytes.</summary>
    public const int MaximumLength = 64 * 1024;

    /// <returns>The body, or why it is none.</returns>
    public static async Task<(T? Body, ProblemHttpResult? Refused)> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> json, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            return (null, Refuse(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send the body as application/json."));
        }

        var buffer = new byte[MaximumLength + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MaximumLength)
        {
            return (null, Refuse(StatusCodes.Status413PayloadTooLarge, "body_too_large", $"The body has at most {MaximumLength} bytes."));
        }

        try
        {
            return JsonSerializer.Deserialize(buffer.AsSpan(0, length), json) is { } body ? (body, null) : (null, Malformed("is null"));
        }
        catch (JsonException e)
        {
            return (null, Malformed(e.Path is { } path ? $"is not as described, at {path}" : "is not as described"));
        }
    }

    /// <summary>The same where a body may be left out: then nothing is given in it.</summary>
    public static Task<(T? Body, ProblemHttpResult? Refused)> ReadOptionalAsync<T>(HttpRequest request, JsonTypeInfo<T> json, CancellationToken cancellationToken)
        where T : class, new() => request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
        ? Task.FromResult<(T?, ProblemHttpResult?)>((new T(), null))
        : ReadAsync(request, json, cancellationToken);

    private static ProblemHttpResult Malformed(string what) => Refuse(StatusCodes.Status400BadRequest, "malformed_json", $"The body {what}.");

    private static ProblemHttpResult Refuse(int status, string code, string title) =>
        TypedResults.Problem(statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["code"] = code });
}
