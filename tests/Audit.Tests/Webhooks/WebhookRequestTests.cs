using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrustedPublishing.Audit.Reading;
using TrustedPublishing.Audit.Tests.Reading;
using TrustedPublishing.Audit.Webhooks;

namespace TrustedPublishing.Audit.Tests.Webhooks;

public sealed class WebhookRequestTests(SeededLog log) : IClassFixture<SeededLog>
{
    [Theory]
    [InlineData("https://siem.example.com/hook?x=1", false, null)]
    [InlineData("https://siem.example.com:8443/", false, null)]
    [InlineData("https://93.184.216.34/", false, null)]
    [InlineData("http://siem.example.com/", false, "is without TLS")]
    [InlineData("http://siem.example.com/", true, null)]
    [InlineData("https://10.0.0.7/", true, null)]
    [InlineData("https://127.0.0.1/", false, "is at an address inside the house")]
    [InlineData("https://10.0.0.7/", false, "is at an address inside the house")]
    [InlineData("https://[::1]/", false, "is at an address inside the house")]
    [InlineData("https://[::ffff:127.0.0.1]/", false, "is at an address inside the house")]
    [InlineData("https://2130706433/", false, "is at an address inside the house")]
    [InlineData("https://169.254.169.254/latest/meta-data", true, "is at an address where no server may be")]
    [InlineData("https://user:password@example.com/", true, "is not an https address")]
    [InlineData("https://example.com/#part", true, "is not an https address")]
    [InlineData("ftp://example.com/", true, "is not an https address")]
    [InlineData("file:///etc/passwd", true, "is not an https address")]
    [InlineData("/hook", true, "is not an https address")]
    [InlineData("", true, "is not an https address")]
    [InlineData(null, true, "is not an https address")]
    public void An_address_is_looked_at_before_anybody_connects_to_it(string? url, bool allowsPrivate, string? mistake)
    {
        var errors = new ParameterErrors();

        new WebhookRequest { Label = "siem", Url = url }.Check(errors, allowsPrivate);

        var problem = errors.Any ? JsonSerializer.Serialize(errors.ToProblem().ProblemDetails.Extensions["errors"]) : null;
        Assert.Equal(mistake is null, problem is null);
        Assert.Contains(mistake ?? "", problem ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"label":"siem"}""", "invalid_webhook")]
    [InlineData("""{"url":"https://example.com/"}""", "invalid_webhook")]
    [InlineData("""{"label":" ","url":"https://example.com/"}""", "invalid_webhook")]
    [InlineData("""{"label":"a\nb","url":"https://example.com/"}""", "invalid_webhook")]
    [InlineData("""{"label":"siem","url":"https://example.com/","after":-2}""", "invalid_webhook")]
    [InlineData("""{"label":"siem","url":"https://example.com/","after":1000000}""", "invalid_webhook")]
    [InlineData("""{"label":"siem","url":"https://example.com/","filter":{"type":["Unheard"]}}""", "invalid_webhook")]
    [InlineData("""{"label":"siem","url":"https://example.com/","filter":{"decision":"maybe"}}""", "invalid_webhook")]
    [InlineData("""{"label":"siem","url":"https://example.com/","filter":{"project":"a\u0000"}}""", "invalid_webhook")]
    [InlineData("""{"label":"siem","url":"http://example.com/"}""", "invalid_webhook")]
    [InlineData("""{"label":"siem","url":"https://example.com/","secret":"whsec_mine"}""", "malformed_json")]
    [InlineData("""{"label":"siem","url":"https://example.com/","filter":{"from":"2026-11-23"}}""", "malformed_json")]
    [InlineData("""{"label":"siem","label":"x","url":"https://example.com/"}""", "malformed_json")]
    [InlineData("[]", "malformed_json")]
    [InlineData("null", "malformed_json")]
    public async Task What_cannot_be_a_webhook_is_refused(string body, string code)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await log.Service.Auditor.PostAsync("/api/webhooks", content, TestContext.Current.CancellationToken);

        Assert.Equal(code == "malformed_json" ? HttpStatusCode.BadRequest : HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(code, (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("""{"overlap_hours":-1}""", "invalid_rotation")]
    [InlineData("""{"overlap_hours":169}""", "invalid_rotation")]
    [InlineData("""{"overlap_hours":2147483647}""", "invalid_rotation")]
    [InlineData("""{"overlap_hours":2147483648}""", "malformed_json")]
    [InlineData("""{"overlap_hours":0.5}""", "malformed_json")]
    [InlineData("""{"overlap_hours":"0"}""", "malformed_json")]
    [InlineData("""{"overlap_hours":[0]}""", "malformed_json")]
    [InlineData("""{"overlap_hours":true}""", "malformed_json")]
    [InlineData("""{"overlap_hours":0,"overlap_hours":24}""", "malformed_json")]
    [InlineData("""{"OverlapHours":0}""", "malformed_json")]
    [InlineData("""{"secret":"whsec_mine"}""", "malformed_json")]
    [InlineData("""{"overlap_hours":0""", "malformed_json")]
    [InlineData("[]", "malformed_json")]
    [InlineData("0", "malformed_json")]
    [InlineData("null", "malformed_json")]
    [InlineData(" ", "malformed_json")]
    public async Task What_cannot_be_a_rotation_is_refused(string body, string code)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await log.Service.Auditor.PostAsync($"/api/webhooks/{Guid.NewGuid()}/rotate-secret", content, TestContext.Current.CancellationToken);

        Assert.Equal(code == "malformed_json" ? HttpStatusCode.BadRequest : HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(code, (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(168)]
    public async Task The_secret_of_who_is_not_there_is_not_rotated(int? overlapHours)
    {
        var (status, answer) = await log.Service.RotateSecretAsync(Guid.NewGuid(), overlapHours);

        Assert.Equal((HttpStatusCode.NotFound, "unknown_webhook"), (status, (string?)answer["code"]));
    }

    [Fact]
    public async Task A_rotation_in_another_format_or_too_long_is_refused()
    {
        var path = $"/api/webhooks/{Guid.NewGuid()}/rotate-secret";
        using var text = new StringContent("""{"overlap_hours":0}""", Encoding.UTF8, "text/plain");
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("overlap_hours", "0")]);
        using var untyped = new ByteArrayContent("""{"overlap_hours":0}"""u8.ToArray());
        using var tooLong = new StringContent($$"""{"overlap_hours":{{new string(' ', JsonBody.MaximumLength)}}0}""", Encoding.UTF8, "application/json");

        foreach (var (content, status) in new (HttpContent, HttpStatusCode)[]
        {
            (text, HttpStatusCode.UnsupportedMediaType), (form, HttpStatusCode.UnsupportedMediaType), (untyped, HttpStatusCode.UnsupportedMediaType),
            (tooLong, HttpStatusCode.RequestEntityTooLarge),
        })
        {
            using var response = await log.Service.Auditor.PostAsync(path, content, TestContext.Current.CancellationToken);
            Assert.Equal(status, response.StatusCode);
        }
    }

    [Fact]
    public async Task Who_is_not_there_is_not_found()
    {
        var id = Guid.NewGuid();
        (HttpMethod Method, string Path)[] requests =
        [
            (HttpMethod.Get, $"/api/webhooks/{id}"), (HttpMethod.Delete, $"/api/webhooks/{id}"), (HttpMethod.Post, $"/api/webhooks/{id}/pause"),
            (HttpMethod.Post, $"/api/webhooks/{id}/resume"), (HttpMethod.Post, $"/api/webhooks/{id}/replay"), (HttpMethod.Get, $"/api/webhooks/{id}/dead-letters"),
        ];
        foreach (var (method, path) in requests)
        {
            using var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Post ? JsonContent.Create(new { after = -1 }) : null };
            using var response = await log.Service.Auditor.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode == HttpStatusCode.NotFound, $"{method} {path}: {response.StatusCode}");
        }
    }

    /// <summary>The vector of the Standard Webhooks specification.</summary>
    [Fact]
    public void Signs_as_the_specification_does() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        StandardWebhook.Sign(Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8));

    [Fact]
    public void A_sealed_secret_opens_with_its_key_for_its_webhook_only()
    {
        var (webhook, secret) = (Guid.NewGuid(), RandomNumberGenerator.GetBytes(32));
        var seal = new SecretSeal(new byte[32]);

        var hidden = seal.Seal(webhook, secret);

        Assert.Equal(secret, seal.Open(webhook, hidden));
        Assert.NotEqual(hidden, seal.Seal(webhook, secret));
        Assert.ThrowsAny<CryptographicException>(() => seal.Open(Guid.NewGuid(), hidden));
        Assert.ThrowsAny<CryptographicException>(() => new SecretSeal(RandomNumberGenerator.GetBytes(32)).Open(webhook, hidden));
        hidden[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => seal.Open(webhook, hidden));
    }

    [Theory]
    [InlineData(1, 1.0, 5)]
    [InlineData(1, 0.0, 2.5)]
    [InlineData(2, 1.0, 10)]
    [InlineData(5, 0.5, 60)]
    [InlineData(11, 1.0, 3600)]
    [InlineData(11, 0.0, 1800)]
    [InlineData(50, 1.0, 3600)]
    public void A_pause_doubles_up_to_the_longest_and_half_of_it_is_chance(int tries, double chance, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPlan.Pause(tries, TimeSpan.FromSeconds(5), TimeSpan.FromHours(1), chance));
}
