using TrustedPublishing.Hosting.Servers.RabbitMq;

namespace TrustedPublishing.Hosting.Tests.Servers;

public sealed class RabbitMqProgramsTests
{
    [Theory]
    [InlineData("/usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8", "3.10.8")]
    [InlineData("/opt/rabbitmq_server-4.1.0", "4.1.0")]
    [InlineData("/opt/homebrew/Cellar/rabbitmq/4.0.5", "4.0.5")]
    public void Takes_a_release_that_is_new_enough(string home, string version)
    {
        var found = RabbitMqPrograms.Newest([home], "/usr/bin");

        Assert.Equal(new RabbitMqPrograms(home, "/usr/bin", Version.Parse(version), null), found);
    }

    [Theory]
    [InlineData("/usr/lib/rabbitmq/lib/rabbitmq_server-3.8.9")]
    [InlineData("/usr/lib/rabbitmq/lib/rabbitmq_server-2.10.0")]
    [InlineData("/usr")]
    [InlineData("")]
    public void Takes_nothing_that_is_too_old_or_unknown(string home)
    {
        Assert.Null(RabbitMqPrograms.Newest([home], "/usr/bin"));
    }

    [Fact]
    public void Takes_the_newest_of_several()
    {
        var found = RabbitMqPrograms.Newest(["/opt/rabbitmq_server-3.9.1", "/opt/rabbitmq_server-3.13.7", "/opt/rabbitmq_server-3.12.10"], "/usr/bin");

        Assert.Equal("/opt/rabbitmq_server-3.13.7", found?.Home);
    }
}
