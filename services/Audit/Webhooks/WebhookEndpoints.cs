using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Webhooks;

/// <summary>
/// <c>/api/webhooks</c>, for the operator: a webhook goes on telling when the token with which it was made has long ended, so an auditor's token is not
/// enough to make one.
/// </summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("Webhooks").ForTheOperatorOnly().ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPost("/", CreateAsync)
            .Accepts<WebhookRequest>("application/json")
            .WithSummary("Adds a webhook (Standard Webhooks). Its secret is in this answer and nowhere else")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        webhooks.MapGet("/", async (WebhookStore store, CancellationToken cancellationToken) => TypedResults.Ok(new WebhookList(await store.ListAsync(cancellationToken))))
            .WithSummary("Lists all webhooks, how far each is, and what is tried again when");
        webhooks.MapGet("/{id:guid}", ShowAsync).WithSummary("One webhook");
        webhooks.MapDelete("/{id:guid}", (Guid id, WebhookStore store, CancellationToken cancellationToken) => ChangeAsync(store.DeleteAsync(id, cancellationToken)))
            .WithSummary("Deletes a webhook with its dead letters");
        webhooks.MapPost("/{id:guid}/pause", (Guid id, WebhookStore store, CancellationToken cancellationToken) => ChangeAsync(store.PauseAsync(id, cancellationToken)))
            .WithSummary("Tells nothing until it is resumed; nothing is lost");
        webhooks.MapPost("/{id:guid}/resume", (Guid id, WebhookStore store, CancellationToken cancellationToken) => ChangeAsync(store.ResumeAsync(id, cancellationToken)))
            .WithSummary("Goes on where it was paused, at once");
        webhooks.MapPost("/{id:guid}/replay", ReplayAsync)
            .Accepts<ReplayRequest>("application/json")
            .WithSummary("Tells everything after an index, again or left out")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        webhooks.MapPost("/{id:guid}/rotate-secret", RotateSecretAsync)
            .Accepts<RotationRequest>(isOptional: true, "application/json")
            .WithSummary("Makes a new secret, which is in this answer and nowhere else; for an overlap the former signs as well")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        webhooks.MapGet("/{id:guid}/dead-letters", DeadLettersAsync)
            .WithSummary("Entries that it was not told of after all tries, oldest first, 100 a page");
    }

    private static async Task<Results<Created<CreatedWebhook>, ProblemHttpResult>> CreateAsync(
        HttpRequest request, WebhookStore store, EntryReader entries, IOptions<WebhookOptions> options, CancellationToken cancellationToken)
    {
        var (body, refused) = await JsonBody.ReadAsync(request, WebhooksJson.Default.WebhookRequest, cancellationToken);
        if (body is null)
        {
            return refused!;
        }

        var errors = new ParameterErrors();
        body.Check(errors, options.Value.AllowPrivateAddresses);
        if (body.After > await entries.HeadAsync(cancellationToken))
        {
            errors.Add("after", "is beyond the end of the log.");
        }
        if (errors.Any)
        {
            return errors.ToProblem(StatusCodes.Status422UnprocessableEntity, "invalid_webhook", "The webhook cannot be added.");
        }

        return await store.CreateAsync(body, options.Value.Maximum, cancellationToken) is { } created
            ? TypedResults.Created($"/api/webhooks/{created.Id}", new CreatedWebhook((await store.ShowAsync(created.Id, cancellationToken))!, created.Secret))
            : Problem(StatusCodes.Status409Conflict, "too_many_webhooks", $"There are {options.Value.Maximum} webhooks already.");
    }

    private static async Task<Results<Ok<WebhookDocument>, ProblemHttpResult>> ShowAsync(Guid id, WebhookStore store, CancellationToken cancellationToken) =>
        await store.ShowAsync(id, cancellationToken) is { } webhook ? TypedResults.Ok(webhook) : Unknown();

    private static async Task<Results<NoContent, ProblemHttpResult>> ReplayAsync(
        Guid id, HttpRequest request, WebhookStore store, EntryReader entries, CancellationToken cancellationToken)
    {
        var (body, refused) = await JsonBody.ReadAsync(request, WebhooksJson.Default.ReplayRequest, cancellationToken);
        if (body is null)
        {
            return refused!;
        }
        if (body.After < -1 || body.After > await entries.HeadAsync(cancellationToken))
        {
            var errors = new ParameterErrors();
            errors.Add("after", "is not an index of the log, nor -1.");
            return errors.ToProblem(StatusCodes.Status422UnprocessableEntity, "invalid_replay", "There is nothing to tell from there.");
        }
        return await ChangeAsync(store.ReplayAsync(id, body.After, cancellationToken));
    }

    private static async Task<Results<Ok<CreatedWebhook>, ProblemHttpResult>> RotateSecretAsync(
        Guid id, HttpRequest request, WebhookStore store, SecretRotation rotation, CancellationToken cancellationToken)
    {
        var (body, refused) = await JsonBody.ReadOptionalAsync(request, WebhooksJson.Default.RotationRequest, cancellationToken);
        if (body is null)
        {
            return refused!;
        }

        var errors = new ParameterErrors();
        if (body.Read(errors) is not { } overlap)
        {
            return errors.ToProblem(StatusCodes.Status422UnprocessableEntity, "invalid_rotation", "The secret stays as it is.");
        }

        return await rotation.RotateAsync(id, overlap, cancellationToken) switch
        {
            Rotation.Rotated(var secret) when await store.ShowAsync(id, cancellationToken) is { } webhook => TypedResults.Ok(new CreatedWebhook(webhook, secret)),
            Rotation.Rotated or Rotation.UnknownWebhook => Unknown(),
            Rotation.InOverlap(var until) => Problem(
                StatusCodes.Status409Conflict, "former_secret_in_use", $"A secret of before is used until {until.UtcDateTime:O}. An overlap of 0 hours ends it at once."),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<Results<Ok<DeadLetterList>, ProblemHttpResult>> DeadLettersAsync(
        Guid id, WebhookStore store, CancellationToken cancellationToken, long after = -1) =>
        await store.FindAsync(id, cancellationToken) is null ? Unknown() : TypedResults.Ok(await store.DeadLettersAsync(id, after, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(Task<bool> change) =>
        await change ? TypedResults.NoContent() : Unknown();

    private static ProblemHttpResult Unknown() => Problem(StatusCodes.Status404NotFound, "unknown_webhook", "No webhook has this id.");

    private static ProblemHttpResult Problem(int status, string code, string title) =>
        TypedResults.Problem(statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["code"] = code });
}
