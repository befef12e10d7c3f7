using Aspire.Hosting;
using TrustedPublishing.AppHost;
using TrustedPublishing.Hosting.Servers.Postgres;
using TrustedPublishing.Hosting.Servers.RabbitMq;
using TrustedPublishing.Hosting.Servers.Redis;

return await Prerequisites.ExplainAsync(async () =>
{
    var builder = DistributedApplication.CreateBuilder(args);
    var addresses = StackAddresses.Of(builder);
    var secrets = new StackSecrets(builder);

    // Servers: given by connection string, else containers, else programs on this machine, else fetched once.
    var postgres = await builder.AddPostgresServerAsync("postgres", ["publisher-config", "token-exchange", "audit"]);
    var redis = await builder.AddRedisServerAsync("redis", [RedisUser.ForKeys("jwks-cache", "jwks:")]);
    var rabbitmq = await builder.AddRabbitMqServerAsync("rabbitmq",
    [
        BrokerUser.ForService("publisher-config", "token-exchange"),
        BrokerUser.ForService("jwks-cache"),
        BrokerUser.ForService("token-exchange", "publisher-config", "jwks-cache"),
        BrokerUser.ForService("audit", "publisher-config", "jwks-cache", "token-exchange").AlsoPublishing("events"),
    ]);

    // Schemas, roles and queues come first: nobody may publish before somebody keeps what is published.
    var auditReady = builder.AddMigration<Projects.Audit>("audit", postgres, rabbitmq).WithLogKey(builder, addresses).WithSettings("Log");
    var exchangeReady = builder.AddMigration<Projects.TokenExchange>("token-exchange", postgres, rabbitmq).WithKeyRing(builder);
    var publishersReady = builder.AddMigration<Projects.PublisherConfig>("publisher-config", postgres, rabbitmq);

    var publisherConfig = builder.AddService<Projects.PublisherConfig>("publisher-config", addresses)
        .WithDatabase(postgres, "publisher-config").WithRabbitMq(rabbitmq, "publisher-config")
        .WithSettings("Issuers", "Providers", "Admin", "Publishers", "SignIn", "Projects")
        .WithEnvironment("Admin__Token", secrets.AdminToken)
        .WaitForCompletion(publishersReady).WaitForCompletion(auditReady).WaitForCompletion(exchangeReady);

    var jwksCache = builder.AddService<Projects.JwksCache>("jwks-cache", addresses)
        .WithRedis(redis, "jwks-cache").WithRabbitMq(rabbitmq, "jwks-cache")
        .WithSettings("Issuers", "Providers", "Keys")
        .WaitForCompletion(auditReady).WaitForCompletion(exchangeReady);

    var audit = builder.AddService<Projects.Audit>("audit", addresses)
        .WithDatabase(postgres, "audit").WithRabbitMq(rabbitmq, "audit").WithLogKey(builder, addresses)
        .WithSettings("Auditor", "Alerts", "Log", "Stream", "Events", "Webhooks")
        .WithEnvironment("Auditor__Token", secrets.AuditorToken)
        .WaitForCompletion(auditReady);

    var tokenExchange = builder.AddService<Projects.TokenExchange>("token-exchange", addresses)
        .WithDatabase(postgres, "token-exchange").WithRabbitMq(rabbitmq, "token-exchange").WithKeyRing(builder)
        .WithSettings("Issuers", "Providers", "Registry", "Tokens", "Publishers", "Refusals", "LeakReports")
        .WithRegistry(secrets, addresses)
        .MayCall(publisherConfig, secrets).MayCall(jwksCache, secrets)
        .WaitForCompletion(exchangeReady).WaitForCompletion(auditReady);

    // Operators reach the exchange's emergency switches through the management API.
    publisherConfig.MayCall(tokenExchange, secrets);

    if (!addresses.IsProduction)
    {
        // Whoever reaches it gets ID tokens with the claims of their choice: there is no such resource in Production.
        var simulator = builder.AddService<Projects.CiSimulator>("ci-simulator", addresses)
            .WithEnvironment("Simulator__Audience", secrets.Audience)
            .WithEnvironment("Simulator__ExchangeUrl", addresses.PublicUrl("token-exchange"))
            .WithEnvironment("Simulator__AuditUrl", addresses.PublicUrl("audit"));
        simulator.TrustedBy(addresses, publisherConfig, jwksCache, tokenExchange);
        simulator.AskedForIdsBy(addresses, publisherConfig);
        publisherConfig.WithEnvironment("SignIn__OneTimeLinkKey", secrets.OneTimeLinkKey);
    }

    builder.AddStopWithProcess();
    builder.AddWelcome(addresses, secrets);
    await builder.Build().RunAsync();
});
