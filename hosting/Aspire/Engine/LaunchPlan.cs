namespace TrustedPublishing.Hosting.Engine;

/// <summary>What is started, with which arguments and environment. <paramref name="Command"/> is null for a container's own entry point.</summary>
internal sealed record LaunchPlan(
    string? Command, string WorkingDirectory, IReadOnlyList<ResolvedValue> Arguments, IReadOnlyList<KeyValuePair<string, ResolvedValue>> Environment);
