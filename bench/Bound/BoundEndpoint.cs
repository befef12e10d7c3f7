using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace TrustedPublishing.Bench.Bound;

/// <summary>
/// The bound: what any exchange on Kestrel must do at the least. It takes the body, checks one RS256 signature with a key object that
/// is there already, and answers as many bytes as an exchange does. No claim is read and nothing is kept.
/// </summary>
internal static class BoundEndpoint
{
    public static void MapBound(this WebApplication app, BoundSettings settings)
    {
        var parameters = new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(settings.Key.GetProperty("n").GetString()),
            Exponent = Base64Url.DecodeFromChars(settings.Key.GetProperty("e").GetString()),
        };
        // One of these must not be used by two threads at once.
        var keys = new ThreadLocal<RSA>(() => RSA.Create(parameters));
        var answer = JsonSerializer.SerializeToUtf8Bytes(new string('a', Math.Max(0, settings.AnswerLength - 2)));
        app.MapPost("/bound", async http =>
        {
            var length = (int)http.Request.ContentLength!.Value;
            var body = new byte[length];
            await http.Request.Body.ReadExactlyAsync(body);
            if (!Verifies(keys.Value!, body))
            {
                http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return;
            }

            http.Response.ContentType = "application/json; charset=utf-8";
            http.Response.ContentLength = answer.Length;
            http.Response.Headers.CacheControl = "no-store";
            await http.Response.Body.WriteAsync(answer);
        });
    }

    /// <summary><c>{"token":"header.payload.signature"}</c>, found by its quotes and dots.</summary>
    private static bool Verifies(RSA key, ReadOnlySpan<byte> body)
    {
        var token = body["{\"token\":\""u8.Length..^"\"}"u8.Length];
        var dot = token.LastIndexOf((byte)'.');
        Span<byte> signature = stackalloc byte[Base64Url.GetMaxDecodedLength(token.Length - dot - 1)];
        Base64Url.DecodeFromUtf8(token[(dot + 1)..], signature, out _, out var written);
        return key.VerifyData(token[..dot], signature[..written], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
