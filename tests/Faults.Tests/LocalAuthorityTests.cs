using TrustedPublishing.Authority;

namespace TrustedPublishing.Faults.Tests;

public sealed class LocalAuthorityTests
{
    [Fact]
    public async Task Every_process_can_be_killed_and_comes_back_where_it_was()
    {
        await using var authority = await LocalAuthority.StartAsync(new AuthorityOptions { Exchanges = 2 });
        foreach (var server in new[] { authority.Postgres, authority.Redis, authority.RabbitMq })
        {
            await server.KillAsync();
            Assert.Empty(server.ProcessIds);
            await server.StartAsync();
            Assert.NotEmpty(server.ProcessIds);
        }

        await authority.TokenExchange[0].RestartAsync();
        Assert.Equal(authority.Secrets.Audience, await authority.Gateway().AudienceAsync());
    }
}
