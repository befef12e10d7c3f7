using System.Text.Json.Serialization;

namespace TrustedPublishing.Hosting.Engine.Dcp;

// The part of DCP's object model that is used here: API group usvc-dev.developer.microsoft.com/v1, shaped like Kubernetes objects.

internal sealed record DcpObject<TSpec>(string Kind, DcpMetadata Metadata, TSpec Spec)
{
    public string ApiVersion { get; } = DcpApi.GroupVersion;
}

internal sealed record DcpMetadata(string Name)
{
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}

internal sealed record DcpVariable(string Name, string Value);

/// <summary>A process.</summary>
internal sealed record ExecutableSpec(string ExecutablePath, string WorkingDirectory, IReadOnlyList<string> Args, IReadOnlyList<DcpVariable> Env)
{
    public string ExecutionType { get; } = "Process";
}

/// <summary>A container; DCP runs it with Docker or Podman.</summary>
internal sealed record ContainerSpec(string Image, string? Command, IReadOnlyList<string> Args, IReadOnlyList<DcpVariable> Env)
{
    public IReadOnlyList<ContainerPort> Ports { get; init; } = [];

    public IReadOnlyList<ContainerVolume> VolumeMounts { get; init; } = [];
}

/// <summary>Without a host port the runtime picks one.</summary>
internal sealed record ContainerPort(int ContainerPortNumber, int? HostPort)
{
    [JsonPropertyName("containerPort")]
    public int ContainerPortNumber { get; } = ContainerPortNumber;

    public string HostIP { get; } = "127.0.0.1";

    public string Protocol { get; } = "TCP";
}

/// <summary><paramref name="Type"/> is <c>bind</c> or <c>volume</c>.</summary>
internal sealed record ContainerVolume(string Type, string? Source, string Target, bool ReadOnly);

/// <summary>A port on loopback behind which DCP's proxy finds whoever produces the service.</summary>
internal sealed record ServiceSpec(int? Port)
{
    public string Protocol { get; } = "TCP";

    public string AddressAllocationMode { get; } = "Localhost";
}

/// <summary>Says, in an annotation of a process or container, which service it produces and on which port it listens.</summary>
internal sealed record ServiceProducer(string ServiceName, int? Port, string? Address)
{
    public const string Annotation = "service-producer";
}

internal sealed record DcpEvent<TStatus>(string Type, DcpObserved<TStatus> Object);

internal sealed record DcpObserved<TStatus>(DcpMetadata Metadata, TStatus? Status);

internal sealed record ServiceStatus(int? EffectivePort);

/// <summary>What processes and containers have in common.</summary>
internal sealed record RunStatus(string? State, int? Pid, int? ExitCode, DateTime? StartupTimestamp, DateTime? FinishTimestamp)
{
    public string? ContainerId { get; init; }

    public string? Message { get; init; }

    public IReadOnlyList<DcpVariable>? EffectiveEnv { get; init; }

    public IReadOnlyList<string>? EffectiveArgs { get; init; }
}
