using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port that a resource listens on. Everything listens on loopback.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    public EndpointAnnotation(
        ProtocolType protocol, string? uriScheme = null, string? transport = null, string? name = null,
        int? port = null, int? targetPort = null, bool? isExternal = null, bool? isProxied = null)
    {
        if (protocol != ProtocolType.Tcp)
        {
            throw new ArgumentException($"Endpoints are TCP here, not {protocol}.", nameof(protocol));
        }

        Protocol = protocol;
        UriScheme = uriScheme ?? "tcp";
        Transport = transport ?? (UriScheme is "http" or "https" ? "http" : "tcp");
        Name = name ?? UriScheme;
        Port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsProxied = isProxied ?? true;
    }

    public ProtocolType Protocol { get; set; }

    public string UriScheme { get; set; }

    public string Transport { get; set; }

    public string Name { get; set; }

    /// <summary>The port that others connect to; without one a free port is taken.</summary>
    public int? Port { get; set; }

    /// <summary>The port that the process itself listens on; in a container the port inside.</summary>
    public int? TargetPort { get; set; }

    public string TargetHost { get; set; } = "localhost";

    public bool IsExternal { get; set; }

    /// <summary>Whether the engine's proxy stands in front (one hop more, but the address stays when the process restarts).</summary>
    public bool IsProxied { get; set; }

    /// <summary>Where the endpoint is reached; known before any resource starts.</summary>
    public AllocatedEndpoint? AllocatedEndpoint { get; set; }

    /// <summary>An endpoint whose port goes to a variable of its own is not part of ASPNETCORE_URLS.</summary>
    internal string? TargetPortEnvironmentVariable { get; set; }
}

/// <summary>The address of an endpoint. <paramref name="targetPortExpression"/> is what the process is told to listen on.</summary>
public class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
{
    public EndpointAnnotation Endpoint { get; } = endpoint;

    public string Address { get; } = address;

    public int Port { get; } = port;

    public string? TargetPortExpression { get; } = targetPortExpression;

    public string UriScheme => Endpoint.UriScheme;

    public string EndPointString => $"{Address}:{Port}";

    public string UriString => $"{UriScheme}://{EndPointString}";

    public override string ToString() => UriString;
}
