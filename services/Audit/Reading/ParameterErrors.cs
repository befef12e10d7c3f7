using Microsoft.AspNetCore.Http.HttpResults;

namespace TrustedPublishing.Audit.Reading;

/// <summary>What is wrong with a query string: all of it at once.</summary>
internal sealed class ParameterErrors
{
    private readonly Dictionary<string, List<string>> errors = new(StringComparer.Ordinal);

    public bool Any => errors.Count > 0;

    public void Add(string parameter, string error)
    {
        if (!errors.TryGetValue(parameter, out var found))
        {
            errors[parameter] = found = [];
        }
        found.Add(error);
    }

    public ProblemHttpResult ToProblem() => TypedResults.Problem(
        statusCode: StatusCodes.Status400BadRequest,
        title: "The query string is not valid.",
        extensions: new Dictionary<string, object?>
        {
            ["code"] = "invalid_parameter",
            ["errors"] = errors.ToDictionary(error => error.Key, error => error.Value.ToArray(), StringComparer.Ordinal),
        });
}
