using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.Audit.Tests.Service;

namespace TrustedPublishing.Audit.Tests.Webhooks;

/// <summary>What the operator does with webhooks.</summary>
internal static class WebhookCalls
{
    /// <summary>Receivers on loopback, and no long pauses.</summary>
    public static readonly (string, string)[] Quick =
    [
        ("Webhooks:AllowPrivateAddresses", "true"), ("Webhooks:FirstPause", "00:00:00.05"), ("Webhooks:LongestPause", "00:00:00.2"), ("Webhooks:MaximumTries", "3"), ("Webhooks:Timeout", "00:00:01"),
    ];

    /// <param name="service">Where.</param>
    /// <param name="receiver">Who is told.</param>
    /// <param name="body">With <c>URL</c> in the place of the receiver's address.</param>
    public static async Task<(Guid Id, string Secret)> AddWebhookAsync(this AuditService service, WebhookReceiver receiver, string body = """{"label":"siem","url":"URL"}""")
    {
        using var content = new StringContent(body.Replace("URL", receiver.Url, StringComparison.Ordinal), Encoding.UTF8, "application/json");
        using var response = await service.Auditor.PostAsync("/api/webhooks", content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        var created = JsonNode.Parse(text)!;
        Assert.Equal($"/api/webhooks/{created["webhook"]!["id"]}", response.Headers.Location?.OriginalString);
        return ((Guid)created["webhook"]!["id"]!, (string)created["secret"]!);
    }

    /// <summary>Rotates the secret; without a number of hours there is no body.</summary>
    public static async Task<(HttpStatusCode Status, JsonNode Answer)> RotateSecretAsync(this AuditService service, Guid id, int? overlapHours = null)
    {
        using var response = await service.Auditor.PostAsync(
            $"/api/webhooks/{id}/rotate-secret", overlapHours is { } hours ? JsonContent.Create(new { overlap_hours = hours }) : null, TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }

    public static async Task PostAsync(this AuditService service, string path)
    {
        using var response = await service.Auditor.PostAsync(path, null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    public static async Task<JsonObject> UntilWebhookAsync(this AuditService service, Guid id, Func<JsonObject, bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var webhook = await service.GetAsync($"/api/webhooks/{id}");
            if (isSo(webhook))
            {
                return webhook;
            }
            await Task.Delay(50, limit.Token);
        }
    }
}
