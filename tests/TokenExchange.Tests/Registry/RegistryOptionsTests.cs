using System.ComponentModel.DataAnnotations;
using TrustedPublishing.TokenExchange.Registry;

namespace TrustedPublishing.TokenExchange.Tests.Registry;

public sealed class RegistryOptionsTests
{
    [Theory]
    [InlineData("pypi", "Registry:Audiences: 'pypi' belongs to somebody else.")]
    [InlineData("testpypi", "Registry:Audiences: 'testpypi' belongs to somebody else.")]
    [InlineData("", "Registry:Audiences: an audience has 1 to 255 characters.")]
    public void Refuses_an_audience_that_cannot_be_ours(string audience, string message)
    {
        var options = new RegistryOptions { Audiences = ["registry.example.org", audience] };

        Assert.Equal([message], Messages(options));
    }

    [Fact]
    public void Takes_audiences_of_up_to_255_characters()
    {
        Assert.Empty(Messages(new RegistryOptions { Audiences = [new string('a', 255), "registry.example.org"] }));
        Assert.Single(Messages(new RegistryOptions { Audiences = [new string('a', 256)] }));
    }

    [Theory]
    [InlineData()]
    [InlineData("secret")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    public void Refuses_a_registry_whose_secret_is_not_given_as_a_digest(params string[] hashes)
    {
        var options = new RegistryOptions { Clients = { ["registry"] = new RegistryClient { SecretHashes = hashes } } };

        Assert.StartsWith("Registry:Clients:registry:SecretHashes must hold SHA-256 digests", Assert.Single(Messages(options)), StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Messages(RegistryOptions options) => options.Validate(new ValidationContext(options)).Select(result => result.ErrorMessage);
}
