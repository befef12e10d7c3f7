using TrustedPublishing.Hosting.Servers.Postgres;

namespace TrustedPublishing.Hosting.Tests.Servers;

public sealed class PostgresProgramsTests
{
    [Theory]
    [InlineData(new[] { 15, 17, 16 }, new int[0], 17)]
    [InlineData(new[] { 14, 15 }, new int[0], 15)]
    [InlineData(new[] { 13, 14 }, new int[0], null)]
    [InlineData(new int[0], new int[0], null)]
    [InlineData(new[] { 15, 17 }, new[] { 15 }, 15)]
    [InlineData(new[] { 15, 16, 17 }, new[] { 15, 16 }, 16)]
    [InlineData(new[] { 17 }, new[] { 15 }, null)]
    [InlineData(new[] { 14 }, new[] { 14 }, null)]
    public void Takes_the_newest_that_can_open_the_data(int[] installed, int[] majorsWithData, int? expected)
    {
        var chosen = PostgresPrograms.Newest(installed.Select(major => new PostgresPrograms($"/usr/lib/postgresql/{major}/bin", major)), majorsWithData);

        Assert.Equal(expected, chosen?.Major);
    }

    [Theory]
    [InlineData("Host=db.internal;Port=6432;Username=root;Password=s3cret;Database=postgres;SSL Mode=VerifyFull", "Host=db.internal;Port=6432;SSL Mode=VerifyFull")]
    [InlineData("Server=db.internal;User Id=root;Pwd=s3cret;Passfile=/root/.pgpass", "Host=db.internal")]
    public void A_service_gets_the_address_of_a_given_server_and_not_its_administrator(string admin, string expected)
    {
        Assert.Equal(expected, PostgresServer.AddressOf(admin));
    }
}
