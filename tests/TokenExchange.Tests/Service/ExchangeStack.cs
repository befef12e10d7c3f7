using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Ledger;
using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Tests.Service;

/// <summary>What the gateway answered.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonObject Body, HttpResponseMessage Response)
{
    public string? Token => (string?)Body["token"];

    public string? Code => (string?)Body["errors"]?[0]?["code"];

    public string? Description => (string?)Body["errors"]?[0]?["description"];
}

/// <summary>The service on a database of its own, with its neighbours and an issuer. There is no broker unless a test brings one.</summary>
internal sealed class ExchangeStack : IAsyncDisposable
{
    public const string ClientId = "registry-1";
    public const string ClientSecret = "correct horse battery staple+%:";

    private readonly List<ExchangeService> replicas = [];
    private readonly string folder = Directory.CreateTempSubdirectory("exchange").FullName;
    private readonly Dictionary<string, string> settings;

    private ExchangeStack(string database, Neighbours neighbours)
    {
        Database = NpgsqlDataSource.Create(database);
        Neighbours = neighbours;
        settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:token-exchange"] = database,
            // Nothing listens on port 1: RabbitMQ is away for most of these tests, and exchanges go on.
            ["ConnectionStrings:rabbitmq"] = "amqp://guest:guest@127.0.0.1:1/",
            ["Internal:Callees:jwks-cache:Url"] = neighbours.Url,
            ["Internal:Callees:jwks-cache:Key"] = Neighbours.Key,
            ["Internal:Callees:publisher-config:Url"] = neighbours.Url,
            ["Internal:Callees:publisher-config:Key"] = Neighbours.Key,
            ["PublicBaseUrl"] = "https://exchange.example.org/",
            ["Registry:Id"] = "main",
            ["Registry:Audiences:0"] = SampleClaims.Audience,
            [$"Registry:Clients:{ClientId}:SecretHashes:0"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ClientSecret))),
            ["Tokens:InstallationId"] = "test-installation",
            ["Tokens:RingPath"] = Path.Combine(folder, "ring.json"),
            ["Refusals:PerSecond"] = "1000",
            ["Refusals:PerAccountAndMinute"] = "1000",
        };
        KeyRingFile.CreateIfMissing(settings["Tokens:RingPath"], DateTimeOffset.UtcNow.AddMinutes(-1));
        neighbours.Trust(GitHub);
    }

    public NpgsqlDataSource Database { get; }

    public string ConnectionString => settings["ConnectionStrings:token-exchange"];

    public Neighbours Neighbours { get; }

    public TestIssuer GitHub { get; } = new();

    public string RingPath => settings["Tokens:RingPath"];

    public static async Task<ExchangeStack> CreateAsync(PostgresServer postgres)
    {
        var database = await postgres.CreateDatabaseAsync("exchange");
        await using (var db = new TokenExchangeDb(new DbContextOptionsBuilder<TokenExchangeDb>().UseNpgsql(database).UseSnakeCaseNamingConvention().Options))
        {
            await db.Database.MigrateAsync();
        }

        return new ExchangeStack(database, await Neighbours.StartAsync());
    }

    public static async Task Until(Func<Task<bool>> condition, int seconds = 15)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (!await condition())
        {
            await Task.Delay(25, limit.Token);
        }
    }

    /// <summary>Starts a replica and waits until it is ready.</summary>
    public async Task<ExchangeService> StartAsync(params (string Key, string Value)[] further)
    {
        var all = new Dictionary<string, string>(settings);
        foreach (var (key, value) in further)
        {
            all[key] = value;
        }

        var replica = new ExchangeService(all);
        replicas.Add(replica);
        await Until(async () => (await replica.Http.GetAsync("/health")).IsSuccessStatusCode);
        return replica;
    }

    public Registered RegisterGitHub(string? environment = null, string workflow = "release.yml", string repository = "sampleproject") => Neighbours.Register(
        "github",
        GitHub.Issuer,
        new { repository_owner = "octo-org", repository_name = repository, workflow_filename = workflow, environment },
        "Sample.Project");

    /// <summary>A publisher whose repository's ids nobody knows yet.</summary>
    public Registered RegisterUnpinnedGitHub(TimeSpan window, string? environment = null) => Neighbours.RegisterUnpinned(
        "github",
        GitHub.Issuer,
        new { repository_owner = "octo-org", repository_name = "sampleproject", workflow_filename = "release.yml", environment },
        DateTimeOffset.UtcNow + window,
        "Sample.Project");

    public string IdToken(Func<JsonObject, JsonObject>? change = null)
    {
        var claims = SampleClaims.GitHub(DateTimeOffset.UtcNow);
        return GitHub.Sign(change is null ? claims : change(claims));
    }

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, (JsonObject)JsonNode.Parse(text)!, response);
    }

    public static async Task<Answer> ExchangeAsync(ExchangeService service, string idToken, string path = "/_/oidc/mint-token") =>
        await ReadAsync(await service.Http.PostAsync(path, new StringContent(new JsonObject { ["token"] = idToken }.ToJsonString())));

    public static async Task<Answer> IntrospectAsync(ExchangeService service, string token) => await ReadAsync(
        await service.Http.PostAsync("/oauth/introspect", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["token"] = token,
            ["client_id"] = ClientId,
            ["client_secret"] = ClientSecret,
        })));

    public static Task<HttpResponseMessage> BurnAsync(ExchangeService service, string token) => service.Http.PostAsync(
        "/_/oidc/burn-token", new StringContent(new JsonObject { ["token"] = token }.ToJsonString()));

    public static Task<HttpResponseMessage> RevokeAsync(ExchangeService service, string token) => service.Http.PostAsync(
        "/oauth/revoke",
        new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token, ["client_id"] = ClientId, ["client_secret"] = ClientSecret }));

    public async Task<string> MintAsync(ExchangeService service) => (await ExchangeAsync(service, IdToken())).Token!;

    /// <summary>What a holder does offline: adds caveats.</summary>
    public static string Narrow(string token, params string[] caveats) =>
        "tpa-" + Base64Url.EncodeToString(MacaroonFormat.Write(caveats.Aggregate(Read(token), (narrowed, caveat) => narrowed.With(caveat))));

    public static Macaroon Read(string token) => MacaroonFormat.Read(Base64Url.DecodeFromChars(token.AsSpan("tpa-".Length)))!;

    public static Guid IdOf(string token) => TokenIdentifier.Parse(Read(token).Identifier)!.TokenId;

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The outbox, oldest first: nobody takes records away while there is no broker.</summary>
    public async Task<IReadOnlyList<OutboxRow>> OutboxAsync(string? type = null)
    {
        var rows = new List<OutboxRow>();
        await using var command = Database.CreateCommand("SELECT record_id, sequence, type, trace_parent, body FROM outbox ORDER BY sequence");
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            rows.Add(new OutboxRow(
                row.GetGuid(0), row.GetInt64(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), (JsonObject)JsonNode.Parse(row.GetString(4))!));
        }

        return [.. rows.Where(one => type is null || one.Type == type)];
    }

    public async Task<long> CountAsync(string table)
    {
        await using var command = Database.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }

        await Neighbours.DisposeAsync();
        await Database.DisposeAsync();
        GitHub.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

internal sealed record OutboxRow(Guid RecordId, long Sequence, string Type, string? TraceParent, JsonObject Body);
