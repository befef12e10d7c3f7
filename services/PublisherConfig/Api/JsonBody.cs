using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Api;

/// <summary>
/// The body of a management request: a flat JSON object of strings, one member of which may be such an object itself. It is read by hand, so that a caller is told about every
/// member at once and in words, and nothing that is not understood is passed over.
/// </summary>
internal abstract record JsonBody
{
    /// <summary>In bytes.</summary>
    public const int MaxLength = 16 * 1024;

    public static readonly string TooLarge = SayTooLarge(MaxLength);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private JsonBody()
    {
    }

    /// <summary>An object. A member that is not a string has no value, and is among those that are <paramref name="NotText"/>.</summary>
    public sealed record Members(IReadOnlyDictionary<string, string?> Values, IReadOnlyList<string> NotText) : JsonBody
    {
        /// <summary>Says so for members of a wrong type, in place of what was said about their missing values.</summary>
        public void Correct(FieldErrors errors, Func<string, bool> isKnown)
        {
            foreach (var member in NotText.Where(isKnown))
            {
                errors.Set(member, "This must be a string.");
            }
        }
    }

    /// <summary>An object of any shape.</summary>
    public sealed record Whole(JsonElement Object) : JsonBody;

    public sealed record Refused(ProblemHttpResult Problem) : JsonBody;

    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <param name="objectMember">A member that may be an object: its member <c>a</c> is read as <c>objectMember.a</c>.</param>
    public static async Task<JsonBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken, string? objectMember = null)
    {
        var (bytes, refused) = await ReadBytesAsync(request, MaxLength, cancellationToken);
        return refused ?? Parse(bytes, objectMember);
    }

    /// <summary>Reads an object of any shape.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxLength">In bytes.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<JsonBody> ReadWholeAsync(HttpRequest request, int maxLength, CancellationToken cancellationToken)
    {
        var (bytes, refused) = await ReadBytesAsync(request, maxLength, cancellationToken);
        return refused is not null ? refused
            : StrictJson.TryParse(bytes.Span, Strict.MaxDepth, JsonValueKind.Object, out var body) ? new Whole(body)
            : Refuse(StatusCodes.Status400BadRequest, Problems.MalformedJson, "The body is not a valid JSON object, or a member is there twice.");
    }

    private static async Task<(ReadOnlyMemory<byte> Bytes, Refused? Refused)> ReadBytesAsync(HttpRequest request, int maxLength, CancellationToken cancellationToken)
    {
        if (!IsJson(request.ContentType))
        {
            return (default, Refuse(StatusCodes.Status415UnsupportedMediaType, Problems.UnsupportedMediaType, "Send the body as application/json."));
        }

        var buffer = new byte[maxLength + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length > maxLength
            ? (default, Refuse(StatusCodes.Status413PayloadTooLarge, Problems.BodyTooLarge, SayTooLarge(maxLength)))
            : (buffer.AsMemory(0, length), null);
    }

    internal static JsonBody Parse(ReadOnlyMemory<byte> utf8, string? objectMember = null)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement, objectMember)
                : Refuse(StatusCodes.Status400BadRequest, Problems.MalformedJson, "The body is not a JSON object.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is not valid UTF-8, or half a surrogate pair ("\ud800").
            return Refuse(StatusCodes.Status400BadRequest, Problems.MalformedJson, "The body is not valid JSON, or a member is there twice.");
        }
    }

    private static Members Read(JsonElement body, string? objectMember)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        var notText = new List<string>();
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name == objectMember && member.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var inner in member.Value.EnumerateObject())
                {
                    Add($"{member.Name}.{inner.Name}", inner.Value);
                }
            }
            else
            {
                Add(member.Name, member.Value);
            }
        }

        return new Members(values, notText);

        void Add(string name, JsonElement value)
        {
            var isText = value.ValueKind is JsonValueKind.String or JsonValueKind.Null;
            values[name] = isText ? value.GetString() : null;
            if (!isText)
            {
                notText.Add(name);
            }
        }
    }

    private static string SayTooLarge(int maxLength) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The body has at most {maxLength} bytes.");

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));

    private static Refused Refuse(int status, string code, string title) => new(Problems.Of(status, code, title));
}
