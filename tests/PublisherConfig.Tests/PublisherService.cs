using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrustedPublishing.PublisherConfig.SignIn;
using TrustedPublishing.PublisherConfig.Tests.Emergency;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.PublisherConfig.Tests;

/// <summary>The service on real sockets, with a database, a PostgreSQL role and a record listener of its own.</summary>
public sealed class PublisherService(PostgresServer postgres, RabbitMqServer rabbitMq) : IAsyncLifetime
{
    public const string AdminToken = "the-admin-token-of-these-tests";
    public const string SelfManagedGitLab = "https://gitlab.example.com";

    private const string InternalKey = "key-of-the-token-exchange";

    private readonly string suffix = Guid.NewGuid().ToString("N");
    private readonly SemaphoreSlim signingIn = new(1);
    private readonly CookieContainer session = new();
    private Dictionary<string, string> settings = [];
    private Host? host;

    /// <summary>Calls with the admin token.</summary>
    public HttpClient Admin { get; } = NewClient(AdminToken);

    /// <summary>Calls with no credential.</summary>
    public HttpClient Anonymous { get; } = NewClient(null);

    /// <summary>Calls the internal listener as the token exchange.</summary>
    public HttpClient Exchange { get; } = NewClient(InternalKey);

    /// <summary>Gives the service a broker's address where nobody listens.</summary>
    public bool RabbitMqIsAway { get; init; }

    /// <summary>Settings beside the usual ones.</summary>
    public IReadOnlyList<(string Key, string Value)> Further { get; init; } = [];

    public RecordListener Records { get; private set; } = null!;

    /// <summary>In the token exchange's place.</summary>
    public ExchangeNeighbour Neighbour { get; private set; } = null!;

    /// <summary>A superuser's connection to the service's database.</summary>
    public NpgsqlDataSource Database { get; private set; } = null!;

    public IServiceProvider Services => host!.Services;

    public string DatabaseName => $"publisher_config_{suffix}";

