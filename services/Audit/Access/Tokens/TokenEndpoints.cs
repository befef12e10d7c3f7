using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Access.Tokens;

/// <summary><c>/api/tokens</c>: the operator issues, lists and revokes the tokens of the auditors.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("Tokens").ForTheOperatorOnly().ProducesProblem(StatusCodes.Status403Forbidden);
        tokens.MapPost("/", IssueAsync)
            .Accepts<TokenRequest>("application/json")
            .WithSummary("Issues a token to an auditor. Its text is in this answer and nowhere else")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        tokens.MapGet("/", ListAsync)
            .WithSummary("Lists all tokens, those that are over too, newest first");
        tokens.MapDelete("/{id:guid}", RevokeAsync)
            .WithSummary("Revokes a token: nothing is read with it any more once the answer is there. Revoking it again changes nothing")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Created<IssuedTokenDocument>, ProblemHttpResult>> IssueAsync(
        HttpRequest request, AuditorTokens tokens, CancellationToken cancellationToken)
    {
        var (body, refused) = await JsonBody.ReadAsync(request, TokensJson.Default.TokenRequest, cancellationToken);
        if (body is null)
        {
            return refused!;
        }

        var errors = new ParameterErrors();
        if (body.Read(errors) is not { } wanted)
        {
            return errors.ToProblem(StatusCodes.Status422UnprocessableEntity, "invalid_token_request", "The token cannot be issued.");
        }

        var (token, secret) = await tokens.IssueAsync(wanted, cancellationToken);
        return TypedResults.Created($"/api/tokens/{token.Id}", new IssuedTokenDocument { Issued = TokenDocument.Of(token, null, null), Token = secret });
    }

    private static async Task<Ok<TokenList>> ListAsync(AuditorTokens tokens, CancellationToken cancellationToken) => TypedResults.Ok(new TokenList
    {
        Tokens = [.. (await tokens.ListAsync(cancellationToken)).Select(one => TokenDocument.Of(one.Token, one.LastUse, tokens.WhyOver(one.Token)))],
    });

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(Guid id, AuditorTokens tokens, CancellationToken cancellationToken) =>
        await tokens.RevokeAsync(id, cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.Problem(
                statusCode: StatusCodes.Status404NotFound,
                title: "No token has this id.",
                extensions: new Dictionary<string, object?> { ["code"] = "unknown_token" });
}
