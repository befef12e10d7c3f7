using System.Security.Cryptography;
using System.Text;
using TrustedPublishing.Authority.Servers;

namespace TrustedPublishing.Authority.Services;

/// <summary>The settings of each service, as AppHost/Program.cs and AppHost/ServiceResources.cs give them in Development.</summary>
internal sealed class StackSettings(ServerConnections servers, AuthoritySecrets secrets, AuthorityAddresses addresses, string folder)
{
    private static readonly string[] Providers = ["github", "gitlab", "google", "activestate"];

    public Dictionary<string, string> PublisherConfig(ServiceSettings further)
    {
        var settings = Service(addresses.PublisherConfig, addresses.PublisherConfig);
        AddDatabase(settings, "publisher-config");
        AddIssuers(settings);
        settings["Issuers:simulated-github:ApiBaseUrl"] = $"{Text(addresses.CiSimulator)}/github/api";
        settings["Issuers:simulated-gitlab:ApiBaseUrl"] = $"{Text(addresses.CiSimulator)}/gitlab/api/v4";
        settings["Admin:Token"] = secrets.AdminToken;
        AddCallee(settings, "publisher-config", "token-exchange", addresses.TokenExchange[0]);
        settings["Internal:Callers:token-exchange:Keys:0"] = secrets.CallKey("token-exchange", "publisher-config");
        return AsEnvironment(settings, further);
    }

    public Dictionary<string, string> JwksCache(ServiceSettings further)
    {
        // Only its internal listener: nobody but services reaches it.
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Internal:Port"] = addresses.JwksCache.InternalPort };
        settings["ConnectionStrings:redis"] = servers.Redis("jwks-cache");
        settings["ConnectionStrings:rabbitmq"] = servers.RabbitMq("jwks-cache");
        AddIssuers(settings);
        settings["Internal:Callers:token-exchange:Keys:0"] = secrets.CallKey("token-exchange", "jwks-cache");
        return AsEnvironment(settings, further);
    }

    public Dictionary<string, string> Audit(ServiceSettings further)
    {
        var settings = Service(addresses.Audit, addresses.Audit);
        AddDatabase(settings, "audit");
        settings["Auditor:Token"] = secrets.AuditorToken;
        AddLogKey(settings);
        return AsEnvironment(settings, further);
    }

    /// <summary>All replicas speak for one registry, which the world knows by the first one's address.</summary>
    public Dictionary<string, string> TokenExchange(int replica, ServiceSettings further)
    {
        var settings = Service(addresses.TokenExchange[replica], addresses.TokenExchange[0]);
        AddDatabase(settings, "token-exchange");
        AddIssuers(settings);
        settings["Tokens:RingPath"] = KeyRing;
        settings["Tokens:InstallationId"] = secrets.InstallationId;
        settings["Registry:Id"] = addresses.TokenExchange[0].Public.Authority;
        settings["Registry:Audiences:0"] = secrets.Audience;
        settings["Registry:Clients:registry:SecretHashes:0"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secrets.RegistrySecret)));
        AddCallee(settings, "token-exchange", "publisher-config", addresses.PublisherConfig);
        AddCallee(settings, "token-exchange", "jwks-cache", addresses.JwksCache);
        settings["Internal:Callers:publisher-config:Keys:0"] = secrets.CallKey("publisher-config", "token-exchange");
        return AsEnvironment(settings, further);
    }

    public Dictionary<string, string> CiSimulator(ServiceSettings further)
    {
        var settings = Service(addresses.CiSimulator, addresses.CiSimulator);
        settings["Simulator:Audience"] = secrets.Audience;
        settings["Simulator:ExchangeUrl"] = Text(addresses.TokenExchange[0]);
        settings["Simulator:AuditUrl"] = Text(addresses.Audit);
        return AsEnvironment(settings, further);
    }

    /// <summary>For the <c>migrate</c> step of a service.</summary>
    public Dictionary<string, string> Migration(string service)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["ConnectionStrings:postgres-admin"] = servers.PostgresAdmin,
            ["Tokens:RingPath"] = KeyRing,
        };
        AddLogKey(settings);
        AddDatabase(settings, service);
        return AsEnvironment(settings, []);
    }

    private void AddLogKey(Dictionary<string, string> settings)
    {
        settings["Log:KeyPath"] = Path.Combine(folder, "log-key.txt");
        settings["Log:CheckpointFolder"] = Path.Combine(folder, "checkpoints");
        settings["Log:Origin"] = $"{addresses.Audit.Public.Authority}/log";
    }

    private string KeyRing => Path.Combine(folder, "token-keys.json");

    private static Dictionary<string, string> Service(ServiceAddresses own, ServiceAddresses known) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["Internal:Port"] = own.InternalPort,
        ["ASPNETCORE_URLS"] = Text(own),
        ["PublicBaseUrl"] = Text(known),
    };

    private void AddDatabase(Dictionary<string, string> settings, string service)
    {
        settings[$"ConnectionStrings:{service}"] = servers.Postgres(service);
        settings["ConnectionStrings:rabbitmq"] = servers.RabbitMq(service);
    }

    /// <summary>The simulator's issuers, as an operator adds self-managed instances.</summary>
    private void AddIssuers(Dictionary<string, string> settings)
    {
        foreach (var provider in Providers)
        {
            settings[$"Issuers:simulated-{provider}:Issuer"] = $"{Text(addresses.CiSimulator)}/{provider}";
            settings[$"Issuers:simulated-{provider}:Provider"] = provider;
        }
    }

    private void AddCallee(Dictionary<string, string> settings, string caller, string callee, ServiceAddresses address)
    {
        settings[$"Internal:Callees:{callee}:Url"] = address.Internal.GetLeftPart(UriPartial.Authority);
        settings[$"Internal:Callees:{callee}:Key"] = secrets.CallKey(caller, callee);
    }

    private static Dictionary<string, string> AsEnvironment(Dictionary<string, string> settings, ServiceSettings further)
    {
        foreach (var (key, value) in further)
        {
            settings[key] = value;
        }

        settings.TryAdd("ASPNETCORE_ENVIRONMENT", "Development");
        settings.TryAdd("DOTNET_ENVIRONMENT", "Development");
        return settings.ToDictionary(s => s.Key.Replace(":", "__", StringComparison.Ordinal), s => s.Value, StringComparer.OrdinalIgnoreCase);
    }

    private static string Text(ServiceAddresses address) => address.Public.GetLeftPart(UriPartial.Authority);
}
