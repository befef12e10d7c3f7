using Aspire.Hosting.ApplicationModel;

namespace TrustedPublishing.Hosting.Servers.Redis;

/// <summary>The Redis server and its users.</summary>
public sealed class RedisServer : StackServer
{
    private readonly IReadOnlyDictionary<string, ReferenceExpression> users;

    internal RedisServer(IResourceBuilder<IResource>? resource, IReadOnlyDictionary<string, ReferenceExpression> users)
        : base(resource) => this.users = users;

    /// <summary>For StackExchange.Redis, as the user of that name; the configured one when the server was given.</summary>
    public ReferenceExpression ConnectionString(string user) => users[user];
}
