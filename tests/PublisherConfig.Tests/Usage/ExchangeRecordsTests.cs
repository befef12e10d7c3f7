using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TrustedPublishing.Contracts;
using TrustedPublishing.PublisherConfig.Tests.Publishers;
using TrustedPublishing.PublisherConfig.Usage;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.PublisherConfig.Tests.Usage;

public sealed class ExchangeRecordsTests(PublisherService service) : IClassFixture<PublisherService>, IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private string project = "";
    private Guid publisher;

    public async ValueTask InitializeAsync()
    {
        (project, _) = await service.CreateProjectAsync();
        publisher = Guid.Parse(await service.AddPublisherAsync(project, PublishersApiTests.GitHub()));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_latest_use_stands_however_often_and_in_whatever_order_records_come()
    {
        await ConsumeAsync(Minted(Noon), Minted(Noon.AddMinutes(2)), Minted(Noon.AddMinutes(1)));
        await ConsumeAsync(Minted(Noon));

        Assert.Equal("2026-11-23T12:02:00+00:00", await ShownAsync("last_used_at"));
        Assert.Null(await ShownAsync("pin_mismatch_at"));
    }

    [Fact]
    public async Task An_id_token_with_other_ids_marks_the_publisher_and_moves_no_revision()
    {
        var head = (await service.ChangesAsync("?after=9000000000")).GetProperty("head").GetInt64();

        await ConsumeAsync(Denied("pinned_id_mismatch", publisher), Denied("pinned_id_mismatch", publisher));

        Assert.Equal("2026-11-23T12:00:00+00:00", await ShownAsync("pin_mismatch_at"));
        Assert.Null(await ShownAsync("last_used_at"));
        Assert.Equal(head, (await service.ChangesAsync("?after=9000000000")).GetProperty("head").GetInt64());
    }

    [Theory]
    [InlineData("workflow_mismatch")]
    [InlineData("already_used")]
    [InlineData("pin_window_over")]
    [InlineData("PINNED_ID_MISMATCH")]
    public async Task Another_refusal_marks_nothing(string reason)
    {
        await ConsumeAsync(Denied(reason, publisher), Denied("pinned_id_mismatch", null), Denied("pinned_id_mismatch", Guid.CreateVersion7()));

        Assert.Null(await ShownAsync("pin_mismatch_at"));
    }

    [Theory]
    [InlineData("TokenMinted", "{}")]
    [InlineData("TokenMinted", "null")]
    [InlineData("TokenExchangeDenied", """{"reason":"pinned_id_mismatch"}""")]
    [InlineData("TokenExchangeDenied", "[]")]
    [InlineData("Unheard", "{}")]
    public async Task What_cannot_be_read_is_passed_over_and_the_rest_is_taken(string type, string body)
    {
        await ConsumeAsync(Of(type, JsonElement.Parse(body)), Minted(Noon));

        Assert.Equal("2026-11-23T12:00:00+00:00", await ShownAsync("last_used_at"));
    }

    private Task ConsumeAsync(params Record[] records) =>
        service.Services.GetRequiredService<ExchangeRecordsConsumer>().ConsumeAsync("token-exchange", records, TestContext.Current.CancellationToken);

    private async Task<string?> ShownAsync(string member) =>
        (await service.GetAsync($"/api/projects/{project}/publishers/{publisher}")).Json.GetProperty(member).GetString();

    private static Record Of(string type, JsonElement body) => new() { Id = Guid.CreateVersion7(), Sequence = 1, Type = type, OccurredAt = Noon, Body = body };

    private Record Minted(DateTimeOffset at) => Of(nameof(TokenMinted), JsonSerializer.SerializeToElement(
        new TokenMinted
        {
            TokenId = Guid.CreateVersion7(),
            Target = "main",
            Provider = "github",
            Issuer = "https://token.actions.githubusercontent.com",
            PublisherId = publisher,
            Projects = [],
            IssuedAt = at,
            ExpiresAt = at.AddMinutes(15),
            IdTokenDigest = new string('a', 64),
            KeyId = "key-1",
            Claims = new Dictionary<string, string>(),
            Personal = new Dictionary<string, string>(),
        },
        ContractsJson.Default.TokenMinted));

    private static Record Denied(string reason, Guid? nearest) => Of(nameof(TokenExchangeDenied), JsonSerializer.SerializeToElement(
        new TokenExchangeDenied
        {
            Reason = reason,
            Target = "main",
            Provider = "github",
            Issuer = "https://token.actions.githubusercontent.com",
            IdTokenDigest = new string('b', 64),
            KeyId = "key-1",
            NearestPublisherId = nearest,
            Claims = new Dictionary<string, string>(),
            Personal = new Dictionary<string, string>(),
        },
        ContractsJson.Default.TokenExchangeDenied));
}
