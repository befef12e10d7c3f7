namespace TrustedPublishing.OpenIddictRival;

/// <summary>What the benchmark gives to every rival, as environment variables.</summary>
/// <param name="Port">To listen on, on 127.0.0.1.</param>
/// <param name="Postgres">An empty database.</param>
/// <param name="RabbitMq">The broker, <c>amqp://user:password@host:port/</c>.</param>
/// <param name="Issuer">Whose ID tokens are exchanged, <c>http://127.0.0.1:1234</c>.</param>
/// <param name="Audience">What an ID token must be meant for.</param>
internal sealed record RivalSettings(int Port, string Postgres, Uri RabbitMq, string Issuer, string Audience)
{
    public static RivalSettings FromEnvironment() =>
        new(int.Parse(Required("PORT")), Required("POSTGRES"), new Uri(Required("RABBITMQ")), Required("ISSUER"), Required("AUDIENCE"));

    private static string Required(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : throw new InvalidOperationException($"{name} is not set.");
}
