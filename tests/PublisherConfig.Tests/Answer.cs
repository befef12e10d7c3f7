using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrustedPublishing.PublisherConfig.Tests;

/// <summary>An answer as it came over the wire.</summary>
public sealed record Answer(HttpStatusCode Status, string? ContentType, string? Location, string Body)
{
    public static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return new Answer(
                response.StatusCode,
                response.Content.Headers.ContentType?.MediaType,
                response.Headers.Location?.OriginalString,
                await response.Content.ReadAsStringAsync());
        }
    }

    public JsonElement Json => JsonElement.Parse(Body);

    public string Text(string member) => Json.GetProperty(member).GetString()!;

    /// <summary>The whole body, member by member.</summary>
    public void HasBody(string expected) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(Body)), $"Expected {expected}\nbut was {Body}");

    /// <summary>A whole problem; <paramref name="errors"/> is a JSON object, or null for a problem without errors.</summary>
    public void IsProblem(HttpStatusCode status, string code, string title, string? errors = null)
    {
        Assert.Equal(status, Status);
        Assert.Equal("application/problem+json", ContentType);
        var problem = new JsonObject
        {
            ["type"] = Json.GetProperty("type").GetString(),
            ["title"] = title,
            ["status"] = (int)status,
            ["code"] = code,
        };
        if (errors is not null)
        {
            problem["errors"] = JsonNode.Parse(errors);
        }

        HasBody(problem.ToJsonString());
    }
}
