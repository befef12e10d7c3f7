using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Servers.Processes;

namespace TrustedPublishing.Hosting.Servers.Postgres;

/// <summary>PostgreSQL as a process: on loopback, with SCRAM, its data in a folder for each major version.</summary>
internal static class PostgresProcess
{
    /// <summary>"Fast shutdown": ends cleanly and at once. TERM would wait for the clients to leave.</summary>
    private const string StopSignal = "INT";

    public static IResourceBuilder<ExecutableResource> Add(
        IDistributedApplicationBuilder builder, string name, PostgresPrograms programs, string administrator, IResourceBuilder<ParameterResource> password)
    {
        var process = ServerProcess.Add(builder, name, ServerScript.Plain);
        var data = Path.Combine(process.Folder, programs.Major.ToString(CultureInfo.InvariantCulture));
        process.Prepare(async cancellationToken =>
        {
            if (!Directory.Exists(data))
            {
                var secret = await password.Resource.GetValueAsync(cancellationToken);
                await CreateClusterAsync(programs, data, administrator, secret!, cancellationToken);
            }
        });
        process.Resource
            .WithEndpoint(scheme: "tcp", name: "tcp", isProxied: false)
            .WithArgs(StopSignal, Path.Combine(programs.Folder, "postgres"), "-D", data)
            // Durability is what the services promise, whatever the cluster's own file says.
            .WithArgs("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on")
            .WithArgs("-c", "max_connections=200", "-p")
            .WithArgs(context => context.Args.Add(process.Resource.GetEndpoint("tcp").Property(EndpointProperty.TargetPort)));
        return process.Resource;
    }

    /// <summary>The major versions that this stack's state folder holds data of.</summary>
    public static IReadOnlyList<int> MajorsWithData(IDistributedApplicationBuilder builder, string name)
    {
        var folder = new DirectoryInfo(Path.Combine(StackState.Of(builder).Folder, name));
        return folder.Exists
            ? [.. folder.EnumerateDirectories().Select(d => int.TryParse(d.Name, CultureInfo.InvariantCulture, out var major) ? major : 0).Where(major => major > 0)]
            : [];
    }

    /// <summary>An empty database beside the old one would look as if everything were lost.</summary>
    public static void RefuseOtherData(IDistributedApplicationBuilder builder, string name, IReadOnlyList<int> majorsWithData, int major)
    {
        if (majorsWithData.Count > 0 && !majorsWithData.Contains(major))
        {
            var folder = Path.Combine(StackState.Of(builder).Folder, name);
            throw new PrerequisiteException(
                $"{folder} holds data of PostgreSQL {string.Join(", ", majorsWithData)}, and the version to start is {major}. "
                + $"Install PostgreSQL {majorsWithData.Max()}, or bring the data over with pg_upgrade, or move the folder away to start anew.");
        }
    }

    /// <summary>A new password does not open an old cluster: the stack would wait for ever for a server that answers "wrong password".</summary>
    public static void RefuseLostPassword(IDistributedApplicationBuilder builder, string name, string parameter)
    {
        var state = StackState.Of(builder);
        if (string.IsNullOrEmpty(builder.Configuration[$"Parameters:{parameter}"]) && !state.Secrets.Holds(parameter))
        {
            throw new PrerequisiteException(
                $"{Path.Combine(state.Folder, name)} holds data, and {state.Secrets.Path} no longer holds the password '{parameter}' that opens them. "
                + $"Restore that file from a backup, or give the password as Parameters:{parameter}, or move the whole folder {state.Folder} away to start anew.");
        }
    }

    /// <summary>The folder gets its name last, so that an interrupted initdb never counts.</summary>
    private static async Task CreateClusterAsync(PostgresPrograms programs, string data, string administrator, string password, CancellationToken cancellationToken)
    {
        var partial = data + ".partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        var passwordFile = Path.Combine(Path.GetDirectoryName(data)!, "initdb-password");
        await ServerFolders.WritePrivateFileAsync(passwordFile, password, cancellationToken);
        try
        {
            var initdb = new ProgramCall(Path.Combine(programs.Folder, "initdb"),
                ["-D", partial, "-U", administrator, "--pwfile", passwordFile, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"])
            {
                WorkingDirectory = "/",
            };
            await ExternalProgram.RunAsync(UnprivilegedUser.Run(initdb), cancellationToken);
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(partial, data);
    }
}
