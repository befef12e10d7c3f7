using System.Diagnostics;
using Npgsql;
using TrustedPublishing.Bench.Exchanges.Issuing;
using TrustedPublishing.Bench.Exchanges.Machine;
using TrustedPublishing.Bench.Exchanges.Measuring;
using TrustedPublishing.Bench.Exchanges.Traffic;

namespace TrustedPublishing.Bench.Exchanges.Contestants;

/// <summary>
/// Another product that does an exchange's work (<c>bench/rivals</c>), on the same servers as the stack, in a database of its own.
/// </summary>
internal sealed class Rival : IAsyncDisposable
{
    private const string Grant = "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token_type=urn:ietf:params:oauth:token-type:id_token&subject_token=";

    private readonly HostProcess process;

    private Rival(HostProcess process, Contestant contestant) => (this.process, Contestant) = (process, contestant);

    public Contestant Contestant { get; }

    /// <summary>What it says of itself, as it starts.</summary>
    public string Versions => string.Join("; ", process.Output.TakeWhile(line => line.Trim() != "ready"));

    /// <param name="name">One of the two.</param>
    /// <param name="stack">Whose PostgreSQL and RabbitMQ it uses.</param>
    /// <param name="issuers">Whose ID tokens it checks; it knows GitHub's alone.</param>
    /// <param name="audience">What they are for.</param>
    public static async Task<Rival> StartAsync(string name, ExchangeStack stack, IssuerHost issuers, string audience)
    {
        var database = new NpgsqlConnectionStringBuilder(await stack.CreateDatabaseAsync($"rival_{name.Replace('-', '_')}"));
        var (start, form) = name == Contestants.Contestant.OpenIddict
            ? (new ProcessStartInfo(Repository.Program("bench/rivals/openiddict", "TrustedPublishing.OpenIddictRival")), Grant)
            : (new ProcessStartInfo("/bin/sh", [await FindScriptAsync()]), $"client_id=bench&client_secret=bench&{Grant}");
        var process = await HostProcess.StartAsync(start,
        [
            ("POSTGRES", database.ConnectionString),
            ("DATABASE_URL", $"postgres://{Uri.EscapeDataString(database.Username!)}:{Uri.EscapeDataString(database.Password ?? "")}@{database.Host}:{database.Port}/{database.Database}"),
            ("RABBITMQ", stack.RabbitMq),
            ("ISSUER", IdTokenForge.IssuerOf(issuers.Address, CiProvider.All[0])),
            ("AUDIENCE", audience),
        ]);
        return new Rival(process, new Contestant
        {
            Name = name,
            Address = process.Address,
            Stock = new RequestStock(issuers.Forge, CiProvider.All.Count, idToken => HttpRequests.Form("/token", form + idToken), onlyGitHub: true),
            Processes = [new ProcessGroup(name, [process.Id]), .. stack.Servers],
        });
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    /// <summary>Its packages are installed once.</summary>
    private static async Task<string> FindScriptAsync()
    {
        var folder = Path.Combine(Repository.Root, "bench", "rivals", "oidc-provider");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            using var install = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
            await install.StandardOutput.ReadToEndAsync();
            await install.WaitForExitAsync();
            if (install.ExitCode != 0)
            {
                throw new InvalidOperationException($"npm ci in {folder} ended with {install.ExitCode}.");
            }
        }

        return Path.Combine(folder, "start.sh");
    }
}
