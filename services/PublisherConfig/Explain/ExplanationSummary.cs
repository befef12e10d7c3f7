namespace TrustedPublishing.PublisherConfig.Explain;

/// <summary>An explanation in a few sentences, for somebody who has never seen the system. Pure.</summary>
internal static class ExplanationSummary
{
    public static string Of(bool isPlainClaims, IReadOnlyList<ExplainedProblem> problems, IReadOnlyList<ExplainedPublisher> publishers)
    {
        var sentences = new List<string>();
        if (problems.Count > 0)
        {
            sentences.Add($"The ID token would be refused. {string.Join(' ', problems.Select(problem => problem.Message))}");
        }

        sentences.Add(AboutPublishers(problems.Count > 0, publishers));
        if (isPlainClaims)
        {
            sentences.Add("Plain claims prove nothing: this holds if the issuer signs an ID token with them.");
        }

        return string.Join(' ', sentences.Where(sentence => sentence.Length > 0));
    }

    private static string AboutPublishers(bool isRefusedAnyway, IReadOnlyList<ExplainedPublisher> publishers)
    {
        var match = publishers.FirstOrDefault(publisher => publisher.Matches);
        var nearest = publishers.FirstOrDefault(publisher => publisher.IsNearest);
        return (match, nearest) switch
        {
            ({ } one, _) when isRefusedAnyway => $"Apart from that it matches the publisher {one.Title}.",
            ({ } one, _) => $"An exchange gives an API token for this project, through the publisher {one.Title}.",
            (_, { } one) => $"No publisher of this project matches. The nearest is {one.Title}: {one.Message}",
            _ when isRefusedAnyway => "",
            _ => "This project has no trusted publisher yet.",
        };
    }
}
