using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>A port that was asked for is in use. Nothing has been started.</summary>
internal sealed class PortTakenException : DistributedApplicationException
{
    private PortTakenException(string message) : base(message)
    {
    }

    public static PortTakenException ByOtherProgram(IResource resource, EndpointAnnotation endpoint, int port) => new(
        $"Port {port}, on which '{resource.Name}' is to listen (endpoint '{endpoint.Name}'), is in use by another program. "
        + $"Stop that program, or choose another port: --Ports:{resource.Name}=<port>, or the environment variable Ports__{resource.Name}.");

    public static PortTakenException ByResource(IResource resource, EndpointAnnotation endpoint, int port, IResource other) => new(
        $"Port {port} is asked for twice: by '{other.Name}' and by '{resource.Name}' (endpoint '{endpoint.Name}'). "
        + $"Choose another port for one of them: --Ports:{resource.Name}=<port>, or the environment variable Ports__{resource.Name}.");

    public static PortTakenException OfDashboard(Uri url, string setting) => new(
        $"Port {url.Port}, on which the dashboard is to listen ({url}), is in use by another program. "
        + $"Stop that program, or choose another address with the environment variable {setting}.");
}
