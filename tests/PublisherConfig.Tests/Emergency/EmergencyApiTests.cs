using System.Net;
using System.Text;

namespace TrustedPublishing.PublisherConfig.Tests.Emergency;

public sealed class EmergencyApiTests(PublisherService service) : IClassFixture<PublisherService>
{
    private const string Reason = "\"reason\":\"INC-1\"";
    private const string GitHub = "https://token.actions.githubusercontent.com";

    [Fact]
    public async Task A_switch_is_set_once_listed_and_cleared_in_the_operators_name()
    {
        var set = await PutAsync("distrust-issuer", $$"""{{{Reason}},"issuer":"{{GitHub}}"}""");
        var again = await PutAsync("distrust-issuer", $$"""{"reason":"another","issuer":"{{GitHub}}"}""");
        var listed = await service.GetAsync("/api/emergency");
        var cleared = await service.DeleteAsync($"/api/emergency/{set.Text("id")}?reason=rotated%20%26%20done");

        Assert.Equal((HttpStatusCode.Created, $"/api/emergency/{set.Text("id")}"), (set.Status, set.Location));
        set.HasBody($$"""
            {"id":"{{set.Text("id")}}","kind":"distrust-issuer","issuer":"{{GitHub}}","key_id":null,"thumbprint":null,
             "reason":"INC-1","by":"admin-token","since":"2026-11-23T09:30:00.123456+00:00"}
            """);
        Assert.Equal((HttpStatusCode.OK, set.Body), (again.Status, again.Body));
        Assert.Contains(set.Body, listed.Body, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NoContent, ""), (cleared.Status, cleared.Body));
        Assert.Contains($$"""PUT /internal/emergency {"kind":"distrust-issuer","issuer":"{{GitHub}}","key_id":null,"thumbprint":null,"reason":"INC-1","by":"admin-token"}""", service.Neighbour.Requests);
        Assert.Contains($"DELETE /internal/emergency/{set.Text("id")}?by=admin-token&reason=rotated%20%26%20done", service.Neighbour.Requests);
        (await service.DeleteAsync($"/api/emergency/{set.Text("id")}?reason=x")).IsProblem(HttpStatusCode.NotFound, "switch_not_found", "No switch of this id is set.");
    }

    [Fact]
    public async Task Tokens_of_a_provider_are_revoked()
    {
        var answer = await service.PostAsync("/api/emergency/revocations", $$"""{{{Reason}},"provider":"github"}""");

        Assert.Equal((HttpStatusCode.OK, """{"revoked":3}"""), (answer.Status, answer.Body));
        Assert.Contains("""POST /internal/emergency/revocations {"publisher_id":null,"provider":"github","reason":"INC-1","by":"admin-token"}""", service.Neighbour.Requests);
    }

    [Fact]
    public async Task What_is_not_valid_never_reaches_the_exchange()
    {
        (await PutAsync("stop", $"{{{Reason}}}")).IsProblem(HttpStatusCode.NotFound, "switch_not_found", "There is no switch of this kind.");
        (await PutAsync("stop-minting", "{}")).IsProblem(
            HttpStatusCode.UnprocessableEntity, "invalid_switch", "The switch is not valid.",
            """{"reason":["Say why, in one line of 1 to 500 characters: it stands in the audit log."]}""");
        (await PutAsync("stop-minting", $$"""{"reason":"{{new string('x', 501)}}"}""")).IsProblem(
            HttpStatusCode.UnprocessableEntity, "invalid_switch", "The switch is not valid.",
            """{"reason":["Say why, in one line of 1 to 500 characters: it stands in the audit log."]}""");
        (await service.PostAsync("/api/emergency/revocations", $"{{{Reason}}}")).IsProblem(
            HttpStatusCode.UnprocessableEntity, "invalid_revocation", "The revocation is not valid.", """{"publisher_id":["Name one publisher, or one provider."]}""");
        (await service.DeleteAsync($"/api/emergency/{Guid.Empty}")).IsProblem(
            HttpStatusCode.BadRequest, "invalid_query", "The query is not valid.",
            """{"reason":["Say why, in one line of 1 to 500 characters: it stands in the audit log."]}""");
        (await PutAsync("stop-minting", "[]")).IsProblem(HttpStatusCode.BadRequest, "malformed_json", "The body is not a JSON object.");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PutAsync("stop-minting", new string(' ', 17_000))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await service.DeleteAsync("/api/emergency/stop-minting?reason=x")).Status);

        Assert.DoesNotContain(service.Neighbour.Requests, request => request.Contains("stop", StringComparison.Ordinal) || request.Contains(Guid.Empty.ToString(), StringComparison.Ordinal));
    }

    private async Task<Answer> PutAsync(string kind, string json) =>
        await Answer.OfAsync(await service.Admin.PutAsync($"/api/emergency/{kind}", new StringContent(json, Encoding.UTF8, "application/json")));
}

/// <summary>Nobody is told that a switch is set, or that it is not, unless the exchange said so.</summary>
public sealed class EmergencyOutageTests(PublisherService service) : IClassFixture<PublisherService>
{
    [Theory]
    [InlineData(503, "{}")]
    [InlineData(500, "")]
    [InlineData(400, "{}")]
    [InlineData(401, "")]
    [InlineData(200, "")]
    [InlineData(200, "null")]
    [InlineData(200, "<html>")]
    [InlineData(201, "{}")]
    [InlineData(302, "")]
    public async Task An_exchange_that_does_not_answer_as_agreed_is_503(int status, string body)
    {
        service.Neighbour.Broken = (status, body);
        using var reason = new StringContent("""{"reason":"INC-1"}""", Encoding.UTF8, "application/json");

        var response = await service.Admin.PutAsync("/api/emergency/stop-minting", reason);

        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
        (await Answer.OfAsync(response)).IsProblem(
            HttpStatusCode.ServiceUnavailable, "unavailable",
            "The token exchange does not answer. Whether something changed is unknown: send the request again, it does no harm twice.");
    }
}
