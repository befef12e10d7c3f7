using TrustedPublishing.JwksCache.Tests.Service;
using TrustedPublishing.TestServers;

[assembly: AssemblyFixture(typeof(RedisServer))]
[assembly: AssemblyFixture(typeof(RabbitMqServer))]
[assembly: AssemblyFixture(typeof(RedisDatabases))]
