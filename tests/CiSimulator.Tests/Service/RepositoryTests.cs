using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.CiSimulator.Issuers;

namespace TrustedPublishing.CiSimulator.Tests.Service;

public sealed class RepositoryTests
{
    [Theory]
    [InlineData("github", "repository", "repository_id", "repository_owner_id")]
    [InlineData("gitlab", "project_path", "project_id", "namespace_id")]
    public void A_name_that_is_taken_up_again_has_other_ids_in_claims_and_api(string provider, string name, string id, string ownerId)
    {
        var issuer = provider == "github"
            ? SimulatedIssuer.GitHub("https://issuer.example", "audience")
            : SimulatedIssuer.GitLab("https://issuer.example", "audience");
        var before = issuer.ClaimsOf(new JsonObject { [name] = "octo-org/risen" });
        var neighbour = issuer.ClaimsOf(new JsonObject { [name] = "octo-org/other" });
        Assert.Equal(((string)before[id]!, (string)before[ownerId]!), Text(issuer.IdsOf("octo-org/risen")!.Value));

        issuer.Resurrect("Octo-Org/Risen");

        var after = issuer.ClaimsOf(new JsonObject { [name] = "octo-org/risen" });
        Assert.NotEqual((string)before[id]!, (string)after[id]!);
        Assert.NotEqual((string)before[ownerId]!, (string)after[ownerId]!);
        Assert.Equal(((string)after[id]!, (string)after[ownerId]!), Text(issuer.IdsOf("octo-org/risen")!.Value));
        Assert.Equal((string)neighbour[id]!, (string)issuer.ClaimsOf(new JsonObject { [name] = "octo-org/other" })[id]!);
        Assert.Equal("7", (string)issuer.ClaimsOf(new JsonObject { [name] = "octo-org/risen", [id] = "7" })[id]!);

        static (string, string) Text((long Id, long OwnerId) ids) => ($"{ids.Id}", $"{ids.OwnerId}");
    }

    [Fact]
    public async Task Plays_the_apis_that_tell_ids()
    {
        using var simulator = new Simulator();
        var http = simulator.Http;

        var github = await http.GetFromJsonAsync<JsonNode>("/github/api/repos/octo-org/sampleproject");
        var gitlab = await http.GetFromJsonAsync<JsonNode>("/gitlab/api/v4/projects/octo%2Fsub%2Fsampleproject");
        using var missing = await http.GetAsync("/github/api/repos/octo-org/private-project");

        Assert.Equal("octo-org/sampleproject", (string?)github!["full_name"]);
        Assert.True((long)github["id"]! > 0 && (long)github["owner"]!["id"]! > 0);
        Assert.Equal("octo/sub/sampleproject", (string?)gitlab!["path_with_namespace"]);
        Assert.True((long)gitlab["id"]! > 0 && (long)gitlab["namespace"]!["id"]! > 0);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }
}
