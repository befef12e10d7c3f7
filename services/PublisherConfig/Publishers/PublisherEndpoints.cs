using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.PublisherConfig.Projects;
using TrustedPublishing.PublisherConfig.Publishers.Lookup;
using TrustedPublishing.PublisherConfig.Publishers.Pinning;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>A project's trusted publishers in the management API.</summary>
internal static class PublisherEndpoints
{
    public static void MapPublishers(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/projects/{name}/publishers").WithTags("Publishers");
        group.MapPost("/", Add).Needs(Need.ManageProject).WithName("AddPublisher").WithSummary("Add a trusted publisher to a project");
        group.MapGet("/{id:guid}", Get).Needs(Need.SeeProject).WithName("GetPublisher").WithSummary("Get a trusted publisher of a project");
        group.MapDelete("/{id:guid}", Remove).Needs(Need.ManageProject).WithName("RemovePublisher").WithSummary("Remove a trusted publisher from a project");
    }

    private static async Task<Results<Created<PublisherResponse>, ProblemHttpResult>> Add(
        HttpContext context, string name, [AsParameters] RegistrationParts parts, AddPublisher addPublisher, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync(context.Request, cancellationToken, Registration.IdsMember);
        if (body is JsonBody.Refused refused)
        {
            return refused.Problem;
        }

        return await parts.Ids.CompleteAsync(Check((JsonBody.Members)body, parts.Issuers, parts.Providers), cancellationToken) switch
        {
            RegistrationOutcome.Refused { Errors: var errors } =>
                Problems.Invalid(StatusCodes.Status422UnprocessableEntity, Problems.InvalidPublisher, "The publisher is not valid.", errors),
            RegistrationOutcome.Accepted { Registration: var registration } =>
                Answer(await addPublisher.ExecuteAsync(name, registration, context.By(), cancellationToken), registration, parts.Providers, time),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<Results<Ok<PublisherResponse>, ProblemHttpResult>> Get(
        PublisherConfigDb db, ProviderCatalog providers, string name, Guid id, TimeProvider time, CancellationToken cancellationToken)
    {
        var project = await ProjectQueries.FindWithPublishersAsync(db, name, cancellationToken);
        return (project, project?.Publishers.SingleOrDefault(p => p.PublisherId == id)) switch
        {
            (null, _) => Problems.UnknownProject(),
            (_, null) => Problems.UnknownPublisher(),
            var (_, standing) => TypedResults.Ok(PublisherResponse.Of(standing, providers, time.GetUtcNow())),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        HttpContext context, string name, Guid id, RemovePublisher removePublisher, CancellationToken cancellationToken) =>
        await removePublisher.ExecuteAsync(name, id, context.By(), cancellationToken) switch
        {
            RemovePublisherOutcome.Removed => TypedResults.NoContent(),
            RemovePublisherOutcome.UnknownProject => Problems.UnknownProject(),
            RemovePublisherOutcome.UnknownPublisher => Problems.UnknownPublisher(),
            _ => throw new UnreachableException(),
        };

    internal static RegistrationOutcome Check(JsonBody.Members body, IssuerDirectory issuers, ProviderCatalog providers)
    {
        var outcome = Registration.Check(body.Values, issuers);
        if (body.NotText.Count == 0)
        {
            return outcome;
        }

        var errors = outcome is RegistrationOutcome.Refused refused ? refused.Errors : new FieldErrors();
        var kind = providers.Find(body.Values.GetValueOrDefault(Registration.ProviderMember));
        body.Correct(errors, member => member == Registration.ProviderMember || GivenIds.IsMember(member) || (kind is not null && Registration.HasMember(kind, member)));
        if (body.NotText.Contains(Registration.IdsMember))
        {
            errors.Set(Registration.IdsMember, GivenIds.NoObject);
        }

        return new RegistrationOutcome.Refused(errors);
    }

    private static Results<Created<PublisherResponse>, ProblemHttpResult> Answer(
        AddPublisherOutcome outcome, Registration registration, ProviderCatalog providers, TimeProvider time) => outcome switch
    {
        AddPublisherOutcome.Added { Standing: var standing } => TypedResults.Created(
            $"/api/projects/{standing.Project.NormalizedName}/publishers/{standing.PublisherId}", PublisherResponse.Of(standing, providers, time.GetUtcNow()) with { Warnings = registration.Warnings }),
        AddPublisherOutcome.UnknownProject => Problems.UnknownProject(),
        AddPublisherOutcome.Exists exists => Problems.Of(
            StatusCodes.Status409Conflict, Problems.PublisherExists, $"The same publisher stands for this project already: {exists.PublisherId}."),
        AddPublisherOutcome.TooManyPublishers => Problems.Of(
            StatusCodes.Status409Conflict, Problems.TooManyPublishers, $"A project has at most {AddPublisher.MaxPublishersOfProject} publishers."),
        AddPublisherOutcome.TooManyProjects => Problems.Of(
            StatusCodes.Status409Conflict, Problems.TooManyProjects, $"A publisher stands for at most {AddPublisher.MaxProjectsOfPublisher} projects."),
        _ => throw new UnreachableException(),
    };
}

/// <summary>What a registration is checked and completed with.</summary>
internal sealed record RegistrationParts(IssuerDirectory Issuers, ProviderCatalog Providers, RegistrationIds Ids);
