using System.Net;
using TrustedPublishing.Bench.Exchanges.Machine;
using TrustedPublishing.Bench.Exchanges.Measuring;

namespace TrustedPublishing.Bench.Exchanges.Contestants;

/// <summary>Something that takes the load and is measured.</summary>
internal sealed record Contestant
{
    public const string Exchange = "exchange";

    /// <summary>The exchange while the broker stands still: every token and its record are durable, and the records wait in the outbox.</summary>
    public const string BrokerAway = "broker-away";
    public const string Bound = "bound";
    public const string Decision = "decision";
    public const string Empty = "empty";
    public const string OpenIddict = "openiddict";
    public const string OidcProvider = "oidc-provider";

    /// <summary>What there is to compare with: nothing that is kept.</summary>
    public static IReadOnlyList<string> Bounds { get; } = [Bound, Decision, Empty];

    public static IReadOnlyList<string> Rivals { get; } = [OpenIddict, OidcProvider];

    public required string Name { get; init; }

    public required IPEndPoint Address { get; init; }

    public required RequestStock Stock { get; init; }

    /// <summary>All that work for it.</summary>
    public required IReadOnlyList<ProcessGroup> Processes { get; init; }

    /// <summary>What is done before each load, and undone after it.</summary>
    public Func<Task> Before { get; init; } = () => Task.CompletedTask;

    public Func<Task> After { get; init; } = () => Task.CompletedTask;

    /// <summary>It keeps nothing, so that the same ID tokens may come again and again.</summary>
    public bool IsForgetful { get; init; }
}
