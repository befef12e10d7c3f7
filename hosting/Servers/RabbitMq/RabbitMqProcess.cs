using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Servers.Processes;
using TrustedPublishing.Hosting.Servers.Secrets;

namespace TrustedPublishing.Hosting.Servers.RabbitMq;

/// <summary>RabbitMQ as a process: broker, Erlang's distribution and its name server, all on loopback.</summary>
internal static class RabbitMqProcess
{
    public static IResourceBuilder<ExecutableResource> Add(
        IDistributedApplicationBuilder builder, string name, RabbitMqPrograms programs, IReadOnlyDictionary<BrokerUser, IResourceBuilder<ParameterResource>> passwords)
    {
        var process = ServerProcess.Add(builder, name, ServerScript.RabbitMq);
        process.Prepare(async cancellationToken =>
        {
            var users = await passwords.ReadAsync(cancellationToken);
            var definitions = Path.Combine(process.Folder, "definitions.json");
            await ServerFolders.WritePrivateFileAsync(definitions, BrokerDefinitions.Write(users, programs.Version.Major), cancellationToken);
            await ServerFolders.WritePrivateFileAsync(Path.Combine(process.Folder, "rabbitmq.conf"), $"load_definitions = {definitions}\ndisk_free_limit.absolute = 200MB\n", cancellationToken);
            await ServerFolders.WritePrivateFileAsync(Path.Combine(process.Folder, "enabled_plugins"), "[].\n", cancellationToken);
        });
        return process.Resource
            .WithEndpoint(scheme: "amqp", name: "amqp", isProxied: false)
            .WithEndpoint(scheme: "tcp", name: "distribution", isProxied: false)
            .WithEndpoint(scheme: "tcp", name: "epmd", isProxied: false)
            .WithArgs(Path.Combine(programs.Erlang, "epmd"), Path.Combine(programs.Home, "sbin", "rabbitmq-server"))
            .WithEnvironment(context => Configure(context.EnvironmentVariables, process, programs));
    }

    private static void Configure(Dictionary<string, object> variables, ServerProcess process, RabbitMqPrograms programs)
    {
        var missing = Path.Combine(process.Folder, "none");
        variables["HOME"] = process.Folder; // Erlang's cookie
        variables["PATH"] = $"{programs.Erlang}:{Environment.GetEnvironmentVariable("PATH")}";
        variables["LC_ALL"] = "C.UTF-8";
        variables["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        variables["ERL_EPMD_PORT"] = Port("epmd");
        variables["RABBITMQ_NODENAME"] = "stack@localhost";
        variables["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1";
        variables["RABBITMQ_NODE_PORT"] = Port("amqp");
        variables["RABBITMQ_DIST_PORT"] = Port("distribution");
        variables["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}";
        variables["RABBITMQ_MNESIA_BASE"] = Path.Combine(process.Folder, "data");
        variables["RABBITMQ_LOG_BASE"] = Path.Combine(process.Folder, "log");
        variables["RABBITMQ_LOGS"] = "-";
        variables["RABBITMQ_CONFIG_FILE"] = Path.Combine(process.Folder, "rabbitmq.conf");
        variables["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(process.Folder, "enabled_plugins");
        // The system's own files are for the system's own broker.
        variables["RABBITMQ_CONF_ENV_FILE"] = missing;
        variables["RABBITMQ_ADVANCED_CONFIG_FILE"] = missing;
        if (programs.Libraries is { Length: > 0 } libraries)
        {
            variables["LD_LIBRARY_PATH"] = libraries;
        }

        EndpointReferenceExpression Port(string endpoint) => process.Resource.GetEndpoint(endpoint).Property(EndpointProperty.TargetPort);
    }
}
