namespace TrustedPublishing.Hosting.Servers.RabbitMq;

/// <summary>An account of the broker and what it may do: three patterns over the names of exchanges and queues, and none over vhosts or users.</summary>
/// <param name="Name">Also the name of its service.</param>
/// <param name="Configure">What it may declare and delete.</param>
/// <param name="Write">What it may publish to, and bind others to.</param>
/// <param name="Read">What it may consume from, and bind to others.</param>
public sealed record BrokerUser(string Name, string Configure, string Write, string Read)
{
    /// <summary>
    /// A service of the stack: it publishes to <c>&lt;service&gt;.records</c> only, and consumes from its queues
    /// <c>&lt;service&gt;.from-&lt;producer&gt;</c>. It declares the exchanges of the producers that it reads, in case it is there
    /// before them, but cannot publish to them: who speaks in an exchange is known from its name.
    /// </summary>
    /// <param name="name">For example <c>token-exchange</c>.</param>
    /// <param name="producers">The services whose records it reads.</param>
    public static BrokerUser ForService(string name, params IReadOnlyList<string> producers)
    {
        var service = Literal(name);
        // Also the endpoint's own exchange of that name and MassTransit's _error and _skipped.
        var queues = $"{service}\\.from-.+";
        var exchange = $"{service}\\.records";
        var others = producers.Select(producer => $"{Literal(producer)}\\.records").ToList();
        return new BrokerUser(
            name,
            Configure: AnyOf([exchange, queues, .. others]),
            Write: AnyOf([exchange, queues]),
            Read: AnyOf([queues, .. others]));
    }

    /// <summary>The same, and it declares and publishes to the exchange <c>&lt;service&gt;.&lt;what&gt;</c>; whom it reads is not its business.</summary>
    /// <param name="what">For example <c>events</c>.</param>
    public BrokerUser AlsoPublishing(string what)
    {
        var exchange = $"{Literal(Name)}\\.{Literal(what)}";
        return this with { Configure = Or(Configure, exchange), Write = Or(Write, exchange) };
    }

    /// <summary>Everything in the vhost. For tests; no service has it.</summary>
    public static BrokerUser WithFullRights(string name) => new(name, ".*", ".*", ".*");

    private static string AnyOf(IEnumerable<string> patterns) => $"^({string.Join('|', patterns)})$";

    private static string Or(string anyOf, string pattern) => $"{anyOf[..^2]}|{pattern})$";

    /// <summary>Service names are lower-case letters and hyphens, which mean themselves in a pattern.</summary>
    private static string Literal(string service) => service.Length > 0 && service.All(c => char.IsAsciiLetterLower(c) || c == '-')
        ? service
        : throw new ArgumentException($"'{service}' is not a service's name.", nameof(service));
}
