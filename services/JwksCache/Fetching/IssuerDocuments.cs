using System.Net;
using TrustedPublishing.JwksCache.KeySets;
using TrustedPublishing.ServiceDefaults.Outgoing;

namespace TrustedPublishing.JwksCache.Fetching;

/// <summary>A document as an issuer sent it.</summary>
/// <param name="Body">Never larger than the limit; empty if it is unchanged.</param>
/// <param name="MaxAge">From <c>Cache-Control</c>, if it is there.</param>
internal sealed record IssuerDocument(ReadOnlyMemory<byte> Body, TimeSpan? MaxAge)
{
    /// <summary>By which the issuer would know this version again; null if it names none.</summary>
    public string? ETag { get; init; }

    /// <summary>The issuer has no other version than the one that was named to it.</summary>
    public bool IsUnchanged { get; init; }
}

/// <summary>Fetches documents of one issuer: addresses checked, size and time limited, redirects on the same host only.</summary>
internal sealed class IssuerDocuments : IDisposable
{
    private const int MostRedirects = 3;
    private const int LongestETag = 256;

    private readonly FetchPolicy policy;
    private readonly KeysOptions limits;
    private readonly HttpClient http;

    public IssuerDocuments(FetchPolicy policy, KeysOptions limits, AddressLookup? lookup = null)
    {
        this.policy = policy;
        this.limits = limits;
        // A client of its own for each fetch: no connection outlives the check of its address, and no proxy stands between.
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 32,
            ConnectCallback = (context, cancellationToken) => CheckedConnection.OpenAsync(context.DnsEndPoint, policy.AllowsAddress, lookup ?? Dns.GetHostAddressesAsync, cancellationToken),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("trusted-publishing-jwks-cache");
        http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
    }

    /// <param name="address">Where it is.</param>
    /// <param name="etag">The version that is known; the issuer need not send it again. Null for none.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="FetchFailedException">There is no such document within the limits.</exception>
    public async Task<IssuerDocument> GetAsync(Uri address, string? etag, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(limits.DocumentTimeLimit);
        try
        {
            return await FollowAsync(address, etag, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FetchFailedException(FetchProblem.Timeout, $"{address.IdnHost} did not answer within {limits.DocumentTimeLimit.TotalSeconds:0.#} s.");
        }
        catch (Exception e) when (Inner<AddressNotAllowedException>(e) is { } refused)
        {
            // The connection's own refusal comes wrapped in an HttpRequestException.
            throw new FetchFailedException(FetchProblem.AddressNotAllowed, refused.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new FetchFailedException(FetchProblem.Unreachable, $"{address.IdnHost} could not be reached: {e.Message}");
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<IssuerDocument> FollowAsync(Uri address, string? etag, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            if (!policy.AllowsScheme(address))
            {
                throw new FetchFailedException(FetchProblem.AddressNotAllowed, $"{address.IdnHost} would be asked without TLS.");
            }

            using var response = await SendAsync(address, etag, cancellationToken);
            if (response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            {
                address = Redirected(address, response.Headers.Location, redirects);
                continue;
            }

            return response.StatusCode switch
            {
                HttpStatusCode.OK => await ReadAsync(address, response, cancellationToken),
                HttpStatusCode.NotModified when etag is not null =>
                    new IssuerDocument(ReadOnlyMemory<byte>.Empty, Freshness.Of(response.Headers)) { ETag = etag, IsUnchanged = true },
                _ => throw new FetchFailedException(FetchProblem.HttpStatus, $"{address.IdnHost} answered {(int)response.StatusCode}."),
            };
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, string? etag, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (etag is not null)
        {
            request.Headers.IfNoneMatch.ParseAdd(etag);
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static Uri Redirected(Uri from, Uri? location, int redirects)
    {
        if (redirects >= MostRedirects || location is null || new Uri(from, location) is not { } to || !FetchPolicy.SameOrigin(from, to))
        {
            throw new FetchFailedException(FetchProblem.RedirectNotAllowed, $"{from.IdnHost} redirects to another host or too often.");
        }

        return to;
    }

    private async Task<IssuerDocument> ReadAsync(Uri address, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!IsJson(response.Content.Headers.ContentType?.MediaType))
        {
            throw new FetchFailedException(FetchProblem.ContentType, $"{address.IdnHost} sent no JSON: the content type is neither application/json nor …+json.");
        }

        var etag = response.Headers.ETag?.ToString();
        return new IssuerDocument(await ReadBodyAsync(response, cancellationToken), Freshness.Of(response.Headers))
        {
            ETag = etag?.Length <= LongestETag ? etag : null,
        };
    }

    /// <summary>A page or an upload that happens to lie on the issuer's host is no key set.</summary>
    private static bool IsJson(string? mediaType) =>
        mediaType is not null
        && (mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (mediaType.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase)));

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // One byte more than allowed tells that there is more.
        var buffer = new byte[limits.DocumentSizeLimit + 1];
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= limits.DocumentSizeLimit
            ? buffer.AsMemory(0, length)
            : throw new FetchFailedException(FetchProblem.TooLarge, $"The document is larger than {limits.DocumentSizeLimit} bytes.");
    }

    private static T? Inner<T>(Exception? e)
        where T : Exception
    {
        while (e is not null and not T)
        {
            e = e.InnerException;
        }

        return (T?)e;
    }
}
