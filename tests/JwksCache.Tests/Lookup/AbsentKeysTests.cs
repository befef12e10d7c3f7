using TrustedPublishing.JwksCache.Lookup;

namespace TrustedPublishing.JwksCache.Tests.Lookup;

public sealed class AbsentKeysTests
{
    private const string Issuer = "https://ci.example";

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly AbsentKeys absent = new();

    [Theory]
    [InlineData(59, 1)]
    [InlineData(60, null)]
    [InlineData(61, null)]
    public void A_key_id_waits_until_a_fetch_may_tell(int after, int? left)
    {
        absent.Remember(Issuer, 1, "invented", Now.AddSeconds(60));

        Assert.Equal(left, (int?)absent.Wait(Issuer, 1, "invented", Now.AddSeconds(after))?.TotalSeconds);
    }

    [Fact]
    public void Knows_nothing_of_other_key_ids_and_other_issuers()
    {
        absent.Remember(Issuer, 1, "invented", Now.AddSeconds(60));

        Assert.Null(absent.Wait(Issuer, 1, "Invented", Now));
        Assert.Null(absent.Wait("https://other.example", 1, "invented", Now));
    }

    [Fact]
    public void The_next_good_fetch_empties_it()
    {
        absent.Remember(Issuer, 1, "first", Now.AddSeconds(60));

        Assert.Null(absent.Wait(Issuer, 2, "first", Now));
        absent.Remember(Issuer, 2, "second", Now.AddSeconds(60));
        Assert.Equal(1, absent.Count(Issuer));
        Assert.Null(absent.Wait(Issuer, 1, "first", Now));
    }

    [Fact]
    public void What_an_older_set_lacked_is_not_remembered_beside_a_newer_one()
    {
        absent.Remember(Issuer, 2, "second", Now.AddSeconds(60));
        absent.Remember(Issuer, 1, "first", Now.AddSeconds(60));

        Assert.Null(absent.Wait(Issuer, 1, "first", Now));
        Assert.Equal(1, absent.Count(Issuer));
    }

    [Fact]
    public void Holds_so_many_of_an_issuer_and_no_more()
    {
        Parallel.For(0, 5 * AbsentKeys.MostPerIssuer, i => absent.Remember(Issuer, 1, $"invented-{i}", Now.AddSeconds(60)));
        absent.Remember("https://other.example", 1, "invented", Now.AddSeconds(60));

        // Two threads may both see one place left.
        Assert.InRange(absent.Count(Issuer), AbsentKeys.MostPerIssuer, AbsentKeys.MostPerIssuer + Environment.ProcessorCount + 8);
        Assert.NotNull(absent.Wait("https://other.example", 1, "invented", Now));
    }
}
