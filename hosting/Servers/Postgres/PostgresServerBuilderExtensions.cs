using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Npgsql;
using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Servers.Choice;
using TrustedPublishing.Hosting.Servers.Processes;
using TrustedPublishing.Hosting.Servers.Secrets;

namespace TrustedPublishing.Hosting.Servers.Postgres;

/// <summary>Adds PostgreSQL to the stack.</summary>
public static class PostgresServerBuilderExtensions
{
    private const string Administrator = "postgres";
    private const string AdminConnection = "postgres-admin";

    /// <summary>
    /// Chooses where PostgreSQL comes from (<see cref="ServerChoice"/>), fetches it when it must be, and adds it. A connection
    /// string for <c>postgres-admin</c>, or one for each of the services, means that nothing is started.
    /// </summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="services">The services that have a database each.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <exception cref="PrerequisiteException">There is no way to a server; the message says what to do.</exception>
    public static async Task<PostgresServer> AddPostgresServerAsync(
        this IDistributedApplicationBuilder builder, string name, IReadOnlyList<string> services, CancellationToken cancellationToken = default)
    {
        if (GivenConnections.Find(builder, AdminConnection) is { } admin)
        {
            var given = GivenConnections.AsSecret(builder, AdminConnection, admin);
            return new PostgresServer(builder, resource: null, ReferenceExpression.Create($"{PostgresServer.AddressOf(admin)}"), given);
        }

        var allGiven = services.Count > 0 && services.All(service => GivenConnections.Find(builder, service) is not null);
        PostgresPrograms? installed = null;
        var majorsWithData = allGiven ? [] : PostgresProcess.MajorsWithData(builder, name);
        var kind = await ServerChoice.ChooseAsync(name, allGiven, builder.Configuration[ServerChoice.Setting], ContainerRuntime.AnswersAsync,
            async () => (installed = await PostgresPrograms.FindInstalledAsync(majorsWithData)) is not null);
        if (kind == ServerKind.Given)
        {
            return new PostgresServer(builder, resource: null, address: null, adminConnectionString: null);
        }

        if (majorsWithData.Count > 0 && kind != ServerKind.Container)
        {
            PostgresProcess.RefuseLostPassword(builder, name, $"{name}-password");
        }

        var password = builder.AddGeneratedSecret($"{name}-password");
        if (kind == ServerKind.Container)
        {
            return builder.Running(PostgresContainer.Add(builder, name, Administrator, password), password);
        }

        var programs = installed
            ?? await PostgresPrograms.FetchAsync(ServerCache.Of(builder), ServerCache.Report, cancellationToken);
        PostgresProcess.RefuseOtherData(builder, name, majorsWithData, programs.Major);
        return builder.Running(PostgresProcess.Add(builder, name, programs, Administrator, password), password);
    }

    private static PostgresServer Running<T>(this IDistributedApplicationBuilder builder, IResourceBuilder<T> resource, IResourceBuilder<ParameterResource> password)
        where T : IResourceWithEndpoints
    {
        var address = ReferenceExpression.Create($"Host=127.0.0.1;Port={resource.GetEndpoint("tcp").Property(EndpointProperty.Port)}");
        var admin = PostgresServer.Join(address, ReferenceExpression.Create($";Username={Administrator};Password={password};Database=postgres"));
        resource.WithProbe(async cancellationToken =>
        {
            var settings = new NpgsqlConnectionStringBuilder(await admin.GetValueAsync(cancellationToken)) { Pooling = false };
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
        });
        return new PostgresServer(builder, (IResourceBuilder<IResource>)resource, address, admin);
    }
}
