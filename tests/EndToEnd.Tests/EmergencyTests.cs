using TrustedPublishing.Authority.Clients;
using TrustedPublishing.EndToEnd.Tests.Stack;

namespace TrustedPublishing.EndToEnd.Tests;

/// <summary>From the operator's hand to the exchange and into the audit log. What each switch does is shown in TokenExchange.Tests.</summary>
public sealed class EmergencyTests(RunningAuthority stack)
{
    [Fact]
    public async Task An_operator_revokes_a_publishers_tokens_and_distrusts_a_key_and_the_audit_log_says_who_and_why()
    {
        var project = $"sample-{Guid.NewGuid():N}";
        var job = Job.Of("github", stack.Simulator);
        await stack.Console.CreateProjectAsync(project);
        var publisher = await stack.Console.RegisterPublisherAsync(project, job.Registration);
        var token = (await stack.Exchange.MintAsync(await job.IdTokenAsync(stack.Simulator))).Token();

        var revoked = await stack.Console.SendAsync(HttpMethod.Post, "/api/emergency/revocations", new { publisher_id = publisher, reason = "INC-7" });
        var issuer = stack.Simulator.Issuer("github");
        var key = $"key-{Guid.NewGuid():N}";
        var set = await stack.Console.SendAsync(HttpMethod.Put, "/api/emergency/distrust-key", new { issuer, key_id = key, reason = "INC-8" });
        var listed = await stack.Console.SendAsync(HttpMethod.Get, "/api/emergency");
        await stack.Console.SendAsync(HttpMethod.Delete, $"/api/emergency/{set["id"]}?reason=over");

        Assert.Equal(1, (int)revoked["revoked"]!);
        Assert.Equal("""{"active":false}""", (await stack.Exchange.IntrospectAsync(token)).ToJsonString());
        Assert.Contains(listed["switches"]!.AsArray(), one => (string?)one!["key_id"] == key && (string?)one["reason"] == "INC-8");
        var entry = await stack.Audit.WaitForAsync("TokensRevoked", e => (string?)e["body"]!["publisher_id"] == publisher.ToString());
        Assert.Equal($"Emergency: revoked all tokens of publisher {publisher} (1 were good), by admin-token — INC-7", (string?)entry["summary"]);
        await stack.Audit.WaitForAsync("EmergencySwitchChanged", e => (string?)e["summary"] == $"Emergency: key {key} of {issuer} is distrusted, by admin-token — INC-8");
        await stack.Audit.WaitForAsync("EmergencySwitchChanged", e => (string?)e["summary"] == $"Emergency: key {key} of {issuer} is trusted again, by admin-token — over");
    }
}
