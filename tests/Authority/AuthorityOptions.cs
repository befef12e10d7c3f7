namespace TrustedPublishing.Authority;

/// <summary>
/// What differs from the stack that the AppHost starts. Settings are written as in the configuration documents, for example
/// <c>TokenExchange = { ["Refusals:PerSecond"] = "5" }</c>; they win over those that the stack would have.
/// </summary>
public sealed class AuthorityOptions
{
    /// <summary>How many replicas of TokenExchange share the work; 1 or more.</summary>
    public int Exchanges { get; init; } = 1;

    public ServiceSettings PublisherConfig { get; } = [];

    public ServiceSettings JwksCache { get; } = [];

    public ServiceSettings TokenExchange { get; } = [];

    public ServiceSettings Audit { get; } = [];

    public ServiceSettings CiSimulator { get; } = [];
}

/// <summary>Settings of one service by their keys, <c>Section:Name</c>.</summary>
public sealed class ServiceSettings() : Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
