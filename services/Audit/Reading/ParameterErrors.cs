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

    /// <summary>The only value of a parameter, or null if it is not there.</summary>
    public string? Single(string parameter, string[]? values)
    {
        if (values is { Length: > 1 })
        {
            Add(parameter, "is given more than once.");
        }
        return values is [var first, ..] ? first : null;
    }

    /// <summary>A misspelt filter would answer with everything, which looks like an answer. It is a mistake instead.</summary>
    public void RejectUnknown(IQueryCollection query, params ReadOnlySpan<string> known)
    {
        foreach (var name in query.Keys)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                Add(name, "is not a parameter here.");
            }
        }
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
