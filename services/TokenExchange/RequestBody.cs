using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace TrustedPublishing.TokenExchange;

/// <summary>A body that an endpoint reads by itself, because clients send it with any content type.</summary>
internal static class RequestBody
{
    /// <param name="http">The request.</param>
    /// <param name="maxLength">In bytes.</param>
    /// <returns>Null if the body is too large; empty if it ends before its announced length.</returns>
    public static async Task<byte[]?> ReadAsync(HttpContext http, int maxLength)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxLength;
        }

        try
        {
            var reader = http.Request.BodyReader;
            while (true)
            {
                var read = await reader.ReadAsync(http.RequestAborted);
                if (read.IsCompleted)
                {
                    var body = read.Buffer.ToArray();
                    reader.AdvanceTo(read.Buffer.End);
                    return body;
                }

                reader.AdvanceTo(consumed: read.Buffer.Start, examined: read.Buffer.End);
            }
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode == StatusCodes.Status413PayloadTooLarge ? null : [];
        }
    }
}
