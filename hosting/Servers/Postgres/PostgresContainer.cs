using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace TrustedPublishing.Hosting.Servers.Postgres;

/// <summary>PostgreSQL in a container. The engine publishes its port on loopback only.</summary>
internal static class PostgresContainer
{
    private const string Image = "docker.io/library/postgres";
    private const string Tag = "18.4";

    public static IResourceBuilder<ContainerResource> Add(
        IDistributedApplicationBuilder builder, string name, string administrator, IResourceBuilder<ParameterResource> password) =>
        builder.AddContainer(name, Image, Tag)
            .WithEndpoint(targetPort: 5432, scheme: "tcp", name: "tcp")
            // Since version 18 the image keeps each major version in a folder of its own below this one.
            .WithVolume($"trusted-publishing-{name}", "/var/lib/postgresql")
            .WithEnvironment("POSTGRES_USER", administrator)
            .WithEnvironment("POSTGRES_PASSWORD", password)
            .WithEnvironment("POSTGRES_INITDB_ARGS", "--auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --data-checksums");
}
