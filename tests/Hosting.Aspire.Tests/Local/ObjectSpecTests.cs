using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Engine;
using TrustedPublishing.Hosting.Engine.Dcp;

namespace TrustedPublishing.Hosting.Aspire.Tests.Local;

/// <summary>What the engine is told, byte for byte: the names are its API.</summary>
public sealed class ObjectSpecTests
{
    private readonly IDistributedApplicationBuilder _builder = DistributedApplication.CreateBuilder(
        new DistributedApplicationOptions { DisableDashboard = true, ProjectDirectory = "/usr" });

    [Fact]
    public void A_process_says_what_it_serves()
    {
        var server = _builder.AddExecutable("server", "/usr/bin/server", ".")
            .WithHttpEndpoint()
            .WithHttpEndpoint(name: "admin", targetPort: 9000)
            .WithHttpEndpoint(name: "direct", isProxied: false)
            .Resource;
        var plan = new LaunchPlan("/usr/bin/server", "/usr", [new("--fast", false)], [new("PASSWORD", new ResolvedValue("hunter2", IsSecret: true))]);

        AssertJson(ObjectSpecs.Executable("server-abc", server, plan), """
            {
              "apiVersion": "usvc-dev.developer.microsoft.com/v1",
              "kind": "Executable",
              "metadata": {
                "name": "server-abc",
                "annotations": {
                  "resource-name": "server",
                  "service-producer": "[{\u0022serviceName\u0022:\u0022server-http\u0022},{\u0022serviceName\u0022:\u0022server-admin\u0022,\u0022port\u0022:9000,\u0022address\u0022:\u0022localhost\u0022}]"
                }
              },
              "spec": {
                "executionType": "Process",
                "executablePath": "/usr/bin/server",
                "workingDirectory": "/usr",
                "args": ["--fast"],
                "env": [{ "name": "PASSWORD", "value": "hunter2" }]
              }
            }
            """);
    }

    [Fact]
    public void A_container_is_published_on_loopback_only()
    {
        var postgres = _builder.AddContainer("postgres", "docker.io/library/postgres", "18.4")
            .WithEndpoint(port: 5432, targetPort: 5432, name: "tcp", isProxied: false)
            .WithEndpoint(targetPort: 9187, name: "metrics")
            .WithVolume("trusted-publishing-postgres", "/var/lib/postgresql")
            .WithBindMount("conf", "/etc/postgres", isReadOnly: true)
            .Resource;
        var plan = new LaunchPlan(Command: null, "", [new("-c", false), new("fsync=on", false)], [new("POSTGRES_PASSWORD", new ResolvedValue("hunter2", IsSecret: true))]);

        AssertJson(ObjectSpecs.Container("postgres-abc", postgres, plan), """
            {
              "apiVersion": "usvc-dev.developer.microsoft.com/v1",
              "kind": "Container",
              "metadata": {
                "name": "postgres-abc",
                "annotations": {
                  "resource-name": "postgres",
                  "service-producer": "[{\u0022serviceName\u0022:\u0022postgres-metrics\u0022,\u0022port\u0022:9187}]"
                }
              },
              "spec": {
                "image": "docker.io/library/postgres:18.4",
                "args": ["-c", "fsync=on"],
                "env": [{ "name": "POSTGRES_PASSWORD", "value": "hunter2" }],
                "ports": [
                  { "containerPort": 5432, "hostPort": 5432, "hostIP": "127.0.0.1", "protocol": "TCP" },
                  { "containerPort": 9187, "hostIP": "127.0.0.1", "protocol": "TCP" }
                ],
                "volumeMounts": [
                  { "type": "volume", "source": "trusted-publishing-postgres", "target": "/var/lib/postgresql", "readOnly": false },
                  { "type": "bind", "source": "/usr/conf", "target": "/etc/postgres", "readOnly": true }
                ]
              }
            }
            """);
    }

    [Fact]
    public void A_containers_endpoint_needs_the_port_inside()
    {
        var container = _builder.AddContainer("redis", "redis", "8").WithEndpoint(port: 6379, name: "tcp", isProxied: false).Resource;

        Assert.Throws<DistributedApplicationException>(() => ObjectSpecs.Container("redis-abc", container, new LaunchPlan(null, "", [], [])));
    }

    private static void AssertJson<T>(DcpObject<T> actual, string expected)
    {
        var node = JsonSerializer.SerializeToNode(actual, DcpApi.Json);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), node), node!.ToJsonString());
    }
}