    public async ValueTask InitializeAsync()
    {
        Records = await RecordListener.StartAsync(rabbitMq.Uri);
        var own = new NpgsqlConnectionStringBuilder(postgres.AdminConnectionString) { Database = DatabaseName, Username = DatabaseName, Password = "secret" };
        var internalPort = FreePort();
        Neighbour = await ExchangeNeighbour.StartAsync();
        settings = new()
        {
            ["ConnectionStrings:publisher-config"] = own.ConnectionString,
            ["ConnectionStrings:rabbitmq"] = RabbitMqIsAway ? "amqp://nobody:nothing@127.0.0.1:1/" : rabbitMq.Uri,
            ["Admin:Token"] = AdminToken,
            ["Internal:Port"] = $"{internalPort}",
            ["Internal:Callers:token-exchange:Keys:0"] = InternalKey,
            ["Internal:Callees:token-exchange:Url"] = Neighbour.Url,
            ["Internal:Callees:token-exchange:Key"] = ExchangeNeighbour.Key,
            ["Issuers:gitlab-self-managed:Issuer"] = SelfManagedGitLab,
            ["Issuers:gitlab-self-managed:Provider"] = "gitlab",
            ["urls"] = "http://127.0.0.1:0",
        };
        foreach (var (key, value) in Further)
        {
            settings[key] = value;
        }

        await RunAsync("migrate");
        Database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(postgres.AdminConnectionString) { Database = DatabaseName, MaxPoolSize = 4 }.ConnectionString);
        host = new Host(settings);
        host.UseKestrel();
        host.StartServer();
        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a)).ToList();
        Exchange.BaseAddress = addresses.Single(a => a.Port == internalPort);
        Admin.BaseAddress = Anonymous.BaseAddress = addresses.Single(a => a.Port != internalPort);
    }

    /// <summary>Runs a step of the service as an operator does, with an administrator's connection and with the broker, which it needs.</summary>
    public Task RunAsync(string step)
    {
        string[] args = [step, .. settings.Select(s => $"--{s.Key}={s.Value}"), $"--ConnectionStrings:postgres-admin={postgres.AdminConnectionString}", $"--ConnectionStrings:rabbitmq={rabbitMq.Uri}"];
        return Task.Run(() => Assert.Equal(0, typeof(PublisherConfigDb).Assembly.EntryPoint!.Invoke(null, [args])));
    }

    public async Task<Answer> PostAsync(string path, string json) =>
        await Answer.OfAsync(await Admin.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json")));

    public async Task<Answer> GetAsync(string path) => await Answer.OfAsync(await Admin.GetAsync(path));

    public async Task<Answer> DeleteAsync(string path) => await Answer.OfAsync(await Admin.DeleteAsync(path));

    /// <summary>Creates a project with a name that no other test uses.</summary>
    public async Task<(string Name, string Id)> CreateProjectAsync()
    {
        var name = $"project-{Guid.NewGuid():N}";
        var created = await PostAsync("/api/projects", $$"""{"name":"{{name}}"}""");
        Assert.Equal(HttpStatusCode.Created, created.Status);
        return (name, created.Text("id"));
    }

    /// <summary>Adds a publisher and returns its id.</summary>
    public async Task<string> AddPublisherAsync(string project, string registration)
    {
        var added = await PostAsync($"/api/projects/{project}/publishers", registration);
        Assert.Equal(HttpStatusCode.Created, added.Status);
        return added.Text("id");
    }

    /// <summary>A browser with a session; all share one, because signing in is limited.</summary>
    public async Task<Browser> SignedInBrowserAsync()
    {
        await signingIn.WaitAsync();
        try
        {
            if (session.Count == 0)
            {
                using var first = new Browser(Anonymous.BaseAddress!, session);
                Assert.Equal("/", (await first.SignInAsync()).Location);
            }
        }
        finally
        {
            signingIn.Release();
        }

        return new Browser(Anonymous.BaseAddress!, session);
    }

    /// <summary>A browser with the session of a person; who it is, is as the provider would say it.</summary>
    public async Task<Browser> BrowserOfAsync(string subject, bool isOperator = false, bool isAuditor = false, TimeSpan signedInAgo = default)
    {
        await using var scope = Services.CreateAsyncScope();
        var identity = new Identity
        {
            Issuer = "https://id.example",
            Subject = subject,
            Name = $"Name of {subject}",
            Email = $"{subject}@example.com",
            IsOperator = isOperator,
            IsAuditor = isAuditor,
            AuthenticatedAt = DateTimeOffset.UtcNow - signedInAgo,
        };
        var secret = await scope.ServiceProvider.GetRequiredService<Sessions>().OpenAsync(identity, "test", TestContext.Current.CancellationToken);
        var cookies = new CookieContainer();
        cookies.Add(Anonymous.BaseAddress!, new Cookie("publisher-config.session", secret));
        return new Browser(Anonymous.BaseAddress!, cookies);
    }

    /// <summary>Makes a person a member of a project, past all rules.</summary>
    public Task MakeMemberAsync(string subject, string project, string role) => ExecuteAsync(
        $"INSERT INTO project_members (project_id, person_id, role, added_at) SELECT p.id, q.id, {(role == "owner" ? 2 : 1)}, now() FROM projects p, people q WHERE p.normalized_name = '{project}' AND q.subject = '{subject}'");

    /// <summary>The first column, as text.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetValue(0).ToString()!);
        }

        return rows;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<JsonElement> ChangesAsync(string query)
    {
        using var response = await Exchange.GetAsync($"/internal/publishers/changes{query}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        await Records.DisposeAsync();
        await Neighbour.DisposeAsync();
        await Database.DisposeAsync();
        Admin.Dispose();
        Anonymous.Dispose();
        Exchange.Dispose();
        signingIn.Dispose();
    }

    private static HttpClient NewClient(string? bearer)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        client.DefaultRequestHeaders.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        return client;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private sealed class Host(Dictionary<string, string> settings) : WebApplicationFactory<PublisherConfigDb>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }
        }
    }
}
