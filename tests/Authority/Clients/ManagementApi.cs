using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace TrustedPublishing.Authority.Clients;

/// <summary>The management API as a project's owner uses it.</summary>
public sealed class ManagementApi
{
    private readonly HttpClient client;

    public ManagementApi(Uri address, string adminToken)
    {
        Address = address;
        client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminToken);
    }

    public Uri Address { get; }

    public async Task CreateProjectAsync(string name)
    {
        using var response = await client.PostAsJsonAsync(new Uri("/api/projects", UriKind.Relative), new { name });
        await EnsureAsync(response);
    }

    /// <returns>The publisher's id.</returns>
    public async Task<Guid> RegisterPublisherAsync(string project, object publisher)
    {
        using var response = await client.PostAsJsonAsync(new Uri($"/api/projects/{project}/publishers", UriKind.Relative), publisher);
        return (Guid)(await EnsureAsync(response))["id"]!;
    }

    public async Task<JsonNode> PublisherAsync(string project, Guid publisher)
    {
        using var response = await client.GetAsync(new Uri($"/api/projects/{project}/publishers/{publisher}", UriKind.Relative));
        return await EnsureAsync(response);
    }

    /// <summary>The publisher, once it is as a test waits for it; within 20 seconds.</summary>
    public async Task<JsonNode> WaitForPublisherAsync(string project, Guid publisher, Func<JsonNode, bool> predicate)
    {
        for (var attempt = 0; attempt < 80; attempt++)
        {
            if (await PublisherAsync(project, publisher) is var found && predicate(found))
            {
                return found;
            }

            await Task.Delay(250);
        }

        throw new TimeoutException($"The publisher did not become so within 20 seconds: {await PublisherAsync(project, publisher)}");
    }

    public async Task RemovePublisherAsync(string project, Guid publisher)
    {
        using var response = await client.DeleteAsync(new Uri($"/api/projects/{project}/publishers/{publisher}", UriKind.Relative));
        await EnsureAsync(response);
    }

    /// <summary>Any other call, with a JSON body if there is one.</summary>
    public async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await client.SendAsync(request);
        return await EnsureAsync(response);
    }

    private static async Task<JsonNode> EnsureAsync(HttpResponseMessage response)
    {
        var answer = await Answer.OfAsync(response);
        return response.IsSuccessStatusCode ? answer.Body : throw new InvalidOperationException($"{answer.Status}: {answer.Body.ToJsonString()}");
    }
}
