using Aspire.Hosting.ApplicationModel;

namespace TrustedPublishing.Hosting.Servers.RabbitMq;

/// <summary>The broker and its users.</summary>
public sealed class RabbitMqServer : StackServer
{
    private readonly IReadOnlyDictionary<string, ReferenceExpression> users;

    internal RabbitMqServer(IResourceBuilder<IResource>? resource, IReadOnlyDictionary<string, ReferenceExpression> users)
        : base(resource) => this.users = users;

    /// <summary><c>amqp://user:password@127.0.0.1:port/</c> as the user of that name; the configured one when the server was given.</summary>
    public ReferenceExpression ConnectionString(string user) => users[user];
}
