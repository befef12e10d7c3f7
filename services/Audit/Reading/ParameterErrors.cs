using Microsoft.AspNetCore.Http.HttpResults;

namespace TrustedPublishing.Audit.Reading;

/// <summary>What is wrong with a query string or a body: all of it at once.</summary>
internal sealed class ParameterErrors
{
    private readonly Dictionary<string, List<string>> errors = new(StringComparer.Ordinal);

    public bool Any => errors.Count > 0;

    public IEnumerable<string> Parameters => errors.Keys;

    /// <summary>For people: <c>reason is not a code …</c>.</summary>
    public IEnumerable<string> Sentences => errors.SelectMany(error => error.Value.Select(what => $"{error.Key} {what}"));

    public void Add(string parameter, string error)
    {
        if (!errors.TryGetValue(parameter, out var found))
        {
            errors[parameter] = found = [];
        }
        found.Add(error);
    }

    public ProblemHttpResult ToProblem() => ToProblem(StatusCodes.Status400BadRequest, "invalid_parameter", "The query string is not valid.");

    public ProblemHttpResult ToProblem(int status, string code, string title) => TypedResults.Problem(
        statusCode: status,
        title: title,
        extensions: new Dictionary<string, object?>
        {
            ["code"] = code,
            ["errors"] = errors.ToDictionary(error => error.Key, error => error.Value.ToArray(), StringComparer.Ordinal),
        });
}
