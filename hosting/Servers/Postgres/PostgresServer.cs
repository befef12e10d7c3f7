using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Npgsql;
using TrustedPublishing.Hosting.Servers.Secrets;

namespace TrustedPublishing.Hosting.Servers.Postgres;

/// <summary>
/// The PostgreSQL server. Only the administrator's account is made here: each service's <c>migrate</c> step creates its own
/// role and database.
/// </summary>
public sealed class PostgresServer : StackServer
{
    private readonly IDistributedApplicationBuilder builder;
    private readonly Dictionary<string, ReferenceExpression> services = new(StringComparer.Ordinal);
    private readonly ReferenceExpression? address;

    internal PostgresServer(
        IDistributedApplicationBuilder builder, IResourceBuilder<IResource>? resource, ReferenceExpression? address, ReferenceExpression? adminConnectionString)
        : base(resource)
    {
        this.builder = builder;
        this.address = address;
        AdminConnectionString = adminConnectionString;
    }

    /// <summary>For the <c>migrate</c> steps. Null when the configuration gives every service's database and no administrator.</summary>
    public ReferenceExpression? AdminConnectionString { get; }

    /// <summary>
    /// A service's own database as its own role, both named after it (<c>token-exchange</c> → <c>token_exchange</c>) with the
    /// password <c>&lt;service&gt;-db-password</c>, unless <c>ConnectionStrings:&lt;service&gt;</c> is configured.
    /// </summary>
    public ReferenceExpression ConnectionString(string service)
    {
        if (!services.TryGetValue(service, out var connectionString))
        {
            connectionString = Create(service);
            services.Add(service, connectionString);
        }

        return connectionString;
    }

    /// <summary>What a given administrator's connection string says about the server and not about the account.</summary>
    internal static string AddressOf(string adminConnectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(adminConnectionString);
        settings.Remove("Username");
        settings.Remove("Password");
        settings.Remove("Database");
        settings.Remove("Passfile");
        return settings.ConnectionString;
    }

    private ReferenceExpression Create(string service)
    {
        if (GivenConnections.Find(builder, service) is { } given)
        {
            return GivenConnections.AsSecret(builder, service, given);
        }

        if (address is null)
        {
            throw new InvalidOperationException($"Name '{service}' when the server is added: there is none for its database.");
        }

        var name = service.Replace('-', '_');
        var password = builder.AddGeneratedSecret($"{service}-db-password");
        return Join(address, ReferenceExpression.Create($";Username={name};Password={password};Database={name}"));
    }

    internal static ReferenceExpression Join(ReferenceExpression first, ReferenceExpression second) => ReferenceExpression.Create($"{first}{second}");
}
