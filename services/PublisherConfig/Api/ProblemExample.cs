using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace TrustedPublishing.PublisherConfig.Api;

/// <summary>A refusal as the OpenAPI document shows it.</summary>
internal sealed record ProblemExample(int Status, string Code, string Title, string? Field = null, string? Error = null)
{
    public const string Schema = "Problem";

    public static readonly ProblemExample[] OfBodies =
    [
        new(400, Problems.MalformedJson, "The body is not valid JSON, or a member is there twice."),
        new(413, Problems.BodyTooLarge, JsonBody.TooLarge),
        new(415, Problems.UnsupportedMediaType, "Send the body as application/json."),
    ];

    public static readonly ProblemExample Unauthorized = new(401, "missing_token", "A bearer token is needed: Authorization: Bearer <token>.");
    public static readonly ProblemExample Unavailable = new(503, Problems.Unavailable, "The database does not answer. Try again soon.");
    public static readonly ProblemExample InvalidQuery = new(400, Problems.InvalidQuery, "The query is not valid.", "limit", "A page has 1 to 200 projects.");
    public static readonly ProblemExample InvalidProject = new(
        422, Problems.InvalidProject, "The project is not valid.", "name", "A project's name starts and ends with a letter or a digit.");
    public static readonly ProblemExample ProjectExists = new(409, Problems.ProjectExists, "There is a project sample-project already.");
    public static readonly ProblemExample ProjectNotFound = new(404, Problems.ProjectNotFound, "There is no project of this name.");
    public static readonly ProblemExample InvalidPublisher = new(
        422, Problems.InvalidPublisher, "The publisher is not valid.", "workflow_filename", "The name of a workflow file ends with .yml or .yaml.");
    public static readonly ProblemExample PublisherExists = new(
        409, Problems.PublisherExists, "The same publisher stands for this project already: 0199a1f0-7c1e-7000-8000-000000000001.");
    public static readonly ProblemExample PublisherNotFound = new(404, Problems.PublisherNotFound, "No publisher with this id stands for the project.");
    public static readonly ProblemExample TooManyPublishers = new(409, Problems.TooManyPublishers, "A project has at most 100 publishers.");
    public static readonly ProblemExample TooManyProjects = new(409, Problems.TooManyProjects, "A publisher stands for at most 100 projects.");

    public static readonly ProblemExample InvalidExplanation = new(
        422, Problems.InvalidExplanation, "There is nothing to explain.", "id_token", "Give either id_token, a string, or claims, an object, and nothing else.");

    /// <summary>One answer, with an example for each refusal of its status.</summary>
    public static OpenApiResponse Response(OpenApiDocument document, IReadOnlyList<ProblemExample> problems)
    {
        var response = new OpenApiResponse
        {
            Description = string.Join(", ", problems.Select(problem => problem.Code)),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new()
                {
                    Schema = new OpenApiSchemaReference(Schema, document),
                    Examples = problems.ToDictionary(problem => problem.Code, IOpenApiExample (problem) => new OpenApiExample { Value = problem.ToJson() }),
                },
            },
        };
        if (problems.Any(problem => problem.Status == StatusCodes.Status401Unauthorized))
        {
            response.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["WWW-Authenticate"] = new OpenApiHeader { Description = "Bearer", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
            };
        }

        return response;
    }

    private JsonObject ToJson()
    {
        var json = new JsonObject { ["title"] = Title, ["status"] = Status, ["code"] = Code };
        if (Field is not null)
        {
            json["errors"] = new JsonObject { [Field] = new JsonArray(Error) };
        }

        return json;
    }
}
