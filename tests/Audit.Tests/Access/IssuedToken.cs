using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.Audit.Tests.Service;

namespace TrustedPublishing.Audit.Tests.Access;

/// <summary>A token that the operator issued to an auditor in a test.</summary>
internal sealed record IssuedToken(Guid Id, string Secret)
{
    /// <param name="service">Where.</param>
    /// <param name="project">Null: the scope is all.</param>
    /// <param name="label">For whom.</param>
    public static async Task<IssuedToken> IssueAsync(AuditService service, string? project = null, string label = "SIEM of the test")
    {
        var request = new JsonObject { ["label"] = label, ["scope"] = project is null ? "all" : "project" };
        if (project is not null)
        {
            request["project"] = project;
        }

        using var response = await service.Auditor.PostAsJsonAsync("/api/tokens", request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var answer = (await response.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;
        return new IssuedToken((Guid)answer["issued"]!["id"]!, (string)answer["token"]!);
    }

    /// <summary>Whoever has it, as a program.</summary>
    public HttpClient Client(AuditService service) => Client(service, Secret);

    public static HttpClient Client(AuditService service, string secret)
    {
        var client = service.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }

    /// <summary>As if its time were over.</summary>
    public Task ExpireAsync(AuditLog log) => log.TamperAsync($"UPDATE auditor_tokens SET expires_at = now() WHERE id = '{Id}'");

    public async Task RevokeAsync(AuditService service)
    {
        using var response = await service.Auditor.DeleteAsync($"/api/tokens/{Id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }
}
