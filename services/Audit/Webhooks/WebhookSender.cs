using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using TrustedPublishing.Audit.Formats;
using TrustedPublishing.ServiceDefaults.Outgoing;

namespace TrustedPublishing.Audit.Webhooks;

/// <summary>
/// Posts to addresses that somebody else chose: no redirects, no proxy, no cookies, only the answer's status is read, and the connection goes to the
/// address that was checked.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private readonly HttpClient http;
    private readonly TimeSpan timeout;
    private readonly SecretSeal seal;
    private readonly TimeProvider time;

    public WebhookSender(IOptions<WebhookOptions> options, SecretSeal seal, TimeProvider time)
    {
        (timeout, this.seal, this.time) = (options.Value.Timeout, seal, time);
        var allowsPrivate = options.Value.AllowPrivateAddresses;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = (context, cancellationToken) =>
                CheckedConnection.OpenAsync(context.DnsEndPoint, address => IsAllowed(address, allowsPrivate), Dns.GetHostAddressesAsync, cancellationToken),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("trusted-publishing-audit");
    }

    public static bool IsAllowed(IPAddress address, bool allowsPrivate) => AddressRules.Classify(address) switch
    {
        AddressKind.Public => true,
        AddressKind.Private or AddressKind.Loopback => allowsPrivate,
        _ => false,
    };

    /// <returns>Null if it was taken (any 2xx), else what happened, in a few words without anything that the other side wrote.</returns>
    public async Task<string?> SendAsync(Webhook webhook, Guid id, byte[] body, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(CloudEvent.MediaType);
        request.Headers.Add("webhook-id", id.ToString("D"));
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", Sign(webhook, id, now, body));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return response.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"status {(int)response.StatusCode}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "timeout";
        }
        catch (HttpRequestException e)
        {
            return e.InnerException is AddressNotAllowedException ? "address not allowed" : $"not reached ({e.HttpRequestError})";
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>With each secret that is used now: who is told needs to know one of them.</summary>
    private string Sign(Webhook webhook, Guid id, DateTimeOffset now, byte[] body) => string.Join(' ', webhook.SealedSecretsAt(now).Select(
        one => StandardWebhook.Sign(seal.Open(webhook.Id, one), id.ToString("D"), now.ToUnixTimeSeconds(), body)));
}
