using System.Net;
using System.Text.Json.Nodes;
using Npgsql;

namespace TrustedPublishing.PublisherConfig.Tests.Feed;

/// <summary>What happens while a server that this service needs is away.</summary>
public sealed class OutageTests(TestServers.PostgresServer postgres, TestServers.RabbitMqServer rabbitMq) : IAsyncLifetime
{
    private readonly PublisherService service = new(postgres, rabbitMq) { RabbitMqIsAway = true };

    public ValueTask InitializeAsync() => service.InitializeAsync();

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task Keeps_the_records_in_the_outbox_while_the_broker_is_away()
    {
        var (project, projectId) = await service.CreateProjectAsync();
        var publisherId = await service.AddPublisherAsync(project, """{"provider":"google","email":"publisher@my-project.iam.gserviceaccount.com"}""");
        await service.PostAsync("/api/projects", $$"""{"name":"{{project}}"}""");

        var rows = await RowsAsync("SELECT sequence, type, body FROM outbox ORDER BY sequence");

        Assert.Equal(2, rows.Count);
        Assert.Equal((1L, "ProjectCreated"), (rows[0][0], rows[0][1]));
        Assert.Equal((2L, "PublisherAdded"), (rows[1][0], rows[1][1]));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$$"""
                {"publisher_id":"{{{publisherId}}}","project":{"id":"{{{projectId}}}","name":"{{{project}}}"},"provider":"google","issuer":"https://accounts.google.com",
                 "revision":2,"by":"admin-token","registration":{},"personal":{"email":"publisher@my-project.iam.gserviceaccount.com"}}
                """),
            JsonNode.Parse((string)rows[1][2])), (string)rows[1][2]);
        Assert.Equal(2L, (await RowsAsync("SELECT revision FROM feed")).Single()[0]);
    }

    [Fact]
    public async Task Answers_503_and_changes_nothing_while_the_database_is_away()
    {
        var (project, _) = await service.CreateProjectAsync();
        await ExecuteAsync($"ALTER DATABASE {service.DatabaseName} WITH ALLOW_CONNECTIONS false");
        await ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{service.DatabaseName}'");

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/projects/{project}/publishers");
        request.Content = new StringContent("""{"provider":"google","email":"a@b.iam.gserviceaccount.com"}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await service.Admin.SendAsync(request);

        Assert.Equal("2", response.Headers.RetryAfter?.ToString());
        (await Answer.OfAsync(response)).IsProblem(HttpStatusCode.ServiceUnavailable, "unavailable", "The database does not answer. Try again soon.");
        using var health = await service.Anonymous.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        using var alive = await service.Anonymous.GetAsync("/alive");
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);

        await ExecuteAsync($"ALTER DATABASE {service.DatabaseName} WITH ALLOW_CONNECTIONS true");
        Assert.Empty((await service.GetAsync($"/api/projects/{project}")).Json.GetProperty("publishers").EnumerateArray());
    }

    private async Task<List<object[]>> RowsAsync(string sql)
    {
        var rows = new List<object[]>();
        await using var command = service.Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.AdminConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
